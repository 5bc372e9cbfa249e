"""A summary of one quarter's training: counts, as they may leave the borough.

draft -> awaiting approval -> released, or back to its preparer in between. A quarter
that was told may be restated: the first summary of it stays visible, here and there.
"""

from uuid import UUID

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from borough.releases.model import Named, Summary
from borough.returns.model import IN_PREPARATION, FiguresChanged
from kit.data_classes import OFFICIAL
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


NAMED = Named(
    kind="training-summary",
    path="/training-summaries",
    waits="A summary of training waits for your approval",
    sent_back="A summary of training you prepared was sent back",
    approved="A summary of training you prepared was approved",
)


class SummaryRow(Summary, Base):
    """One summary; ``content`` is all that leaves of it and ``preview`` its digest.

    ``number`` is given at release: 1 for the first of its quarter, 2 and on for each
    time it is restated. ``after`` is the number of the one it was drafted after, 0 for
    none.
    """

    __tablename__ = "training_summaries_summary"
    __table_args__ = (UniqueConstraint("period", "number"),)

    period: Mapped[str] = mapped_column(String(7), info=OFFICIAL)
    number: Mapped[int | None] = mapped_column(info=OFFICIAL)
    after: Mapped[int] = mapped_column(info=OFFICIAL)

    def submit(self, *, by: UUID, post: str, seen: str, note: str | None) -> None:
        """As any summary; raises ReasonNeeded too, where it restates a quarter."""
        self.must_be(*IN_PREPARATION)
        if self.after and not (note or "").strip():
            raise ReasonNeeded
        super().submit(by=by, post=post, seen=seen, note=note)

    def must_follow(self, last: int) -> None:
        """Raise FiguresChanged where another one of its quarter left since."""
        if self.after != last:
            raise FiguresChanged
