"""Trails for tests: chains without a database, and databases with a trail in them."""

from types import SimpleNamespace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit.db import Database
from kit.trail import chain, service, writing
from kit.trail.model import Outcome, TrailRow
from kit.trail.writing import Note

NOTHING = SimpleNamespace(n=0, hash=chain.NOTHING_BEFORE, at="")


def a_note(number: int) -> Note:
    return Note(
        actor_id=f"019ab000-0000-7000-8000-{number % 7:012d}",
        session_id=f"s{number}",
        role=("analyst", "administrator")[number % 2],
        act=("figure.entered", "return.released", "sign-in.refused")[number % 3],
        resource=("indicators_raw", "indicators_released")[number % 2],
        record=f"R{number}" if number % 5 else None,
        purpose="monthly return" if number % 4 == 0 else None,
        outcome=tuple(Outcome)[number % 3],
        detail={"count": number, "kind": "hand"} if number % 3 else None,
    )


def a_chain(length: int) -> list[dict[str, Any]]:
    """Rows 1 to ``length`` as they would be stored."""
    return list(writing.chained(NOTHING, [a_note(n) for n in range(length)]))


def fill(database: Database, length: int, *, each: int = 500) -> None:
    """Give a database a trail of so many rows."""
    for start in range(0, length, each):
        with database.transaction() as session:
            for number in range(start, min(start + each, length)):
                keep(session, a_note(number))


def keep(session: Session, note: Note) -> None:
    writing.take(session, note)


def act(session: Session, number: int = 1, **more: Any) -> None:
    """One act of the simplest kind."""
    service.record(
        session, act="figure.entered", resource="indicators_raw", record=number, **more
    )


def acts_in(database: Database) -> list[tuple[str, str]]:
    """What was done and by whom, in order; people by their role."""
    with database.reading() as session:
        rows = session.scalars(select(TrailRow).order_by(TrailRow.n))
        return [(row.act, row.role or row.actor_id) for row in rows]
