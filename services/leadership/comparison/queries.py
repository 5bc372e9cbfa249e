"""One indicator, or all of them, for every borough beside the official figures."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import starmap

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from kit import clock
from kit.accounts.actor import Actor
from kit.db import read_rows
from kit.search.model import Hit, Term
from leadership.comparison import model
from leadership.comparison.model import (
    Authorities,
    BoroughLine,
    Comparison,
    Known,
    OfficialLine,
    Stamp,
    UnknownIndicator,
    Wanted,
)
from leadership.members import queries as members
from leadership.members.queries import MemberName
from leadership.performance import queries as performance
from leadership.performance.queries import Cell, Latest, Standing, worded
from partnership.charts import funnel as funnels
from partnership.charts import spc
from partnership.charts.dispersion import FEWEST_AREAS
from partnership.charts.funnel import FunnelArea, Kind
from partnership.figures import cells, periods
from partnership.figures import queries as figures
from partnership.figures.model import Origin, Unit
from partnership.figures.queries import IndicatorView

PUBLISHED = (Origin.PUBLISHED,)

_Released = dict[tuple[str, str], dict[str, Latest]]
_Official = Mapping[tuple[str, str], figures.Series]


def stamp(session: Session, *, indicator: str) -> Stamp:
    """The stamp of an indicator's comparison as it is now; one query.

    Take it before reading: what is read later is then never older than its stamp.
    """
    asked = {
        "indicator": indicator,
        "late_before": clock.now() - performance.LATE_AFTER,
    }
    row = read_rows(session, _STAMP, asked).one()
    own = len(_released.c)
    return Stamp(shared=tuple(row[own:]), own=tuple(row[:own]))


_released = performance.RELEASED_SO_FAR.subquery()
_returned = performance.RETURNED_SO_FAR.subquery()
_edition = figures.EDITION.subquery()
_boroughs = members.BOROUGH_WORDS.subquery()
_STAMP = select(_released, _returned, _edition, _boroughs).select_from(
    _released.join(_returned, true()).join(_edition, true()).join(_boroughs, true())
)


def known(session: Session) -> Known:
    """What every comparison needs; four queries."""
    boroughs = members.borough_names(session)
    return Known(
        indicators=figures.indicators(session),
        areas={area.code: area for area in figures.area_names(session)},
        boroughs=boroughs,
        own={str(member.area_code): member.slug for member in boroughs},
        standings=performance.standings(session, boroughs),
    )


def find(session: Session, _actor: Actor, term: Term) -> list[Hit]:
    """Indicators by their words."""
    return [
        Hit(
            text=f"{one.id} {one.title}",
            href=f"/performance/{one.id}",
            about=one.definition,
        )
        for one in figures.indicators(session)
        if term.in_(one.id, one.title, one.definition)
    ]


def compare(
    session: Session, *, indicator: str, wanted: Wanted, here: Known | None = None
) -> Comparison:
    """Everything one page shows of an indicator; raises UnknownIndicator.

    ``here`` spares asking again for what every comparison needs.
    """
    here = here or known(session)
    view = next((one for one in here.indicators if one.id == indicator), None)
    if view is None:
        raise UnknownIndicator
    released = model.by_source(performance.released(session, indicator=indicator))
    officials = _officials(session, here, view)
    found = {period for line in released.values() for period in line}
    found |= {period for line in officials for period in line.values}
    everything = model.timeline(view.frequency, found)
    shown = model.between(everything, first=wanted.first, last=wanted.last)
    return Comparison(
        indicator=view,
        indicators=here.indicators,
        all_boroughs=here.boroughs,
        boroughs=_lines(view, here, released, shown, wanted),
        officials=officials,
        all_periods=everything,
        periods=shown,
        standings=here.standings,
        authorities=_authorities(session, view, here, released, officials, wanted),
    )


def _officials(
    session: Session, here: Known, view: IndicatorView
) -> list[OfficialLine]:
    lines = figures.series(
        session,
        indicators=[view.id],
        areas=[area.code for area in here.beside],
        origins=PUBLISHED,
    )
    by_area = {line.area: line for line in lines}
    return [
        _official(area.name, by_area[area.code])
        for area in here.beside
        if area.code in by_area
    ]


def _official(name: str, line: figures.Series) -> OfficialLine:
    return OfficialLine(
        name=name,
        values={point.period: point.value for point in line.points},
        codes={
            point.period: cells.CODE_LABELS[point.code].lower()
            for point in line.points
            if point.code
        },
    )


def _lines(
    view: IndicatorView,
    here: Known,
    released: Mapping[str, Mapping[str, Cell]],
    shown: Sequence[str],
    wanted: Wanted,
) -> list[BoroughLine]:
    chosen = model.chosen_boroughs(here.boroughs, wanted, having=released)
    return [
        BoroughLine(
            member=member,
            cells=released.get(member.slug, {}),
            chart=model.judged(
                view, released.get(member.slug, {}), shown, wanted.settings
            ),
        )
        for member in chosen
    ]


def _authorities(
    session: Session,
    view: IndicatorView,
    here: Known,
    released: Mapping[str, Mapping[str, Cell]],
    officials: Sequence[OfficialLine],
    wanted: Wanted,
) -> Authorities:
    groups = here.groups()
    group = wanted.group if wanted.group in dict(groups) else model.EVERYWHERE
    period = wanted.funnel_period or _latest(officials)
    own = {
        area: released[slug][period]
        for area, slug in here.own.items()
        if period and period in released.get(slug, {})
    }
    areas: list[FunnelArea] = []
    if period and view.unit is not Unit.COUNT:
        areas = _funnel_areas(session, view, here, own, period, group)
    return Authorities(
        period=period,
        group=group,
        groups=groups,
        funnel=_funnel(view, here, areas),
        released=own.keys(),
    )


def _latest(officials: Sequence[OfficialLine]) -> str | None:
    """The last period with an official figure."""
    found = [
        period
        for line in officials
        for period, value in line.values.items()
        if value is not None
    ]
    return max(found, default=None)


def _funnel_areas(
    session: Session,
    view: IndicatorView,
    here: Known,
    own: Mapping[str, Cell],
    period: str,
    group: str,
) -> list[FunnelArea]:
    """Each authority's counts: what a borough released goes before what is official."""
    counts = figures.published_counts(session, indicator=view.id, period=period)
    counts |= {area: (cell.numerator, cell.denominator) for area, cell in own.items()}
    chosen = here.in_group(group, _neighbours(session, here.home(group)))
    return [
        FunnelArea(code, here.areas[code].name, *counts[code])
        for code in sorted(chosen & counts.keys())
    ]


def _neighbours(session: Session, home: str | None) -> Sequence[str]:
    area = figures.area(session, home) if home else None
    return area.neighbours if area else ()


def _funnel(
    view: IndicatorView, here: Known, areas: Sequence[FunnelArea]
) -> funnels.Funnel | None:
    counted = [area for area in areas if area.numerator is not None]
    if len(counted) < FEWEST_AREAS:
        return None
    return _analysed(tuple(areas), view.unit, frozenset(here.own.keys()), view.decimals)


@lru_cache(maxsize=128)
def _analysed(
    areas: tuple[FunnelArea, ...],
    unit: Unit,
    highlighted: frozenset[str],
    decimals: int,
) -> funnels.Funnel:
    """The analysis, remembered: the same counts always say the same."""
    return funnels.analyse(
        areas,
        multiplier=cells.MULTIPLIER[unit],
        highlighted=highlighted,
        kind=Kind.PROPORTION if unit is Unit.PERCENT else Kind.RATE,
        decimals=decimals,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """One borough's line of one indicator in the space of a word."""

    shown: str
    period: str
    values: Sequence[float | None]
    variation: spc.Variation
    signal: spc.Signal


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One indicator across the boroughs and the official areas."""

    indicator: IndicatorView
    boroughs: Sequence[Summary | None]
    officials: Sequence[tuple[str, str] | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """Every indicator for every borough."""

    boroughs: Sequence[MemberName]
    officials: Sequence[str]
    rows: Sequence[Row]
    standings: Sequence[Standing]

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was released."""
        return not any(any(row.boroughs) for row in self.rows)

    def missing(self, position: int) -> Sequence[str]:
        """The indicators the borough of this column never released."""
        return [row.indicator.id for row in self.rows if row.boroughs[position] is None]


def overview(session: Session) -> Overview:
    """The latest of everything released, with the official figures; six queries."""
    here = known(session)
    released: _Released = defaultdict(dict)
    for cell in performance.released_of_all(session):
        released[cell.indicator, cell.source][cell.period] = cell
    series = figures.series(
        session,
        indicators=[one.id for one in here.indicators],
        areas=[area.code for area in here.beside],
        origins=PUBLISHED,
    )
    official = {(line.indicator, line.area): line for line in series}
    return Overview(
        boroughs=here.boroughs,
        officials=[area.name for area in here.beside],
        rows=[_row(one, here, released, official) for one in here.indicators],
        standings=here.standings,
    )


def _row(
    one: IndicatorView, here: Known, released: _Released, official: _Official
) -> Row:
    return Row(
        indicator=one,
        boroughs=[
            _summary(one, released.get((one.id, member.slug)))
            for member in here.boroughs
        ],
        officials=[
            _last_official(one, official.get((one.id, area.code)))
            for area in here.beside
        ],
    )


def _summary(view: IndicatorView, line: Mapping[str, Latest] | None) -> Summary | None:
    if not line:
        return None
    shown = model.timeline(view.frequency, line.keys())
    values = [line[period].value if period in line else None for period in shown]
    chart = model.analysed(
        tuple(starmap(spc.Point, zip(shown, values, strict=True))),
        spc.Settings(),
        spc.Direction(view.polarity.value),
        view.unit.value,
        view.decimals,
    )
    last = line[shown[-1]]
    latest = chart.latest
    return Summary(
        shown=worded(last.status, last.value, view.decimals),
        period=periods.label(last.period, year_end=view.year_end),
        values=tuple(values),
        variation=chart.variation,
        signal=latest.signal if latest else spc.Signal.GAP,
    )


def _last_official(
    view: IndicatorView, line: figures.Series | None
) -> tuple[str, str] | None:
    """The last official value and its period, in words."""
    for point in reversed(line.points if line else ()):
        if point.value is not None:
            label = periods.label(point.period, year_end=view.year_end)
            return cells.shown(point.value, view.decimals), label
    return None
