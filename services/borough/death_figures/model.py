"""Figures of one year's child death reviews, as they may leave the borough.

draft -> awaiting approval -> released, or back to its preparer in between. A year that
was told is not told again: the difference of two releases could be one child.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from borough.releases.model import Named, Summary
from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
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


NAMED = Named(
    kind="death-figures",
    path="/death-figures",
    waits="Figures of child deaths wait for your approval",
    sent_back="Figures of child deaths you prepared were sent back",
    approved="Figures of child deaths you prepared were approved",
)


class RuleRow(Base):
    """How small numbers are hidden, and over how many years deaths are summed."""

    __tablename__ = "death_figures_rule"

    name: Mapped[str] = mapped_column(String(20), primary_key=True, info=OFFICIAL)
    smallest: Mapped[int] = mapped_column(default=SMALLEST, info=OFFICIAL)
    years: Mapped[int] = mapped_column(default=POOLS[0], info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)
    set_by: Mapped[UUID] = mapped_column(info=PERSONAL)
    set_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)


class SummaryRow(Summary, Base):
    """One summary; ``content`` is all that leaves of it and ``preview`` its digest.

    ``told`` is the year once it was released, so that no year is told twice.
    """

    __tablename__ = "death_figures_summary"

    year: Mapped[int] = mapped_column(index=True, info=OFFICIAL)
    told: Mapped[int | None] = mapped_column(unique=True, info=OFFICIAL)
