"""What a comparison is made of, and the rules by which its lines are put together."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile
from typing import Any

from kit.errors import NotFound
from leadership.members.queries import MemberName
from leadership.performance.queries import (
    COUNTS_ONLY,
    NOT_RELEASED,
    Cell,
    Standing,
)
from partnership.charts import spc
from partnership.charts.funnel import Funnel
from partnership.disclosure.model import Status
from partnership.figures import cells, periods
from partnership.figures.model import Level
from partnership.figures.queries import AreaName, IndicatorView

# More lines than this on one chart cannot be told apart.
MOST_LINES = 6
LONGEST = 200
# Why a point has no value, in the words of a sentence.
REASONS = {
    Status.SUPPRESSED: "hidden as a small number",
    Status.NOT_COLLECTED: "not collected",
}
# Official statistics name Inner and Outer London as regions; London is the whole.
WHOLE = {"E13000001": "E12000007", "E13000002": "E12000007"}
EVERYWHERE = "all"


class UnknownIndicator(NotFound):
    """There is no such indicator in the published set."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What a reader chose to see; all of it is in the address of the page.

    ``boroughs`` are slugs, none of them meaning the first few; ``group`` says which
    authorities the funnel holds: all, a region's code, or a borough's slug for its
    statistical neighbours.
    """

    analysed: str | None = None
    boroughs: Collection[str] = ()
    first: str | None = None
    last: str | None = None
    group: str = EVERYWHERE
    funnel_period: str | None = None
    settings: spc.Settings = field(default_factory=spc.Settings)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a comparison is made of, in short: equal only while nothing of it changed.

    ``shared`` is of what all comparisons need (see :class:`Known`), ``own`` of what
    was released of this one's indicator.
    """

    shared: tuple[Any, ...]
    own: tuple[Any, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What every comparison needs, whatever its indicator.

    ``areas`` are by code; ``own`` are the boroughs' slugs by the code of the area they
    speak for; ``standings`` say how fresh each borough's figures are.
    """

    indicators: Sequence[IndicatorView]
    areas: Mapping[str, AreaName]
    boroughs: Sequence[MemberName]
    own: Mapping[str, str]
    standings: Sequence[Standing]

    @property
    def regions(self) -> list[AreaName]:
        """The regions the boroughs lie in."""
        own = [self.areas[code] for code in sorted(self.own) if code in self.areas]
        codes = dict.fromkeys(region_of(area) for area in own)
        return [self.areas[code] for code in codes if code in self.areas]

    @property
    def beside(self) -> list[AreaName]:
        """The boroughs' regions, then the country: whose lines stand beside theirs."""
        countries = [a for a in self.areas.values() if a.level is Level.COUNTRY]
        return self.regions + countries

    def groups(self) -> list[tuple[str, str]]:
        """The groups of authorities a reader may choose, and their words."""
        return [
            (EVERYWHERE, "All authorities held"),
            *((area.code, f"Authorities in {area.name}") for area in self.regions),
            *(
                (member.slug, f"{member.name} and its statistical neighbours")
                for member in self.boroughs
            ),
        ]

    def home(self, group: str) -> str | None:
        """The area whose neighbours a group is; None for the other groups."""
        return next((code for code, slug in self.own.items() if slug == group), None)

    def in_group(self, group: str, neighbours: Collection[str] = ()) -> set[str]:
        """The codes of a group's authorities, the boroughs always among them."""
        return {
            area.code
            for area in self.areas.values()
            if area.level is Level.AUTHORITY
            and (
                group in (EVERYWHERE, region_of(area))
                or area.code in neighbours
                or area.code in self.own
            )
        }


def region_of(area: AreaName) -> str:
    """The code of the region an authority lies in; nothing where it is not known."""
    return WHOLE.get(area.region or "", area.region or "")


@dataclass(frozen=True, kw_only=True, slots=True)
class BoroughLine:
    """One borough's released series and what the rules of variation say of it."""

    member: MemberName
    cells: Mapping[str, Cell]
    chart: spc.Chart

    def shown(self, period: str, decimals: int) -> str:
        """Its figure of a period in words."""
        cell = self.cells.get(period)
        return NOT_RELEASED if cell is None else cell.shown(decimals)

    def value(self, period: str) -> float | None:
        """Its figure of a period as a number, where there is one."""
        cell = self.cells.get(period)
        return None if cell is None else cell.value


@dataclass(frozen=True, kw_only=True, slots=True)
class OfficialLine:
    """The official series of a region or the country."""

    name: str
    values: Mapping[str, float | None]
    codes: Mapping[str, str]

    def shown(self, period: str, decimals: int) -> str:
        """Its figure of a period, or what stands for it."""
        value = self.values.get(period)
        if value is None:
            return self.codes.get(period, "none published")
        return cells.shown(value, decimals)


@dataclass(frozen=True, kw_only=True, slots=True)
class Authorities:
    """The authorities of one group in one period, and how unusual each one is.

    ``funnel`` is None where there are too few to tell; ``released`` are the areas
    whose figure is the borough's release and not official statistics.
    """

    period: str | None
    group: str
    groups: Sequence[tuple[str, str]]
    funnel: Funnel | None
    released: Collection[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """One indicator for the chosen boroughs over the chosen periods.

    The first of ``boroughs`` is the one whose line is judged on the big chart.
    """

    indicator: IndicatorView
    indicators: Sequence[IndicatorView]
    all_boroughs: Sequence[MemberName]
    boroughs: Sequence[BoroughLine]
    officials: Sequence[OfficialLine]
    all_periods: Sequence[str]
    periods: Sequence[str]
    standings: Sequence[Standing]
    authorities: Authorities

    @property
    def restated(self) -> Sequence[tuple[str, Cell]]:
        """Borough and figure wherever a first value was replaced, latest first."""
        found = [
            (line.member.name, cell)
            for line in self.boroughs
            for cell in line.cells.values()
            if cell.history and cell.period in self.periods
        ]
        return sorted(found, key=lambda pair: pair[1].released_at, reverse=True)

    @property
    def is_empty(self) -> bool:
        """Whether no borough released anything of this indicator."""
        return not any(line.cells for line in self.boroughs)

    def label(self, period: str) -> str:
        """How a page says a period of this indicator."""
        return periods.label(period, year_end=self.indicator.year_end)

    def short(self, period: str) -> str:
        """How an axis says it."""
        return short_label(period, year_end=self.indicator.year_end)


def timeline(frequency: str, found: Collection[str]) -> list[str]:
    """Every period from the first to the last found, none left out.

    Years and quarters never share an axis: an indicator reported by quarter shows
    quarters where there are any, every other one shows years.
    """
    quarters = {period for period in found if periods.quarter_of(period)}
    years = set(found) - quarters
    wanted = quarters if frequency == "quarterly" and quarters else years or quarters
    if not wanted:
        return []
    earliest, period = min(wanted), max(wanted)
    backwards = [period]
    while backwards[-1] > earliest and len(backwards) < LONGEST:
        backwards.append(periods.before(backwards[-1]))
    return backwards[::-1]


def between(found: Sequence[str], *, first: str | None, last: str | None) -> list[str]:
    """The periods of the chosen range; all of them when the range holds none."""
    chosen = [
        period
        for period in found
        if (first is None or period >= first) and (last is None or period <= last)
    ]
    return chosen or list(found)


def chosen_boroughs(
    boroughs: Sequence[MemberName], wanted: Wanted, *, having: Collection[str]
) -> list[MemberName]:
    """The boroughs to draw, the one to judge first.

    Without a choice the first that has figures (is in ``having``) is judged.
    """
    shown = [member for member in boroughs if member.slug in wanted.boroughs]
    shown = (shown or list(boroughs))[:MOST_LINES]
    first = next((m for m in boroughs if m.slug == wanted.analysed), None)
    if first is None:
        first = next((member for member in shown if member.slug in having), None)
    if first is None:
        return shown
    others = [member for member in shown if member.slug != first.slug]
    return [first, *others][:MOST_LINES]


def judged(
    indicator: IndicatorView,
    released: Mapping[str, Cell],
    shown: Sequence[str],
    settings: spc.Settings,
) -> spc.Chart:
    """The chart of one borough's line, from its first released period on."""
    silent = len(list(takewhile(lambda period: period not in released, shown)))
    points = [
        _point(indicator, period, released.get(period)) for period in shown[silent:]
    ]
    return analysed(
        tuple(points),
        settings,
        spc.Direction(indicator.polarity.value),
        indicator.unit.value,
        indicator.decimals,
    )


@lru_cache(maxsize=1024)
def analysed(
    points: tuple[spc.Point, ...],
    settings: spc.Settings,
    direction: spc.Direction,
    unit: str,
    decimals: int,
) -> spc.Chart:
    """The analysis, remembered: the same figures always say the same."""
    return spc.analyse(
        points, settings=settings, direction=direction, unit=unit, decimals=decimals
    )


def _point(indicator: IndicatorView, period: str, cell: Cell | None) -> spc.Point:
    label = short_label(period, year_end=indicator.year_end)
    if cell is None:
        return spc.Point(label, None, NOT_RELEASED)
    if cell.value is None:
        return spc.Point(label, None, REASONS.get(cell.status, COUNTS_ONLY))
    return spc.Point(label, cell.value)


def short_label(period: str, *, year_end: str) -> str:
    """A period in the room an axis has: "2024-25", "2024-25 Q4", "Sep 2025"."""
    year = periods.year_of(period)
    quarter = periods.quarter_of(period)
    if quarter is None and year_end != "31 March":
        return f"{year_end.split()[-1][:3]} {year}"
    words = f"{year - 1}-{year % 100:02d}"
    return words if quarter is None else f"{words} Q{quarter}"


def by_source(released: Iterable[Cell]) -> dict[str, dict[str, Cell]]:
    """Cells by source, then by period."""
    found: dict[str, dict[str, Cell]] = {}
    for cell in released:
        found.setdefault(cell.source, {})[cell.period] = cell
    return found
