"""Draw one stacked bar to a row: parts of a whole, each with its letter and number."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from partnership.charts.canvas import PAPER, QUIET, SMALL, Canvas, width_of
from partnership.charts.frame import WIDTH

_BAR = 30.0
_STEP = 66.0


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of part: the letter drawn on it, and its colours."""

    letter: str
    fill: str
    ink: str = PAPER


@dataclass(frozen=True, slots=True)
class Stack:
    """One row: its name and a number for each part; None where they are not known."""

    name: str
    numbers: Sequence[int] | None


def draw(
    parts: Sequence[Part], rows: Sequence[Stack], *, title: str, description: str
) -> Markup:
    """All rows on one scale, so that their lengths compare."""
    most = max((sum(row.numbers or ()) for row in rows), default=0) or 1
    height = _STEP * len(rows)
    canvas = Canvas(WIDTH, height, title=title, description=description)
    for number, row in enumerate(rows):
        top = number * _STEP
        canvas.text((0, top + 18), _fitted(row), weight="bold")
        if row.numbers is None:
            canvas.text((0, top + 46), "Not known", size=SMALL, fill=QUIET)
        else:
            _bar(canvas, parts, row.numbers, top + 26, WIDTH / most)
    return canvas.markup()


def _fitted(row: Stack) -> str:
    total = "" if row.numbers is None else f": {sum(row.numbers)}"
    name = row.name
    while len(name) > 4 and width_of(f"{name}{total}") > WIDTH:
        name = f"{name[:-2].rstrip()}…"
    return f"{name}{total}"


def _bar(
    canvas: Canvas,
    parts: Sequence[Part],
    numbers: Sequence[int],
    top: float,
    unit: float,
) -> None:
    left = 0.0
    for part, number in zip(parts, numbers, strict=True):
        if not number:
            continue
        right = left + number * unit
        # The page shows between two parts: neighbours are told apart without colour.
        canvas.box(left, top, max(right - 2, left + 1), top + _BAR, part.fill)
        for words in (f"{part.letter} {number}", part.letter):
            if width_of(words, SMALL) + 8 < right - left:
                spot = ((left + right) / 2, top + 20)
                canvas.text(spot, words, anchor="middle", size=SMALL, fill=part.ink)
                break
        left = right
