"""A return and the cells chosen for it; its steps cannot be skipped.

draft -> awaiting approval -> released
              |        ^
              v        |
            sent back -+
"""

from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL, SPECIAL_CATEGORY
from kit.db import Choice
from kit.errors import Conflict, Invalid, NotAllowed, NotFound
from partnership.disclosure.model import Controlled, Reason, Status

REASON_LENGTH = 500


class ReturnState(StrEnum):
    """Where a return stands."""

    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting_approval"
    SENT_BACK = "sent_back"
    RELEASED = "released"


OPEN = (ReturnState.DRAFT, ReturnState.AWAITING_APPROVAL, ReturnState.SENT_BACK)
IN_PREPARATION = (ReturnState.DRAFT, ReturnState.SENT_BACK)


class UnknownReturn(NotFound):
    """There is no such return."""


class StepSkipped(Conflict):
    """This return is at another step by now. Look at it again."""


class SamePerson(NotAllowed):
    """You prepared this return. A second person has to approve it."""


class NotAPreparer(NotAllowed):
    """Analysts and business managers prepare returns."""


class NotAnApprover(NotAllowed):
    """Only a business manager can approve a return or send it back."""


class NothingToRelease(Invalid):
    """Nothing here differs from what was already released."""


class FiguresChanged(Conflict):
    """Figures changed since this preview was made. Look at it again."""


class ReasonNeeded(Invalid):
    """A restated figure needs a reason that others can read."""

    def __init__(self) -> None:
        sentence = "Say why figures that were already released are changed"
        super().__init__(sentence, {"reason": sentence})


def address(return_id: UUID) -> str:
    """The path of a return's page."""
    return f"/returns/{return_id}"


class Return(Base):
    """One release in the making, or made.

    ``preview`` is the digest of the cells the preparer saw; what is approved and what
    leaves must have the same. ``digest`` is that of the released cells.
    """

    __tablename__ = "returns_return"

    id: Mapped[UUID] = mapped_column(primary_key=True, info=OFFICIAL)
    state: Mapped[ReturnState] = mapped_column(
        Choice(ReturnState), index=True, info=OFFICIAL
    )
    area: Mapped[str] = mapped_column(String(9), info=OFFICIAL)
    standard_version: Mapped[int] = mapped_column(info=OFFICIAL)
    preview: Mapped[str] = mapped_column(String(64), info=OFFICIAL)
    note: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    reason: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    prepared_by: Mapped[UUID] = mapped_column(info=PERSONAL)
    prepared_by_post: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    started_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    submitted_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    decided_by: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    decided_by_post: Mapped[str | None] = mapped_column(String(80), info=PERSONAL)
    decided_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    sent_back_because: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    digest: Mapped[str | None] = mapped_column(String(64), info=OFFICIAL)
    correlation_id: Mapped[str | None] = mapped_column(String(64), info=OFFICIAL)

    cells: Mapped[list["ReturnCell"]] = relationship(
        cascade="all, delete-orphan", order_by="ReturnCell.position"
    )

    @property
    def restates(self) -> bool:
        """Whether any of its cells was released before."""
        return any(cell.restates for cell in self.cells)

    def submit(
        self, *, by: UUID, post: str, note: str | None, reason: str | None
    ) -> None:
        """Hand it to a second person; raises StepSkipped and ReasonNeeded.

        Whoever submits it is its preparer from now on, and cannot approve it.
        """
        self._must_be(*IN_PREPARATION)
        if self.restates and not reason:
            raise ReasonNeeded
        self.state = ReturnState.AWAITING_APPROVAL
        self.prepared_by, self.prepared_by_post = by, post
        self.note, self.reason = note, reason if self.restates else None
        self.submitted_at = clock.now()

    def send_back(self, *, by: UUID, post: str, because: str) -> None:
        """Give it back to its preparer; raises StepSkipped."""
        self._must_be(ReturnState.AWAITING_APPROVAL)
        self._decide(by, post)
        self.sent_back_because = because
        self.state = ReturnState.SENT_BACK

    def release(self, *, by: UUID, post: str, correlation_id: str) -> None:
        """Let it go; raises StepSkipped, and SamePerson for its preparer."""
        self._must_be(ReturnState.AWAITING_APPROVAL)
        if by == self.prepared_by:
            raise SamePerson
        self._decide(by, post)
        self.sent_back_because = None
        self.correlation_id = correlation_id
        self.state = ReturnState.RELEASED

    def must_be_in_preparation(self) -> None:
        """Raise StepSkipped unless its preparer still has it in hand."""
        self._must_be(*IN_PREPARATION)

    def _must_be(self, *states: ReturnState) -> None:
        if self.state not in states:
            raise StepSkipped

    def _decide(self, by: UUID, post: str) -> None:
        self.decided_by, self.decided_by_post = by, post
        self.decided_at = clock.now()


class ReturnCell(Base):
    """One chosen cell: what will leave, and the raw figure for the preparer's eyes."""

    __tablename__ = "returns_cell"

    return_id: Mapped[UUID] = mapped_column(
        ForeignKey("returns_return.id", ondelete="CASCADE"),
        primary_key=True,
        info=OFFICIAL,
    )
    indicator: Mapped[str] = mapped_column(String(12), primary_key=True, info=OFFICIAL)
    period: Mapped[str] = mapped_column(String(10), primary_key=True, info=OFFICIAL)
    position: Mapped[int] = mapped_column(info=OFFICIAL)
    version: Mapped[int] = mapped_column(info=OFFICIAL)
    status: Mapped[Status] = mapped_column(Choice(Status), info=OFFICIAL)
    numerator: Mapped[float | None] = mapped_column(info=OFFICIAL)
    denominator: Mapped[float | None] = mapped_column(info=OFFICIAL)
    value: Mapped[float | None] = mapped_column(info=OFFICIAL)
    rule: Mapped[str] = mapped_column(String(40), info=OFFICIAL)
    why: Mapped[Reason] = mapped_column(Choice(Reason), info=OFFICIAL)
    # The raw figure, before disclosure control: see ``partnership.figures.model``.
    figure: Mapped[dict[str, Any]] = mapped_column(JSON, info=SPECIAL_CATEGORY)

    @property
    def area(self) -> str:
        """The area of the raw figure."""
        return str(self.figure["area"])

    @property
    def restates(self) -> bool:
        """Whether it was released before."""
        return self.version > 1


def as_chosen(cell: Controlled, *, position: int, version: int) -> ReturnCell:
    """A controlled cell as a row of a return."""
    return ReturnCell(
        indicator=cell.figure.indicator,
        period=cell.figure.period,
        position=position,
        version=version,
        status=cell.status,
        numerator=cell.numerator,
        denominator=cell.denominator,
        value=cell.value,
        rule=cell.rule,
        why=cell.reason,
        figure=asdict(cell.figure),
    )
