"""Tables of the exchange: what we wrote, sealed and sent; what we got and applied."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    DDL,
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    event,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kit.db import Choice, SharedBase

# SQLite numbers rows by itself only in a column declared exactly INTEGER.
RowNumber = BigInteger().with_variant(Integer, "sqlite")


class OutboxEvent(SharedBase):
    """One event as a service verb wrote it; never changed, kept for ever.

    ``id`` only orders what one transaction wrote: numbers are given by sealing.
    """

    __tablename__ = "exchange_outbox"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    event_id: Mapped[UUID]
    stream: Mapped[str] = mapped_column(String(100))
    type: Mapped[str] = mapped_column(String(120))
    subject: Mapped[str] = mapped_column(String(120))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    correlation_id: Mapped[str] = mapped_column(String(64), index=True)
    written_at: Mapped[datetime]

    unsealed: Mapped["Unsealed | None"] = relationship()


class Unsealed(SharedBase):
    """An outbox event that has no number yet; the row goes when it gets one.

    Apart from the event itself, because rewriting a wide row to mark it is what made
    sealing slow.
    """

    __tablename__ = "exchange_unsealed"

    outbox_id: Mapped[int] = mapped_column(
        RowNumber, ForeignKey(OutboxEvent.id), primary_key=True
    )


class Numbered(SharedBase):
    """The number an outbox event was sealed under."""

    __tablename__ = "exchange_numbered"

    outbox_id: Mapped[int] = mapped_column(
        RowNumber, primary_key=True, autoincrement=False
    )
    epoch: Mapped[int]
    sequence: Mapped[int] = mapped_column(BigInteger)


class SentStream(SharedBase):
    """How far one of our streams is sealed, and how far its receiver says it is."""

    __tablename__ = "exchange_sent_stream"

    stream: Mapped[str] = mapped_column(String(100), primary_key=True)
    epoch: Mapped[int]
    sealed_through: Mapped[int] = mapped_column(BigInteger)
    sealed_hash: Mapped[str] = mapped_column(String(64))


class SentReceipt(SharedBase):
    """The latest signed receipt of one receiver for one of our streams."""

    __tablename__ = "exchange_sent_receipt"

    stream: Mapped[str] = mapped_column(String(100), primary_key=True)
    receiver: Mapped[str] = mapped_column(String(40), primary_key=True)
    epoch: Mapped[int]
    stored_through: Mapped[int] = mapped_column(BigInteger)
    applied_through: Mapped[int] = mapped_column(BigInteger)
    stored_at: Mapped[datetime]
    applied_at: Mapped[datetime]
    raw: Mapped[bytes] = mapped_column(LargeBinary)


class SentBundle(SharedBase):
    """One sealed bundle, byte for byte, kept for ever: our evidence and any resend."""

    __tablename__ = "exchange_sent_bundle"

    stream: Mapped[str] = mapped_column(String(100), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    last: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str | None] = mapped_column(String(40))

    __table_args__ = (
        Index(
            "ix_exchange_sent_bundle_unsent",
            "sealed_at",
            sqlite_where=text("sent_at IS NULL"),
            postgresql_where=text("sent_at IS NULL"),
        ),
    )


class ReceivedStream(SharedBase):
    """The high-water mark of one stream we receive."""

    __tablename__ = "exchange_received_stream"

    stream: Mapped[str] = mapped_column(String(100), primary_key=True)
    epoch: Mapped[int]
    stored_through: Mapped[int] = mapped_column(BigInteger)
    stored_hash: Mapped[str] = mapped_column(String(64))
    applied_through: Mapped[int] = mapped_column(BigInteger)
    head: Mapped[int] = mapped_column(BigInteger)
    frozen: Mapped[str | None] = mapped_column(String(40))
    resend_asked_at: Mapped[datetime | None]
    stored_at: Mapped[datetime | None]
    applied_at: Mapped[datetime | None]


class ReceivedBundle(SharedBase):
    """One bundle as it arrived, byte for byte.

    ``in_chain`` is false while a gap before it is open: it is kept aside and has no
    effect.
    """

    __tablename__ = "exchange_received_bundle"

    stream: Mapped[str] = mapped_column(String(100), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    last: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))
    prev: Mapped[str] = mapped_column(String(64))
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime]
    in_chain: Mapped[bool]


class Waiting(StrEnum):
    """Why an event has not been applied yet."""

    RETRYING = "retrying"
    PARKED = "parked"
    BEHIND = "behind"
    UPGRADE = "waiting_for_upgrade"
    RESOLVED = "resolved"


class WaitingEvent(SharedBase):
    """An event that could not be applied with its bundle, and why."""

    __tablename__ = "exchange_waiting_event"

    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    stream: Mapped[str] = mapped_column(String(100))
    epoch: Mapped[int]
    sequence: Mapped[int] = mapped_column(BigInteger)
    type: Mapped[str] = mapped_column(String(120))
    subject: Mapped[str] = mapped_column(String(120), index=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[Waiting] = mapped_column(Choice(Waiting), index=True)
    reason: Mapped[str] = mapped_column(String(200))
    attempts: Mapped[int]
    next_try_at: Mapped[datetime | None]
    since: Mapped[datetime]


class Refusal(SharedBase):
    """Something that arrived and never had an effect, with the reason."""

    __tablename__ = "exchange_refusal"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(String(40), index=True)
    hash: Mapped[str] = mapped_column(String(64))
    queue: Mapped[str] = mapped_column(String(100))
    user: Mapped[str | None] = mapped_column(String(40))
    message_id: Mapped[str | None] = mapped_column(String(200))
    detail: Mapped[dict[str, Any]]
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    times: Mapped[int]


class RegistryVersion(SharedBase):
    """The member registry as leadership signed it; the highest version counts."""

    __tablename__ = "exchange_registry"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime]


class Lease(SharedBase):
    """Who may dispatch now, on a database without advisory locks."""

    __tablename__ = "exchange_lease"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(80))
    until: Mapped[datetime]


# Bundles are signed base64: compressing them costs PostgreSQL much and saves little.
STORE_PLAIN = "ALTER TABLE %(table)s ALTER COLUMN raw SET STORAGE EXTERNAL"
BUNDLE_TABLES = (SentBundle.__tablename__, ReceivedBundle.__tablename__)
for _table in BUNDLE_TABLES:
    event.listen(
        SharedBase.metadata.tables[_table],
        "after_create",
        DDL(STORE_PLAIN).execute_if(  # type: ignore[no-untyped-call] # untyped there
            dialect="postgresql"
        ),
    )
