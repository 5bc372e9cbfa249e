"""Tables of the trail, and the words a row may be made of."""

import re
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kit.data_classes import OFFICIAL, PERSONAL, DataClass
from kit.db import SharedBase
from kit.trail import protection

# Who acts where nobody is signed in.
NOBODY = "nobody"
HOST = "host"
EXCHANGE = "exchange"
# The trail's own resource and acts.
TRAIL = "trail"
CLOCK_SET_BACK = "clock.set-back"
ERASED = "trail.erased"
EXPORTED = "trail.exported"
VERIFIED = "trail.verified"

ACT = re.compile(r"[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*")
WORD = re.compile(r"[a-z][a-z0-9_-]{0,39}")
# Identifiers and numbers: a name of a person has a space, and does not pass.
OPAQUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,119}")
PURPOSE = re.compile(r"[a-z][a-z0-9 -]{0,59}")
LONGEST_DETAIL = 200

# What a row may say more, and how careful to be with it. Codes, counts and opaque
# identifiers only: no name, no free text, nothing a person wrote.
DETAIL: dict[str, DataClass] = {
    "agency": DataClass.OFFICIAL,
    "body": DataClass.OFFICIAL,
    "broken-at": DataClass.OFFICIAL,
    "correlation": DataClass.OFFICIAL,
    "count": DataClass.OFFICIAL,
    "endpoint": DataClass.OFFICIAL,
    "format": DataClass.OFFICIAL,
    "from": DataClass.OFFICIAL,
    "hash": DataClass.OFFICIAL,
    "indicator": DataClass.OFFICIAL,
    "kind": DataClass.OFFICIAL,
    "member": DataClass.OFFICIAL,
    "method": DataClass.OFFICIAL,
    "period": DataClass.OFFICIAL,
    "reason": DataClass.OFFICIAL,
    "role": DataClass.OFFICIAL,
    "status": DataClass.OFFICIAL,
    "stream": DataClass.OFFICIAL,
    "through": DataClass.OFFICIAL,
    "to": DataClass.OFFICIAL,
    "version": DataClass.OFFICIAL,
    "address-hash": DataClass.PERSONAL,
    "person": DataClass.PERSONAL,
}


class Outcome(StrEnum):
    """How an act ended."""

    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


class TrailRow(SharedBase):
    """One act. The database refuses to change or remove it (``protection``).

    ``at`` is text, RFC 3339 in UTC with microseconds: what is hashed is what is
    stored. ``actor_id`` is a person's id, or a word where nobody was signed in.
    ``detail`` is JSON text; it and ``salt`` are empty once erased. ``outcome`` is a
    word of :class:`Outcome`, unless somebody tampered with it: it must stay readable.
    """

    __tablename__ = "trail_row"

    n: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, info=OFFICIAL
    )
    at: Mapped[str] = mapped_column(String(27), index=True, info=OFFICIAL)
    actor_id: Mapped[str] = mapped_column(String(40), info=PERSONAL)
    session_id: Mapped[str] = mapped_column(String(64), info=PERSONAL)
    role: Mapped[str] = mapped_column(String(40), info=PERSONAL)
    act: Mapped[str] = mapped_column(String(80), info=OFFICIAL)
    resource: Mapped[str] = mapped_column(String(40), info=OFFICIAL)
    record: Mapped[str | None] = mapped_column(String(120), info=OFFICIAL)
    purpose: Mapped[str | None] = mapped_column(String(60), info=OFFICIAL)
    outcome: Mapped[str] = mapped_column(String(40), info=OFFICIAL)
    detail: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    salt: Mapped[str | None] = mapped_column(String(64), info=OFFICIAL)
    detail_hash: Mapped[str | None] = mapped_column(String(64), info=OFFICIAL)
    prev: Mapped[str] = mapped_column(String(64), info=OFFICIAL)
    hash: Mapped[str] = mapped_column(String(64), info=OFFICIAL)

    # Every filter of the page ends in "the latest first".
    __table_args__ = (
        Index(None, "actor_id", "n"),
        Index(None, "act", "n"),
        Index(None, "resource", "n"),
        Index(None, "record", "n"),
    )


class TrailHead(SharedBase):
    """The last row's number and hash; its one row is the lock of all writers."""

    __tablename__ = "trail_head"

    id: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, info=OFFICIAL
    )
    n: Mapped[int] = mapped_column(BigInteger, info=OFFICIAL)
    hash: Mapped[str] = mapped_column(String(64), info=OFFICIAL)
    at: Mapped[str] = mapped_column(String(27), info=OFFICIAL)


class TrailSignedHead(SharedBase):
    """A head this member signed and told the others, kept for ever.

    ``raw`` is the signed text (``contracts/messages/control/trail``).
    """

    __tablename__ = "trail_signed_head"

    n: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, info=OFFICIAL
    )
    hash: Mapped[str] = mapped_column(String(64), info=OFFICIAL)
    raw: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    signed_at: Mapped[datetime] = mapped_column(info=OFFICIAL)


class TrailPeerHead(SharedBase):
    """A head another member signed, kept for ever: we are its witness."""

    __tablename__ = "trail_peer_head"

    member: Mapped[str] = mapped_column(String(40), primary_key=True, info=OFFICIAL)
    n: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, info=OFFICIAL
    )
    hash: Mapped[str] = mapped_column(String(64), info=OFFICIAL)
    raw: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    received_at: Mapped[datetime] = mapped_column(info=OFFICIAL)


class TrailWitness(SharedBase):
    """The latest of our heads that another member says it keeps, as we signed it."""

    __tablename__ = "trail_witness"

    member: Mapped[str] = mapped_column(String(40), primary_key=True, info=OFFICIAL)
    n: Mapped[int] = mapped_column(BigInteger, info=OFFICIAL)
    hash: Mapped[str] = mapped_column(String(64), info=OFFICIAL)
    raw: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    heard_at: Mapped[datetime] = mapped_column(info=OFFICIAL)


protection.watch(SharedBase.metadata)
