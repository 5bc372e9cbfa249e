"""One contribution in one financial year: money or in kind, planned or agreed.

Partners may pay towards expenditure directly or into a fund, and give staff, goods,
services or accommodation (Children Act 2004, section 16I); Working Together (2023)
asks that it is equitable and published. What is not known is never nothing: an amount
left empty is unknown, and no total or share hides that.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice
from kit.errors import Conflict, Invalid
from partnership.agencies import STATUTORY
from partnership.bodies.model import Identified

FUNDING = "funding"
FIRST_YEAR, LAST_YEAR = 2019, 2099
LARGEST = 100_000_000_00
# Whoever contributes and is none of the three safeguarding partners.
OTHERS = "others"


class Nature(StrEnum):
    """What is given."""

    MONEY = "money"
    IN_KIND = "in kind"


class Stage(StrEnum):
    """How sure it is."""

    PLANNED = "planned"
    AGREED = "agreed"


class ContributionChanged(Conflict):
    """Somebody else changed this contribution since you opened the form."""

    code = "contribution-changed"


class ContributionRow(Identified, Base):
    """A contribution; ``year`` is when its financial year begins, in April.

    ``pence`` is None where the value is not known. ``source`` is a safeguarding
    partner's slug or ``others``, whom ``giver`` names.
    """

    __tablename__ = "funding_contribution"
    __table_args__ = (Index(None, "year", "source"),)

    year: Mapped[int] = mapped_column(info=OFFICIAL)
    source: Mapped[str] = mapped_column(String(60), info=OFFICIAL)
    giver: Mapped[str] = mapped_column(String(160), info=OFFICIAL)
    nature: Mapped[Nature] = mapped_column(Choice(Nature), info=OFFICIAL)
    stage: Mapped[Stage] = mapped_column(Choice(Stage), info=OFFICIAL)
    pence: Mapped[int | None] = mapped_column(info=OFFICIAL)
    about: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)
    written_by: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    written_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)

    def check(self) -> None:
        """Raise Invalid naming the field that cannot be so."""
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise _refuse("year", f"Choose a year from {FIRST_YEAR} on")
        if self.source not in (*STATUTORY, OTHERS):
            raise _refuse("source", "Choose who gives it")
        if self.source == OTHERS and not self.giver:
            raise _refuse("giver", "Say who the other contributor is")
        if self.nature is Nature.IN_KIND and not self.about:
            raise _refuse("about", "Say what is given in kind")
        if self.pence is not None and not 0 <= self.pence <= LARGEST:
            raise _refuse("pounds", "The amount must be nothing or more")


def _refuse(field: str, fault: str) -> Invalid:
    return Invalid(fault, fields={field: fault})


class Given(Protocol):
    """A contribution, as far as it counts."""

    @property
    def source(self) -> str:
        """Who gives it."""

    @property
    def pence(self) -> int | None:
        """Its value."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Total:
    """What is known of a sum in pence, and how many values are not known."""

    known: int
    unknown: int
    lines: int

    @property
    def whole(self) -> bool:
        """Whether every value in it is known."""
        return not self.unknown


def total(given: Iterable[Given]) -> Total:
    """The sum of what is known, beside the count of what is not."""
    values = [each.pence for each in given]
    known = [value for value in values if value is not None]
    return Total(known=sum(known), unknown=len(values) - len(known), lines=len(values))


def share(part: Sequence[Given], whole: Sequence[Given]) -> float | None:
    """Which part of a whole, in percent; None while any value is not known.

    A source that is not listed at all gave an unknown sum, and not nothing.
    """
    mine, everything = total(part), total(whole)
    if not mine.lines or not everything.whole or not everything.known:
        return None
    return 100 * mine.known / everything.known
