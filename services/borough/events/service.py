"""Plan events, open them for booking, change them, and keep the log of their places."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from borough.courses import queries as courses
from borough.courses.model import COURSES
from borough.events.model import (
    MOST_SESSIONS,
    EntryRow,
    EventRow,
    OtherStep,
    SessionRow,
    Standing,
    Why,
    boroughs,
)
from borough.host_rules import queries as host_rules
from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Conflict, Invalid, NotFound
from kit.trail import service as trail
from partnership.access import authorise
from partnership.places.model import Deed, Entry, Places, Rules, fold

AHEAD = (Standing.DRAFT, Standing.OPEN)


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """What an event offers; ``quotas`` are places by borough until ``release_on``."""

    capacity: int
    trainer_agency: str
    trainer_post: str
    joining: str = ""
    quotas: Mapping[str, int]
    release_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sitting:
    """When and where a session is; a room, a link or both."""

    starts_at: datetime
    minutes: int
    room: str = ""
    link: str = ""


def plan(
    session: Session, *, course_id: UUID, offer: Offer, first: Sitting, by: Actor
) -> UUID:
    """Plan an event with its first session, under the house rules of today.

    Raises NotAllowed, NotFound for an unknown course, Invalid naming a field.
    """
    authorise(session, by, Action.CREATE, COURSES, Scope(record="new"))
    if courses.course(session, course_id).retired:
        fault = "This course is retired"
        raise Invalid(fault, fields={"course_id": fault})
    row = EventRow(
        id=clock.new_id(), course_id=course_id, standing=Standing.DRAFT,
        rule_id=host_rules.on(session).id, version=1,
    )  # fmt: skip
    _take(row, offer)
    session.add(row)
    _sit(row, SessionRow(id=clock.new_id(), event_id=row.id), first)
    _rules(session, row).check()
    _note(session, row, "event.planned")
    return row.id


def change(
    session: Session, *, event_id: UUID, seen: int, offer: Offer, by: Actor
) -> Places | None:
    """Change what an event offers; returns its places where it is open.

    Raises NotFound, EventChanged, OtherStep, and Invalid where more is taken already.
    """
    row = _row(session, event_id, by)
    row.must_be(seen, *AHEAD)
    _take(row, offer)
    return _changed(session, row, "event.changed")


def add_session(
    session: Session, *, event_id: UUID, seen: int, sitting: Sitting, by: Actor
) -> Places | None:
    """Add a session; raises as :func:`change`, and Conflict for too many."""
    row = _row(session, event_id, by)
    row.must_be(seen, *AHEAD)
    if len(row.sessions) >= MOST_SESSIONS:
        raise Conflict(f"An event has at most {MOST_SESSIONS} sessions.")
    _sit(row, SessionRow(id=clock.new_id(), event_id=row.id), sitting)
    return _changed(session, row, "event.session-added")


def move_session(
    session: Session,
    *,
    event_id: UUID,
    session_id: UUID,
    seen: int,
    sitting: Sitting,
    by: Actor,
) -> Places | None:
    """Change when or where a coming session is; raises as :func:`change`."""
    row = _row(session, event_id, by)
    row.must_be(seen, *AHEAD)
    _sit(row, _session_of(row, session_id), sitting)
    return _changed(session, row, "event.session-moved")


def drop_session(
    session: Session, *, event_id: UUID, session_id: UUID, seen: int, by: Actor
) -> Places | None:
    """Take a session away; raises as :func:`change`, Conflict for the last one."""
    row = _row(session, event_id, by)
    row.must_be(seen, *AHEAD)
    if len(row.sessions) == 1:
        raise Conflict("An event has at least one session. Cancel the event instead.")
    row.sessions.remove(_session_of(row, session_id))
    return _changed(session, row, "event.session-dropped")


def open_bookings(session: Session, *, event_id: UUID, seen: int, by: Actor) -> None:
    """Open an event for booking; raises EventChanged, OtherStep and Conflict."""
    row = _row(session, event_id, by)
    row.must_be(seen, Standing.DRAFT)
    rules = _rules(session, row)
    rules.check()
    if rules.closes_at <= clock.now():
        raise Conflict("The first session has begun already. Move it first.")
    row.standing = Standing.OPEN
    row.touch()
    note(session, event_id, Entry(at=clock.now(), deed=Deed.RULED, rules=rules))
    _note(session, row, "event.opened")


def cancel(
    session: Session, *, event_id: UUID, seen: int, why: Why, by: Actor
) -> Places | None:
    """Call an event off; nobody has a place any more, and nobody is charged."""
    row = _row(session, event_id, by)
    row.must_be(seen, *AHEAD)
    was_open = row.standing is Standing.OPEN
    row.standing, row.called_off = Standing.CANCELLED, why
    row.touch()
    _note(session, row, "event.cancelled")
    called_off = Entry(at=clock.now(), deed=Deed.CALLED_OFF)
    return note(session, event_id, called_off) if was_open else None


def hold(session: Session, *, event_id: UUID, by: Actor) -> None:
    """Note that an event took place; raises OtherStep unless it was open."""
    row = _row(session, event_id, by)
    if row.standing is not Standing.OPEN:
        raise OtherStep
    row.standing = Standing.HELD
    row.touch()
    _note(session, row, "event.held")


def lock(session: Session, event_id: UUID) -> bool:
    """Let nobody else decide on an event's places; False for one that is not there."""
    return session.get(EventRow, event_id, with_for_update=True) is not None


def note(session: Session, event_id: UUID, *entries: Entry) -> Places:
    """Write lines into an event's log and give its places as they stand then.

    The event's row is locked first: whoever comes at the same time comes after.
    Raises NotFound, and ValueError where the first line of all sets no rules.
    """
    if not lock(session, event_id):
        raise NotFound
    session.flush()
    last = session.scalar(
        select(func.max(EntryRow.number)).where(EntryRow.event_id == event_id)
    )
    for number, entry in enumerate(entries, start=(last or 0) + 1):
        session.add(EntryRow.of(event_id, number, entry))
    session.flush()
    return _places(session, event_id)


def _changed(session: Session, row: EventRow, act: str) -> Places | None:
    """Hold the event as it is now against what is booked, and log it where it is."""
    row.touch()
    rules = _rules(session, row)
    rules.check()
    _note(session, row, act)
    if row.standing is not Standing.OPEN:
        return None
    _places(session, row.id).check(rules)
    return note(session, row.id, Entry(at=clock.now(), deed=Deed.RULED, rules=rules))


def _places(session: Session, event_id: UUID) -> Places:
    rows = session.scalars(
        select(EntryRow).where(EntryRow.event_id == event_id).order_by(EntryRow.number)
    )
    return fold((row.entry for row in rows), clock.now())


def _rules(session: Session, row: EventRow) -> Rules:
    """What an event offers, by the house rules of the day it was planned."""
    session.flush()
    session.expire(row, ["sessions"])
    house = host_rules.rule(session, row.rule_id)
    first = row.sessions[0].starts_at
    return Rules(
        capacity=row.capacity,
        closes_at=first,
        cancel_by=house.cancel_by(first),
        hold=house.hold,
        quotas=row.quotas,
        release_on=row.release_on,
    )


def _take(row: EventRow, offer: Offer) -> None:
    strangers = offer.quotas.keys() - set(boroughs())
    if strangers:
        fault = "Quotas are for boroughs of the federation"
        raise Invalid(fault, fields={"quotas": fault})
    row.capacity, row.release_on = offer.capacity, offer.release_on
    row.quotas = {slug: number for slug, number in offer.quotas.items() if number}
    row.trainer_agency, row.trainer_post = offer.trainer_agency, offer.trainer_post
    row.joining = offer.joining


def _sit(row: EventRow, sat: SessionRow, sitting: Sitting) -> None:
    if sitting.starts_at <= clock.now():
        fault = "A session is to come"
        raise Invalid(fault, fields={"on": fault})
    sat.take(
        starts_at=sitting.starts_at,
        minutes=sitting.minutes,
        room=sitting.room,
        link=sitting.link,
    )
    if sat not in row.sessions:
        row.sessions.append(sat)


def _session_of(row: EventRow, session_id: UUID) -> SessionRow:
    for each in row.sessions:
        if each.id == session_id:
            if each.starts_at <= clock.now():
                raise Conflict("This session has begun. It stays as it was.")
            return each
    raise NotFound


def _row(session: Session, event_id: UUID, by: Actor) -> EventRow:
    row = session.get(EventRow, event_id, with_for_update=True)
    if row is None:
        raise NotFound
    authorise(session, by, Action.UPDATE, COURSES, Scope(record=str(event_id)))
    return row


def _note(session: Session, row: EventRow, act: str) -> None:
    session.flush()
    trail.record(
        session, act=act, resource=COURSES, record=row.id,
        detail={"version": row.version},
    )  # fmt: skip
