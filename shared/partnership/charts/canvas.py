"""A sheet to draw on: well-formed SVG from plain calls, whatever the texts say.

Only presentation attributes are used, no class, style or script, so that a strict
content security policy, print and document renderers all show the same picture. Texts
are escaped by the XML library and stripped of characters XML cannot hold.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from math import sqrt
from xml.etree import ElementTree as ET

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
        self._root = ET.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {_n(width)} {_n(height)}",
                "width": "100%",
                "role": "img",
                "font-family": FONT,
                "font-size": str(SIZE),
                "aria-labelledby": name,
            },
        )
        _said(self._root, "title", title, id=name)
        if description:
            self._root.set("aria-labelledby", f"{name} {name}-text")
            _said(self._root, "desc", description, id=f"{name}-text")

    def fixed(self, width: float, height: float) -> None:
        """Give the picture a size of its own, for use in a line of text."""
        self._root.set("width", _n(width))
        self._root.set("height", _n(height))

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
        attributes = {
            "d": _path(spots, closed=fill != "none"),
            "fill": fill,
            "stroke": stroke,
            "stroke-width": _n(width),
            "stroke-linejoin": "round",
        }
        if dash:
            attributes["stroke-dasharray"] = dash
        ET.SubElement(self._root, "path", attributes)

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
        attributes = {
            "x": _n(spot[0]),
            "y": _n(spot[1]),
            "text-anchor": anchor,
            "font-size": _n(size),
            "fill": fill,
            "font-weight": weight,
        }
        _said(self._root, "text", words, **attributes)

    def haloed(self, spot: Spot, words: str, *, anchor: str, weight: str) -> None:
        """Words that stay legible over marks: first their outline in white."""
        attributes = {
            "x": _n(spot[0]),
            "y": _n(spot[1]),
            "text-anchor": anchor,
            "font-weight": weight,
        }
        outline = {"stroke": PAPER, "stroke-width": "5", "stroke-linejoin": "round"}
        _said(self._root, "text", words, **attributes, **outline, fill=PAPER)
        _said(self._root, "text", words, **attributes, fill=INK)

    def mark(
        self, shape: Shape, spot: Spot, *, colour: str, size: float, tip: str = ""
    ) -> None:
        """A mark of a shape, with what to say when it is pointed at."""
        mark = _shape(shape, spot, size)
        open_shape = shape is Shape.CROSS
        mark.set("fill", "none" if open_shape else colour)
        mark.set("stroke", colour if open_shape else PAPER)
        mark.set("stroke-width", "2" if open_shape else "1")
        if tip:
            _said(mark, "title", tip)
        self._root.append(mark)

    def markup(self) -> Markup:
        """The picture as safe markup."""
        return Markup(ET.tostring(self._root, encoding="unicode"))  # noqa: S704  built by the XML library


def _said(parent: ET.Element, tag: str, words: str, **attributes: str) -> None:
    names = {key.replace("_", "-"): value for key, value in attributes.items()}
    ET.SubElement(parent, tag, names).text = _UNSPEAKABLE.sub("", words)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _path(spots: Sequence[Spot], *, closed: bool) -> str:
    steps = "L".join(f"{_n(x)} {_n(y)}" for x, y in spots)
    return f"M{steps}{'Z' if closed else ''}"


def _shape(shape: Shape, spot: Spot, size: float) -> ET.Element:
    """A shape of about the same area as a circle of radius ``size``."""
    x, y = spot
    if shape is Shape.CIRCLE:
        return ET.Element("circle", {"cx": _n(x), "cy": _n(y), "r": _n(size)})
    if shape is Shape.CROSS:
        half = size * 0.8
        ends = [(x - half, y - half), (x + half, y + half)]
        cross = [(x - half, y + half), (x + half, y - half)]
        path = _path(ends, closed=False) + _path(cross, closed=False)
        return ET.Element("path", {"d": path})
    return ET.Element("path", {"d": _path(_corners(shape, x, y, size), closed=True)})


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
