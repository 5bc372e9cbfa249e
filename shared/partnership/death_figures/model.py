"""What a borough counts of its child death reviews, for a whole number of years.

A year is a reporting year and is named by the year it ends in: 2028 is April 2027 to
March 2028. Years are told in pools that the calendar fixes and that never overlap, so
that no two releases can be subtracted from each other. What of them may leave is
decided by ``partnership.disclosure.deaths``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kit.errors import Invalid
from partnership.brag.model import Brag
from partnership.charts.dispersion import byar, wilson
from partnership.death_rules.analysis import Outcome
from partnership.death_rules.categories import TITLES, Category
from partnership.death_rules.scope import AgeBand
from partnership.disclosure.model import DisclosureClass, Rule

RESOURCE = "death_figures"
POOLS = (3, 5)
# The practice of child death overview panels; a controller may ask for more.
SMALLEST, MOST = 10, 50
EDITION = 2
FIRST_MONTH = 4
# Limits that hold the true value in 95 of 100 cases; rates are of so many children.
Z, PER = 1.96, 100_000

NOTIFIED, REVIEWED = "notified", "reviewed"
AGE, IN_TIME = "age", "in-time"
CATEGORY, MODIFIABLE, WITHIN_YEAR = "category", "modifiable", "within-year"
YES, NO = "yes", "no"


# What a panel found of factors that could be changed, by the word a message says.
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.IDENTIFIED: "modifiable",
    Outcome.NONE: "none",
    Outcome.INADEQUATE: "inadequate",
}


# Groups stand in the order they are told, until one is small: the usual ones first.
Groups = Mapping[str, tuple[str, Mapping[str, str]]]
_CATEGORIES = {f"c{each.value}": title for each, title in TITLES.items()}


def _pick(*names: str) -> Mapping[str, str]:
    return {name: _CATEGORIES[name] for name in names}


def _bands(*bands: AgeBand) -> Mapping[str, str]:
    return {each.name.lower().replace("_", "-"): each.value for each in bands}


GROUPS: Mapping[str, Groups] = {
    AGE: {
        "infants": (
            "Under 1 year",
            _bands(AgeBand.FIRST_MONTH, AgeBand.FIRST_YEAR),
        ),
        "adolescents": (
            "10 to 17 years",
            _bands(AgeBand.UNDER_FIFTEEN, AgeBand.UNDER_EIGHTEEN),
        ),
        "children": (
            "1 to 9 years",
            _bands(AgeBand.UNDER_FIVE, AgeBand.UNDER_TEN),
        ),
    },
    IN_TIME: {
        YES: ("Notified in time", {YES: "Notified in time"}),
        NO: ("Notified late", {NO: "Notified late"}),
    },
    CATEGORY: {
        "newborn": ("Perinatal and congenital", _pick("c8", "c7")),
        "illness": ("Illness", _pick("c5", "c4", "c6", "c9")),
        "external": ("External causes", _pick("c3", "c2", "c1")),
        "unexplained": ("Unexplained", _pick("c10")),
    },
    MODIFIABLE: {
        "modifiable": (
            "Modifiable factors identified",
            {"modifiable": "Modifiable factors identified"},
        ),
        "others": (
            "None identified, or inadequate information",
            {"none": "None identified", "inadequate": "Inadequate information"},
        ),
    },
    WITHIN_YEAR: {
        YES: (
            "Reviewed within 12 months of the death",
            {YES: "Reviewed within 12 months of the death"},
        ),
        NO: ("Reviewed later", {NO: "Reviewed later"}),
    },
}
SPLITS: Mapping[str, Sequence[str]] = {
    NOTIFIED: (AGE, IN_TIME),
    REVIEWED: (CATEGORY, MODIFIABLE, WITHIN_YEAR),
}
WORDS: Mapping[str, str] = {
    NOTIFIED: "Deaths notified",
    REVIEWED: "Reviews completed",
    AGE: "By age",
    IN_TIME: "Whether they were notified in time",
    CATEGORY: "By category of death",
    MODIFIABLE: "Modifiable factors",
    WITHIN_YEAR: "Whether they were reviewed within 12 months",
}
DOMAINS: Mapping[str, str] = {
    "A": "Factors intrinsic to the child",
    "B": "Social environment, family and parenting",
    "C": "Physical environment",
    "D": "Service provision",
}
# How far actions are that came of reviews; what red means each area says itself.
STEPS: Mapping[str, str] = {
    Brag.BLUE.value: "Blue, embedded",
    Brag.GREEN.value: "Green, complete",
    Brag.AMBER.value: "Amber, started",
    Brag.RED.value: "Red, as the borough words it",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What a panel found in one review, as far as it is counted.

    ``domains`` are those of :data:`DOMAINS` in which it found a modifiable factor, and
    ``themes`` the fixed words of these factors, title by slug.
    """

    category: Category
    outcome: Outcome
    domains: frozenset[str] = frozenset()
    themes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Population:
    """Deaths or reviews of a pool: how many in each year, and of each kind.

    ``years`` is by year, the first one first; ``splits`` by name, then by row. Each
    split adds up to the sum of all years.
    """

    years: Mapping[int, int]
    splits: Mapping[str, Mapping[str, int]]

    @property
    def total(self) -> int:
        """All of it, in all years together."""
        return sum(self.years.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class Pool:
    """All a borough counts of some years, before control; never leaves as it is.

    ``domains`` and ``themes`` count reviews that found a modifiable factor of the
    domain or theme; one review may count in several. ``titles`` are of themes.
    """

    last: int
    years: int
    notified: Population
    reviewed: Population
    domains: Mapping[str, int]
    themes: Mapping[str, int] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    def of(self, name: str) -> Population:
        """The deaths notified, or the reviews completed."""
        return self.notified if name == NOTIFIED else self.reviewed


def rule_of(smallest: int = SMALLEST, years: int = POOLS[0]) -> Rule:
    """How deaths are controlled; a nought is hidden too, as it tells of everybody."""
    return Rule(
        name=DisclosureClass.DEATHS,
        smallest_shown=smallest,
        minimum_denominator=30,
        pool_years=years,
        zero_shown=False,
        edition=EDITION,
    )


def check(smallest: int, years: int) -> None:
    """Raise Invalid naming ``smallest`` or ``years`` for what no rule may be."""
    if years not in POOLS:
        fault = "Choose pools of three or of five years"
        raise Invalid(fault, fields={"years": fault})
    if not SMALLEST <= smallest <= MOST:
        fault = f"Use a number from {SMALLEST} to {MOST}"
        raise Invalid(fault, fields={"smallest": fault})


def year_with(day: date) -> int:
    """The reporting year a day is in, by the year it ends in."""
    return day.year + (day.month >= FIRST_MONTH)


def days_of(year: int) -> tuple[date, date]:
    """The first day of a reporting year, and the first day after it."""
    return date(year - 1, FIRST_MONTH, 1), date(year, FIRST_MONTH, 1)


def years_of(last: int, years: int) -> Sequence[int]:
    """The years of a pool, the first one first."""
    return range(last - years + 1, last + 1)


def ends_pool(year: int, years: int) -> bool:
    """Whether the calendar ends a pool with this year: one that ``years`` divides."""
    return year % years == 0


def label(last: int, years: int) -> str:
    """A pool as people say it."""
    return f"April {last - years} to March {last}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Interval:
    """A value between limits that hold the true one in 95 of 100 cases."""

    value: float
    low: float
    high: float

    @property
    def words(self) -> str:
        """The value with its limits, as people read it."""
        return f"{self.value:.1f} ({self.low:.1f} to {self.high:.1f})"


def rate(deaths: int, *, children: int, years: int) -> Interval:
    """Deaths a year in 100,000 children, with Byar's limits.

    So 60 deaths in three years among 60,000 children are 33.3 (25.4 to 42.9).
    """
    scale = PER / (children * years)
    low, high = byar(deaths, z=Z)
    return Interval(value=deaths * scale, low=low * scale, high=high * scale)


def share(part: int, total: int) -> Interval:
    """Percent, with Wilson's limits: 45 of 60 are 75 (62.8 to 84.2)."""
    low, high = wilson(part / total, total, z=Z)
    return Interval(value=100 * part / total, low=100 * low, high=100 * high)


@dataclass(frozen=True, slots=True)
class Line:
    """One number that a summary tells, and of what; None is hidden."""

    about: str
    of: str
    number: int | None
    is_group: bool = False


def lines(content: Mapping[str, Any]) -> Iterator[Line]:
    """Every number that the content of a summary tells or hides, in its order.

    Raises KeyError where a group or row is one nobody knows.
    """
    if content["pool"]:
        for name in SPLITS:
            yield from _population(name, content["pool"][name])
        for each in content["pool"]["domains"]:
            yield Line(
                "Modifiable factors by domain", DOMAINS[each["id"]], each["count"]
            )
        for each in content["pool"]["themes"]:
            yield Line("Modifiable factors by theme", each["title"], each["count"])
    for name, number in content["progress"]["steps"].items():
        yield Line("Actions from reviews", STEPS[name], number)
    total = content["progress"]["total"]
    yield Line("Actions from reviews", "All", total, is_group=True)


def _population(name: str, told: Mapping[str, Any]) -> Iterator[Line]:
    yield Line(WORDS[name], "All years", told["total"], is_group=True)
    for each in told["years"]:
        yield Line(WORDS[name], f"Year to March {each['year']}", each["count"])
    for split in told["splits"]:
        about = f"{WORDS[name]}: {WORDS[split['id']].lower()}"
        for group in split["groups"]:
            known = GROUPS[split["id"]][group["id"]][1]
            if len(known) > 1:
                title = f"{GROUPS[split['id']][group['id']][0]}: all of it"
                yield Line(about, title, group["total"], is_group=True)
            for row in group["rows"]:
                yield Line(about, known[row["id"]], row["count"])
