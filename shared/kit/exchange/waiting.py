"""Events that could not be applied with their bundle: set down, retried, released."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

import orjson
from sqlalchemy import Table, bindparam, select
from sqlalchemy.orm import Session

from kit import clock, errors
from kit.db import read_rows
from kit.exchange import event
from kit.exchange.event import Event
from kit.exchange.model import Waiting, WaitingEvent
from kit.trail import service as trail

# After these tries an event is parked until a person asks for another.
TRY_AGAIN_AFTER = (
    timedelta(seconds=1),
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
)
_events = cast("Table", WaitingEvent.__table__)
# Asked for every batch, so it is made once and goes past the mapper.
_SUBJECTS = select(_events.c.subject).where(
    _events.c.stream == bindparam("of_stream"),
    _events.c.state != Waiting.RESOLVED,
)


def subjects(session: Session, stream: str) -> set[str]:
    """Subjects of a stream of which an event waits: later ones wait behind it."""
    return set(read_rows(session, _SUBJECTS, {"of_stream": stream}).scalars())


def put(
    session: Session,
    item: tuple[Event, Mapping[str, Any]],
    state: Waiting,
    reason: str,
) -> None:
    """Set an event down as waiting, with its bytes and the reason."""
    one, envelope = item
    event_id = UUID(one.id)
    if session.get(WaitingEvent, event_id) is not None:
        return
    now = clock.now()
    session.add(
        WaitingEvent(
            event_id=event_id,
            stream=one.stream,
            epoch=one.epoch,
            sequence=one.sequence,
            type=one.type,
            subject=one.subject,
            body=orjson.dumps(envelope),
            state=state,
            reason=reason,
            attempts=1 if state == Waiting.RETRYING else 0,
            next_try_at=now + TRY_AGAIN_AFTER[0] if state == Waiting.RETRYING else None,
            since=now,
        )
    )
    session.flush()


def get(session: Session, event_id: UUID) -> WaitingEvent:
    """One waiting event; raises NotFound."""
    row = session.get(WaitingEvent, event_id)
    if row is None:
        raise errors.NotFound
    return row


def due(session: Session) -> Sequence[WaitingEvent]:
    """What is to be tried again now, in stream order."""
    return session.scalars(
        select(WaitingEvent)
        .where(
            WaitingEvent.state == Waiting.RETRYING,
            WaitingEvent.next_try_at <= clock.now(),
        )
        .order_by(WaitingEvent.stream, WaitingEvent.epoch, WaitingEvent.sequence)
    ).all()


def failed_again(session: Session, row: WaitingEvent, reason: str) -> None:
    """Count a try that failed: the next is later, and after the last it is parked."""
    row.attempts += 1
    row.reason = reason
    row.state = Waiting.RETRYING
    if row.attempts > len(TRY_AGAIN_AFTER):
        row.state, row.next_try_at = Waiting.PARKED, None
        _note(session, "message.parked", row.event_id)
    else:
        row.next_try_at = clock.now() + TRY_AGAIN_AFTER[row.attempts - 1]


def next_behind(session: Session, row: WaitingEvent) -> WaitingEvent | None:
    """The first event that waits behind this one's subject."""
    return session.scalar(
        select(WaitingEvent)
        .where(
            WaitingEvent.stream == row.stream,
            WaitingEvent.subject == row.subject,
            WaitingEvent.state == Waiting.BEHIND,
        )
        .order_by(WaitingEvent.epoch, WaitingEvent.sequence)
        .limit(1)
    )


def release_upgraded(session: Session, *, known: set[str]) -> None:
    """Make events due whose type this version of the service knows."""
    rows = session.scalars(
        select(WaitingEvent).where(
            WaitingEvent.state == Waiting.UPGRADE, WaitingEvent.type.in_(known)
        )
    )
    for row in rows:
        row.state, row.next_try_at = Waiting.RETRYING, clock.now()


def try_again(session: Session, event_id: UUID) -> None:
    """A person asks for another try of a parked event; asking twice is one try.

    Raises Conflict when the event does not wait to be tried.
    """
    row = get(session, event_id)
    if row.state not in (Waiting.PARKED, Waiting.RETRYING):
        raise errors.Conflict("This message is not parked any more.")
    row.state, row.next_try_at = Waiting.RETRYING, clock.now()
    _note(session, "message.retried", event_id)


def _note(session: Session, act: str, event_id: UUID) -> None:
    trail.record(session, act=act, resource="exchange", record=event_id)


def event_of(row: WaitingEvent) -> Event:
    """The event as its handler gets it."""
    return event.read(
        orjson.loads(row.body),
        stream=row.stream,
        epoch=row.epoch,
        sequence=row.sequence,
    )
