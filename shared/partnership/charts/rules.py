"""The rules of variation: limits of an XmR chart and the signals in it.

The rules are those of NHS England's Making Data Count programme, as its open
``NHSRplotthedots`` package applies them (read in 2026). Bodies differ in the length of
a run, so lengths are settings and are printed under every chart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise
from math import isclose
from statistics import fmean

from kit.errors import Invalid

# A mean moving range of two spans 1.128 standard deviations: 3 / 1.128 = 2.66, and
# 3.267 is the limit of the moving range itself (Shewhart's constants for n = 2).
REACH = 2.66
NEAR = REACH * 2 / 3
SCREEN = 3.267

Values = Sequence[float | None]


class Rule(StrEnum):
    """Which rule a signal was found by; the first named outranks the later."""

    OUTSIDE = "outside"
    RUN = "run"
    TREND = "trend"
    TWO_OF_THREE = "two_of_three"


class Side(StrEnum):
    """Whether a signal lies, or goes, high or low."""

    HIGH = "high"
    LOW = "low"


@dataclass(frozen=True)
class Settings:
    """How long is long enough.

    ``run_length`` and ``trend_length`` count points. Below ``minimum_points`` limits
    are provisional; below ``fewest_points`` there are none. Raises Invalid for lengths
    that would find signals everywhere.
    """

    run_length: int = 7
    trend_length: int = 7
    two_of_three: bool = True
    screen_outliers: bool = False
    minimum_points: int = 12
    fewest_points: int = 6

    def __post_init__(self) -> None:
        if min(self.run_length, self.trend_length) < 3:
            raise Invalid("A run or a trend needs at least 3 points.")
        if self.fewest_points < 3:
            raise Invalid("Limits need at least 3 points.")


@dataclass(frozen=True)
class Limits:
    """The mean of a segment, its limits and the lines two thirds of the way out."""

    mean: float
    lower: float
    upper: float
    near_lower: float
    near_upper: float


@dataclass(frozen=True)
class Finding:
    """One signal: the rule, the side, and the positions of the points it marks."""

    rule: Rule
    side: Side
    positions: tuple[int, ...]


def limits(values: Values, settings: Settings) -> Limits | None:
    """Mean +/- 2.66 x mean moving range, or None when there are too few values.

    A gap is no value: the difference across it is not a moving range.
    """
    known = [value for value in values if value is not None]
    ranges = _moving_ranges(values, settings)
    if len(known) < settings.fewest_points or not ranges:
        return None
    mean, spread = fmean(known), fmean(ranges)
    return Limits(
        mean=mean,
        lower=mean - REACH * spread,
        upper=mean + REACH * spread,
        near_lower=mean - NEAR * spread,
        near_upper=mean + NEAR * spread,
    )


def findings(values: Values, lines: Limits, settings: Settings) -> tuple[Finding, ...]:
    """Every signal in one segment, the strongest rule first."""
    found = [*_outside(values, lines), *_runs(values, lines, settings)]
    found += _trends(values, settings)
    if settings.two_of_three:
        found += _two_of_three(values, lines)
    return tuple(found)


def _moving_ranges(values: Values, settings: Settings) -> list[float]:
    pairs = pairwise(values)
    ranges = [abs(b - a) for a, b in pairs if a is not None and b is not None]
    if settings.screen_outliers and ranges:
        ceiling = SCREEN * fmean(ranges)
        return [size for size in ranges if size < ceiling] or ranges
    return ranges


def _beyond(value: float | None, low: float, high: float) -> Side | None:
    """The side on which a value lies beyond two lines; touching is not beyond."""
    if value is None or _touches(value, low) or _touches(value, high):
        return None
    if value > high:
        return Side.HIGH
    return Side.LOW if value < low else None


def _touches(value: float, line: float) -> bool:
    return isclose(value, line, rel_tol=1e-9, abs_tol=1e-12)


def _outside(values: Values, lines: Limits) -> Iterator[Finding]:
    for position, value in enumerate(values):
        side = _beyond(value, lines.lower, lines.upper)
        if side:
            yield Finding(Rule.OUTSIDE, side, (position,))


def _runs(values: Values, lines: Limits, settings: Settings) -> Iterator[Finding]:
    """Stretches on one side of the mean; a point on it, or a gap, ends a stretch."""
    sides = [_beyond(value, lines.mean, lines.mean) for value in values]
    for side, positions in _stretches(sides):
        if len(positions) >= settings.run_length:
            yield Finding(Rule.RUN, side, positions)


def _trends(values: Values, settings: Settings) -> Iterator[Finding]:
    """Points that each rise, or each fall; equal neighbours and gaps end a trend."""
    steps = [
        None if a is None or b is None else _beyond(b, a, a)
        for a, b in pairwise(values)
    ]
    for side, positions in _stretches(steps):
        points = (*positions, positions[-1] + 1)
        if len(points) >= settings.trend_length:
            yield Finding(Rule.TREND, side, points)


def _two_of_three(values: Values, lines: Limits) -> Iterator[Finding]:
    """Two of three neighbours near one limit while all three are on that side.

    Only the near points are marked, and a point outside the limits is not near.
    """
    sides = [_beyond(value, lines.mean, lines.mean) for value in values]
    near = [_is_near(value, lines) for value in values]
    marked: list[Side | None] = [None] * len(values)
    for start in range(len(values) - 2):
        window = range(start, start + 3)
        close = [position for position in window if near[position]]
        if len({sides[position] for position in window}) == 1 and len(close) >= 2:
            for position in close:
                marked[position] = sides[position]
    for side, positions in _clusters(marked):
        yield Finding(Rule.TWO_OF_THREE, side, positions)


def _is_near(value: float | None, lines: Limits) -> bool:
    near = _beyond(value, lines.near_lower, lines.near_upper)
    return near is not None and _beyond(value, lines.lower, lines.upper) is None


def _stretches(
    sides: Sequence[Side | None],
) -> Iterator[tuple[Side, tuple[int, ...]]]:
    for side, group in groupby(enumerate(sides), key=lambda item: item[1]):
        if side is not None:
            yield side, tuple(position for position, _ in group)


def _clusters(
    marked: Sequence[Side | None],
) -> Iterator[tuple[Side, tuple[int, ...]]]:
    """Marked positions of one side, kept together while at most one is between."""
    cluster: list[int] = []
    for position, side in enumerate(marked):
        if side is None:
            continue
        if cluster and (position - cluster[-1] > 2 or marked[cluster[-1]] != side):
            yield marked[cluster[-1]] or side, tuple(cluster)
            cluster = []
        cluster.append(position)
    if cluster:
        last = marked[cluster[-1]]
        if last is not None:
            yield last, tuple(cluster)
