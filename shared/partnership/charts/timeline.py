"""Draw what held from when to when: one bar to a row, in lanes, on one line of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from partnership.charts.canvas import GRID, INK, QUIET, SMALL, Canvas, width_of
from partnership.charts.frame import WIDTH

_BAR = 16.0
_STEP = 50.0
_LANE = 30.0
_FOOT = 28.0
_FILL = "#12436d"
_OPEN = "#4d7298"


@dataclass(frozen=True, slots=True)
class Span:
    """One bar: its name and its days; ``until_on`` is None while it goes on."""

    name: str
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class Lane:
    """What took each other's place, under one heading."""

    name: str
    spans: Sequence[Span]


def draw(lanes: Sequence[Lane], *, today: date, title: str, description: str) -> Markup:
    """All lanes on one scale of years, from the first day to the last or today."""
    spans = [span for lane in lanes for span in lane.spans]
    days = [today, *(span.from_on for span in spans)]
    days += [span.until_on for span in spans if span.until_on is not None]
    first, last = min(days), max(days)
    height = _LANE * len(lanes) + _STEP * len(spans)
    canvas = Canvas(WIDTH, height + _FOOT, title=title, description=description)
    unit = WIDTH / max((last - first).days, 1)
    mark = (today - first).days * unit
    canvas.line((mark, 0), (mark, height), stroke=GRID, width=2)
    top = 0.0
    for lane in lanes:
        canvas.text((0, top + 20), lane.name, weight="bold")
        top += _LANE
        for span in lane.spans:
            _bar(canvas, span, top, first, last, unit)
            top += _STEP
    _ends(canvas, height, first, last, mark)
    return canvas.markup()


def _bar(
    canvas: Canvas, span: Span, top: float, first: date, last: date, unit: float
) -> None:
    left = (span.from_on - first).days * unit
    right = ((span.until_on or last) - first).days * unit
    until = "" if span.until_on is None else f" to {span.until_on.year}"
    words = _fitted(span.name, f" {span.from_on.year}{until}")
    # The name stands over its bar, moved back onto the sheet where it would leave it.
    start = max(0.0, min(left, WIDTH - width_of(words, SMALL)))
    canvas.text((start, top + 16), words, size=SMALL)
    bottom = top + 22 + _BAR
    fill = _OPEN if span.until_on is None else _FILL
    canvas.box(left, top + 22, max(right, left + 3), bottom, fill)
    if span.until_on is not None:
        canvas.line((right, top + 19), (right, bottom + 3), stroke=INK, width=3)


def _fitted(name: str, years: str) -> str:
    while len(name) > 4 and width_of(f"{name},{years}", SMALL) > WIDTH:
        name = f"{name[:-2].rstrip()}…"
    return f"{name},{years}"


def _ends(canvas: Canvas, top: float, first: date, last: date, mark: float) -> None:
    canvas.line((0, top), (WIDTH, top), stroke=QUIET)
    spot = top + 18
    canvas.text((0, spot), str(first.year), size=SMALL, fill=QUIET)
    canvas.text((WIDTH, spot), str(last.year), size=SMALL, fill=QUIET, anchor="end")
    if 80 < mark < WIDTH - 80:
        canvas.text((mark, spot), "today", size=SMALL, fill=QUIET, anchor="middle")
