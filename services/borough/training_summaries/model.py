"""A summary of one quarter's training: counts, as they may leave the borough.

draft -> awaiting approval -> released, or back to its preparer in between. A quarter
that was told may be restated: the first summary of it stays visible, here and there.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, String, Text, UniqueConstraint
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
from kit.errors import Invalid, NotAllowed, NotFound

BOOKINGS = "bookings"


class UnknownSummary(NotFound):
    """There is no such summary."""


class MayNotPrepare(NotAllowed):
    """Business managers prepare summaries of training."""


class MayNotApprove(NotAllowed):
    """Only a business manager can approve a summary or send it back."""


class QuarterOpen(Invalid):
    """This quarter is not over yet."""

    def __init__(self) -> None:
        sentence = "Choose a quarter that is over"
        super().__init__(sentence, {"period": sentence})


class NothingNew(Invalid):
    """A summary of this quarter left already, and nothing that may be told changed."""

    def __init__(self) -> None:
        sentence = (
            "What was told of this quarter still holds, or what changed is too "
            "small to tell"
        )
        super().__init__(sentence, {"period": sentence})


class ReasonNeeded(Invalid):
    """A restated quarter needs a reason that others can read."""

    def __init__(self) -> None:
        sentence = "Say why a quarter that was told already is told anew"
        super().__init__(sentence, {"note": sentence})


class SummaryRow(Base):
    """One summary; ``content`` is all that leaves of it and ``preview`` its digest.

    ``number`` is given at release: 1 for the first of its quarter, 2 and on for each
    time it is restated. ``after`` is the number of the one it was drafted after, 0 for
    none.
    """

    __tablename__ = "training_summaries_summary"
    __table_args__ = (UniqueConstraint("period", "number"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    period: Mapped[str] = mapped_column(String(7), info=OFFICIAL)
    number: Mapped[int | None] = mapped_column(info=OFFICIAL)
    after: Mapped[int] = mapped_column(info=OFFICIAL)
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
        StepSkipped, FiguresChanged, and ReasonNeeded where it restates a quarter.
        """
        self.must_be(*IN_PREPARATION)
        self.must_be_as_seen(seen)
        if self.after and not (note or "").strip():
            raise ReasonNeeded
        self.state = ReturnState.AWAITING_APPROVAL
        self.prepared_by, self.prepared_by_post = by, post
        self.note, self.submitted_at = note, clock.now()

    def send_back(self, *, by: UUID, post: str, because: str) -> None:
        """Give it back to its preparer; raises StepSkipped."""
        self.must_be(ReturnState.AWAITING_APPROVAL)
        self._decide(by, post)
        self.sent_back_because, self.state = because, ReturnState.SENT_BACK

    def release(
        self, *, by: UUID, post: str, seen: str, last: int, correlation_id: str
    ) -> None:
        """Let it go, after the number ``last`` of its quarter.

        Raises StepSkipped, SamePerson, and FiguresChanged, also where another summary
        of the quarter left since this one was drafted.
        """
        self.must_be(ReturnState.AWAITING_APPROVAL)
        self.must_be_as_seen(seen)
        if self.after != last:
            raise FiguresChanged
        if by == self.prepared_by:
            raise SamePerson
        self._decide(by, post)
        self.number, self.correlation_id = last + 1, correlation_id
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
