"""What leaves of an agency's return: consented to, approved, released, withdrawn."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    ForeignKey,
    Select,
    String,
    Text,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from borough.held_returns.model import Verdict
from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice
from kit.errors import Conflict, NotAllowed, NotFound
from kit.exchange.topology import Topology
from partnership.bodies.model import Identified


class ShareState(StrEnum):
    """Where a share stands."""

    WAITING = "waits for approval"
    SENT_BACK = "sent back"
    RELEASED = "shared"
    WITHDRAWN = "withdrawn"


class SharedMeanwhile(Conflict):
    """What would leave is not what you looked at any more. Look at it again."""

    code = "share-changed"


class StepSkipped(Conflict):
    """This cannot be done to a share that stands there."""

    code = "share-step-skipped"


class SamePerson(NotAllowed):
    """A second person must approve it: not who consented for the agency."""

    code = "same-person"


class UnknownShare(NotFound):
    """This borough shared no such return."""


class ShareRow(Identified, Base):
    """One share of a return with other boroughs, or its withdrawal.

    ``boroughs`` are slugs. ``number`` is given when it leaves: 1, 2, 3 for each
    return; it is the version of the record others hold. ``core`` is None in a
    withdrawal.
    """

    __tablename__ = "section_returns_share"
    __table_args__ = (UniqueConstraint("return_id", "number"),)

    return_id: Mapped[UUID] = mapped_column(
        ForeignKey("self_assessments_return.id"), info=OFFICIAL
    )
    number: Mapped[int | None] = mapped_column(info=OFFICIAL)
    state: Mapped[ShareState] = mapped_column(
        Choice(ShareState), default=ShareState.WAITING, info=OFFICIAL
    )
    standard: Mapped[str] = mapped_column(String(60), info=OFFICIAL)
    standard_version: Mapped[int] = mapped_column(info=OFFICIAL)
    boroughs: Mapped[list[Any]] = mapped_column(info=OFFICIAL)
    core: Mapped[dict[str, Any] | None] = mapped_column(JSON, info=PERSONAL)
    digest: Mapped[str] = mapped_column(String(64), default="", info=OFFICIAL)
    consented_by: Mapped[UUID] = mapped_column(info=PERSONAL)
    consented_post: Mapped[str] = mapped_column(String(120), info=PERSONAL)
    consented_on: Mapped[date] = mapped_column(info=OFFICIAL)
    decided_by: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    decided_post: Mapped[str] = mapped_column(String(120), default="", info=PERSONAL)
    decided_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    because: Mapped[str] = mapped_column(Text, default="", info=PERSONAL)
    correlation_id: Mapped[str | None] = mapped_column(String(64), info=OFFICIAL)

    def release(
        self, *, by: UUID, post: str, seen: str, number: int, correlation_id: str
    ) -> None:
        """Let it leave; raises StepSkipped, SharedMeanwhile and SamePerson."""
        self._must_wait()
        if seen != self.digest:
            raise SharedMeanwhile
        if by == self.consented_by:
            raise SamePerson
        self._decide(by, post, ShareState.RELEASED)
        self.number, self.correlation_id = number, correlation_id

    def send_back(self, *, by: UUID, post: str, because: str) -> None:
        """Give it back to the agency; raises StepSkipped."""
        self._must_wait()
        self._decide(by, post, ShareState.SENT_BACK)
        self.because = because

    def _must_wait(self) -> None:
        if self.state is not ShareState.WAITING:
            raise StepSkipped

    def _decide(self, by: UUID, post: str, state: ShareState) -> None:
        self.decided_by, self.decided_post, self.state = by, post, state
        self.decided_at = clock.now()


class AnsweredRow(Base):
    """What another borough said last to a return we shared; ``number`` of the share."""

    __tablename__ = "section_returns_answered"

    return_id: Mapped[UUID] = mapped_column(
        ForeignKey("self_assessments_return.id"), primary_key=True, info=OFFICIAL
    )
    borough: Mapped[str] = mapped_column(String(40), primary_key=True, info=OFFICIAL)
    number: Mapped[int] = mapped_column(info=OFFICIAL)
    verdict: Mapped[Verdict] = mapped_column(Choice(Verdict), info=OFFICIAL)
    standard: Mapped[str] = mapped_column(String(60), info=OFFICIAL)
    standard_version: Mapped[int] = mapped_column(info=OFFICIAL)
    digest: Mapped[str] = mapped_column(String(64), default="", info=OFFICIAL)
    answered_at: Mapped[datetime] = mapped_column(info=OFFICIAL)


def declined(standard: str, version: int) -> Select[str]:
    """Selects the boroughs that answered last that they declined this version."""
    return select(AnsweredRow.borough).where(
        AnsweredRow.standard == standard,
        AnsweredRow.standard_version == version,
        AnsweredRow.verdict == Verdict.DECLINED,
    )


def others(member: str) -> list[str]:
    """The other boroughs of the federation, by slug."""
    known = Topology.load().members
    return sorted(e.slug for e in known if e.kind == "borough" and e.slug != member)
