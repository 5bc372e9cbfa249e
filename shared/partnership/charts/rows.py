"""Draw small things: one bar to a row for areas or services, and a line in a text."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from partnership.charts.canvas import (
    GRID,
    INK,
    QUIET,
    SMALL,
    Canvas,
    Shape,
    width_of,
)
from partnership.charts.frame import ROW, WIDTH, top_margin
from partnership.charts.pens import Emphasis
from partnership.charts.scale import (
    Linear,
    axis,
    number,
    possible,
    unit_caption,
    unit_sign,
)

_BAR = 14.0
_STEP = 48.0
_COLOURS = {
    Emphasis.STRONG: "#12436d",
    Emphasis.NORMAL: "#4d7298",
    Emphasis.QUIET: "#858f96",
}


@dataclass(frozen=True)
class Bar:
    """One row: a value and ``n``, how many it rests on; None is not known."""

    name: str
    value: float | None
    n: float | None = None
    emphasis: Emphasis = Emphasis.NORMAL
    reason: str | None = None


def bars(
    items: Sequence[Bar],
    *,
    title: str,
    description: str,
    unit: str,
    reference: tuple[str, float] | None,
    decimals: int,
) -> Markup:
    """Bars from zero, each with its name, value and n written above it."""
    values = [item.value for item in items if item.value is not None]
    reached = [0.0, *values, *([reference[1]] if reference else [])]
    ticks = axis(reached)
    high = min(ticks.high, possible(unit, values)[1])
    scale = Linear(ticks.low, high, 0.0, WIDTH)
    top = top_margin(unit) - 8 if unit_caption(unit) else 4.0
    bottom = top + _STEP * len(items)
    height = bottom + (ROW if reference else 0)
    canvas = Canvas(WIDTH, height, title=title, description=description)
    canvas.text((0, SMALL), unit_caption(unit), size=SMALL, fill=QUIET)
    for row, item in enumerate(items):
        _bar(canvas, item, top + row * _STEP, scale, unit=unit, decimals=decimals)
    if reference:
        words = f"{reference[0]} {number(reference[1], decimals)}{_sign(unit)}"
        _reference(canvas, words, scale.at(reference[1]), top, bottom)
    return canvas.markup()


def _sign(unit: str) -> str:
    return "%" if unit_sign(unit) == "%" else ""


def _bar(
    canvas: Canvas, item: Bar, top: float, scale: Linear, *, unit: str, decimals: int
) -> None:
    weight = "bold" if item.emphasis is Emphasis.STRONG else "normal"
    start, y = scale.at(0.0), top + 26
    if item.value is None:
        canvas.text((0, top + 18), _fitted(item.name, ""), weight=weight)
        words = f"No figure{': ' if item.reason else ''}{item.reason or ''}"
        canvas.text((start, y + 11), words, size=SMALL, fill=QUIET)
        return
    count = "" if item.n is None else f" (n = {number(item.n, 0)})"
    words = f"{number(item.value, decimals)}{_sign(unit)}{count}"
    canvas.text((0, top + 18), _fitted(item.name, words), weight=weight)
    canvas.text((WIDTH, top + 18), words, anchor="end", weight=weight)
    canvas.line((start, y - 3), (start, y + _BAR + 3), stroke=QUIET)
    end = scale.at(item.value)
    canvas.box(start, y, end, y + _BAR, fill=_COLOURS[item.emphasis])


def _fitted(name: str, words: str) -> str:
    """A name cut to leave room for the words at the other end of its row."""
    room = int((WIDTH - width_of(words)) / width_of("n")) - 1
    return name if len(name) <= room else f"{name[: room - 1]}…"


def _reference(canvas: Canvas, words: str, x: float, top: float, bottom: float) -> None:
    """A line across all bars, named below."""
    for row in range(int((bottom - top) // _STEP)):
        y = top + row * _STEP + 22
        canvas.line((x, y), (x, y + _BAR + 8), stroke="#ffffff", width=5)
        canvas.line((x, y), (x, y + _BAR + 8), stroke=INK, width=2)
    half = width_of(words, SMALL) / 2
    centre = min(max(x, half), WIDTH - half)
    spot = (centre, bottom + SMALL)
    canvas.text(spot, words, anchor="middle", size=SMALL)


def sparkline(values: Sequence[float | None], *, title: str) -> Markup:
    """A line the height of a word; its last value carries a dot, gaps break it."""
    canvas = Canvas(120, 28, title=title)
    canvas.fixed(120, 28)
    known = [value for value in values if value is not None]
    if not known:
        canvas.line((4, 14), (116, 14), stroke=QUIET, dash="2 4")
        return canvas.markup()
    y = Linear(min(known), max(known), 23, 5)
    x = Linear(0, max(1, len(values) - 1), 5, 115)
    canvas.line((2, 27), (118, 27), stroke=GRID)
    spots = [
        None if value is None else (x.at(i), y.at(value))
        for i, value in enumerate(values)
    ]
    for present, group in groupby(spots, key=lambda spot: spot is not None):
        stretch = [spot for spot in group if spot is not None]
        if present and len(stretch) > 1:
            canvas.path(stretch, stroke=QUIET, width=2)
        elif present:
            canvas.mark(Shape.CIRCLE, stretch[0], colour=QUIET, size=2)
    last = next(spot for spot in reversed(spots) if spot is not None)
    canvas.mark(Shape.CIRCLE, last, colour="#12436d", size=4)
    return canvas.markup()
