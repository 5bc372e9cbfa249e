"""Learning areas and indicators, recording measures, keeping observations right."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import String, delete, select, type_coerce
from sqlalchemy.orm import Session

from kit import bulk, clock
from kit.errors import Invalid
from partnership.figures import calculation, periods
from partnership.figures.model import (
    Area,
    Code,
    Edition,
    Indicator,
    MeasureValue,
    Observation,
    Origin,
)

# Above so many areas, reading whole measures is quicker than naming the areas.
FEW = 200
DEFINITION = (
    "id", "position", "title", "definition", "numerator", "denominator",
    "denominator_lag", "unit", "decimals", "polarity", "supplier", "frequency",
    "year_end", "source", "disclosure_class", "part_of",
)  # fmt: skip
CALCULATION = ("numerator", "denominator", "denominator_lag", "unit")


class MeasureRow(NamedTuple):
    """One counted figure to be recorded."""

    measure: str
    area: str
    period: str
    value: float | None
    code: str | None


def learn_areas(session: Session, areas: Iterable[Mapping[str, Any]]) -> int:
    """Take in areas, replacing what is known of them; say how many changed.

    Each has ``code``, ``old_code``, ``name``, ``level``, ``region`` and, unless the
    known ones are to stay, ``neighbours`` (a list of area codes).
    """
    given = [dict(area) for area in areas]
    silent = [
        {**area, "neighbours": []} for area in given if area.get("neighbours") is None
    ]
    telling = [area for area in given if area.get("neighbours") is not None]
    differs = ["old_code", "name", "level", "region"]
    changed = bulk.upsert(
        session, Area, silent, key=["code"], differs=differs, keep=["neighbours"]
    ) + bulk.upsert(
        session, Area, telling, key=["code"], differs=[*differs, "neighbours"]
    )
    if changed:
        _new_edition(session)
    return changed


def learn_neighbours(session: Session, neighbours: Mapping[str, list[str]]) -> int:
    """Give known areas their statistical neighbours, nearest first."""
    known = session.scalars(select(Area).where(Area.code.in_(neighbours)))
    changed = [area for area in known if area.neighbours != neighbours[area.code]]
    for area in changed:
        area.neighbours = neighbours[area.code]
    if changed:
        _new_edition(session)
    return len(changed)


def _new_edition(session: Session) -> None:
    """Let everybody who remembers the figures see that something of them changed."""
    session.add(Edition())
    session.flush()


def learn_indicators(
    session: Session, definitions: Iterable[Mapping[str, Any]], *, version: int
) -> None:
    """Work to this indicator set from now on: replace the definitions, recompute.

    Definitions are mappings with the fields of :class:`Indicator`, as in the message
    that publishes the set. Observations of indicators that left the set stay stored.
    """
    rows = [
        {**{name: given[name] for name in DEFINITION}, "standard_version": version}
        for given in definitions
    ]
    was = {row.id: row for row in session.scalars(select(Indicator))}
    before = {key: _calculation(vars(row)) for key, row in was.items()}
    wanted = {row["id"] for row in rows}
    session.execute(delete(Indicator).where(Indicator.id.not_in(wanted)))
    bulk.upsert(session, Indicator, rows, key=["id"])
    _new_edition(session)
    session.expire_all()
    changed = {row["id"] for row in rows if before.get(row["id"]) != _calculation(row)}
    _recompute(session, indicators=_indicators(session, changed), areas=None)


def _calculation(fields: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(fields[name] for name in CALCULATION)


def _indicators(session: Session, ids: Collection[str]) -> Sequence[Indicator]:
    return session.scalars(select(Indicator).where(Indicator.id.in_(ids))).all()


def record_measures(
    session: Session,
    rows: Sequence[MeasureRow],
    *,
    own_area: str | None,
    import_id: UUID | None = None,
) -> int:
    """Record counted figures and recompute what depends on them; say how many changed.

    ``own_area`` is the area this borough answers for (None for leadership): its
    figures are its own, all others are published comparators.
    """
    now = clock.now()
    changed = bulk.upsert(
        session,
        MeasureValue,
        [
            {
                "measure": measure,
                "area": area,
                "period": period,
                "value": value,
                "code": code,
                "origin": Origin.OWN if area == own_area else Origin.PUBLISHED,
                "import_id": import_id,
                "entered_at": now,
            }
            for measure, area, period, value, code in rows
        ],
        key=["measure", "area", "period"],
        differs=["value", "code", "origin"],
    )
    if changed:
        _recompute_after(session, {row.measure for row in rows}, {r.area for r in rows})
    return changed


def correct_figure(
    session: Session,
    *,
    measure: str,
    area: str,
    period: str,
    value: float | None = None,
    code: Code | None = None,
    own_area: str | None,
) -> int:
    """Enter one figure by hand; raises Invalid unless it is a value or a code."""
    if (value is None) == (code is None):
        raise Invalid("Enter a number, or choose the code that stands for it")
    if value is not None and value < 0:
        raise Invalid("A figure cannot be below zero", {"value": "Enter 0 or more"})
    row = MeasureRow(measure, area, periods.parse(period), value, code)
    return record_measures(session, [row], own_area=own_area)


def _recompute_after(
    session: Session, measures: set[str], areas: Collection[str]
) -> None:
    affected = [
        indicator
        for indicator in session.scalars(select(Indicator))
        if calculation.needed(indicator) & measures
    ]
    _recompute(session, indicators=affected, areas=areas)


def _recompute(
    session: Session,
    *,
    indicators: Sequence[Indicator],
    areas: Collection[str] | None,
) -> None:
    """Bring the observations of these indicators up to date, for all or some areas."""
    if not indicators:
        return
    if areas is not None and len(areas) > FEW:
        areas = None
    names = set().union(*(calculation.needed(indicator) for indicator in indicators))
    measures = _measures(session, names, areas)
    levels = dict(session.execute(_LEVELS).all())
    gone = _own_places(session, {indicator.id for indicator in indicators}, areas)
    now = clock.now()
    _write_observations(
        session,
        [
            {
                "indicator": indicator.id,
                "area": outcome.area,
                "period": outcome.period,
                "origin": outcome.origin,
                "numerator": outcome.numerator,
                "denominator": outcome.denominator,
                "value": outcome.value,
                "code": outcome.code,
                "version": 1,
                "changed_at": now,
            }
            for indicator in indicators
            for outcome in calculation.outcomes(
                indicator, measures, levels, gone[indicator.id]
            )
        ],
    )


_LEVELS = select(Area.code, Area.level)


def _measures(
    session: Session, names: set[str], areas: Collection[str] | None
) -> calculation.Measures:
    query = select(
        MeasureValue.measure,
        MeasureValue.area,
        MeasureValue.period,
        MeasureValue.value,
        type_coerce(MeasureValue.code, String),
        type_coerce(MeasureValue.origin, String),
    ).where(MeasureValue.measure.in_(names))
    if areas is not None:
        query = query.where(MeasureValue.area.in_(areas))
    found: dict[str, dict[calculation.Place, calculation.Figure]] = defaultdict(dict)
    for measure, area, period, value, code, origin in session.execute(query):
        found[measure][area, period] = calculation.Figure(value, code, origin)
    return found


def _own_places(
    session: Session, indicators: set[str], areas: Collection[str] | None
) -> Mapping[str, set[calculation.Place]]:
    query = select(Observation.indicator, Observation.area, Observation.period).where(
        Observation.origin == Origin.OWN, Observation.indicator.in_(indicators)
    )
    if areas is not None:
        query = query.where(Observation.area.in_(areas))
    found: dict[str, set[calculation.Place]] = defaultdict(set)
    for indicator, area, period in session.execute(query):
        found[indicator].add((area, period))
    return found


def _write_observations(session: Session, rows: Sequence[Mapping[str, Any]]) -> int:
    changed = bulk.upsert(
        session,
        Observation,
        rows,
        key=["indicator", "area", "period", "origin"],
        differs=["numerator", "denominator", "value", "code"],
        counter="version",
    )
    if changed:
        _new_edition(session)
    return changed


def record_published(
    session: Session,
    *,
    indicator: str,
    period: str,
    values: Sequence[Mapping[str, Any]],
) -> int:
    """Record official statistics that leadership published for one period.

    Each value has ``area``, ``numerator``, ``denominator``, ``value`` and ``code``.
    """
    return record_all_published(
        session, [{"indicator": indicator, "period": period, "values": values}]
    )


def record_all_published(
    session: Session, publications: Iterable[Mapping[str, Any]]
) -> int:
    """Record many publications at once, each as in :func:`record_published`."""
    now = clock.now()
    return _write_observations(
        session,
        [
            {
                "indicator": publication["indicator"],
                "area": value["area"],
                "period": publication["period"],
                "origin": Origin.PUBLISHED,
                "numerator": value["numerator"],
                "denominator": value["denominator"],
                "value": value["value"],
                "code": value["code"],
                "version": 1,
                "changed_at": now,
            }
            for publication in publications
            for value in publication["values"]
        ],
    )
