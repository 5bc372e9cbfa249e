"""Which pen draws which line, so that lines can be told apart without colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import cycle

from partnership.charts.canvas import INK, QUIET, Shape


class Emphasis(StrEnum):
    """How much a line stands out: own area, an area beside it, a backdrop."""

    STRONG = "strong"
    NORMAL = "normal"
    QUIET = "quiet"


@dataclass(frozen=True)
class Pen:
    """How a line is drawn."""

    colour: str
    width: float
    dash: str = ""
    shape: Shape | None = None


Palette = tuple[Pen, ...]

OWN = Pen(INK, 3, "", Shape.CIRCLE)
APART: Palette = (
    Pen("#12436d", 2.5, "", Shape.SQUARE),
    Pen("#801650", 2.5, "", Shape.DIAMOND),
    Pen("#0b6e66", 2.5, "", Shape.UP),
    Pen("#8a4b08", 2.5, "", Shape.DOWN),
)
BESIDE: Palette = (  # beside a judged series marks speak of signals, so dashes tell
    Pen("#12436d", 2, "14 3"),
    Pen("#801650", 2, "9 3"),
    Pen("#0b6e66", 2, "4 2"),
    Pen("#8a4b08", 2, "9 3 2 3"),
)
BACKDROP: Palette = (
    Pen(QUIET, 2, "8 4"),
    Pen(QUIET, 2, "2 3"),
    Pen(QUIET, 2, "10 3 2 3"),
)


def choose(emphases: Sequence[Emphasis], *, palette: Palette) -> list[Pen]:
    """A pen for each line; no two alike while a palette lasts.

    The first strong line is drawn in black unless a judged series already is.
    """
    own = iter([OWN] if palette is APART else [])
    normal, quiet = cycle(palette), cycle(BACKDROP)
    pens = []
    for emphasis in emphases:
        if emphasis is Emphasis.QUIET:
            pens.append(next(quiet))
        elif emphasis is Emphasis.STRONG:
            pens.append(next(own, None) or next(normal))
        else:
            pens.append(next(normal))
    return pens
