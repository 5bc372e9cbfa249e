"""Draw the judged series: its bands and limits, its marks, and what they mean."""

from collections.abc import Iterator

from partnership.charts.canvas import BAND, INK, QUIET, Canvas, Shape
from partnership.charts.chart import JudgedPoint, Segment, Signal
from partnership.charts.frame import Key
from partnership.charts.pens import Pen
from partnership.charts.rules import Limits, Rule, Side
from partnership.charts.sheet import Plot, Sheet
from partnership.charts.strokes import draw_line

_LIMIT_DASH, _PROVISIONAL_DASH = "6 4", "2 4"

_SIGNALS = {
    Signal.COMMON: ("#505a5f", "Usual variation"),
    Signal.IMPROVEMENT: ("#005eb8", "Improvement"),
    Signal.CONCERN: ("#b84a00", "Concern"),
    Signal.NEUTRAL: ("#5b2d8e", "Change"),
    Signal.GAP: ("#505a5f", "No figure"),
}
_CAUSES = {
    Rule.OUTSIDE: "outside the limits",
    Rule.RUN: "one of a run on one side of the mean",
    Rule.TREND: "part of a trend",
    Rule.TWO_OF_THREE: "one of 2 in 3 near a limit",
}


def _reach(sheet: Sheet, plot: Plot, segment: Segment) -> tuple[float, float]:
    """From half a pitch before a segment's first point to half one after its last."""
    points = sheet.chart.points if sheet.chart else ()
    left = plot.places[points[segment.first].label] - plot.pitch / 2
    return left, plot.places[points[segment.last].label] + plot.pitch / 2


def draw_bands(canvas: Canvas, sheet: Sheet, plot: Plot) -> None:
    """Tint what ordinary variation covers; provisional limits get no tint."""
    for segment in sheet.chart.segments if sheet.chart else ():
        if segment.limits and not segment.provisional:
            left, right = _reach(sheet, plot, segment)
            high = plot.value.at(sheet.cut(segment.limits.upper))
            low = plot.value.at(sheet.cut(segment.limits.lower))
            canvas.box(left, high, right, low, fill=BAND)


def draw_limits(canvas: Canvas, sheet: Sheet, plot: Plot) -> None:
    for segment in sheet.chart.segments if sheet.chart else ():
        left, _ = _reach(sheet, plot, segment)
        if segment.rebase:
            ends = (left, plot.area.top), (left, plot.area.bottom)
            canvas.line(*ends, stroke=INK, dash="3 3")
        if segment.limits:
            _draw_segment(canvas, sheet, plot, segment, segment.limits)


def _draw_segment(
    canvas: Canvas, sheet: Sheet, plot: Plot, segment: Segment, limits: Limits
) -> None:
    left, right = _reach(sheet, plot, segment)
    dash = _PROVISIONAL_DASH if segment.provisional else _LIMIT_DASH
    for value in (limits.upper, limits.lower):
        if sheet.cut(value) == value:
            y = plot.value.at(value)
            canvas.line((left, y), (right, y), stroke=QUIET, width=1.5, dash=dash)
    middle = plot.value.at(limits.mean)
    canvas.line((left, middle), (right, middle), stroke=QUIET, width=1.5)


def draw_series(canvas: Canvas, sheet: Sheet, plot: Plot) -> None:
    if sheet.chart is None:
        return
    points = [(point.label, point.value) for point in sheet.chart.points]
    draw_line(canvas, points, Pen(INK, 2), plot)
    for point in sheet.chart.points:
        value = plot.axis.low if point.value is None else point.value
        x, y = plot.spot(point.label, value)
        spot = (x, y - 8) if point.value is None else (x, y)
        size = min(5.0 if point.signal is Signal.COMMON else 7.0, plot.pitch / 2.5)
        colour, _ = _SIGNALS[point.signal]
        tip = _tip(sheet, point)
        canvas.mark(_form(point), spot, colour=colour, size=size, tip=tip)


def _form(point: JudgedPoint) -> Shape:
    if point.signal is Signal.CONCERN:
        return Shape.UP if point.side is Side.HIGH else Shape.DOWN
    return {
        Signal.IMPROVEMENT: Shape.SQUARE,
        Signal.NEUTRAL: Shape.DIAMOND,
        Signal.GAP: Shape.CROSS,
    }.get(point.signal, Shape.CIRCLE)


def _tip(sheet: Sheet, point: JudgedPoint) -> str:
    if point.value is None:
        return f"{point.label}: no figure" + (f", {point.reason}" * bool(point.reason))
    causes = "; ".join(_CAUSES[rule] for rule in point.causes)
    return f"{point.label}: {sheet.say(point.value)}" + (f", {causes}" * bool(causes))


def keys_of(sheet: Sheet) -> Iterator[Key]:
    """Legend entries for what is on this very chart, and nothing else."""
    if sheet.chart is None:
        return
    for signal, (colour, words) in _SIGNALS.items():
        found = next((p for p in sheet.chart.points if p.signal is signal), None)
        if found:
            yield Key(words, colour, shape=_form(found))
    if sheet.chart.limits and sheet.chart.provisional:
        yield Key("Provisional limits", QUIET, dash=_PROVISIONAL_DASH, width=1.5)
    elif sheet.chart.limits:
        yield Key("Limits", QUIET, dash=_LIMIT_DASH, width=1.5, fill=BAND)
    for segment in sheet.chart.segments:
        if segment.rebase:
            label = sheet.chart.points[segment.first].label
            yield Key(f"Limits start again, {label}", INK, dash="3 3", width=1)
