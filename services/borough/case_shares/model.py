"""A share: part of a case for one coordinator of one other borough, until a day.

What it holds is not kept a second time here: it is read from the case when it leaves,
and the digest says that it is what two people saw. How it stands follows from what
happened to it, so that no order of messages can tell it wrong.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import CASE_IDENTIFIER, OFFICIAL, PERSONAL, SPECIAL_CATEGORY
from kit.db import Choice
from kit.errors import Conflict, NotAllowed, NotFound

SHARES = "shares"
# After so long without a word from the other side, people are told.
PATIENCE = timedelta(days=3)
LONGEST = timedelta(days=366)

Record = Mapping[str, str]
Content = Mapping[str, list[dict[str, str]]]


class Part(StrEnum):
    """The parts of a case that can be shared, each for itself."""

    IDENTITY = "identity"
    CIRCUMSTANCES = "circumstances"
    PROFESSIONALS = "professionals"
    TRIAGE = "triage"
    REVIEW = "review"
    FORMS = "forms"


PARTS: Mapping[str, str] = {
    Part.IDENTITY: "Who the child was",
    Part.CIRCUMSTANCES: "How the child died",
    Part.PROFESSIONALS: "Professionals who knew the child",
    Part.TRIAGE: "Triage and other inquiries",
    Part.REVIEW: "Where the review stands",
    Part.FORMS: "What agencies wrote on reporting forms",
}
# What a look is called that was at a file which came with a share.
FILES = "files"


class Purpose(StrEnum):
    """What the other coordinator is to use it for, and for nothing else."""

    HOME = "review where the child lived"
    JOINT = "joint review by both panels"
    RESPONSE = "joint agency response"
    INFORM = "information for another review"


class LegalBasis(StrEnum):
    """On what law it is shared (statutory guidance on child death review, 2018)."""

    REVIEW = "Children Act 2004, section 16M"
    REQUEST = "Children Act 2004, section 16N"
    PUBLIC_INTEREST = "public interest above confidence"


class Answer(StrEnum):
    """What the other borough said became of it."""

    ARRIVED = "arrived"
    NOT_OPENED = "not_opened"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    HELD = "held"


class Why(StrEnum):
    """Why a copy is to be destroyed."""

    RECALLED = "recalled"
    EXPIRED = "expired"
    DECLINED = "declined"
    RETURNED = "returned"


class State(StrEnum):
    """How a share stands, as pages say it."""

    WAITING = "waits for approval"
    CANCELLED = "not sent"
    SENT = "sent, no word yet"
    ARRIVED = "arrived, not answered"
    NOT_OPENED = "could not be opened there"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REQUESTED = "deletion requested"
    CERTIFIED = "deletion certified"


ANSWERED = {
    Answer.ARRIVED: State.ARRIVED,
    Answer.NOT_OPENED: State.NOT_OPENED,
    Answer.ACCEPTED: State.ACCEPTED,
    Answer.DECLINED: State.DECLINED,
    Answer.HELD: State.REQUESTED,
}


class UnknownShare(NotFound):
    """There is no such share."""


class SharedMeanwhile(Conflict):
    """The case changed since this was prepared. Look again, and prepare it anew."""

    code = "shared-meanwhile"


class StepSkipped(Conflict):
    """That cannot be done with this share now."""

    code = "step-skipped"


class SamePerson(NotAllowed):
    """A second person must approve it: not who prepared it."""

    code = "same-person"


class OnlyWhoPrepared(NotAllowed):
    """Only who prepared a share changes its files: somebody else looks at them."""

    code = "only-who-prepared"


class ShareRow(Base):
    """One share. ``receipts`` are the looks at it that came back, locked.

    ``answer_version`` and ``receipts_number`` are the last ones heard; an older word
    changes nothing. ``told_at`` is when people were told that nothing came back.
    """

    __tablename__ = "case_shares_share"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("deaths_case.id"), index=True, info=OFFICIAL
    )
    key_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    borough: Mapped[str] = mapped_column(String(40), info=OFFICIAL)
    coordinator_id: Mapped[UUID] = mapped_column(info=PERSONAL)
    coordinator_post: Mapped[str] = mapped_column(String(80), info=OFFICIAL)
    coordinator_code: Mapped[str] = mapped_column(String(8), info=PERSONAL)
    purpose: Mapped[Purpose] = mapped_column(Choice(Purpose), info=OFFICIAL)
    legal_basis: Mapped[LegalBasis] = mapped_column(Choice(LegalBasis), info=OFFICIAL)
    agreement: Mapped[bytes | None] = mapped_column(LargeBinary, info=CASE_IDENTIFIER)
    expires_on: Mapped[date] = mapped_column(info=OFFICIAL)
    parts: Mapped[list[Any]] = mapped_column(info=SPECIAL_CATEGORY)
    digest: Mapped[str] = mapped_column(String(64), info=OFFICIAL)
    prepared_by: Mapped[UUID] = mapped_column(info=PERSONAL)
    prepared_post: Mapped[str] = mapped_column(String(80), info=OFFICIAL)
    prepared_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    cancelled_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    approved_by: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    approved_post: Mapped[str | None] = mapped_column(String(80), info=OFFICIAL)
    approved_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    correlation_id: Mapped[str | None] = mapped_column(String(80), info=OFFICIAL)
    answer: Mapped[Answer | None] = mapped_column(Choice(Answer), info=OFFICIAL)
    answer_reason: Mapped[str | None] = mapped_column(String(40), info=OFFICIAL)
    answer_version: Mapped[int] = mapped_column(default=0, info=OFFICIAL)
    answered_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    receipts: Mapped[bytes | None] = mapped_column(LargeBinary, info=CASE_IDENTIFIER)
    receipts_number: Mapped[int] = mapped_column(default=0, info=OFFICIAL)
    receipts_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    recalled_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    recalled_because: Mapped[Why | None] = mapped_column(Choice(Why), info=OFFICIAL)
    certified_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    certified_because: Mapped[Why | None] = mapped_column(Choice(Why), info=OFFICIAL)
    certificate: Mapped[str | None] = mapped_column(Text, info=OFFICIAL)
    wanted_by: Mapped[str | None] = mapped_column(String(40), info=OFFICIAL)
    told_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)

    @property
    def state(self) -> State:
        """How it stands, from what happened to it."""
        if self.certified_at is not None:
            return State.CERTIFIED
        if self.recalled_at is not None:
            return State.REQUESTED
        if self.answer is not None:
            return ANSWERED[self.answer]
        if self.approved_at is not None:
            return State.SENT
        return State.WAITING if self.cancelled_at is None else State.CANCELLED

    @property
    def waits_since(self) -> datetime | None:
        """Since when nothing came back; None where nothing is waited for."""
        if self.state is State.REQUESTED:
            return None if self.answer is Answer.HELD else self.recalled_at
        return self.approved_at if self.state is State.SENT else None

    @property
    def is_late(self) -> bool:
        """Whether the other borough has been silent for too long."""
        since = self.waits_since
        return since is not None and clock.now() - since >= PATIENCE

    @property
    def is_out(self) -> bool:
        """Whether the other borough may hold a copy."""
        return self.approved_at is not None and self.certified_at is None

    def approve(self, *, by: UUID, post: str, seen: str, correlation_id: str) -> None:
        """Let it leave; raises StepSkipped, SharedMeanwhile and SamePerson."""
        self._must_wait()
        if by == self.prepared_by:
            raise SamePerson
        if seen != self.digest:
            raise SharedMeanwhile
        if self.expires_on < clock.today():
            raise StepSkipped("Its last day is over. Prepare it anew.")
        self.approved_by, self.approved_post = by, post
        self.approved_at, self.correlation_id = clock.now(), correlation_id

    def may_be_changed(self, *, by: UUID, found: str) -> None:
        """Whether files may be added or taken out, ``found`` being its digest now.

        Raises StepSkipped, OnlyWhoPrepared and SharedMeanwhile.
        """
        self._must_wait()
        if by != self.prepared_by:
            raise OnlyWhoPrepared
        if found != self.digest:
            raise SharedMeanwhile

    def cancel(self) -> None:
        """Do not send it; raises StepSkipped."""
        self._must_wait()
        self.cancelled_at = clock.now()

    def recall(self, why: Why) -> None:
        """Ask for the copy to be destroyed; raises StepSkipped."""
        if not self.is_out or self.recalled_at is not None:
            raise StepSkipped
        self.recalled_at, self.recalled_because = clock.now(), why

    def _must_wait(self) -> None:
        if self.state is not State.WAITING:
            raise StepSkipped


def spoken_of(session: Session, share_id: str, *, by: str) -> ShareRow:
    """The share of which a borough may speak, locked until the transaction ends.

    Raises UnknownShare where none left for it, and ValueError for what is no id.
    """
    row = session.get(ShareRow, UUID(share_id), with_for_update=True)
    if row is None or row.borough != by or row.approved_at is None:
        raise UnknownShare
    return row
