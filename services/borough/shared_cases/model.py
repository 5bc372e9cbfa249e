"""Part of a case as another borough shared it with one coordinator here.

It says until when it may be kept, and what became of it.

It is locked under a key of its own at once. Destroying that key is how it is deleted;
the row stays, as the tombstone that says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

import orjson
from sqlalchemy import LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from borough.case_shares.model import PARTS, Content, Why
from borough.db import Base
from borough.shared_files.model import MOST
from kit import clock
from kit.data_classes import CASE_IDENTIFIER, OFFICIAL, PERSONAL, SPECIAL_CATEGORY
from kit.db import Choice
from kit.errors import AccordError, Conflict
from kit.pieces import Manifest
from kit.sealing import CannotOpen

SHARES = "shares"
KEY = "shared-case"
PURPOSE = "share of another area"
READ = "share.read"
LONGEST_WORDS = 20_000


class Held(StrEnum):
    """How a copy stands here."""

    ARRIVED = "waits for your answer"
    NOT_OPENED = "could not be opened"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    KEPT = "held by an inquiry or a court"
    DESTROYED = "destroyed"


class Fault(StrEnum):
    """Why what arrived was put aside unread."""

    NO_KEY = "no-key"
    BROKEN = "broken"
    UNCONFIRMED = "sender-unconfirmed"
    NOT_SIGNED = "not-signed-by-sender"
    OTHER_SENDER = "other-sender"
    OTHER_AUDIENCE = "other-audience"
    OTHER_SHARE = "other-share"
    MALFORMED = "malformed"
    COORDINATOR_GONE = "coordinator-gone"
    EXPIRED = "expired"


FAULTS: Mapping[str, str] = {
    Fault.NO_KEY: "It was sealed to a key that this borough has not got (any more).",
    Fault.BROKEN: "It was changed on its way, or sealed for something else.",
    Fault.UNCONFIRMED: "Nobody here has confirmed the key of the borough it came "
    "from. Confirm it, then try again.",
    Fault.NOT_SIGNED: "It was not signed by the borough it came from.",
    Fault.OTHER_SENDER: "Another borough than the one it came from shared it.",
    Fault.OTHER_AUDIENCE: "It was shared with another borough, and passed on.",
    Fault.OTHER_SHARE: "It is another share than it says.",
    Fault.MALFORMED: "It makes no sense.",
    Fault.COORDINATOR_GONE: "The coordinator it is for is not here any more.",
    Fault.EXPIRED: "Its last day was over when it came.",
}


class Declined(StrEnum):
    """Why a coordinator does not take a share."""

    NOT_OURS = "not-ours"
    CONFLICT = "conflict-of-interest"
    NOT_NEEDED = "not-needed"
    TOO_MUCH = "too-much"


DECLINED: Mapping[str, str] = {
    Declined.NOT_OURS: "The review is not ours",
    Declined.CONFLICT: "I have a conflict of interest",
    Declined.NOT_NEEDED: "We do not need it",
    Declined.TOO_MUCH: "It holds more than we need",
}
WHY: Mapping[str, str] = {
    Why.RECALLED: "it was asked back",
    Why.EXPIRED: "its last day was over",
    Why.DECLINED: "it was declined",
    Why.RETURNED: "it was not needed any more",
}


class StepSkipped(Conflict):
    """That cannot be done with this share now."""

    code = "step-skipped"


class NotOpened(AccordError):
    """What arrived cannot be read here, or must not."""

    code = "not-opened"

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What the other borough signed."""

    iss: str
    aud: str
    share_id: UUID
    coordinator_id: UUID
    expires_on: date
    terms: Mapping[str, str]
    parts: Content
    files: Sequence[Mapping[str, Any]]

    @classmethod
    def read(cls, raw: bytes) -> Self:
        """What was signed; raises NotOpened where it makes no sense."""
        try:
            said = orjson.loads(raw)
            terms = ("purpose", "legal_basis", "agreement", "prepared_by",
                     "approved_by", "approved_at")  # fmt: skip
            return cls(
                iss=str(said["iss"]),
                aud=str(said["aud"]),
                share_id=UUID(said["share_id"]),
                coordinator_id=UUID(said["coordinator_id"]),
                expires_on=date.fromisoformat(said["expires_on"]),
                terms={name: str(said[name])[:200] for name in terms},
                parts=_parts(said["parts"]),
                files=_files(said.get("files", [])),
            )
        except (CannotOpen, AttributeError, KeyError, TypeError, ValueError) as error:
            raise NotOpened(Fault.MALFORMED) from error


class SharedRow(Base):
    """One share of another borough. ``code`` is only how pages here call it.

    ``share_id`` is what the other borough calls it. ``sealed`` is what arrived, for as
    long as it could not be opened; ``version`` counts what was answered, ``looks``
    how many looks the other borough was told of.
    """

    __tablename__ = "shared_cases_shared"
    __table_args__ = (UniqueConstraint("origin", "share_id"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    origin: Mapped[str] = mapped_column(String(40), info=OFFICIAL)
    share_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    key_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    code: Mapped[str] = mapped_column(String(8), unique=True, info=OFFICIAL)
    user_id: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    terms: Mapped[bytes | None] = mapped_column(LargeBinary, info=CASE_IDENTIFIER)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, info=CASE_IDENTIFIER)
    parts: Mapped[list[Any]] = mapped_column(info=SPECIAL_CATEGORY)
    sealed: Mapped[str | None] = mapped_column(Text, info=CASE_IDENTIFIER)
    expires_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    state: Mapped[Held] = mapped_column(Choice(Held), index=True, info=OFFICIAL)
    reason: Mapped[str | None] = mapped_column(String(40), info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=0, info=OFFICIAL)
    looks: Mapped[int] = mapped_column(default=0, info=OFFICIAL)
    arrived_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    asked_back_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    asked_back_because: Mapped[Why | None] = mapped_column(Choice(Why), info=OFFICIAL)
    destroyed_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    destroyed_because: Mapped[Why | None] = mapped_column(Choice(Why), info=OFFICIAL)

    @property
    def is_readable(self) -> bool:
        """Whether there is a copy that a key here opens."""
        return self.content is not None and self.destroyed_at is None

    def must_be(self, *states: Held) -> None:
        """Raise StepSkipped where it stands otherwise."""
        if self.state not in states:
            raise StepSkipped

    def put_aside(self, fault: Fault) -> None:
        """Keep it unread, with the reason."""
        self.state, self.reason = Held.NOT_OPENED, fault.value

    def end(self, why: Why) -> None:
        """Be a tombstone; nothing that could be read is left."""
        self.state, self.destroyed_at = Held.DESTROYED, clock.now()
        self.destroyed_because = why
        self.sealed = self.content = self.terms = None


def _parts(said: Mapping[str, Any]) -> Content:
    """The parts that are known here, as records of words; raises ValueError."""
    found = {
        str(name): [
            {str(word)[:40]: str(text)[:LONGEST_WORDS] for word, text in each.items()}
            for each in records
        ]
        for name, records in said.items()
        if name in PARTS
    }
    if not found:
        raise ValueError("Nothing is shared")
    return found


def _files(said: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """The files that come with it; raises ValueError, TypeError and CannotOpen."""
    if not isinstance(said, list) or len(said) > MOST:
        raise ValueError("These are no files of a share")
    for each in said:
        Manifest.read(each)
    if len({UUID(each["file_id"]) for each in said}) < len(said):
        raise ValueError("One file twice")
    return [
        {**each, "name": str(each["name"]), "media": str(each["media"])}
        for each in said
    ]
