"""Which deaths are reviewed: every child born alive, until the day they are 18.

Children Act 2004, section 16M: children normally resident in the area are reviewed
wherever they died; others who died in the area may be. Stillbirths, late fetal losses
and lawful terminations, also where a live birth followed one, are not (Child Death
Review guidance 2018).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

ADULT_AT = 18
# Weeks of pregnancy from which a child born without signs of life is stillborn
# (Still-Birth (Definition) Act 1992).
STILLBORN_FROM = 24


class Exclusion(StrEnum):
    """Why a death is not reviewed here."""

    STILLBIRTH = "stillbirth"
    LATE_FETAL_LOSS = "late fetal loss"
    TERMINATION = "lawful termination"
    ADULT = "aged 18 or over"
    ELSEWHERE = "neither lived nor died here"
    NOTIFIED_BEFORE = "the same death was notified before"


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What decides whether a death is reviewed.

    ``weeks`` are completed weeks of pregnancy, asked only where there were no signs
    of life. ``adult`` says that the person was 18 or older.
    """

    signs_of_life: bool
    termination: bool = False
    weeks: int | None = None
    adult: bool = False
    lived_here: bool = True
    died_here: bool = True


class AgeBand(StrEnum):
    """How old a child was, as far as anybody who is not cleared may know."""

    FIRST_MONTH = "0 to 27 days"
    FIRST_YEAR = "28 to 364 days"
    UNDER_FIVE = "1 to 4 years"
    UNDER_TEN = "5 to 9 years"
    UNDER_FIFTEEN = "10 to 14 years"
    UNDER_EIGHTEEN = "15 to 17 years"


# The first birthday is a year's end, not a number of days: leap years differ.
_YEARS = (
    (1, AgeBand.FIRST_YEAR),
    (5, AgeBand.UNDER_FIVE),
    (10, AgeBand.UNDER_TEN),
    (15, AgeBand.UNDER_FIFTEEN),
    (ADULT_AT, AgeBand.UNDER_EIGHTEEN),
)
_FIRST_MONTH = timedelta(days=28)


def exclusion(facts: Facts) -> Exclusion | None:
    """Why this death is not reviewed here, or None: then it is."""
    if facts.termination:
        return Exclusion.TERMINATION
    if not facts.signs_of_life:
        late = facts.weeks is None or facts.weeks >= STILLBORN_FROM
        return Exclusion.STILLBIRTH if late else Exclusion.LATE_FETAL_LOSS
    if facts.adult:
        return Exclusion.ADULT
    if not (facts.lived_here or facts.died_here):
        return Exclusion.ELSEWHERE
    return None


def years_at(born: date, day: date) -> int:
    """Completed years on a day; who was born on 29 February is older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_child(born: date, died: date) -> bool:
    """Whether somebody died before the day on which they were 18."""
    return years_at(born, died) < ADULT_AT


def age_band(born: date, died: date) -> AgeBand | None:
    """The band of a child's age at death; None before birth, and from 18 on."""
    if died < born:
        return None
    if died - born < _FIRST_MONTH:
        return AgeBand.FIRST_MONTH
    years = years_at(born, died)
    return next((band for under, band in _YEARS if years < under), None)
