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

from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice, SharedBase

# What crosses carries notes and reasons that people wrote, and posts that one person
# holds: the bytes of events and bundles are as careful as the most careful of these.

# SQLite numbers rows by itself only in a column declared exactly INTEGER.
RowNumber = BigInteger().with_variant(Integer, "sqlite")


class OutboxEvent(SharedBase):
    """One event as a service verb wrote it; never changed, kept for ever.

    ``id`` only orders what one transaction wrote: numbers are given by sealing.
    """

    __tablename__ = "exchange_outbox"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, info=OFFICIAL)
    event_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    stream: Mapped[str] = mapped_column(String(100), info=OFFICIAL)
    type: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    subject: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    body: Mapped[bytes] = mapped_column(LargeBinary, info=PERSONAL)
    correlation_id: Mapped[str] = mapped_column(String(64), index=True, info=OFFICIAL)
    written_at: Mapped[datetime] = mapped_column(info=OFFICIAL)

    unsealed: Mapped["Unsealed | None"] = relationship()


class Unsealed(SharedBase):
    """An outbox event that has no number yet; the row goes when it gets one.

    Apart from the event itself, because rewriting a wide row to mark it is what made
    sealing slow.
    """

    __tablename__ = "exchange_unsealed"

    outbox_id: Mapped[int] = mapped_column(
        RowNumber, ForeignKey(OutboxEvent.id), primary_key=True, info=OFFICIAL
    )


class Numbered(SharedBase):
    """The number an outbox event was sealed under."""

    __tablename__ = "exchange_numbered"

    outbox_id: Mapped[int] = mapped_column(
        RowNumber, primary_key=True, autoincrement=False, info=OFFICIAL
    )
    epoch: Mapped[int] = mapped_column(info=OFFICIAL)
    sequence: Mapped[int] = mapped_column(BigInteger, info=OFFICIAL)


class SentStream(SharedBase):
    """How far one of our streams is sealed, and how far its receiver says it is."""

    __tablename__ = "exchange_sent_stream"

    stream: Mapped[str] = mapped_column(String(100), primary_key=True, info=OFFICIAL)
    epoch: Mapped[int] = mapped_column(info=OFFICIAL)
    sealed_through: Mapped[int] = mapped_column(BigInteger, info=OFFICIAL)
    sealed_hash: Mapped[str] = mapped_column(String(64), info=OFFICIAL)


class SentReceipt(SharedBase):
    """The latest signed receipt of one receiver for one of our streams."""

    __tablename__ = "exchange_sent_receipt"

    stream: Mapped[str] = mapped_column(String(100), primary_key=True, info=OFFICIAL)
    receiver: Mapped[str] = mapped_column(String(40), primary_key=True, info=OFFICIAL)
    epoch: Mapped[int] = mapped_column(info=OFFICIAL)
    stored_through: Mapped[int] = mapped_column(BigInteger, info=OFFICIAL)
    applied_through: Mapped[int] = mapped_column(BigInteger, info=OFFICIAL)
    stored_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    applied_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    raw: Mapped[bytes] = mapped_column(LargeBinary, info=OFFICIAL)


class SentBundle(SharedBase):
    """One sealed bundle, byte for byte, kept for ever: our evidence and any resend."""

    __tablename__ = "exchange_sent_bundle"

    stream: Mapped[str] = mapped_column(String(100), primary_key=True, info=OFFICIAL)
    epoch: Mapped[int] = mapped_column(primary_key=True, info=OFFICIAL)
    first: Mapped[int] = mapped_column(BigInteger, primary_key=True, info=OFFICIAL)
    last: Mapped[int] = mapped_column(BigInteger, info=OFFICIAL)
    hash: Mapped[str] = mapped_column(String(64), info=OFFICIAL)
    raw: Mapped[bytes] = mapped_column(LargeBinary, info=PERSONAL)
    sealed_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    sent_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    attempts: Mapped[int] = mapped_column(default=0, info=OFFICIAL)
    trouble: Mapped[str | None] = mapped_column(String(40), info=OFFICIAL)

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

    stream: Mapped[str] = mapped_column(String(100), primary_key=True, info=OFFICIAL)
    epoch: Mapped[int] = mapped_column(info=OFFICIAL)
    stored_through: Mapped[int] = mapped_column(BigInteger, info=OFFICIAL)
    stored_hash: Mapped[str] = mapped_column(String(64), info=OFFICIAL)
    applied_through: Mapped[int] = mapped_column(BigInteger, info=OFFICIAL)
    head: Mapped[int] = mapped_column(BigInteger, info=OFFICIAL)
    frozen: Mapped[str | None] = mapped_column(String(40), info=OFFICIAL)
    resend_asked_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    stored_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    applied_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)


class ReceivedBundle(SharedBase):
    """One bundle as it arrived, byte for byte.

    ``in_chain`` is false while a gap before it is open: it is kept aside and has no
    effect.
    """

    __tablename__ = "exchange_received_bundle"

    stream: Mapped[str] = mapped_column(String(100), primary_key=True, info=OFFICIAL)
    epoch: Mapped[int] = mapped_column(primary_key=True, info=OFFICIAL)
    first: Mapped[int] = mapped_column(BigInteger, primary_key=True, info=OFFICIAL)
    last: Mapped[int] = mapped_column(BigInteger, info=OFFICIAL)
    hash: Mapped[str] = mapped_column(String(64), info=OFFICIAL)
    prev: Mapped[str] = mapped_column(String(64), info=OFFICIAL)
    raw: Mapped[bytes] = mapped_column(LargeBinary, info=PERSONAL)
    received_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    in_chain: Mapped[bool] = mapped_column(info=OFFICIAL)


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

    event_id: Mapped[UUID] = mapped_column(primary_key=True, info=OFFICIAL)
    stream: Mapped[str] = mapped_column(String(100), info=OFFICIAL)
    epoch: Mapped[int] = mapped_column(info=OFFICIAL)
    sequence: Mapped[int] = mapped_column(BigInteger, info=OFFICIAL)
    type: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    subject: Mapped[str] = mapped_column(String(120), index=True, info=OFFICIAL)
    body: Mapped[bytes] = mapped_column(LargeBinary, info=PERSONAL)
    state: Mapped[Waiting] = mapped_column(Choice(Waiting), index=True, info=OFFICIAL)
    # The handler's own words, which may quote what the event carried.
    reason: Mapped[str] = mapped_column(String(200), info=PERSONAL)
    attempts: Mapped[int] = mapped_column(info=OFFICIAL)
    next_try_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    since: Mapped[datetime] = mapped_column(info=OFFICIAL)


class Refusal(SharedBase):
    """Something that arrived and never had an effect, with the reason."""

    __tablename__ = "exchange_refusal"

    id: Mapped[UUID] = mapped_column(primary_key=True, info=OFFICIAL)
    reason: Mapped[str] = mapped_column(String(40), index=True, info=OFFICIAL)
    hash: Mapped[str] = mapped_column(String(64), info=OFFICIAL)
    queue: Mapped[str] = mapped_column(String(100), info=OFFICIAL)
    user: Mapped[str | None] = mapped_column(String(40), info=OFFICIAL)
    message_id: Mapped[str | None] = mapped_column(String(200), info=OFFICIAL)
    detail: Mapped[dict[str, Any]] = mapped_column(info=PERSONAL)
    raw: Mapped[bytes] = mapped_column(LargeBinary, info=PERSONAL)
    first_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    last_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    times: Mapped[int] = mapped_column(info=OFFICIAL)


class RegistryVersion(SharedBase):
    """The member registry as leadership signed it; the highest version counts.

    ``received_at`` is when it came, and then when leadership last said it again.
    """

    __tablename__ = "exchange_registry"

    version: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, info=OFFICIAL
    )
    raw: Mapped[bytes] = mapped_column(LargeBinary, info=OFFICIAL)
    received_at: Mapped[datetime] = mapped_column(info=OFFICIAL)


class Lease(SharedBase):
    """Who may dispatch now, on a database without advisory locks."""

    __tablename__ = "exchange_lease"

    name: Mapped[str] = mapped_column(String(40), primary_key=True, info=OFFICIAL)
    holder: Mapped[str] = mapped_column(String(80), info=OFFICIAL)
    until: Mapped[datetime] = mapped_column(info=OFFICIAL)


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
