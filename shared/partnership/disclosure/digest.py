"""One short proof that two members hold the same released cells.

The borough writes it into its return; anybody who holds the cells can work it out
again and compare.
"""

import hashlib
from collections.abc import Iterable
from typing import Protocol


class Digested(Protocol):
    """What of a released cell goes into the digest."""

    @property
    def indicator(self) -> str: ...
    @property
    def period(self) -> str: ...
    @property
    def area(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def status(self) -> str: ...
    @property
    def numerator(self) -> float | None: ...
    @property
    def denominator(self) -> float | None: ...
    @property
    def value(self) -> float | None: ...


def digest(cells: Iterable[Digested]) -> str:
    """SHA-256 in hex over one line per cell, sorted, joined by a line feed.

    A line is ``indicator|period|area|version|status|numerator|denominator|value``;
    what is None is empty, numbers are written as Python writes a float.
    """
    lines = sorted(_line(cell) for cell in cells)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _line(cell: Digested) -> str:
    words = (cell.indicator, cell.period, cell.area, str(cell.version), cell.status)
    numbers = (cell.numerator, cell.denominator, cell.value)
    return "|".join((*words, *(_number(number) for number in numbers)))


def _number(number: float | None) -> str:
    return "" if number is None else repr(float(number))
