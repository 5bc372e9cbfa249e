"""What a file turns out to say, gathered row by row with its faults."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from partnership.figures import cells, periods
from partnership.figures.queries import IndicatorView
from partnership.imports.problems import Problems

Cell = tuple[float | None, str | None]
Key = tuple[str, str, str]
"""Measure, area code, canonical period."""

_AREA = re.compile(r"[EWSNK]\d{8}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What this member already knows, against which a file is read.

    ``old_codes`` gives the area for a three-digit local authority code.
    """

    indicators: Mapping[str, IndicatorView] = field(default_factory=dict)
    measures: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    old_codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AreaFound:
    """An area as the latest year of a file describes it."""

    code: str
    old_code: str | None
    name: str
    level: str
    region: str | None


@dataclass(kw_only=True)
class Gathered:
    """All that was read so far; ``notes`` tell what was left out on purpose."""

    figures: dict[Key, Cell] = field(default_factory=dict)
    areas: dict[str, tuple[str, AreaFound]] = field(default_factory=dict)
    neighbours: dict[str, list[str]] = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)
    notes: dict[str, int] = field(default_factory=dict)
    rows: int = 0

    def note(self, what: str) -> None:
        """Count one thing left out on purpose."""
        self.notes[what] = self.notes.get(what, 0) + 1

    def meet_area(self, period: str, area: AreaFound) -> None:
        """Remember an area; its latest description counts."""
        known = self.areas.get(area.code)
        if known is None or known[0] < period:
            self.areas[area.code] = (period, area)

    def put(self, key: Key, cell: Cell) -> bool:
        """Take a figure; False when the file already said something else."""
        return self.figures.setdefault(key, cell) == cell


Reader = Callable[[int, list[str], Gathered], None]
"""Takes one numbered row into what is gathered."""


class Memo:
    """Reads cells, periods and codes once for each text: files repeat themselves."""

    def __init__(self) -> None:
        self._cells: dict[str, Cell] = {}
        self._periods: dict[str, str] = {}

    def cell(self, text: str) -> Cell:
        """The figure or code; raises ValueError saying what to write."""
        found = self._cells.get(text)
        if found is None:
            value, code = cells.read(text)
            found = self._cells[text] = (value, None if code is None else code.value)
        return found

    def period(self, text: str) -> str:
        """The canonical period; raises ValueError saying what is accepted."""
        found = self._periods.get(text)
        if found is None:
            found = self._periods[text] = periods.parse(text)
        return found


def is_area_code(text: str) -> bool:
    """Whether this is a nine-character ONS code."""
    return _AREA.fullmatch(text) is not None
