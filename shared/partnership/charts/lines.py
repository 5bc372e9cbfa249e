"""Draw series over time: one judged by the rules of variation, others beside it."""

from markupsafe import Markup

from partnership.charts import endings, frame, judged
from partnership.charts.canvas import QUIET, Canvas
from partnership.charts.frame import WIDTH, Area
from partnership.charts.scale import axis
from partnership.charts.sheet import Plot, Sheet, places_of
from partnership.charts.strokes import draw_line

_HEIGHT = 230.0


def draw(sheet: Sheet, *, title: str, description: str) -> Markup:
    """The whole picture."""
    keys, labels = list(judged.keys_of(sheet)), list(endings.endings_of(sheet))
    plot = _laid_out(sheet, labels)
    bottom = plot.area.bottom
    height = bottom + 30 + frame.legend_height(keys)
    canvas = Canvas(WIDTH, height, title=title, description=description)
    judged.draw_bands(canvas, sheet, plot)
    if sheet.values:
        frame.value_axis(canvas, plot.area, plot.axis, unit=sheet.unit)
    else:
        _say_nothing(canvas, plot.area)
    judged.draw_limits(canvas, sheet, plot)
    _draw_target(canvas, sheet, plot)
    _draw_lines(canvas, sheet, plot)
    judged.draw_series(canvas, sheet, plot)
    endings.draw(canvas, labels, plot)
    frame.label_axis(canvas, plot.area, sheet.labels, list(plot.places.values()))
    frame.legend(canvas, keys, top=bottom + 30)
    return canvas.markup()


def _laid_out(sheet: Sheet, labels: list[endings.Ending]) -> Plot:
    """Give labels the room they need and the plot what is left."""
    ticks = axis(sheet.spanned, sign=sheet.sign)
    top = frame.top_margin(sheet.unit)
    area = Area(
        left=frame.left_margin(ticks),
        top=top,
        right=WIDTH - endings.margin_of(labels),
        bottom=top + max(_HEIGHT, endings.height_of(labels)),
    )
    scale = ticks.scale(area.bottom, area.top)
    return Plot(area, ticks, scale, places_of(sheet.labels, area))


def _say_nothing(canvas: Canvas, area: Area) -> None:
    middle = ((area.left + area.right) / 2, (area.top + area.bottom) / 2)
    canvas.text(middle, "No figures yet", anchor="middle", fill=QUIET)


def _draw_target(canvas: Canvas, sheet: Sheet, plot: Plot) -> None:
    if sheet.target is not None and sheet.values:
        y = plot.value.at(sheet.target)
        ends = (plot.area.left, y), (plot.area.right, y)
        canvas.line(*ends, stroke=endings.TARGET, width=2, dash="12 4")


def _draw_lines(canvas: Canvas, sheet: Sheet, plot: Plot) -> None:
    size = min(5.0, plot.pitch / 3)
    for line, pen in zip(sheet.lines, sheet.pens, strict=True):
        draw_line(canvas, line.points, pen, plot)
        for label, value in line.points if pen.shape else ():
            if value is not None and pen.shape:
                tip = f"{line.name}, {label}: {sheet.say(value)}"
                spot = plot.spot(label, value)
                canvas.mark(pen.shape, spot, colour=pen.colour, size=size, tip=tip)
