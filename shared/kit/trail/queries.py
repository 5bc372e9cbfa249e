"""What the page of the trail shows: who did what to which record; never content."""

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, func, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from kit import clock
from kit.accounts.queries import roll
from kit.clock import LONDON
from kit.data_classes import DataClass
from kit.db import read_rows
from kit.trail.model import (
    DETAIL,
    EXCHANGE,
    HOST,
    NOBODY,
    VERIFIED,
    Outcome,
    TrailPeerHead,
    TrailRow,
    TrailWitness,
)

A_PAGE = 100
LONGEST_FILE = 10_000
PROCESSES = {
    HOST: "The host's command line",
    EXCHANGE: "The exchange",
    NOBODY: "Nobody signed in",
}
_PERSON = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Codes, counts and ids are business; of anything else only that it is there.
_SHOWN = {DataClass.PUBLIC, DataClass.OFFICIAL}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What to look for; an empty word asks for everything.

    ``since`` and ``until`` are days in London, both included. ``before`` is the
    number of a row: only older ones. ``person`` is an ``actor_id``. ``among`` are the
    records to look at and no others; None for all.
    """

    act: str = ""
    resource: str = ""
    record: str = ""
    person: str = ""
    outcome: Outcome | None = None
    since: date | None = None
    until: date | None = None
    before: int | None = None
    among: Collection[str] | None = None


@dataclass(frozen=True, kw_only=True)
class RowSeen:
    """One row as a page shows it; ``detail`` names what is not shown, too.

    A row somebody tampered with is shown as far as it can be read.
    """

    n: int
    at: datetime | None
    who: str
    role: str
    act: str
    resource: str
    record: str | None
    purpose: str | None
    outcome: str
    detail: str
    session_id: str


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """One page of rows, latest first; ``older`` is what to ask ``before`` next."""

    rows: Sequence[RowSeen]
    older: int | None


NO_ROWS = Leaf(rows=(), older=None)


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What there is to choose from: only what the trail holds."""

    acts: Sequence[str]
    resources: Sequence[str]
    people: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Checked:
    """The last verification, as its own row tells it."""

    at: datetime | None
    whole: bool
    first: int
    through: int
    broken_at: int | None


@dataclass(frozen=True, kw_only=True)
class Witnessed:
    """A head of ours that another member keeps; ``agrees`` with the row here."""

    member: str
    n: int
    heard_at: datetime
    agrees: bool


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The latest head of another member that is kept here."""

    member: str
    n: int
    received_at: datetime


def leaf(session: Session, wanted: Wanted, *, size: int = A_PAGE) -> Leaf:
    """The latest rows that are wanted, at most ``size``."""
    found = session.scalars(
        select(TrailRow)
        .where(_where(wanted))
        .order_by(TrailRow.n.desc())
        .limit(size + 1)
    ).all()
    shown = found[:size]
    names = _names(session, {row.actor_id for row in shown})
    rows = [_seen(row, names) for row in shown]
    return Leaf(rows=rows, older=shown[-1].n if len(found) > size else None)


def _where(wanted: Wanted) -> ColumnElement[bool]:
    same = {
        TrailRow.act: wanted.act,
        TrailRow.resource: wanted.resource,
        TrailRow.record: wanted.record,
        TrailRow.actor_id: wanted.person,
        TrailRow.outcome: wanted.outcome,
    }
    rules = [column == word for column, word in same.items() if word]
    if wanted.since:
        rules.append(TrailRow.at >= _midnight(wanted.since))
    if wanted.until:
        rules.append(TrailRow.at < _midnight(wanted.until + timedelta(days=1)))
    if wanted.before:
        rules.append(TrailRow.n < wanted.before)
    if wanted.among is not None:
        rules.append(TrailRow.record.in_(wanted.among))
    return and_(true(), *rules)


def _midnight(day: date) -> str:
    """The first moment of a day in London, as rows write it."""
    return clock.iso(datetime.combine(day, time(), LONDON))


def _seen(row: TrailRow, names: dict[str, str]) -> RowSeen:
    return RowSeen(
        n=row.n,
        at=_moment(row.at),
        who=names.get(row.actor_id, row.actor_id),
        role=row.role,
        act=row.act,
        resource=row.resource,
        record=row.record,
        purpose=row.purpose,
        outcome=row.outcome,
        detail=_told(row),
        session_id=row.session_id,
    )


def _moment(text: str) -> datetime | None:
    try:
        return clock.parse_iso(text)
    except ValueError:
        return None


def _told(row: TrailRow) -> str:
    if row.detail is None:
        return "erased" if row.detail_hash else ""
    return ", ".join(
        f"{key} {value}" if DETAIL.get(key) in _SHOWN else f"{key} (not shown)"
        for key, value in _read(row.detail).items()
    )


def _read(detail: str | None) -> dict[str, Any]:
    try:
        return dict(json.loads(detail or "{}"))
    except (TypeError, ValueError):
        return {"unreadable": ""}


def _names(session: Session, actors: Collection[str]) -> dict[str, str]:
    """The names of those who acted; who has no account any more keeps the id."""
    account = roll()
    people = [UUID(one) for one in actors if _PERSON.fullmatch(one)]
    rows = session.execute(
        select(account.c.id, account.c.name).where(account.c.id.in_(people))
    )
    return {**PROCESSES, **{str(row.id): row.name for row in rows}}


def done(
    session: Session, *, act: str, resource: str, record: str
) -> Sequence[tuple[str, str, str]]:
    """Who did one act to one record, when (ISO 8601) and of what kind, first first."""
    rows = session.execute(
        select(TrailRow.actor_id, TrailRow.at, TrailRow.detail)
        .where(TrailRow.resource == resource, TrailRow.record == record)
        .where(TrailRow.act == act, TrailRow.outcome == Outcome.DONE.value)
        .order_by(TrailRow.n)
    )
    return [(who, at, str(_read(detail).get("kind", ""))) for who, at, detail in rows]


def choices(session: Session, within: Wanted) -> Choices:
    """The acts, resources and people of the trail, in order of their names.

    Of the part that ``within`` names, so that who sees a part only learns of no act
    and of nobody outside of it.
    """
    whole = within == Wanted()
    words = _distinct if whole else partial(_distinct_of, within)
    actors = words(session, TrailRow.actor_id)
    names = _names(session, actors)
    people = [(actor, names.get(actor, actor)) for actor in actors]
    return Choices(
        acts=words(session, TrailRow.act),
        resources=words(session, TrailRow.resource),
        people=sorted(people, key=lambda one: one[1].casefold()),
    )


def _distinct_of(
    within: Wanted, session: Session, column: InstrumentedAttribute[str]
) -> list[str]:
    """Each word of a part of the trail once; a part has few rows."""
    wanted = select(column).where(_where(within)).distinct().order_by(column)
    return list(session.scalars(wanted))


def _distinct(session: Session, column: InstrumentedAttribute[str]) -> list[str]:
    """Each word once, by stepping from one to the next through its index.

    A trail has millions of rows and some dozens of words.
    """
    words = select(func.min(column).label("word")).cte("words", recursive=True)
    following = select(func.min(column)).where(column > words.c.word)
    step = select(following.scalar_subquery()).where(words.c.word.is_not(None))
    words = words.union_all(step)
    found = select(words.c.word.cast(String)).where(words.c.word.is_not(None))
    return list(session.scalars(found))


def last_check(session: Session) -> Checked | None:
    """What the last verification found; None before the first."""
    row = session.scalar(
        select(TrailRow)
        .where(TrailRow.act == VERIFIED)
        .order_by(TrailRow.n.desc())
        .limit(1)
    )
    if row is None:
        return None
    told: dict[str, int] = json.loads(row.detail or "{}")
    return Checked(
        at=_moment(row.at),
        whole=row.outcome == Outcome.DONE,
        first=told.get("from", 1),
        through=told.get("through", 0),
        broken_at=told.get("broken-at"),
    )


def is_broken(session: Session) -> bool:
    """Whether the last verification found the trail broken; asked with every page."""
    outcome = read_rows(session, _LAST_OUTCOME).scalar_one_or_none()
    return outcome not in (None, Outcome.DONE)


_LAST_OUTCOME = (
    select(TrailRow.outcome)
    .where(TrailRow.act == VERIFIED)
    .order_by(TrailRow.n.desc())
    .limit(1)
)


def witnesses(session: Session) -> list[Witnessed]:
    """Who keeps which head of ours, by name."""
    rows = session.execute(
        select(TrailWitness, TrailRow.hash)
        .outerjoin(TrailRow, TrailRow.n == TrailWitness.n)
        .order_by(TrailWitness.member)
    )
    return [
        Witnessed(
            member=one.member, n=one.n, heard_at=one.heard_at, agrees=hash_ == one.hash
        )
        for one, hash_ in rows
    ]


def kept(session: Session) -> list[Kept]:
    """Which heads of others are kept here: the latest of each, by name."""
    last = (
        select(TrailPeerHead.member, func.max(TrailPeerHead.n).label("n"))
        .group_by(TrailPeerHead.member)
        .subquery()
    )
    rows = session.scalars(
        select(TrailPeerHead)
        .join(
            last,
            and_(TrailPeerHead.member == last.c.member, TrailPeerHead.n == last.c.n),
        )
        .order_by(TrailPeerHead.member)
    )
    return [
        Kept(member=one.member, n=one.n, received_at=one.received_at) for one in rows
    ]
