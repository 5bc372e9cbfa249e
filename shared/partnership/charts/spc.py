"""Statistical process control: judge a series by the rules of variation.

``analyse`` is the one verb. Rules and constants are in ``partnership.charts.rules``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from partnership.charts import wording
from partnership.charts.chart import (
    Assurance,
    Chart,
    Direction,
    JudgedPoint,
    Point,
    Segment,
    Signal,
    Variation,
)
from partnership.charts.rules import (
    Finding,
    Limits,
    Rule,
    Settings,
    Side,
    findings,
    limits,
)

__all__ = [
    "Assurance",
    "Chart",
    "Direction",
    "Finding",
    "JudgedPoint",
    "Limits",
    "Point",
    "Rule",
    "Segment",
    "Settings",
    "Side",
    "Signal",
    "Variation",
    "analyse",
]

_RANK = list(Rule)


def analyse(
    points: Sequence[Point],
    *,
    settings: Settings,
    direction: Direction,
    target: float | None = None,
    unit: str = "",
    decimals: int = 1,
) -> Chart:
    """Judge a series, oldest point first.

    ``target`` is in the unit of the values. ``unit`` and ``decimals`` only shape the
    sentences. Limits are left as the sums give them, even below zero; drawing and
    sentences clamp them. Source: NHS England, Making Data Count.
    """
    segments = tuple(_segments(points, settings))
    found = tuple(_findings(points, segments, settings))
    chart = Chart(
        points=(judged := tuple(_judge(points, found, direction))),
        segments=segments,
        findings=found,
        direction=direction,
        target=target,
        unit=unit,
        decimals=decimals,
        variation=_variation(judged, segments),
        assurance=_assurance(segments, target, direction),
        rule_text=wording.rule_text(settings),
    )
    return chart.saying(wording.sentences(chart, settings))


def _segments(points: Sequence[Point], settings: Settings) -> Iterator[Segment]:
    starts = [i for i, point in enumerate(points) if i == 0 or point.rebase]
    for start, end in pairwise([*starts, len(points)]):
        values = [point.value for point in points[start:end]]
        figures = sum(value is not None for value in values)
        yield Segment(
            first=start,
            last=end - 1,
            figures=figures,
            limits=limits(values, settings),
            provisional=figures < settings.minimum_points,
            rebase=points[start].rebase,
        )


def _findings(
    points: Sequence[Point], segments: Sequence[Segment], settings: Settings
) -> Iterator[Finding]:
    for segment in segments:
        if segment.limits is None:
            continue
        values = [p.value for p in points[segment.first : segment.last + 1]]
        for found in findings(values, segment.limits, settings):
            positions = tuple(segment.first + i for i in found.positions)
            yield replace(found, positions=positions)


def _judge(
    points: Sequence[Point], found: Sequence[Finding], direction: Direction
) -> Iterator[JudgedPoint]:
    for position, point in enumerate(points):
        marks = [mark for mark in found if position in mark.positions]
        marks.sort(key=lambda mark: _RANK.index(mark.rule))
        side = marks[0].side if marks else None
        yield JudgedPoint(
            label=point.label,
            value=point.value,
            reason=point.reason,
            causes=tuple(mark.rule for mark in marks),
            side=side,
            signal=_signal(point, side, direction),
        )


def _signal(point: Point, side: Side | None, direction: Direction) -> Signal:
    if point.value is None:
        return Signal.GAP
    if side is None:
        return Signal.COMMON
    if direction is Direction.CONTEXT:
        return Signal.NEUTRAL
    wanted = Side.HIGH if direction is Direction.HIGHER else Side.LOW
    return Signal.IMPROVEMENT if side is wanted else Signal.CONCERN


def _variation(points: Sequence[JudgedPoint], segments: Sequence[Segment]) -> Variation:
    latest = next((p for p in reversed(points) if p.value is not None), None)
    if latest is None or segments[-1].limits is None:
        return Variation.UNKNOWN
    if latest.signal is Signal.NEUTRAL:
        high = latest.side is Side.HIGH
        return Variation.NEUTRAL_HIGH if high else Variation.NEUTRAL_LOW
    return {
        Signal.IMPROVEMENT: Variation.IMPROVING,
        Signal.CONCERN: Variation.CONCERNING,
    }.get(latest.signal, Variation.COMMON)


def _assurance(
    segments: Sequence[Segment], target: float | None, direction: Direction
) -> Assurance:
    if target is None or direction is Direction.CONTEXT:
        return Assurance.NONE
    lines = segments[-1].limits if segments else None
    if lines is None:
        return Assurance.UNKNOWN
    if lines.lower <= target <= lines.upper:
        return Assurance.HIT_OR_MISS
    wants_higher = direction is Direction.HIGHER
    reached = target < lines.lower if wants_higher else target > lines.upper
    return Assurance.PASS if reached else Assurance.FAIL
