"""Draw a funnel: areas by size and value, with the limits of what size explains."""

from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter

from markupsafe import Markup

from partnership.charts import frame
from partnership.charts.canvas import INK, QUIET, SMALL, Canvas, Shape, width_of
from partnership.charts.dispersion import FunnelLimits, Verdict
from partnership.charts.frame import WIDTH, Area, Key
from partnership.charts.funnel import Funnel, PlacedArea
from partnership.charts.scale import Linear, axis, number, spread, unit_sign

_HEIGHT = 270.0
_STEPS = 80
_OWN = "#12436d"
_FAR = "#5b2d8e"
_NEAR = "#6f777b"
_INNER, _OUTER = "6 4", "2 3"

_MARKS = {
    Verdict.INSIDE: (Shape.CIRCLE, _NEAR, 3.5),
    Verdict.ABOVE_95: (Shape.UP, _NEAR, 4.5),
    Verdict.BELOW_95: (Shape.DOWN, _NEAR, 4.5),
    Verdict.ABOVE_998: (Shape.UP, _FAR, 5.5),
    Verdict.BELOW_998: (Shape.DOWN, _FAR, 5.5),
}
_WORDS = {
    Verdict.INSIDE: "Within the limits",
    Verdict.ABOVE_95: "Above 95%",
    Verdict.BELOW_95: "Below 95%",
    Verdict.ABOVE_998: "Above 99.8%",
    Verdict.BELOW_998: "Below 99.8%",
}

_CURVES: Sequence[tuple[Callable[[FunnelLimits], float], str]] = (
    (attrgetter("upper_998"), _OUTER),
    (attrgetter("upper_95"), _INNER),
    (attrgetter("lower_95"), _INNER),
    (attrgetter("lower_998"), _OUTER),
)


def draw(
    funnel: Funnel, *, title: str, description: str, unit: str, size: str
) -> Markup:
    """The whole picture; ``size`` says what the denominator counts."""
    sign = "%" if unit_sign(unit) == "%" else ""
    values = [area.value for area in funnel.areas]
    keys = list(_keys(funnel, sign))
    top = frame.top_margin(unit)
    bottom = top + _HEIGHT
    height = bottom + 54 + frame.legend_height(keys)
    canvas = Canvas(WIDTH, height, title=title, description=description)
    if not values:
        canvas.text((WIDTH / 2, height / 2), "No figures yet", anchor="middle")
        return canvas.markup()
    ticks = axis([*values, 0.0], sign=sign)
    sizes = axis([0.0, *(area.denominator for area in funnel.areas)], count=4)
    area = Area(frame.left_margin(ticks), top, WIDTH - 16, bottom)
    x, y = sizes.scale(area.left, area.right), ticks.scale(bottom, top)
    frame.value_axis(canvas, area, ticks, unit=unit)
    places = [x.at(tick) for tick in sizes.ticks]
    frame.label_axis(canvas, area, sizes.texts, places)
    spot = ((area.left + area.right) / 2, bottom + 42)
    canvas.text(spot, size, anchor="middle", size=SMALL, fill=QUIET)
    _draw_limits(canvas, funnel, x, y)
    _draw_areas(canvas, funnel, x, y, sign)
    frame.legend(canvas, keys, top=bottom + 54)
    return canvas.markup()


def _draw_limits(canvas: Canvas, funnel: Funnel, x: Linear, y: Linear) -> None:
    average = y.at(funnel.average or 0.0)
    canvas.line((x.start, average), (x.end, average), stroke=INK, width=1.5)
    steps = [(x.at(size), funnel.model.limits(size)) for size in _sizes(funnel, x.high)]
    for pick, dash in _CURVES:
        spots = [
            (place, y.at(value))
            for place, limits in steps
            if y.low <= (value := pick(limits)) <= y.high
        ]
        if len(spots) > 1:
            canvas.path(spots, stroke=QUIET, width=1.5, dash=dash)


def _sizes(funnel: Funnel, high: float) -> Iterator[float]:
    """Where limits are drawn: closer together where areas are small and they bend."""
    low = min(area.denominator for area in funnel.areas) * 0.6
    for step in range(_STEPS + 1):
        yield low * (high / low) ** (step / _STEPS)


def _draw_areas(
    canvas: Canvas, funnel: Funnel, x: Linear, y: Linear, sign: str
) -> None:
    """Every area as a mark; highlighted ones last, larger and named."""
    named = [area for area in funnel.areas if area.highlighted]
    for area in sorted(funnel.areas, key=lambda one: one.highlighted):
        shape, colour, size = _MARKS[area.verdict]
        if area.highlighted:
            colour, size = _OWN, 7.5
        tip = (
            f"{area.name}: {number(area.value, 1)}{sign} "
            f"({number(area.numerator, 0)} of {number(area.denominator, 0)}). "
            f"{area.verdict}"
        )
        spot = (x.at(area.denominator), y.at(area.value))
        canvas.mark(shape, spot, colour=colour, size=size, tip=tip)
    wanted = [y.at(area.value) for area in named]
    centres = spread(wanted, [20.0] * len(named), low=y.end, high=y.start)
    for area, centre in zip(named, centres, strict=True):
        words = f"{area.name} {number(area.value, 1)}{sign}"
        _name(canvas, area, words, centre, x, y)


def _name(
    canvas: Canvas, area: PlacedArea, words: str, centre: float, x: Linear, y: Linear
) -> None:
    """Name an area on the side that has room, with a lead when it was moved."""
    spot = (x.at(area.denominator), y.at(area.value))
    right = spot[0] + 14 + width_of(words) < WIDTH
    edge = spot[0] + (14 if right else -14)
    if abs(centre - spot[1]) > 6:
        canvas.line(spot, (edge, centre), stroke=INK)
    anchor = "start" if right else "end"
    canvas.haloed((edge, centre + 5), words, anchor=anchor, weight="bold")


def _keys(funnel: Funnel, sign: str) -> Iterator[Key]:
    if not funnel.areas:
        return
    average = f"Average {number(funnel.average or 0.0, 1)}{sign}"
    yield Key(average, INK, dash="", width=1.5)
    yield Key("95% limits", QUIET, dash=_INNER, width=1.5)
    yield Key("99.8% limits", QUIET, dash=_OUTER, width=1.5)
    for verdict, words in _WORDS.items():
        if any(area.verdict is verdict for area in funnel.areas):
            shape, colour, _ = _MARKS[verdict]
            yield Key(words, colour, shape=shape)
