"""Draw what is planned from when to when, in lanes, over months, with today's line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

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
from partnership.charts.frame import WIDTH

_LANE = 32.0
_STEP = 46.0
_BAR = 14.0
_FOOT = 28.0
_MARGIN = timedelta(days=14)
# Months between lines: as many as leave room to read them.
_MONTHS = (1, 3, 6, 12)
_MOST = 7
DONE, BEGUN, AHEAD = "#12436d", "#4d7298", "#b4c6d6"


@dataclass(frozen=True, slots=True)
class Stretch:
    """One row: its words and days; a day alone has ``from_on`` None.

    ``colour`` says how far it is; the words say it too.
    """

    words: str
    from_on: date | None
    until_on: date
    colour: str


@dataclass(frozen=True, slots=True)
class Lane:
    """Rows under one heading."""

    name: str
    rows: Sequence[Stretch]


def draw(lanes: Sequence[Lane], *, today: date, title: str, description: str) -> Markup:
    """All lanes on one scale, from before the first day to after the last."""
    rows = [row for lane in lanes for row in lane.rows]
    days = [today, *(row.until_on for row in rows)]
    days += [row.from_on for row in rows if row.from_on is not None]
    first, last = min(days) - _MARGIN, max(days) + _MARGIN
    height = _LANE * len(lanes) + _STEP * len(rows)
    canvas = Canvas(WIDTH, height + _FOOT, title=title, description=description)
    scale = _Scale(first, WIDTH / (last - first).days)
    _months(canvas, scale, first, last, height)
    mark = scale.place(today)
    canvas.line((mark, 0), (mark, height), stroke=INK, width=2, dash="4 4")
    top = 0.0
    for lane in lanes:
        canvas.text((0, top + 22), lane.name, weight="bold")
        top += _LANE
        for row in lane.rows:
            _row(canvas, scale, row, top)
            top += _STEP
    return canvas.markup()


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    unit: float

    def place(self, day: date) -> float:
        return (day - self.first).days * self.unit


def _row(canvas: Canvas, scale: _Scale, row: Stretch, top: float) -> None:
    words = row.words
    while len(words) > 4 and width_of(words, SMALL) > WIDTH:
        words = f"{words[:-2].rstrip()}…"
    right = scale.place(row.until_on)
    left = right if row.from_on is None else scale.place(row.from_on)
    # The words stand over the mark, moved back where they would leave the sheet.
    start = max(0.0, min(left, WIDTH - width_of(words, SMALL)))
    canvas.text((start, top + 15), words, size=SMALL)
    bottom = top + 20 + _BAR
    if row.from_on is None:
        spot = (right, top + 20 + _BAR / 2)
        canvas.mark(Shape.DIAMOND, spot, colour=row.colour, size=9, tip=row.words)
        return
    canvas.box(left, top + 20, max(right, left + 3), bottom, row.colour)
    canvas.line((right, top + 18), (right, bottom + 2), stroke=INK, width=2)


def _months(
    canvas: Canvas, scale: _Scale, first: date, last: date, height: float
) -> None:
    for day in ticks(first, last):
        spot = scale.place(day)
        canvas.line((spot, 0), (spot, height), stroke=GRID)
        if 20 < spot < WIDTH - 30:
            words = f"{day:%b %y}"
            at = (spot, height + 18)
            canvas.text(at, words, size=SMALL, fill=QUIET, anchor="middle")


def ticks(first: date, last: date) -> Sequence[date]:
    """First days of months between two days: not more than can be read."""
    for step in _MONTHS:
        found = list(_firsts(first, last, step))
        if len(found) <= _MOST:
            return found
    return found[:: len(found) // _MOST + 1]


def _firsts(first: date, last: date, step: int) -> Iterator[date]:
    number = first.year * 12 + first.month - 1
    number += -number % step
    while (day := date(number // 12, number % 12 + 1, 1)) <= last:
        if day >= first:
            yield day
        number += step
