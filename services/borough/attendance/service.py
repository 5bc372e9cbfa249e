"""Set marks, and close a register: places get their outcome, employers their charge."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.attendance.model import (
    Mark,
    MarkRow,
    RegisterClosed,
    RegisterOpen,
    outcome,
)
from borough.bookings import queries as bookings
from borough.bookings import service as booking
from borough.bookings.model import BOOKINGS
from borough.bookings.queries import BookingSeen
from borough.charges import service as charges
from borough.events import queries as events
from borough.events import service as seating
from borough.events.model import Standing
from borough.events.queries import EventSeen
from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Conflict, NotFound
from kit.trail import service as trail
from partnership.access import authorise
from partnership.places.model import Deed, Entry, State


def mark(
    session: Session,
    *,
    event_id: UUID,
    session_id: UUID,
    marks: Mapping[UUID, Mark],
    by: Actor,
) -> None:
    """Set the marks of a session, by booking; those left out stay as they were.

    Raises NotAllowed, NotFound for a session or booking of another event,
    RegisterClosed, and Conflict before the session has begun.
    """
    event = _open(session, event_id, by)
    sitting = events.sitting(event, session_id)
    if clock.now() < sitting.starts_at:
        raise Conflict("This session has not begun yet.")
    known = {each.id for each in bookings.with_place(session, event_id)}
    if not marks.keys() <= known:
        raise NotFound
    rows = session.scalars(select(MarkRow).where(MarkRow.session_id == session_id))
    kept = {row.booking_id: row for row in rows}
    for booking_id, said in marks.items():
        row = kept.get(booking_id)
        if row is None:
            row = MarkRow(booking_id=booking_id, session_id=session_id)
            session.add(row)
        row.mark, row.set_by, row.set_at = said, by.user_id, clock.now()
    _note(session, event_id, "register.marked", len(marks))


def close(session: Session, *, event_id: UUID, by: Actor) -> None:
    """Close the register: every place gets its outcome, and charges are listed.

    Raises NotAllowed, NotFound, RegisterClosed, RegisterOpen where a mark is missing,
    and Conflict before the event is over.
    """
    event = _open(session, event_id, by)
    if event.ends_at is None or clock.now() < event.ends_at:
        raise Conflict("The event is not over yet.")
    seating.note(session, event_id)  # locked: nobody gives a place back from here on
    people = bookings.with_place(session, event_id)
    marked = _marks(session, event)
    lines = [_line(event, each, marked.get(each.id, {})) for each in people]
    places = seating.note(session, event_id, *lines)
    booking.settle(session, event_id=event_id, places=places)
    seating.hold(session, event_id=event_id, by=by)
    charges.list_for(session, event_id=event_id)
    _note(session, event_id, "register.closed", len(people))


def _line(event: EventSeen, each: BookingSeen, marks: Mapping[UUID, Mark]) -> Entry:
    if marks.keys() != {sitting.id for sitting in event.sessions}:
        raise RegisterOpen
    said = outcome(marks.values(), late_is=event.house.late_is)
    return Entry(
        at=clock.now(), deed=Deed.MARKED, request=each.request, seats=(each.seat,),
        outcome=State(said),
    )  # fmt: skip


def _marks(session: Session, event: EventSeen) -> dict[UUID, dict[UUID, Mark]]:
    sittings = [each.id for each in event.sessions]
    found: dict[UUID, dict[UUID, Mark]] = {}
    for row in session.scalars(select(MarkRow).where(MarkRow.session_id.in_(sittings))):
        found.setdefault(row.booking_id, {})[row.session_id] = row.mark
    return found


def _open(session: Session, event_id: UUID, by: Actor) -> EventSeen:
    event = events.event(session, event_id)
    authorise(session, by, Action.UPDATE, BOOKINGS, Scope(record=str(event_id)))
    if event.standing is not Standing.OPEN:
        raise RegisterClosed
    return event


def _note(session: Session, event_id: UUID, act: str, count: int) -> None:
    session.flush()
    trail.record(
        session, act=act, resource=BOOKINGS, record=event_id, detail={"count": count}
    )
