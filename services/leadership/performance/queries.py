"""Reads of what boroughs released: figures, returns, and how fresh they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from kit import clock
from kit.accounts.actor import Actor
from kit.db import read_rows
from kit.front.model import Item, Kind
from kit.search.model import Hit, Term
from leadership.members import queries as members
from leadership.members.queries import MemberName
from leadership.performance.model import (
    Announced,
    ReceivedReturn,
    ReleasedObservation,
    UnknownReturn,
)
from partnership.disclosure.model import Status
from partnership.figures import cells
from partnership.figures import queries as figures
from partnership.imports import queries as imports

# Boroughs release each quarter; ten days more are for the second person's approval.
LATE_AFTER = timedelta(days=100)
RECENT = timedelta(days=7)
NEWS = 10
SEARCHED = 5_000

WORDS = {
    Status.SUPPRESSED: "hidden (small number)",
    Status.NOT_COLLECTED: "not collected",
}
ADDITIONS = {Status.ROUNDED: " (rounded)", Status.POOLED: " (pooled years)"}
NOT_RELEASED = "not released"
COUNTS_ONLY = "counts only"


class Freshness(StrEnum):
    """How long ago a borough last released anything; the value is shown."""

    FRESH = "Up to date"
    LATE = "Late"
    NEVER = "Nothing yet"


@dataclass(frozen=True, slots=True)
class Cell:
    """One released figure at its latest version, with its history."""

    source: str
    indicator: str
    period: str
    area: str
    version: int
    status: Status
    numerator: float | None
    denominator: float | None
    value: float | None
    rule: str
    reason: str | None
    history: Sequence[Mapping[str, Any]]
    return_id: UUID
    standard_version: int
    released_at: datetime
    released_by: str
    applied_at: datetime

    def shown(self, decimals: int) -> str:
        """The value as a page says it; a hidden one is a word, never a zero."""
        return worded(self.status, self.value, decimals)

    def first_shown(self, decimals: int) -> str | None:
        """The value as it was first released, when it was restated since."""
        if not self.history:
            return None
        first = self.history[0]
        return worded(Status(first["status"]), first["value"], decimals)


def worded(status: Status, value: float | None, decimals: int) -> str:
    """A released value in words that say what kind of value it is."""
    if status in WORDS:
        return WORDS[status]
    if value is None:
        return COUNTS_ONLY
    return cells.shown(value, decimals) + ADDITIONS.get(status, "")


@dataclass(frozen=True, slots=True)
class Return:
    """What a borough said of one released return."""

    source: str
    return_id: UUID
    standard_version: int
    first_period: str
    last_period: str
    cells: int
    suppressed: int
    digest: str
    note: str | None
    prepared_by: str
    released_by: str
    released_at: datetime
    applied_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """One borough: its last return, when it was heard, and whether it is late."""

    member: MemberName
    last: Return | None
    freshness: Freshness


def released(session: Session, *, indicator: str) -> list[Cell]:
    """Everything released of one indicator, by source and period; one query."""
    rows = read_rows(session, _OF_INDICATOR, {"indicator": indicator})
    return [Cell(*row) for row in rows]


_CELLS = select(*(getattr(ReleasedObservation, name) for name in Cell.__slots__))
_OF_INDICATOR = _CELLS.where(
    ReleasedObservation.indicator == bindparam("indicator")
).order_by(ReleasedObservation.source, ReleasedObservation.period)


# One row that is never the same again once anything released of an indicator changed:
# figures are never taken away, and overwritten only by a higher version. The moment
# tells apart what a restored backup would count the same.
RELEASED_SO_FAR = select(
    func.count().label("figures"),
    func.sum(ReleasedObservation.version).label("figure_versions"),
    func.max(ReleasedObservation.applied_at).label("last_figure"),
).where(ReleasedObservation.indicator == bindparam("indicator"))


@dataclass(frozen=True, slots=True)
class Latest:
    """The least that a sparkline and a latest value need of one released figure."""

    indicator: str
    source: str
    period: str
    status: Status
    value: float | None


def released_of_all(session: Session) -> list[Latest]:
    """Every released figure in short, earliest period first; one query."""
    rows = session.execute(
        select(
            *(getattr(ReleasedObservation, name) for name in Latest.__slots__)
        ).order_by(ReleasedObservation.period)
    )
    return [Latest(*row) for row in rows]


def released_in(session: Session, *, source: str, return_id: UUID) -> list[Cell]:
    """The figures that still stand as this return released them."""
    rows = session.execute(
        _CELLS.where(
            ReleasedObservation.source == source,
            ReleasedObservation.return_id == return_id,
        ).order_by(ReleasedObservation.indicator, ReleasedObservation.period)
    )
    return [Cell(*row) for row in rows]


_RETURNS = select(*(getattr(ReceivedReturn, name) for name in Return.__slots__))


def returns(
    session: Session, *, since: datetime | None = None, limit: int = 100
) -> list[Return]:
    """Returns as they arrived, the latest first."""
    query = _RETURNS
    if since is not None:
        query = query.where(ReceivedReturn.applied_at >= since)
    rows = session.execute(
        query.order_by(ReceivedReturn.released_at.desc()).limit(limit)
    )
    return [Return(*row) for row in rows]


def on_front_page(session: Session, _actor: Actor) -> list[Item]:
    """What boroughs released within a week, and which released nothing for too long."""
    boroughs = members.boroughs(session)
    names = {member.slug: member.name for member in boroughs}
    news = returns(session, since=clock.now() - RECENT, limit=NEWS)
    return [
        *(_news(one, names.get(one.source, one.source)) for one in news),
        *(
            _overdue(one)
            for one in standings(session, boroughs)
            if one.freshness is not Freshness.FRESH
        ),
    ]


def find(session: Session, _actor: Actor, term: Term) -> list[Hit]:
    """Returns by borough, note and periods."""
    names = {member.slug: member.name for member in members.boroughs(session)}
    found = [
        (names.get(one.source, one.source), one)
        for one in returns(session, limit=SEARCHED)
    ]
    return [
        Hit(
            text=f"{borough}: return of {one.cells:,} figures",
            href=f"/returns/{one.source}/{one.return_id}",
            about=one.note or f"{one.first_period} to {one.last_period}",
        )
        for borough, one in found
        if term.in_("return", borough, one.note, one.first_period, one.last_period)
    ]


def _news(one: Return, borough: str) -> Item:
    released = "1 figure" if one.cells == 1 else f"{one.cells:,} figures"
    return Item(
        kind=Kind.CHANGED,
        tag="Released",
        text=f"{borough} released {released}{f': {one.note}' if one.note else ''}",
        href=f"/returns/{one.source}/{one.return_id}",
        at=one.released_at,
    )


def _overdue(one: Standing) -> Item:
    name, last = one.member.name, one.last
    if last is None:
        text = f"{name} has not released anything yet"
        return Item(kind=Kind.LATE, tag="Nothing yet", text=text, href="/returns/")
    return Item(
        kind=Kind.LATE,
        tag="Late",
        text=f"{name} has released nothing new",
        href="/returns/",
        due=clock.london_day(last.released_at + LATE_AFTER),
    )


def one_return(session: Session, *, source: str, return_id: UUID) -> Return:
    """One return; raises UnknownReturn."""
    row = session.execute(
        _RETURNS.where(
            ReceivedReturn.source == source, ReceivedReturn.return_id == return_id
        )
    ).first()
    if row is None:
        raise UnknownReturn
    return Return(*row)


def decimals(session: Session) -> dict[str, int]:
    """How many decimals each indicator is shown with."""
    return {one.id: one.decimals for one in figures.indicators(session)}


def standings(session: Session, boroughs: Sequence[MemberName]) -> Sequence[Standing]:
    """How fresh each borough is; one query whatever their number."""
    last = _last_returns(session)
    moment = clock.now()
    return [
        Standing(
            member=member,
            last=last.get(member.slug),
            freshness=_freshness(last.get(member.slug), moment),
        )
        for member in boroughs
    ]


def _last_returns(session: Session) -> dict[str, Return]:
    rows = read_rows(session, _NEWEST_RETURNS)
    return {row.source: row for row in (Return(*found) for found in rows)}


_newest = (
    select(
        ReceivedReturn.source,
        func.max(ReceivedReturn.released_at).label("released_at"),
    )
    .group_by(ReceivedReturn.source)
    .subquery()
)
_NEWEST_RETURNS = _RETURNS.join(
    _newest,
    (ReceivedReturn.source == _newest.c.source)
    & (ReceivedReturn.released_at == _newest.c.released_at),
)


# The same for returns, with how many were released before ``late_before``: when time
# alone makes a borough late, that number rises.
RETURNED_SO_FAR = select(
    func.count().label("returns"),
    func.sum(ReceivedReturn.version).label("return_versions"),
    func.max(ReceivedReturn.applied_at).label("last_return"),
    func.count()
    .filter(ReceivedReturn.released_at < bindparam("late_before"))
    .label("old_returns"),
)


def _freshness(last: Return | None, moment: datetime) -> Freshness:
    if last is None:
        return Freshness.NEVER
    late = moment - last.released_at > LATE_AFTER
    return Freshness.LATE if late else Freshness.FRESH


def unannounced(session: Session, _actor: Actor) -> list[Item]:
    """Whether official figures were imported since they last went to the boroughs."""
    stored = imports.last_stored(session)
    sent = last_announced(session)
    if stored is None or (sent is not None and sent >= stored):
        return []
    return [
        Item(
            kind=Kind.MINE,
            tag="To send",
            text="Official figures were imported and not sent to the boroughs",
            href="/official-figures/",
            at=stored,
        )
    ]


def last_announced(session: Session) -> datetime | None:
    """When official figures last went out to the boroughs."""
    return session.scalar(select(func.max(Announced.announced_at)))
