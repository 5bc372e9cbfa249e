"""What every plot has: an area with axes around it and a legend below."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from partnership.charts.canvas import (
    GRID,
    INK,
    QUIET,
    SMALL,
    Canvas,
    Shape,
    Spot,
    width_of,
)
from partnership.charts.scale import Axis, shown, unit_caption

WIDTH = 420.0  # with 16-unit letters this is 12 pixels on a 320 pixel phone
ROW = 24.0
_TICK_GAP = 8.0
_KEY = 24.0


@dataclass(frozen=True)
class Key:
    """One entry of a legend: a mark, a line (``dash``, ``width``) or a tinted box."""

    words: str
    colour: str
    shape: Shape | None = None
    dash: str | None = None
    width: float = 2
    fill: str | None = None


@dataclass(frozen=True)
class Area:
    """Where the plot is on the sheet."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """How wide the plot is."""
        return self.right - self.left


def left_margin(axis: Axis) -> float:
    """Room for the texts of a value axis."""
    return max(width_of(text, SMALL) for text in axis.texts) + _TICK_GAP + 2


def top_margin(unit: str) -> float:
    """Room for the unit above the plot, or for half a tick's text."""
    return 34.0 if unit_caption(unit) else 12.0


def value_axis(canvas: Canvas, area: Area, axis: Axis, *, unit: str) -> None:
    """Grid lines with their values at the left and the unit on top."""
    scale = axis.scale(area.bottom, area.top)
    for tick, text in zip(axis.ticks, axis.texts, strict=True):
        y = scale.at(tick)
        grid = QUIET if tick == axis.low else GRID
        canvas.line((area.left, y), (area.right, y), stroke=grid)
        spot = (area.left - _TICK_GAP, y + SMALL * 0.35)
        canvas.text(spot, text, anchor="end", size=SMALL, fill=QUIET)
    caption = unit_caption(unit)
    if caption:
        canvas.text((0, SMALL), caption, size=SMALL, fill=QUIET)


def label_axis(
    canvas: Canvas, area: Area, labels: Sequence[str], places: Sequence[float]
) -> None:
    """Labels below the plot, thinned out until they have room; the last stays."""
    if not labels:
        return
    widest = max(width_of(label, SMALL) for label in labels)
    for i in shown(len(labels), fit=int((area.width + widest) // (widest + 22))):
        x = places[i]
        canvas.line((x, area.bottom), (x, area.bottom + 5), stroke=QUIET)
        half = width_of(labels[i], SMALL) / 2
        centre = min(max(x, half), WIDTH - half)
        spot = (centre, area.bottom + 20)
        canvas.text(spot, labels[i], anchor="middle", size=SMALL, fill=QUIET)


def legend_height(keys: Sequence[Key]) -> float:
    """How much room a legend takes."""
    return ROW * (1 + max((spot[1] for _, spot in _placed(keys)), default=-1))


def legend(canvas: Canvas, keys: Sequence[Key], *, top: float) -> None:
    """Draw the entries in rows that fit the sheet."""
    for key, (x, row) in _placed(keys):
        y = top + row * ROW + ROW / 2
        _symbol(canvas, key, (x, y))
        canvas.text((x + _KEY, y + 5), key.words, size=SMALL, fill=INK)


def _placed(keys: Sequence[Key]) -> Iterator[tuple[Key, Spot]]:
    x, row = 0.0, 0.0
    for key in keys:
        width = _KEY + width_of(key.words, SMALL)
        if x and x + width > WIDTH:
            x, row = 0.0, row + 1
        yield key, (x, row)
        x += width + 16


def _symbol(canvas: Canvas, key: Key, spot: Spot) -> None:
    x, y = spot
    if key.fill:
        canvas.box(x, y - 7, x + 18, y + 7, fill=key.fill)
    if key.dash is not None:
        end = (x + 18, y)
        canvas.line(spot, end, stroke=key.colour, width=key.width, dash=key.dash)
    if key.shape:
        canvas.mark(key.shape, (x + 9, y), colour=key.colour, size=5)
