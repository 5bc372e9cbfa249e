"""A sheet to draw on: well-formed SVG from plain calls, whatever the texts say.

Only presentation attributes are used, no class, style or script, so that a strict
content security policy, print and document renderers all show the same picture. Texts
are escaped and stripped of characters XML cannot hold, and so is every word that
becomes an attribute. Written as text and not as a tree: a funnel has hundreds of marks,
and building and walking a tree took longer than everything else on its page.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from math import sqrt
from xml.sax.saxutils import escape

from markupsafe import Markup

from kit import clock

FONT = "arial, helvetica, liberation sans, sans-serif"
SIZE = 16
SMALL = 15
LETTER = 0.6  # ems; wide enough for the fonts that stand in for Arial

INK = "#0b0c0c"
QUIET = "#505a5f"
GRID = "#d9dcde"
BAND = "#eef2f5"
PAPER = "#ffffff"

_UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Spot = tuple[float, float]


class Shape(StrEnum):
    """The forms of a mark, so that colour never speaks alone."""

    CIRCLE = "circle"
    SQUARE = "square"
    DIAMOND = "diamond"
    UP = "up"
    DOWN = "down"
    CROSS = "cross"


def width_of(text: str, size: float = SIZE) -> float:
    """Roughly how wide a text is drawn."""
    return (len(text) + 0.6 * text.count("%")) * size * LETTER


class Canvas:
    """One picture, with a title and description for those who cannot see it."""

    def __init__(
        self, width: float, height: float, *, title: str, description: str = ""
    ) -> None:
        name = f"chart-{clock.new_id().hex[-12:]}"
        self.height = height
        self._box = f"0 0 {_n(width)} {_n(height)}"
        self._size = ' width="100%"'
        self._named = name
        self._drawn = [_said("title", f' id="{name}"', title)]
        if description:
            self._named = f"{name} {name}-text"
            self._drawn.append(_said("desc", f' id="{name}-text"', description))

    def fixed(self, width: float, height: float) -> None:
        """Give the picture a size of its own, for use in a line of text."""
        self._size = f' width="{_n(width)}" height="{_n(height)}"'

    def line(
        self,
        start: Spot,
        end: Spot,
        *,
        stroke: str = INK,
        width: float = 1,
        dash: str = "",
    ) -> None:
        """A straight line."""
        self.path([start, end], stroke=stroke, width=width, dash=dash)

    def path(
        self,
        spots: Sequence[Spot],
        *,
        stroke: str = "none",
        width: float = 1,
        dash: str = "",
        fill: str = "none",
    ) -> None:
        """An open line through spots, or a filled area when ``fill`` is given."""
        dashes = f' stroke-dasharray="{_word(dash)}"' if dash else ""
        self._drawn.append(
            f'<path d="{_path(spots, closed=fill != "none")}" fill="{_word(fill)}" '
            f'stroke="{_word(stroke)}" stroke-width="{_n(width)}" '
            f'stroke-linejoin="round"{dashes} />'
        )

    def box(
        self, left: float, top: float, right: float, bottom: float, fill: str
    ) -> None:
        """A filled rectangle."""
        self.path(
            [(left, top), (right, top), (right, bottom), (left, bottom)], fill=fill
        )

    def text(
        self,
        spot: Spot,
        words: str,
        *,
        anchor: str = "start",
        size: float = SIZE,
        fill: str = INK,
        weight: str = "normal",
    ) -> None:
        """Words on one line; ``spot`` is on the baseline."""
        attributes = (
            f'{_place(spot)} text-anchor="{_word(anchor)}" '
            f'font-size="{_n(size)}" fill="{_word(fill)}" '
            f'font-weight="{_word(weight)}"'
        )
        self._drawn.append(_said("text", attributes, words))

    def haloed(self, spot: Spot, words: str, *, anchor: str, weight: str) -> None:
        """Words that stay legible over marks: first their outline in white."""
        attributes = (
            f'{_place(spot)} text-anchor="{_word(anchor)}" '
            f'font-weight="{_word(weight)}"'
        )
        outline = f' stroke="{PAPER}" stroke-width="5" stroke-linejoin="round"'
        self._drawn += [
            _said("text", f'{attributes}{outline} fill="{PAPER}"', words),
            _said("text", f'{attributes} fill="{INK}"', words),
        ]

    def mark(
        self, shape: Shape, spot: Spot, *, colour: str, size: float, tip: str = ""
    ) -> None:
        """A mark of a shape, with what to say when it is pointed at."""
        tag, outline = _shape(shape, spot, size)
        ink = f' fill="{_word(colour)}" stroke="{PAPER}" stroke-width="1"'
        if shape is Shape.CROSS:  # an open shape has nothing to fill
            ink = f' fill="none" stroke="{_word(colour)}" stroke-width="2"'
        said = _said("title", "", tip) if tip else ""
        self._drawn.append(_element(tag, outline + ink, said))

    def markup(self) -> Markup:
        """The picture as safe markup."""
        opening = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{self._box}"'
            f'{self._size} role="img" font-family="{FONT}" font-size="{SIZE}" '
            f'aria-labelledby="{self._named}">'
        )
        return Markup(f"{opening}{''.join(self._drawn)}</svg>")  # noqa: S704 - every word in it is escaped


def _said(tag: str, attributes: str, words: str) -> str:
    return _element(tag, attributes, escape(_UNSPEAKABLE.sub("", words)))


def _element(tag: str, attributes: str, inside: str) -> str:
    if not inside:
        return f"<{tag}{attributes} />"
    return f"<{tag}{attributes}>{inside}</{tag}>"


@lru_cache(maxsize=256)
def _word(word: str) -> str:
    """A colour, a dash or an anchor as an attribute may hold it; there are few."""
    return escape(_UNSPEAKABLE.sub("", word), {'"': "&quot;"})


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _place(spot: Spot) -> str:
    return f' x="{spot[0]:.1f}" y="{spot[1]:.1f}"'.replace('.0"', '"')


def _path(spots: Sequence[Spot], *, closed: bool) -> str:
    steps = "L".join([f"{x:.1f} {y:.1f}" for x, y in spots]).removesuffix(".0")
    steps = steps.replace(".0 ", " ").replace(".0L", "L")
    return f"M{steps}{'Z' if closed else ''}"


def _shape(shape: Shape, spot: Spot, size: float) -> tuple[str, str]:
    """Tag and outline of a shape of about the area of a circle of radius ``size``."""
    x, y = spot
    if shape is Shape.CIRCLE:
        round_it = f' cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}"'
        return "circle", round_it.replace('.0"', '"')
    if shape is Shape.CROSS:
        half = size * 0.8
        ends = [(x - half, y - half), (x + half, y + half)]
        cross = [(x - half, y + half), (x + half, y - half)]
        path = _path(ends, closed=False) + _path(cross, closed=False)
        return "path", f' d="{path}"'
    return "path", f' d="{_path(_corners(shape, x, y, size), closed=True)}"'


def _corners(shape: Shape, x: float, y: float, size: float) -> list[Spot]:
    if shape is Shape.SQUARE:
        half = size * 0.9
        return [
            (x - half, y - half),
            (x + half, y - half),
            (x + half, y + half),
            (x - half, y + half),
        ]
    if shape is Shape.DIAMOND:
        reach = size * 1.3
        return [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)]
    way = -1 if shape is Shape.UP else 1
    reach = size * 1.35
    foot = reach * sqrt(3) / 2
    return [
        (x, y + way * reach),
        (x + foot, y - way * reach / 2),
        (x - foot, y - way * reach / 2),
    ]
