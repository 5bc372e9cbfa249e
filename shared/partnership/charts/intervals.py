"""Draw how sure a value is: for each area a dot on the line between its limits."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from partnership.charts.canvas import GRID, INK, QUIET, SMALL, Canvas, Shape
from partnership.charts.frame import WIDTH
from partnership.charts.scale import Axis, Linear, axis, number, unit_sign

_STEP = 54.0
_LINE = 36.0  # where in a row its line runs, below its words
_CAP = 6.0
_FOOT = 26.0
_COLOUR = "#12436d"


@dataclass(frozen=True, slots=True)
class Between:
    """One area: a value and its limits; all None where they are hidden."""

    name: str
    value: float | None = None
    low: float | None = None
    high: float | None = None


def draw(
    areas: Sequence[Between], *, title: str, description: str, unit: str
) -> Markup:
    """All areas on one scale from zero; a percentage's goes to a hundred."""
    ticks = _ticks(areas, unit)
    scale = ticks.scale(6.0, WIDTH - 6.0)
    bottom = _STEP * len(areas)
    canvas = Canvas(WIDTH, bottom + _FOOT, title=title, description=description)
    for tick, words in zip(ticks.ticks, ticks.texts, strict=True):
        _tick(canvas, scale, tick, words, bottom)
    for place, area in enumerate(areas):
        _row(canvas, area, scale, _STEP * place)
    return canvas.markup()


def _ticks(areas: Sequence[Between], unit: str) -> Axis:
    if unit_sign(unit) == "%":
        return axis([0.0, 100.0], sign="%")
    return axis([0.0, *(area.high for area in areas if area.high is not None)])


def _tick(
    canvas: Canvas, scale: Linear, tick: float, words: str, bottom: float
) -> None:
    spot = scale.at(tick)
    for top in range(int(bottom // _STEP)):
        y = top * _STEP + _LINE
        canvas.line((spot, y - _CAP * 2), (spot, y + _CAP * 2), stroke=GRID)
    ends = {scale.low: "start", scale.high: "end"}
    at = (spot, bottom + SMALL)
    anchor = ends.get(tick, "middle")
    canvas.text(at, words, size=SMALL, fill=QUIET, anchor=anchor)


def _row(canvas: Canvas, area: Between, scale: Linear, top: float) -> None:
    canvas.text((0, top + 18), area.name)
    if area.value is None or area.low is None or area.high is None:
        canvas.text((WIDTH, top + 18), "hidden", anchor="end", fill=QUIET)
        return
    words = f"{number(area.value, 1)} ({number(area.low, 1)} to {number(area.high, 1)})"
    canvas.text((WIDTH, top + 18), words, anchor="end")
    y, low, high = top + _LINE, scale.at(area.low), scale.at(area.high)
    canvas.line((low, y), (high, y), stroke=INK, width=2)
    for end in (low, high):
        canvas.line((end, y - _CAP), (end, y + _CAP), stroke=INK, width=2)
    spot = (scale.at(area.value), y)
    canvas.mark(Shape.CIRCLE, spot, colour=_COLOUR, size=7, tip=words)
