"""Names and values where lines end, kept apart and led to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from partnership.charts.canvas import INK, QUIET, SMALL, Canvas, Spot, width_of
from partnership.charts.frame import WIDTH
from partnership.charts.pens import Pen
from partnership.charts.scale import number, spread
from partnership.charts.sheet import Plot, Sheet

TARGET = "#00703c"
_LETTERS = 12  # in one row of a label
_ROW = 17.0


@dataclass(frozen=True)
class Ending:
    """What is written where a line ends, and the pen that leads to it.

    ``label`` is the period of the last value; None for a line across the whole plot.
    """

    words: tuple[str, ...]
    label: str | None
    value: float
    pen: Pen | None = None
    fill: str = INK
    weight: str = "normal"


def endings_of(sheet: Sheet) -> Iterator[Ending]:
    """Every line's name with its last value; then mean, limits and target."""
    for line, pen in zip(sheet.lines, sheet.pens, strict=True):
        for label, value in reversed(line.points):
            if value is not None:
                words = _rows(f"{line.name} {number(value, sheet.decimals)}")
                yield Ending(words, label, value, pen)
                break
    latest = sheet.chart.latest if sheet.chart else None
    if latest and latest.value is not None:
        words = _rows(f"{sheet.name} {sheet.say(latest.value)}")
        pen = Pen(INK, 2)
        yield Ending(words, latest.label, latest.value, pen, weight="bold")
    for word, value in _levels(sheet):
        fill = TARGET if word == "Target" else QUIET
        words = (f"{word} {number(value, sheet.decimals)}",)
        yield Ending(words, None, value, fill=fill)


def _levels(sheet: Sheet) -> Iterator[tuple[str, float]]:
    """Lines across the plot; a limit that no value can reach is not among them."""
    limits = sheet.chart.limits if sheet.chart else None
    if limits:
        yield "Mean", limits.mean
        for word, value in (("Upper", limits.upper), ("Lower", limits.lower)):
            if sheet.cut(value) == value:
                yield word, value
    if sheet.target is not None and sheet.values:
        yield "Target", sheet.target


def height_of(endings: Sequence[Ending]) -> float:
    """How much height all labels take together."""
    return sum(_size(ending) for ending in endings)


def margin_of(endings: Sequence[Ending]) -> float:
    """How much width the labels take, never more than two fifths of the sheet."""
    rows = [row for ending in endings for row in ending.words]
    widest = max((width_of(row, SMALL) for row in rows), default=0)
    return min(widest + 26, WIDTH * 0.4)


def draw(canvas: Canvas, endings: Sequence[Ending], plot: Plot) -> None:
    """Write all labels to the right of the plot, as near as others allow."""
    area = plot.area
    spots = [_spot(ending, plot) for ending in endings]
    sizes = [_size(ending) for ending in endings]
    wanted = [y for _, y in spots]
    centres = spread(wanted, sizes, low=area.top - 8, high=area.bottom + 8)
    for ending, spot, centre in zip(endings, spots, centres, strict=True):
        _lead(canvas, ending, [spot, (area.right + 3, spot[1])], centre)
        top = centre - _size(ending) / 2 + 14
        for row, words in enumerate(ending.words):
            canvas.text(
                (area.right + 24, top + row * _ROW),
                words,
                size=SMALL,
                fill=ending.fill,
                weight=ending.weight,
            )


def _spot(ending: Ending, plot: Plot) -> Spot:
    if ending.label is None:
        return plot.area.right, plot.value.at(ending.value)
    return plot.spot(ending.label, ending.value)


def _lead(canvas: Canvas, ending: Ending, path: list[Spot], centre: float) -> None:
    """Lead the eye from the end of a line to its label."""
    pen = ending.pen or Pen(ending.fill, 1)
    edge, _ = path[-1]
    bend = (edge + 8, centre)
    canvas.path([*path, bend], stroke=pen.colour, width=1)
    if pen.shape:
        spot = (edge + 13, centre)
        canvas.mark(pen.shape, spot, colour=pen.colour, size=5)
    else:
        end = (edge + 18, centre)
        canvas.line(bend, end, stroke=pen.colour, width=pen.width, dash=pen.dash)


def _rows(words: str) -> tuple[str, ...]:
    rows = wrap(words, _LETTERS)
    return (*rows[:2], rows[2] + "…") if len(rows) > 3 else tuple(rows)


def _size(ending: Ending) -> float:
    return len(ending.words) * _ROW + 2
