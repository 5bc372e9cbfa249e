"""Reading areas, indicators and their series as plain frozen values."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Row, String, bindparam, func, select, type_coerce
from sqlalchemy.orm import Session

from kit.db import read_rows
from partnership.figures import cells
from partnership.figures.model import (
    Area,
    Code,
    Edition,
    Indicator,
    Level,
    MeasureValue,
    Observation,
    Origin,
    Polarity,
    Unit,
)

# The words of the model are for everybody; its tables are for this slice alone.
__all__ = [
    "BOTH",
    "EDITION",
    "AreaView",
    "Code",
    "IndicatorView",
    "Level",
    "ObservationView",
    "Origin",
    "Point",
    "Polarity",
    "Series",
    "Unit",
    "area",
    "areas",
    "codes_by_old_code",
    "indicator",
    "indicators",
    "known_measures",
    "latest_period",
    "observations",
    "one_line_each",
    "series",
    "stored_figures",
]

BOTH = (Origin.OWN, Origin.PUBLISHED)

# One row that is never the same again once areas, indicators or observations changed.
# The moment tells apart what a restored backup would count the same.
EDITION = select(
    func.count().label("editions"), func.max(Edition.made_at).label("last_edition")
).select_from(Edition)


@dataclass(frozen=True, slots=True)
class AreaView:
    """An area; ``neighbours`` are the codes of its statistical neighbours."""

    code: str
    old_code: str | None
    name: str
    level: Level
    region: str | None
    neighbours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AreaName:
    """An area by name, with where it lies."""

    code: str
    name: str
    level: Level
    region: str | None


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """One indicator of the set this member works to."""

    id: str
    position: int
    title: str
    definition: str
    numerator: str
    denominator: str | None
    denominator_lag: int
    unit: Unit
    unit_label: str
    decimals: int
    polarity: Polarity
    supplier: str
    frequency: str
    year_end: str
    source: str
    disclosure_class: str
    part_of: str | None
    standard_version: int


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a series; a value nobody has is None with its code."""

    period: str
    value: float | None
    code: Code | None
    numerator: float | None
    denominator: float | None
    version: int


@dataclass(frozen=True, slots=True)
class Series:
    """One indicator for one area from one origin, earliest period first."""

    indicator: str
    area: str
    origin: Origin
    points: tuple[Point, ...]

    @property
    def latest(self) -> Point:
        """The last point; a series always has one."""
        return self.points[-1]


@dataclass(frozen=True, slots=True)
class ObservationView:
    """One observation with all that says where it belongs."""

    indicator: str
    area: str
    period: str
    origin: Origin
    numerator: float | None
    denominator: float | None
    value: float | None
    code: Code | None
    version: int


def areas(session: Session, *, level: Level | None = None) -> list[AreaView]:
    """All known areas, or those of one level, by name."""
    query = select(
        Area.code, Area.old_code, Area.name, Area.level, Area.region, Area.neighbours
    ).order_by(Area.name)
    if level is not None:
        query = query.where(Area.level == level)
    return [
        AreaView(code, old_code, name, its_level, region, tuple(neighbours))
        for code, old_code, name, its_level, region, neighbours in session.execute(
            query
        )
    ]


def area_names(session: Session) -> list[AreaName]:
    """All known areas by name, without their neighbours."""
    return [AreaName(*row) for row in read_rows(session, _AREA_NAMES)]


_AREA_NAMES = select(Area.code, Area.name, Area.level, Area.region).order_by(Area.name)


def area(session: Session, code: str) -> AreaView | None:
    """One area, or None where the code is not known."""
    row = session.get(Area, code)
    return None if row is None else _area(row)


def _area(row: Area) -> AreaView:
    return AreaView(
        row.code, row.old_code, row.name, row.level, row.region, tuple(row.neighbours)
    )


def indicators(session: Session) -> list[IndicatorView]:
    """The whole set in its own order."""
    return [_indicator(row) for row in read_rows(session, _DEFINITIONS)]


def indicator(session: Session, identifier: str) -> IndicatorView | None:
    """One indicator, or None where the set has no such."""
    row = session.execute(
        select(*_DEFINITION).where(Indicator.id == identifier)
    ).first()
    return None if row is None else _indicator(row)


# Columns, not objects: pages read the whole set and change none of it.
_DEFINITION = [
    getattr(Indicator, field.name)
    for field in fields(IndicatorView)
    if field.name != "unit_label"
]
_DEFINITIONS = select(*_DEFINITION).order_by(Indicator.position)


def _indicator(row: Row[*tuple[Any, ...]]) -> IndicatorView:
    return IndicatorView(**row._mapping, unit_label=cells.UNIT_LABELS[row.unit])


def observations(
    session: Session,
    *,
    indicators: Collection[str] | None = None,
    areas: Collection[str] | None = None,
    periods: Collection[str] | None = None,
    origins: Collection[Origin] = BOTH,
) -> list[ObservationView]:
    """Observations by indicator, area, origin and period; None means no narrowing."""
    query = select(
        Observation.indicator,
        Observation.area,
        Observation.period,
        Observation.origin,
        Observation.numerator,
        Observation.denominator,
        Observation.value,
        Observation.code,
        Observation.version,
    ).where(Observation.origin.in_(origins))
    for column, wanted in (
        (Observation.indicator, indicators),
        (Observation.area, areas),
        (Observation.period, periods),
    ):
        if wanted is not None:
            query = query.where(column.in_(wanted))
    query = query.order_by(
        Observation.indicator,
        Observation.area,
        Observation.origin,
        Observation.period,
    )
    return [ObservationView(*row) for row in read_rows(session, query)]


def published_counts(
    session: Session, *, indicator: str, period: str
) -> dict[str, tuple[float | None, float | None]]:
    """Numerator and denominator of every area in one period, by area code."""
    rows = read_rows(
        session, _PUBLISHED_COUNTS, {"indicator": indicator, "period": period}
    )
    return {area: (numerator, denominator) for area, numerator, denominator in rows}


_PUBLISHED_COUNTS = select(
    Observation.area, Observation.numerator, Observation.denominator
).where(
    Observation.indicator == bindparam("indicator"),
    Observation.period == bindparam("period"),
    Observation.origin == Origin.PUBLISHED,
)


def series(
    session: Session,
    *,
    indicators: Collection[str],
    areas: Collection[str],
    origins: Collection[Origin] = BOTH,
) -> list[Series]:
    """The series of many indicators and areas in one query."""
    found: dict[tuple[str, str, Origin], list[Point]] = defaultdict(list)
    for row in observations(
        session, indicators=indicators, areas=areas, origins=origins
    ):
        found[row.indicator, row.area, row.origin].append(
            Point(
                row.period,
                row.value,
                row.code,
                row.numerator,
                row.denominator,
                row.version,
            )
        )
    return [Series(*key, tuple(points)) for key, points in found.items()]


def one_line_each(found: Iterable[Series]) -> list[Series]:
    """One series for an indicator and area: the member's own before the published."""
    chosen: dict[tuple[str, str], Series] = {}
    for line in found:
        key = line.indicator, line.area
        if key not in chosen or line.origin is Origin.OWN:
            chosen[key] = line
    return list(chosen.values())


def latest_period(
    session: Session, *, indicator: str, areas: Collection[str]
) -> str | None:
    """The last whole year with a value for any of the areas."""
    return session.scalar(
        select(func.max(Observation.period)).where(
            Observation.indicator == indicator,
            Observation.area.in_(areas),
            Observation.value.is_not(None),
            func.length(Observation.period) == 4,
        )
    )


def known_measures(session: Session) -> set[str]:
    """Every measure some indicator of the set counts or divides by."""
    rows = session.execute(select(Indicator.numerator, Indicator.denominator))
    return {name for row in rows for name in row if name is not None}


def stored_figures(
    session: Session, *, measures: Collection[str], areas: Collection[str] | None
) -> dict[tuple[str, str, str], tuple[float | None, str | None]]:
    """Value and code by measure, area and period; ``areas`` None means all."""
    query = select(
        MeasureValue.measure,
        MeasureValue.area,
        MeasureValue.period,
        MeasureValue.value,
        # Tens of thousands of rows: their codes are compared as plain text.
        type_coerce(MeasureValue.code, String),
    ).where(MeasureValue.measure.in_(measures))
    if areas is not None:
        query = query.where(MeasureValue.area.in_(areas))
    return {
        (measure, area, period): (value, code)
        for measure, area, period, value, code in session.execute(query)
    }


def codes_by_old_code(session: Session) -> dict[str, str]:
    """The area each three-digit code stands for today.

    After a reorganisation two areas share an old code; the one with the latest
    figures is the one that exists.
    """
    claims: dict[str, list[str]] = defaultdict(list)
    query = select(Area.old_code, Area.code).order_by(Area.code)
    for old, code in session.execute(query):
        if old is not None:
            claims[old].append(code)
    shared = [code for codes in claims.values() if len(codes) > 1 for code in codes]
    latest = _latest_figures(session, shared)
    return {
        old: max(codes, key=lambda code: latest.get(code, ""))
        for old, codes in claims.items()
    }


def _latest_figures(session: Session, areas: Collection[str]) -> dict[str, str]:
    if not areas:
        return {}
    query = (
        select(MeasureValue.area, func.max(MeasureValue.period))
        .where(MeasureValue.area.in_(areas))
        .group_by(MeasureValue.area)
    )
    return dict(session.execute(query).all())
