"""Say in plain English what the rules of variation found, and which rules they were."""

from collections.abc import Iterator

from partnership.charts.chart import Assurance, Chart, Direction, Segment
from partnership.charts.rules import Finding, Rule, Settings, Side
from partnership.charts.scale import listed, number, possible, unit_sign

_SIDE = {Side.HIGH: "above", Side.LOW: "below"}
_LIMIT = {Side.HIGH: "upper", Side.LOW: "lower"}


def rule_text(settings: Settings) -> str:
    """The rules in force, to be printed under the chart."""
    parts = [
        "Rules of NHS Making Data Count (XmR chart): limits are the mean plus and "
        "minus 2.66 times the average change from one figure to the next. A figure "
        "stands out when it is outside the limits; when it is one of "
        f"{settings.run_length} or more in a row on one side of the mean; when it is "
        f"one of {settings.trend_length} or more that each rise or each fall",
    ]
    if settings.two_of_three:
        parts.append(
            "; or when 2 of 3 in a row are near the same limit and all 3 are on that "
            "side of the mean"
        )
    parts.append(
        f". With fewer than {settings.minimum_points} figures the limits are "
        "provisional. A missing figure ends a run."
    )
    if settings.screen_outliers:
        parts.append(" Exceptional jumps are left out when limits are worked out.")
    return "".join(parts)


def sentences(chart: Chart, settings: Settings) -> tuple[str, ...]:
    """What a reader should take from the chart, the most important first."""
    if chart.latest is None:
        return ("There are no figures yet.", *_gaps(chart))
    return (
        *_found(chart),
        *_expectation(chart),
        *_target(chart),
        *_caution(chart, settings),
        *_rebases(chart),
        *_gaps(chart),
    )


def _found(chart: Chart) -> Iterator[str]:
    if not any(segment.limits for segment in chart.segments):
        return
    newest_first = sorted(chart.findings, key=lambda f: -f.positions[-1])
    for finding in newest_first:
        yield f"{_finding(chart, finding)}: {_meaning(chart, finding)}"
    latest = chart.segments[-1]
    if latest.limits and not any(
        finding.positions[0] >= latest.first for finding in chart.findings
    ):
        yield (
            "No significant change: the figures vary as usual around a mean of "
            f"{_say(chart, latest.limits.mean)}."
        )


def _finding(chart: Chart, finding: Finding) -> str:
    labels = [chart.points[position].label for position in finding.positions]
    limits = _segment_of(chart, finding).limits
    if limits is None:  # a finding always rests on limits
        return ""
    if finding.rule is Rule.OUTSIDE:
        line = limits.upper if finding.side is Side.HIGH else limits.lower
        value = chart.points[finding.positions[0]].value or 0.0
        return (
            f"{labels[0]} ({_say(chart, value)}) is {_SIDE[finding.side]} the "
            f"{_LIMIT[finding.side]} limit of {_say(chart, line)}"
        )
    if finding.rule is Rule.RUN:
        return (
            f"{len(labels)} figures in a row, {labels[0]} to {labels[-1]}, are "
            f"{_SIDE[finding.side]} the mean of {_say(chart, limits.mean)}"
        )
    if finding.rule is Rule.TREND:
        way = "rising" if finding.side is Side.HIGH else "falling"
        return (
            f"{len(labels)} figures in a row, {labels[0]} to {labels[-1]}, kept {way}"
        )
    return f"{listed(labels)} are near the {_LIMIT[finding.side]} limit"


def _segment_of(chart: Chart, finding: Finding) -> Segment:
    position = finding.positions[0]
    return next(s for s in chart.segments if s.first <= position <= s.last)


def _meaning(chart: Chart, finding: Finding) -> str:
    if chart.direction is Direction.CONTEXT:
        return "more than ordinary variation, so ask why."
    wanted = Side.HIGH if chart.direction is Direction.HIGHER else Side.LOW
    verdict = "an improvement" if finding.side is wanted else "a concern"
    return (
        f"more than ordinary variation, and {verdict} because {chart.direction} "
        "is wanted."
    )


def _expectation(chart: Chart) -> Iterator[str]:
    limits = chart.limits
    if limits is None:
        return
    values = [point.value for point in chart.points if point.value is not None]
    floor, ceiling = possible(chart.unit, values)
    lower, upper = max(limits.lower, floor), min(limits.upper, ceiling)
    yield (
        "If nothing changes, expect the next figure between "
        f"{_say(chart, lower)} and {_say(chart, upper)}."
    )


def _target(chart: Chart) -> Iterator[str]:
    if chart.target is None:
        return
    target = f"The target of {_say(chart, chart.target)}"
    if chart.assurance is Assurance.HIT_OR_MISS:
        yield (
            f"{target} is within the limits: as things are it will be hit in some "
            "periods and missed in others by chance alone."
        )
    elif chart.assurance is Assurance.PASS:
        yield f"{target} will be met consistently if nothing changes."
    elif chart.assurance is Assurance.FAIL:
        yield f"{target} will not be met unless something changes."


def _caution(chart: Chart, settings: Settings) -> Iterator[str]:
    last = chart.segments[-1]
    few = f"{last.figures} figure" + ("" if last.figures == 1 else "s")
    if last.limits is None:
        yield (
            f"With {few} it is too early to tell a change from ordinary variation. "
            f"Limits appear from {settings.fewest_points} figures and are firm from "
            f"{settings.minimum_points}."
        )
    elif last.provisional:
        yield (
            f"Limits are provisional: they rest on {few}, and "
            f"{settings.minimum_points} or more are wanted."
        )


def _rebases(chart: Chart) -> Iterator[str]:
    for segment in chart.segments:
        if segment.rebase:
            label = chart.points[segment.first].label
            yield f"Mean and limits start again at {label}: {segment.rebase}."


def _gaps(chart: Chart) -> Iterator[str]:
    for point in chart.points:
        if point.value is None:
            why = f" ({point.reason})" if point.reason else ""
            yield f"There is no figure for {point.label}{why}; it is not zero."


def _say(chart: Chart, value: float) -> str:
    sign = unit_sign(chart.unit)
    return number(value, chart.decimals) + (sign if sign == "%" else "")
