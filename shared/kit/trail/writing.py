"""Notes of acts, kept with a session and written as the last thing before its commit.

The chain has one writer at a time: its head's row is locked (SQLite's writers already
take turns). Written last, the lock is held for the shortest time, and no other lock is
asked for under it. What is rolled back, to a savepoint or whole, takes its notes along.
"""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, event, insert, select, text, update
from sqlalchemy.orm import Session, SessionTransaction

from kit import clock
from kit.trail import chain
from kit.trail.model import (
    CLOCK_SET_BACK,
    HOST,
    TRAIL,
    Outcome,
    TrailHead,
    TrailRow,
)

NOTES = "trail_notes"
HEAD = 1
# A step back this small is the clock being kept right, and only makes rows as old as
# each other. A larger one is told in a row of its own.
SMALL_STEP = timedelta(seconds=60)
_MAKE_HEAD = text(
    "INSERT INTO trail_head (id, n, hash, at) VALUES (:id, 0, :hash, '')"
    " ON CONFLICT DO NOTHING"
)
_THE_HEAD = (
    select(TrailHead.n, TrailHead.hash, TrailHead.at)
    .where(TrailHead.id == HEAD)
    .with_for_update()
)
_MOVE_HEAD = update(TrailHead).where(TrailHead.id == HEAD)


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """One act as its verb tells it; number, time and hash come when it is written."""

    actor_id: str
    session_id: str
    role: str
    act: str
    resource: str
    record: str | None
    purpose: str | None
    outcome: Outcome
    detail: Mapping[str, str | int] | None


class TrailUnwritten(RuntimeError):
    """A transaction ended with notes that never became rows."""


def take(session: Session, note: Note) -> None:
    """Keep a note with the innermost open transaction of the session."""
    held = session.info.setdefault(NOTES, [])
    held.append((_innermost(session) or session.begin(), note))


def _innermost(session: Session) -> SessionTransaction | None:
    return session.get_nested_transaction() or session.get_transaction()


@event.listens_for(Session, "before_commit")
def _write_before_commit(session: Session) -> None:
    if session.info.get(NOTES) and not session.in_nested_transaction():
        write(session, [note for _, note in session.info.pop(NOTES)])


@event.listens_for(Session, "after_commit")
def _hand_over(session: Session) -> None:
    """A savepoint that was kept gives its notes to the transaction around it."""
    if not session.info.get(NOTES):
        return
    inner = session.get_nested_transaction()
    if inner is None:
        raise TrailUnwritten("A savepoint was still open when all was committed.")
    outer = inner.parent
    while outer is not None and not outer.nested and outer.parent is not None:
        outer = outer.parent
    session.info[NOTES] = [
        (outer if holder is inner else holder, note)
        for holder, note in session.info[NOTES]
    ]


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, ended: SessionTransaction) -> None:
    if session.info.get(NOTES):
        session.info[NOTES] = [
            held for held in session.info[NOTES] if held[0] is not ended
        ]


def write(session: Session, notes: Iterable[Note]) -> None:
    """Number, chain and insert rows; holds the head's lock until the commit."""
    session.flush()
    connection = session.connection()
    head = _locked_head(connection)
    rows = list(chained(head, notes))
    last = rows[-1]
    connection.execute(insert(TrailRow), rows)
    connection.execute(_MOVE_HEAD, {key: last[key] for key in ("n", "hash", "at")})


def _locked_head(connection: Connection) -> Row[int, str, str]:
    found = connection.execute(_THE_HEAD).one_or_none()
    if found is None:
        first = {"id": HEAD, "hash": chain.NOTHING_BEFORE}
        connection.execute(_MAKE_HEAD, first)
        found = connection.execute(_THE_HEAD).one()
    return found


def chained(
    head: Row[int, str, str], notes: Iterable[Note]
) -> Iterator[dict[str, Any]]:
    """The rows these notes become after ``head`` (n, hash, at), all of one moment."""
    n, prev, at = head.n, head.hash, _moment(head.at)
    for note in _with_clock_told(head.at, at, notes):
        n += 1
        row = _row(note, n=n, at=at, prev=prev)
        prev = row["hash"]
        yield row


def _moment(last: str) -> str:
    """Now; not before the last row when the clock took a small step back."""
    now = clock.now()
    if last and clock.iso(now) < last <= clock.iso(now + SMALL_STEP):
        return last
    return clock.iso(now)


def _with_clock_told(last: str, at: str, notes: Iterable[Note]) -> Iterator[Note]:
    """The notes, after one of the host when the clock was set back."""
    if at < last:
        yield Note(
            actor_id=HOST,
            session_id="",
            role="",
            act=CLOCK_SET_BACK,
            resource=TRAIL,
            record=None,
            purpose=None,
            outcome=Outcome.DONE,
            detail={"from": last, "to": at},
        )
    yield from notes


def _row(note: Note, *, n: int, at: str, prev: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "n": n,
        "at": at,
        "actor_id": note.actor_id,
        "session_id": note.session_id,
        "role": note.role,
        "act": note.act,
        "resource": note.resource,
        "record": note.record,
        "purpose": note.purpose,
        "outcome": note.outcome.value,
        "detail": None,
        "salt": None,
        "detail_hash": None,
        "prev": prev,
    }
    if note.detail is not None:
        salt = secrets.token_hex(32)
        detail = json.dumps(note.detail, sort_keys=True, ensure_ascii=False)
        row["detail"], row["salt"] = detail, salt
        row["detail_hash"] = chain.detail_hash(salt, detail)
    row["hash"] = chain.row_hash(row, prev)
    return row
