"""What an analysed chart is made of: points, segments, signals and verdicts."""

from dataclasses import dataclass, replace
from enum import StrEnum
from math import isfinite

from kit.errors import Invalid
from partnership.charts.rules import Finding, Limits, Rule, Side


class Direction(StrEnum):
    """Which way is wanted; context says that neither is."""

    HIGHER = "higher"
    LOWER = "lower"
    CONTEXT = "context"


class Signal(StrEnum):
    """What one point says, in the colours of Making Data Count."""

    COMMON = "common_cause"
    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    NEUTRAL = "neutral"
    GAP = "gap"


class Variation(StrEnum):
    """The latest point in words; the value is what a page shows."""

    IMPROVING = "Improving change"
    CONCERNING = "Concerning change"
    NEUTRAL_HIGH = "Change upwards"
    NEUTRAL_LOW = "Change downwards"
    COMMON = "No significant change"
    UNKNOWN = "Too few figures to say"


class Assurance(StrEnum):
    """Whether ordinary variation reaches the target; the value is shown."""

    PASS = "Meets the target consistently"  # noqa: S105  a verdict, not a password
    FAIL = "Misses the target consistently"
    HIT_OR_MISS = "Hit or miss"
    NONE = "No target"
    UNKNOWN = "Too few figures to say"


@dataclass(frozen=True)
class Point:
    """One figure: a period's label and a value in the indicator's unit.

    ``value`` None is a gap and ``reason`` says why; it is never zero. ``rebase`` is the
    reason why mean and limits start again at this point. Raises Invalid for a value
    that is not a finite number.
    """

    label: str
    value: float | None
    reason: str | None = None
    rebase: str | None = None

    def __post_init__(self) -> None:
        if self.value is not None and not isfinite(self.value):
            raise Invalid(f"The figure for {self.label} is not a number.")


@dataclass(frozen=True)
class JudgedPoint:
    """A point with the rules that marked it, the strongest first."""

    label: str
    value: float | None
    reason: str | None
    causes: tuple[Rule, ...]
    side: Side | None
    signal: Signal


@dataclass(frozen=True)
class Segment:
    """Points ``first`` to ``last`` (positions, both included) that share limits."""

    first: int
    last: int
    figures: int
    limits: Limits | None
    provisional: bool
    rebase: str | None


@dataclass(frozen=True)
class Chart:
    """A series judged by the rules of variation, and what that says in English."""

    points: tuple[JudgedPoint, ...]
    segments: tuple[Segment, ...]
    findings: tuple[Finding, ...]
    direction: Direction
    target: float | None
    unit: str
    decimals: int
    variation: Variation
    assurance: Assurance
    rule_text: str
    sentences: tuple[str, ...] = ()

    @property
    def limits(self) -> Limits | None:
        """The mean and limits that hold now: those of the last segment."""
        return self.segments[-1].limits if self.segments else None

    @property
    def mean(self) -> float | None:
        """The mean that holds now."""
        return self.limits.mean if self.limits else None

    @property
    def lower(self) -> float | None:
        """The lower limit that holds now; it may lie below any possible value."""
        return self.limits.lower if self.limits else None

    @property
    def upper(self) -> float | None:
        """The upper limit that holds now; it may lie above any possible value."""
        return self.limits.upper if self.limits else None

    @property
    def provisional(self) -> bool:
        """Whether the limits that hold now rest on too few figures."""
        return bool(self.segments) and self.segments[-1].provisional

    @property
    def latest(self) -> JudgedPoint | None:
        """The last point that has a value."""
        return next((p for p in reversed(self.points) if p.value is not None), None)

    def saying(self, sentences: tuple[str, ...]) -> "Chart":
        """The same chart with its sentences."""
        return replace(self, sentences=sentences)
