"""A line through a series of values, broken wherever a value is missing."""

from collections.abc import Iterator

from partnership.charts.canvas import Canvas, Shape
from partnership.charts.pens import Pen
from partnership.charts.sheet import Plot, Points


def draw_line(canvas: Canvas, points: Points, pen: Pen, plot: Plot) -> None:
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
