"""A summary of audits: counts of grades and scores, as they may leave the borough.

draft -> awaiting approval -> released, or back to its preparer in between. What an
audit or a cycle once told of itself is told in the same words ever after: two
summaries of the same thing that differ would tell what each hides.
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
from kit.errors import NotAllowed, NotFound

TOOLS = "audit_tools"


class UnknownSummary(NotFound):
    """There is no such summary."""


class MayNotPrepare(NotAllowed):
    """Business managers prepare summaries of audits."""


class MayNotApprove(NotAllowed):
    """Only a business manager can approve a summary or send it back."""


class SummaryRow(Base):
    """One summary; ``content`` is all that leaves of it and ``preview`` its digest.

    ``content`` has the fields ``case_audits``, ``self_assessments`` and ``rule`` of the
    message. ``number`` is given at release: 1, 2, 3.
    """

    __tablename__ = "audit_summaries_summary"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    number: Mapped[int | None] = mapped_column(unique=True, info=OFFICIAL)
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
        """Hand it to a second person; raises StepSkipped and FiguresChanged.

        Whoever submits it is its preparer from now on, and cannot approve it.
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

    def release(
        self, *, by: UUID, post: str, seen: str, number: int, correlation_id: str
    ) -> None:
        """Let it go; raises StepSkipped, FiguresChanged, and SamePerson."""
        self.must_be(ReturnState.AWAITING_APPROVAL)
        self.must_be_as_seen(seen)
        if by == self.prepared_by:
            raise SamePerson
        self._decide(by, post)
        self.number, self.correlation_id = number, correlation_id
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
