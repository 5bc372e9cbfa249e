"""Draw series over time: one judged by the rules of variation, others beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from textwrap import wrap

from markupsafe import Markup

from partnership.charts import frame
from partnership.charts.canvas import (
    BAND,
    INK,
    QUIET,
    SMALL,
    Canvas,
    Shape,
    Spot,
    width_of,
)
from partnership.charts.chart import Chart, JudgedPoint, Segment, Signal
from partnership.charts.frame import WIDTH, Area, Key
from partnership.charts.pens import APART, BESIDE, Emphasis, Pen, choose
from partnership.charts.rules import Limits, Rule, Side
from partnership.charts.scale import (
    Axis,
    Linear,
    axis,
    merged,
    number,
    possible,
    spread,
    unit_sign,
)

Points = Sequence[tuple[str, float | None]]

_HEIGHT = 230.0
_LETTERS = 12  # in one row of a label at the end of a line
_ROW = 17.0
_TARGET = "#00703c"
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


@dataclass(frozen=True)
class Line:
    """A named series; each point is a label and a value, None being a gap."""

    name: str
    points: Points
    emphasis: Emphasis = Emphasis.NORMAL


@dataclass(frozen=True)
class Ending:
    """What is written where a line ends, and the pen that leads to it."""

    words: tuple[str, ...]
    place: Spot
    pen: Pen | None
    fill: str = INK
    weight: str = "normal"


@dataclass(frozen=True)
class Sheet:
    """Everything there is to draw. ``chart`` is the judged series, named ``name``."""

    lines: Sequence[Line]
    unit: str
    decimals: int
    chart: Chart | None = None
    name: str = ""
    target: float | None = None
    labels: list[str] = field(init=False)

    def __post_init__(self) -> None:
        series = [[label for label, _ in line.points] for line in self.lines]
        if self.chart:
            series.insert(0, [point.label for point in self.chart.points])
        object.__setattr__(self, "labels", merged(series))

    @property
    def pens(self) -> list[Pen]:
        """One pen for each line, chosen to be told apart here."""
        marked = BESIDE if self.chart else APART
        return choose([line.emphasis for line in self.lines], palette=marked)

    @property
    def values(self) -> list[float]:
        """All values there are, of every line."""
        judged = self.chart.points if self.chart else ()
        mine = [point.value for point in judged]
        others = [value for line in self.lines for _, value in line.points]
        return [value for value in (*mine, *others) if value is not None]

    def say(self, value: float) -> str:
        """A value in words; the axis says the unit, a percent sign is said again."""
        return number(value, self.decimals) + self.sign

    @property
    def sign(self) -> str:
        """The percent sign, for ticks and for the latest value."""
        return "%" if unit_sign(self.unit) == "%" else ""

    def cut(self, value: float) -> float:
        """A limit no further out than the unit allows; the sums stay as they are."""
        low, high = possible(self.unit, self.values)
        return min(max(value, low), high)


@dataclass(frozen=True)
class Plot:
    """The sheet laid out: where a label and a value are on it."""

    area: Area
    axis: Axis
    value: Linear
    places: dict[str, float]

    def spot(self, label: str, value: float) -> Spot:
        """Where a value of a period is drawn."""
        return self.places[label], self.value.at(value)

    @property
    def pitch(self) -> float:
        """The distance from one period to the next."""
        return self.area.width / max(1, len(self.places))


def draw(sheet: Sheet, *, title: str, description: str) -> Markup:
    """The whole picture."""
    ticks = axis(_spanned(sheet), sign=sheet.sign)
    words = [ending.words for ending in _endings(sheet, None)]
    keys = _keys(sheet)
    top = frame.top_margin(sheet.unit)
    rows = sum(len(one) for one in words) * _ROW + len(words) * 2
    bottom = top + max(_HEIGHT, rows)
    height = bottom + 30 + frame.legend_height(keys)
    area = Area(frame.left_margin(ticks), top, WIDTH - _right_margin(words), bottom)
    plot = Plot(area, ticks, ticks.scale(bottom, top), _places(sheet.labels, area))
    canvas = Canvas(WIDTH, height, title=title, description=description)
    _draw_bands(canvas, sheet, plot)
    if sheet.values:
        frame.value_axis(canvas, area, ticks, unit=sheet.unit)
    _draw_limits(canvas, sheet, plot)
    _draw_lines(canvas, sheet, plot)
    _draw_chart(canvas, sheet, plot)
    _draw_endings(canvas, list(_endings(sheet, plot)), area)
    frame.label_axis(canvas, area, sheet.labels, list(plot.places.values()))
    frame.legend(canvas, keys, top=bottom + 30)
    if not sheet.values:
        middle = ((area.left + area.right) / 2, (top + bottom) / 2)
        canvas.text(middle, "No figures yet", anchor="middle", fill=QUIET)
    return canvas.markup()


def _spanned(sheet: Sheet) -> list[float]:
    """Every value the axis must reach."""
    values = sheet.values
    if sheet.target is not None:
        values = [*values, sheet.target]
    for segment in sheet.chart.segments if sheet.chart else ():
        if segment.limits:
            low, high = segment.limits.lower, segment.limits.upper
            values = [*values, sheet.cut(low), sheet.cut(high)]
    return values


def _right_margin(words: Sequence[tuple[str, ...]]) -> float:
    widest = max((width_of(row, SMALL) for rows in words for row in rows), default=0)
    return min(widest + 26, WIDTH * 0.4)


def _places(labels: Sequence[str], area: Area) -> dict[str, float]:
    """Periods spread over the plot, half a pitch away from its edges."""
    pitch = area.width / max(1, len(labels))
    return {label: area.left + pitch * (i + 0.5) for i, label in enumerate(labels)}


def _reach(sheet: Sheet, plot: Plot, segment: Segment) -> tuple[float, float]:
    """From half a pitch before a segment's first point to half one after its last."""
    points = sheet.chart.points if sheet.chart else ()
    left = plot.places[points[segment.first].label] - plot.pitch / 2
    return left, plot.places[points[segment.last].label] + plot.pitch / 2


def _draw_bands(canvas: Canvas, sheet: Sheet, plot: Plot) -> None:
    """Tint what ordinary variation covers; provisional limits get no tint."""
    for segment in sheet.chart.segments if sheet.chart else ():
        if segment.limits and not segment.provisional:
            left, right = _reach(sheet, plot, segment)
            high = plot.value.at(sheet.cut(segment.limits.upper))
            low = plot.value.at(sheet.cut(segment.limits.lower))
            canvas.box(left, high, right, low, fill=BAND)


def _draw_limits(canvas: Canvas, sheet: Sheet, plot: Plot) -> None:
    for segment in sheet.chart.segments if sheet.chart else ():
        left, _ = _reach(sheet, plot, segment)
        if segment.rebase:
            ends = (left, plot.area.top), (left, plot.area.bottom)
            canvas.line(*ends, stroke=INK, dash="3 3")
        if segment.limits:
            _draw_segment(canvas, sheet, plot, segment, segment.limits)
    if sheet.target is not None:
        y = plot.value.at(sheet.target)
        ends = (plot.area.left, y), (plot.area.right, y)
        canvas.line(*ends, stroke=_TARGET, width=2, dash="12 4")


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


def _draw_lines(canvas: Canvas, sheet: Sheet, plot: Plot) -> None:
    size = min(5.0, plot.pitch / 3)
    for line, pen in zip(sheet.lines, sheet.pens, strict=True):
        _draw_line(canvas, line.points, pen, plot)
        for label, value in line.points if pen.shape else ():
            if value is not None and pen.shape:
                tip = f"{line.name}, {label}: {sheet.say(value)}"
                spot = plot.spot(label, value)
                canvas.mark(pen.shape, spot, colour=pen.colour, size=size, tip=tip)


def _draw_line(canvas: Canvas, points: Points, pen: Pen, plot: Plot) -> None:
    """The stretches between gaps; a lone value between gaps gets a dot."""
    for stretch in _stretches(points):
        spots = [plot.spot(label, value) for label, value in stretch]
        if len(spots) > 1:
            canvas.path(spots, stroke=pen.colour, width=pen.width, dash=pen.dash)
        else:
            canvas.mark(Shape.CIRCLE, spots[0], colour=pen.colour, size=3)


def _stretches(points: Points) -> Iterator[list[tuple[str, float]]]:
    stretch: list[tuple[str, float]] = []
    for label, value in points:
        if value is not None:
            stretch.append((label, value))
        elif stretch:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def _draw_chart(canvas: Canvas, sheet: Sheet, plot: Plot) -> None:
    if sheet.chart is None:
        return
    points = [(point.label, point.value) for point in sheet.chart.points]
    _draw_line(canvas, points, Pen(INK, 2), plot)
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


def _endings(sheet: Sheet, plot: Plot | None) -> Iterator[Ending]:
    """Names and values at the ends; without a plot only their words matter."""
    for line, pen in zip(sheet.lines, sheet.pens, strict=True):
        last = next((p for p in reversed(line.points) if p[1] is not None), None)
        if last and last[1] is not None:
            words = _rows(f"{line.name} {number(last[1], sheet.decimals)}")
            spot = plot.spot(last[0], last[1]) if plot else (0.0, 0.0)
            yield Ending(words, spot, pen)
    yield from _chart_endings(sheet, plot)


def _chart_endings(sheet: Sheet, plot: Plot | None) -> Iterator[Ending]:
    marks: list[tuple[str, float]] = []
    chart = sheet.chart
    if chart and chart.latest and chart.latest.value is not None:
        words = _rows(f"{sheet.name} {sheet.say(chart.latest.value)}".strip())
        latest = chart.latest
        spot = plot.spot(latest.label, chart.latest.value) if plot else (0.0, 0.0)
        yield Ending(words, spot, Pen(INK, 2), weight="bold")
    if chart and chart.limits:
        marks.append(("Mean", chart.limits.mean))
        for word, value in (("Upper", chart.upper), ("Lower", chart.lower)):
            if value is not None and sheet.cut(value) == value:
                marks.append((word, value))
    if sheet.target is not None:
        marks.append(("Target", sheet.target))
    for word, value in marks:
        spot = (plot.area.right, plot.value.at(value)) if plot else (0.0, 0.0)
        fill = _TARGET if word == "Target" else QUIET
        words = (f"{word} {number(value, sheet.decimals)}",)
        yield Ending(words, spot, None, fill)


def _rows(words: str) -> tuple[str, ...]:
    rows = wrap(words, _LETTERS)
    return (*rows[:2], rows[2] + "…") if len(rows) > 3 else tuple(rows)


def _draw_endings(canvas: Canvas, endings: list[Ending], area: Area) -> None:
    sizes = [len(ending.words) * _ROW + 2 for ending in endings]
    wanted = [ending.place[1] for ending in endings]
    centres = spread(wanted, sizes, low=area.top - 8, high=area.bottom + 8)
    for ending, centre, size in zip(endings, centres, sizes, strict=True):
        _lead(canvas, ending, centre, area)
        y = centre - size / 2 + 1
        for row, words in enumerate(ending.words):
            spot = (area.right + 24, y + row * _ROW + 13)
            canvas.text(spot, words, size=SMALL, fill=ending.fill, weight=ending.weight)


def _lead(canvas: Canvas, ending: Ending, centre: float, area: Area) -> None:
    """Lead the eye from the end of a line to its label."""
    pen = ending.pen or Pen(ending.fill, 1)
    x, y = ending.place
    start = (min(x, area.right), y)
    path = [start, (area.right + 3, y), (area.right + 11, centre)]
    for one, other in pairwise(path):
        canvas.line(one, other, stroke=pen.colour, width=1)
    if pen.shape:
        spot = (area.right + 16, centre)
        canvas.mark(pen.shape, spot, colour=pen.colour, size=5)
    else:
        end = (area.right + 21, centre)
        canvas.line(path[-1], end, stroke=pen.colour, width=pen.width, dash=pen.dash)


def _keys(sheet: Sheet) -> list[Key]:
    """Legend entries for what is on this very chart, and nothing else."""
    if sheet.chart is None:
        return []
    keys = []
    for signal, (colour, words) in _SIGNALS.items():
        found = next((p for p in sheet.chart.points if p.signal is signal), None)
        if found:
            keys.append(Key(words, colour, shape=_form(found)))
    if sheet.chart.limits:
        dash = _PROVISIONAL_DASH if sheet.chart.provisional else _LIMIT_DASH
        words = "Provisional limits" if sheet.chart.provisional else "Limits"
        fill = None if sheet.chart.provisional else BAND
        keys.append(Key(words, QUIET, dash=dash, width=1.5, fill=fill))
    for segment in sheet.chart.segments:
        if segment.rebase:
            label = sheet.chart.points[segment.first].label
            keys.append(Key(f"Limits start again, {label}", INK, dash="3 3", width=1))
    return keys
