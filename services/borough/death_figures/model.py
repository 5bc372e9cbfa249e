"""Figures of one year's child death reviews, as they may leave the borough.

draft -> awaiting approval -> released, or back to its preparer in between. A year that
was told is not told again: the difference of two releases could be one child.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from borough.returns.model import (
    IN_PREPARATION,
    FiguresChanged,
    ReturnState,
    SamePerson,
    StepSkipped,
)
from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice
from kit.errors import Conflict, Invalid, NotAllowed, NotFound
from partnership.death_figures.model import POOLS, SMALLEST

RULE = "rule"


class UnknownSummary(NotFound):
    """There are no such figures."""


class MayNotPrepare(NotAllowed):
    """CDOP coordinators prepare figures of child deaths."""


class MayNotApprove(NotAllowed):
    """Only another CDOP coordinator can approve these figures or send them back."""


class RuleChanged(Conflict):
    """Somebody else changed how small numbers are hidden since you opened the form."""

    code = "death-rule-changed"


class YearOpen(Invalid):
    """This year is not over yet."""

    def __init__(self) -> None:
        sentence = "Choose a year that is over"
        super().__init__(sentence, {"year": sentence})


class ToldAlready(Invalid):
    """Figures of this year left already, and a year is told once."""

    def __init__(self) -> None:
        sentence = "This year was told already, and a year is told once"
        super().__init__(sentence, {"year": sentence})


class Incomplete(Invalid):
    """Cases of these years lack what is counted."""

    def __init__(self) -> None:
        sentence = (
            "Some case of these years has no age, no time of death or no findings of "
            "the panel yet. Complete the cases first"
        )
        super().__init__(sentence, {"year": sentence})


class RuleRow(Base):
    """How small numbers are hidden, and over how many years deaths are summed."""

    __tablename__ = "death_figures_rule"

    name: Mapped[str] = mapped_column(String(20), primary_key=True, info=OFFICIAL)
    smallest: Mapped[int] = mapped_column(default=SMALLEST, info=OFFICIAL)
    years: Mapped[int] = mapped_column(default=POOLS[0], info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)
    set_by: Mapped[UUID] = mapped_column(info=PERSONAL)
    set_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)


class SummaryRow(Base):
    """One summary; ``content`` is all that leaves of it and ``preview`` its digest.

    ``told`` is the year once it was released, so that no year is told twice.
    """

    __tablename__ = "death_figures_summary"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    year: Mapped[int] = mapped_column(index=True, info=OFFICIAL)
    told: Mapped[int | None] = mapped_column(unique=True, info=OFFICIAL)
    state: Mapped[ReturnState] = mapped_column(
        Choice(ReturnState), default=ReturnState.DRAFT, index=True, info=OFFICIAL
    )
    content: Mapped[dict[str, Any]] = mapped_column(JSON, info=OFFICIAL)
    preview: Mapped[str] = mapped_column(String(64), info=OFFICIAL)
    note: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    prepared_by: Mapped[UUID] = mapped_column(info=PERSONAL)
    prepared_by_post: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    started_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    submitted_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    decided_by: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    decided_by_post: Mapped[str | None] = mapped_column(String(80), info=PERSONAL)
    decided_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    sent_back_because: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    correlation_id: Mapped[str | None] = mapped_column(String(64), info=OFFICIAL)

    def submit(self, *, by: UUID, post: str, seen: str, note: str | None) -> None:
        """Hand it to a second person.

        Whoever submits it is its preparer from now on, and cannot approve it. Raises
        StepSkipped and FiguresChanged.
        """
        self.must_be(*IN_PREPARATION)
        self.must_be_as_seen(seen)
        self.state = ReturnState.AWAITING_APPROVAL
        self.prepared_by, self.prepared_by_post = by, post
        self.note, self.submitted_at = note, clock.now()

    def send_back(self, *, by: UUID, post: str, because: str) -> None:
        """Give it back to its preparer; raises StepSkipped."""
        self.must_be(ReturnState.AWAITING_APPROVAL)
        self._decide(by, post)
        self.sent_back_because, self.state = because, ReturnState.SENT_BACK

    def release(self, *, by: UUID, post: str, seen: str, correlation_id: str) -> None:
        """Let it go; raises StepSkipped, FiguresChanged and SamePerson."""
        self.must_be(ReturnState.AWAITING_APPROVAL)
        self.must_be_as_seen(seen)
        if by == self.prepared_by:
            raise SamePerson
        self._decide(by, post)
        self.told, self.correlation_id = self.year, correlation_id
        self.sent_back_because, self.state = None, ReturnState.RELEASED

    def must_be(self, *states: ReturnState) -> None:
        """Raise StepSkipped unless it is in one of these states."""
        if self.state not in states:
            raise StepSkipped

    def must_be_as_seen(self, seen: str) -> None:
        """Raise FiguresChanged unless ``seen`` is the digest of what it holds."""
        if seen != self.preview:
            raise FiguresChanged

    def _decide(self, by: UUID, post: str) -> None:
        self.decided_by, self.decided_by_post = by, post
        self.decided_at = clock.now()
