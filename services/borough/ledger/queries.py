"""What has left, and what would leave now, cell by cell."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from borough.ledger.model import ReleasedCell
from partnership.disclosure.control import control
from partnership.disclosure.model import (
    Controlled,
    DisclosureClass,
    Earlier,
    Figure,
    Reason,
    Status,
)
from partnership.figures import queries as figures
from partnership.figures.model import Origin

Key = tuple[str, str, str]
"""Indicator, period and area."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Released:
    """One version of one cell that left, as others read it."""

    indicator: str
    period: str
    area: str
    version: int
    status: Status
    numerator: float | None
    denominator: float | None
    value: float | None
    rule: str
    why: Reason
    return_id: UUID
    released_at: datetime
    released_by: str
    restated_because: str | None

    @property
    def key(self) -> Key:
        """Indicator, period and area."""
        return (self.indicator, self.period, self.area)


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """One own figure: what of it may leave now, and what left last."""

    cell: Controlled
    last: Released | None

    @property
    def key(self) -> Key:
        """Indicator, period and area."""
        return self.cell.key

    @property
    def changed(self) -> bool:
        """Whether releasing it would tell anything that was not told before."""
        last = self.last
        if last is None:
            return True
        told = (last.status, last.numerator, last.denominator, last.value)
        return told != self.cell.says


@dataclass(frozen=True, kw_only=True, slots=True)
class Position:
    """Every own figure under disclosure control, as things stand.

    ``exposed`` are hidden numbers that can be worked out from what is already known.
    """

    standings: tuple[Standing, ...]
    exposed: frozenset[Key]

    @property
    def changed(self) -> list[Standing]:
        """What a release would add to what others know."""
        return [each for each in self.standings if each.changed]


def position(session: Session, *, area: str) -> Position:
    """Put all own figures of ``area`` under disclosure control together."""
    rows = _rows(session)
    earlier = [Earlier(cell=row.controlled(), order=row.release) for row in rows]
    plan = control(own_figures(session, area=area), earlier=earlier)
    last = {row.key: _view(row) for row in rows}
    return Position(
        standings=tuple(
            Standing(cell=cell, last=last.get(cell.key)) for cell in plan.cells
        ),
        exposed=plan.exposed,
    )


def own_figures(session: Session, *, area: str) -> list[Figure]:
    """The borough's own observations as disclosure control reads them."""
    known = {each.id: each for each in figures.indicators(session)}
    observations = figures.observations(
        session, indicators=known, areas=[area], origins=[Origin.OWN]
    )
    return [
        _figure(known[each.indicator], each)
        for each in sorted(
            observations, key=lambda one: (known[one.indicator].position, one.period)
        )
    ]


def latest(session: Session, *, indicators: Collection[str]) -> Mapping[Key, Released]:
    """The last released version of every cell of these indicators."""
    query = (
        select(ReleasedCell)
        .where(ReleasedCell.indicator.in_(indicators))
        .order_by(ReleasedCell.version)
    )
    return {row.key: _view(row) for row in session.scalars(query)}


def history(session: Session, *, indicator: str) -> Sequence[Released]:
    """Every version of every cell of one indicator, the first ones first."""
    query = (
        select(ReleasedCell)
        .where(ReleasedCell.indicator == indicator)
        .order_by(ReleasedCell.period, ReleasedCell.version)
    )
    return [_view(row) for row in session.scalars(query)]


def versions(
    session: Session, *, keys: Collection[Key]
) -> Iterator[tuple[Key, Released]]:
    """Every version of these cells, the first ones first."""
    query = (
        select(ReleasedCell)
        .where(ReleasedCell.indicator.in_({key[0] for key in keys}))
        .order_by(ReleasedCell.version)
    )
    for row in session.scalars(query):
        if row.key in keys:
            yield row.key, _view(row)


def of_return(session: Session, return_id: UUID) -> Sequence[Released]:
    """The cells that left with one return."""
    query = (
        select(ReleasedCell)
        .where(ReleasedCell.return_id == return_id)
        .order_by(ReleasedCell.indicator, ReleasedCell.period)
    )
    return [_view(row) for row in session.scalars(query)]


def cells_released(session: Session) -> int:
    """How many cells have left, each counted once."""
    query = select(func.count()).where(ReleasedCell.version == 1)
    return session.scalar(query) or 0


def _rows(session: Session) -> Sequence[ReleasedCell]:
    query = select(ReleasedCell).order_by(ReleasedCell.release, ReleasedCell.version)
    return session.scalars(query).all()


def _figure(
    indicator: figures.IndicatorView, observation: figures.ObservationView
) -> Figure:
    return Figure(
        indicator=indicator.id,
        period=observation.period,
        area=observation.area,
        unit=indicator.unit.value,
        disclosure_class=DisclosureClass(indicator.disclosure_class),
        numerator=observation.numerator,
        denominator=observation.denominator,
        value=observation.value,
        code=None if observation.code is None else observation.code.value,
        numerator_measure=indicator.numerator,
        denominator_measure=indicator.denominator,
        denominator_lag=indicator.denominator_lag,
        part_of=indicator.part_of,
    )


def _view(row: ReleasedCell) -> Released:
    return Released(
        indicator=row.indicator,
        period=row.period,
        area=row.area,
        version=row.version,
        status=row.status,
        numerator=row.numerator,
        denominator=row.denominator,
        value=row.value,
        rule=row.rule,
        why=row.why,
        return_id=row.return_id,
        released_at=row.released_at,
        released_by=row.released_by,
        restated_because=row.restated_because,
    )
