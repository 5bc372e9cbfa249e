"""The words of disclosure control: figures go in, controlled cells come out."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

MULTIPLIERS: Mapping[str, float] = {
    "percent": 100.0,
    "per_10000": 10_000.0,
    "ratio": 1.0,
    "count": 1.0,
}


class DisclosureClass(StrEnum):
    """What kind of data a figure is; each kind has its rule."""

    PUBLISHED = "published"
    PEOPLE = "people"
    STAFF = "staff"
    DEATHS = "deaths"


class Status(StrEnum):
    """What a released cell says about the figure behind it."""

    EXACT = "exact"
    ROUNDED = "rounded"
    SUPPRESSED = "suppressed"
    POOLED = "pooled"
    NOT_COLLECTED = "not_collected"


class Reason(StrEnum):
    """Why a cell is as it is; for the borough's own eyes, it never leaves."""

    SHOWN = "shown"
    SMALL = "small"
    COMPLEMENT = "complement"
    SMALL_DENOMINATOR = "small_denominator"
    SECONDARY = "secondary"
    BEFORE = "before"
    NO_RATE = "no_rate"
    NO_PARTS = "no_parts"
    POOLED = "pooled"
    AWAITS_POOL = "awaits_pool"
    CONFIDENTIAL = "confidential"
    ROUNDS_TO_ZERO = "rounds_to_zero"
    LOW_RELIABILITY = "low_reliability"
    NOT_APPLICABLE = "not_applicable"
    NOT_AVAILABLE = "not_available"
    MISSING = "missing"

    @property
    def sentence(self) -> str:
        """The reason in words for the person who prepares a release."""
        return SENTENCES[self]


SENTENCES: Mapping[Reason, str] = {
    Reason.SHOWN: "Nothing is hidden",
    Reason.SMALL: "The number is too small to show",
    Reason.COMPLEMENT: (
        "So few of the group are not counted that this number would tell of them"
    ),
    Reason.SMALL_DENOMINATOR: "The group is so small that nothing is said about it",
    Reason.SECONDARY: "Hidden because it would tell another hidden number",
    Reason.BEFORE: "Hidden in an earlier release, and the figure is still the same",
    Reason.NO_RATE: "The group is too small for a rate; the counts stand without one",
    Reason.NO_PARTS: "Only the rate is known, so its counts cannot be checked",
    Reason.POOLED: "Shown as a sum of several years",
    Reason.AWAITS_POOL: "Shown only as a sum of years, once the last of them is known",
    Reason.CONFIDENTIAL: "Marked confidential (c) where it came from",
    Reason.ROUNDS_TO_ZERO: "Marked as rounding to zero (low) where it came from",
    Reason.LOW_RELIABILITY: "Marked unreliable (u) where it came from",
    Reason.NOT_APPLICABLE: "Does not apply (z)",
    Reason.NOT_AVAILABLE: "Not available (x)",
    Reason.MISSING: "Not collected",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """How one class of data is controlled.

    ``smallest_shown`` is the smallest count above zero that is shown; ``step`` is
    what counts are rounded to (1: not rounded); a rate needs at least
    ``minimum_denominator`` behind it; ``pool_years`` over 1 shows only sums of that
    many years. Raises ValueError when a hidden count could be guessed from the rule
    itself, that is when fewer than three values lie below ``smallest_shown``.
    """

    name: DisclosureClass
    smallest_shown: int = 0
    step: int = 1
    minimum_denominator: int = 0
    pool_years: int = 1
    zero_shown: bool = True
    edition: int = 1

    def __post_init__(self) -> None:
        if self.name is not DisclosureClass.PUBLISHED and self.smallest_shown < 4:
            raise ValueError("A rule must hide at least the counts 1, 2 and 3")
        if self.step < 1 or self.pool_years < 1:
            raise ValueError("A rule rounds to and pools at least one")

    @property
    def id(self) -> str:
        """What a released cell names its rule by, such as ``people/1``."""
        return f"{self.name}/{self.edition}"

    @property
    def public(self) -> bool:
        """Whether the figures are official statistics anybody can read already."""
        return self.name is DisclosureClass.PUBLISHED

    def hides(self, count: float) -> bool:
        """Whether a count is too small to show."""
        if self.public:
            return False
        lowest = 0 if self.zero_shown else -1
        return lowest < count < self.smallest_shown

    def shown(self, count: float) -> float:
        """The count as it may be shown: to the nearest step, halves up."""
        if self.step == 1:
            return count
        return float(math.floor(count / self.step + 0.5) * self.step)


# People: NHS England's rule for hospital episode statistics (1-7 hidden, others to
# the nearest 5, rates from rounded parts). Staff are not people at risk, so a lower
# threshold. Deaths: the Child Death Overview practice of pooling years. Each is a
# starting point that a borough's information governance lead may tighten.
DEFAULT_RULES: Mapping[DisclosureClass, Rule] = {
    DisclosureClass.PUBLISHED: Rule(name=DisclosureClass.PUBLISHED),
    DisclosureClass.PEOPLE: Rule(
        name=DisclosureClass.PEOPLE, smallest_shown=8, step=5, minimum_denominator=30
    ),
    DisclosureClass.STAFF: Rule(
        name=DisclosureClass.STAFF, smallest_shown=5, minimum_denominator=30
    ),
    DisclosureClass.DEATHS: Rule(
        name=DisclosureClass.DEATHS,
        smallest_shown=10,
        step=5,
        minimum_denominator=30,
        pool_years=3,
        zero_shown=False,
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One raw figure, as the borough knows it.

    ``numerator_measure`` and ``denominator_measure`` name what is counted, so that a
    count used by two indicators is known to be the same one; ``denominator_lag`` is
    how many years earlier the denominator was counted. ``part_of`` is the indicator
    whose numerator this one's numerator is a part of. ``code`` stands for a number
    that is not there.
    """

    indicator: str
    period: str
    area: str
    unit: str
    disclosure_class: DisclosureClass
    numerator: float | None
    denominator: float | None
    value: float | None
    code: str | None = None
    numerator_measure: str = ""
    denominator_measure: str | None = None
    denominator_lag: int = 0
    part_of: str | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """Indicator, period and area: what makes it this cell."""
        return (self.indicator, self.period, self.area)


@dataclass(frozen=True, kw_only=True, slots=True)
class Controlled:
    """One cell as it may leave, beside the raw figure that stays at home.

    ``numerator``, ``denominator`` and ``value`` are what others will read; ``reason``
    and ``figure`` never leave.
    """

    figure: Figure
    status: Status
    numerator: float | None
    denominator: float | None
    value: float | None
    rule: str
    reason: Reason

    @property
    def key(self) -> tuple[str, str, str]:
        """Indicator, period and area."""
        return self.figure.key

    @property
    def says(self) -> tuple[Status, float | None, float | None, float | None]:
        """What a reader learns; two cells that say the same are not worth two."""
        return (self.status, self.numerator, self.denominator, self.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class Earlier:
    """A cell that was released before; ``order`` rises with each release."""

    cell: Controlled
    order: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """The controlled cells, one for each figure and in the same order.

    ``exposed`` are cells whose hidden number, of now or of an earlier release, can be
    worked out from what is public or was released before; hiding more of this release
    would not help.
    """

    cells: tuple[Controlled, ...]
    exposed: frozenset[tuple[str, str, str]]
