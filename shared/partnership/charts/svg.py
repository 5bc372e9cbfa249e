"""The charts pages show, as inline SVG that scales, prints and can be read aloud.

Every function takes a ``title`` and a ``description`` for people who cannot see the
picture; the sentences of the analysis make a good description. A table with the same
figures belongs beside each chart. ``unit`` is an indicator's unit (``percent``,
``per_10000``, ``ratio``, ``count``) or any words for the axis.
"""

from collections.abc import Sequence

from markupsafe import Markup

from partnership.charts import funnel_plot, rows
from partnership.charts.chart import Chart
from partnership.charts.funnel import Funnel
from partnership.charts.lines import draw
from partnership.charts.pens import Emphasis
from partnership.charts.rows import Bar
from partnership.charts.sheet import Line, Sheet

__all__ = [
    "Bar",
    "Emphasis",
    "Line",
    "bars",
    "comparison",
    "funnel",
    "sparkline",
    "spc",
]


def spc(
    chart: Chart,
    *,
    title: str,
    description: str,
    unit: str,
    comparators: Sequence[Line] = (),
    target: float | None = None,
) -> Markup:
    """One judged series with mean, limits and signals, and others as plain lines."""
    sheet = Sheet(
        lines=comparators,
        unit=unit,
        decimals=chart.decimals,
        chart=chart,
        target=chart.target if target is None else target,
    )
    return draw(sheet, title=title, description=description)


def comparison(
    lines: Sequence[Line],
    *,
    title: str,
    description: str,
    unit: str,
    chart: Chart | None = None,
    decimals: int = 1,
) -> Markup:
    """Several areas on one chart; ``chart`` is the analysis of the first line."""
    sheet = Sheet(
        lines=lines[1:] if chart else lines,
        unit=unit,
        decimals=chart.decimals if chart else decimals,
        chart=chart,
        name=lines[0].name if chart and lines else "",
        target=chart.target if chart else None,
    )
    return draw(sheet, title=title, description=description)


def funnel(
    funnel: Funnel,
    *,
    title: str,
    description: str,
    unit: str,
    size: str = "Size of the group (denominator)",
) -> Markup:
    """Areas by size and value within the limits of what size explains."""
    return funnel_plot.draw(
        funnel, title=title, description=description, unit=unit, size=size
    )


def bars(
    items: Sequence[Bar],
    *,
    title: str,
    description: str,
    unit: str,
    reference: tuple[str, float] | None = None,
    decimals: int = 1,
) -> Markup:
    """One bar to a row with its n, and a named line across all as ``reference``."""
    return rows.bars(
        items,
        title=title,
        description=description,
        unit=unit,
        reference=reference,
        decimals=decimals,
    )


def sparkline(values: Sequence[float | None], *, title: str) -> Markup:
    """A line the height of a word, oldest value first; None is a gap."""
    return rows.sparkline(values, title=title)
