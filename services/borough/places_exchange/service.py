"""Decide on places that other boroughs ask for: one at a time, under the event's lock.

A request says each time all that its borough wants. What is new in it becomes lines of
the event's log, and the log alone decides.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.bookings import service as bookings
from borough.bookings.model import BOOKINGS, Approval, BookingRow, Staff, meets
from borough.events import queries as events
from borough.events import service as seating
from borough.events.model import EventRow
from borough.events.model import Standing as EventStanding
from borough.offers import queries as offers
from borough.place_answers import service as answers
from borough.place_answers.model import Reason, RequestRow
from borough.places_exchange.model import Asked, Person
from kit import clock
from kit.exchange.event import Event
from kit.trail import service as trail
from partnership.places.model import LIVE, TAKING, Deed, Entry, State


def take(session: Session, messages: Sequence[Event]) -> None:
    """Decide on requests and on later versions of them, in the order they came.

    A version that is not higher than the last one heard changes nothing. Raises
    Invalid for a request that cannot be understood.
    """
    for message in messages:
        asked = Asked.read(message.data)
        known = session.get(EventRow, asked.event_id, with_for_update=True) is not None
        row = session.get(RequestRow, (message.source, asked.request_id))
        if row is not None and row.version >= message.version:
            continue
        if row is None:
            _take_new(session, message, asked, known=known)
        else:
            row.version = message.version
            _take_again(session, row, asked)


def _take_new(session: Session, message: Event, asked: Asked, *, known: bool) -> None:
    row = RequestRow(
        home=message.source, request_id=asked.request_id, event_id=asked.event_id,
        agency=asked.agency, places=len(asked.people), version=message.version,
        refused=_fault(session, asked) if known else Reason.UNKNOWN,
        kept={}, number=0, said={}, told=0, told_said={}, names_deleted=False,
    )  # fmt: skip
    session.add(row)
    _note(session, row, "places.refused" if row.refused else "places.requested")
    if row.refused:
        answers.refuse(session, row)
        return
    session.add_all(_booking(row, each, asked) for each in asked.people)
    session.flush()
    entry = Entry(
        at=clock.now(), deed=Deed.ASKED, request=row.log_id, home=row.home,
        places=row.places, partly=asked.partly,
    )  # fmt: skip
    places = seating.note(session, row.event_id, entry)
    _log(session, row, Deed.CANCELLED, asked.given_up)
    # What is free at once is theirs at once: their employer said yes before it left.
    free = [s.number for s in places.requests[row.log_id].seats if s.state in TAKING]
    _log(session, row, Deed.CONFIRMED, free)
    _settle(session, row)


def _take_again(session: Session, row: RequestRow, asked: Asked) -> None:
    """Do what a later version of a request says that the one before did not."""
    if row.refused:
        answers.refuse(session, row)
        return
    _note(session, row, "places.changed")
    _hand_over(session, row, asked)
    _log(session, row, Deed.CANCELLED, asked.given_up)
    _log(session, row, Deed.CONFIRMED, asked.accepted)
    _settle(session, row)


def _fault(session: Session, asked: Asked) -> Reason | None:
    """Why a new request is turned down as a whole; None where it is not."""
    event = events.event(session, asked.event_id)
    if event.standing is EventStanding.CANCELLED:
        return Reason.CALLED_OFF
    if not offers.is_offered(session, asked.event_id):
        return Reason.NOT_OFFERED
    if not event.is_bookable:
        return Reason.CLOSED
    wanted = [each for each in asked.people if not each.given_up]
    faults = (_fault_of(session, asked.event_id, each) for each in wanted)
    return next((fault for fault in faults if fault), None)


def _fault_of(
    session: Session, event_id: UUID, person: Person, but: UUID | None = None
) -> Reason | None:
    """Why this person cannot come to an event."""
    rows = session.scalars(
        select(BookingRow).where(
            BookingRow.event_id == event_id, BookingRow.email == person.staff.key
        )
    )
    if any(row.state in LIVE | TAKING and row.id != but for row in rows):
        return Reason.BOOKED
    event = events.event(session, event_id)
    first = clock.london_day(event.starts_at or clock.now())
    done = bookings.done_by(session, person.staff) if event.course.requires else []
    met = person.staff.elsewhere or meets(event.course.requires, done, first)
    return None if met else Reason.COURSE_FIRST


def _hand_over(session: Session, row: RequestRow, asked: Asked) -> None:
    """Let substitutes have the places of those who cannot come."""
    kept = {}
    for person in asked.people:
        found = _booking_of(session, row, person.seat)
        same = found is None or found.email in (None, person.staff.key)
        if found is None or same or person.given_up or found.state not in LIVE:
            continue
        fault = _fault_of(session, row.event_id, person, but=found.id)
        if fault:
            kept[str(person.seat)] = fault.value
        else:
            found.give_to(person.staff, person_id=None)
    row.kept = kept
    session.flush()


def _booking_of(session: Session, row: RequestRow, seat: int) -> BookingRow | None:
    return session.scalar(
        select(BookingRow).where(
            BookingRow.event_id == row.event_id,
            BookingRow.request == row.log_id,
            BookingRow.seat == seat,
        )
    )


def _booking(row: RequestRow, person: Person, asked: Asked) -> BookingRow:
    staff: Staff = person.staff
    return BookingRow(
        id=clock.new_id(), event_id=row.event_id, request=row.log_id,
        seat=person.seat, home=row.home, agency=asked.agency, employer_id=None,
        person_id=None, name=staff.name.strip(), email=staff.key,
        elsewhere=staff.elsewhere, booked_by=None, approval=Approval.APPROVED,
        state=State.WAITLISTED, version=1,
    )  # fmt: skip


def _log(session: Session, row: RequestRow, deed: Deed, seats: Sequence[int]) -> None:
    if seats:
        entry = Entry(at=clock.now(), deed=deed, request=row.log_id, seats=tuple(seats))
        seating.note(session, row.event_id, entry)


def _settle(session: Session, row: RequestRow) -> None:
    """Let bookings follow, and answer everybody whose places moved."""
    places = seating.note(session, row.event_id)
    bookings.settle(session, event_id=row.event_id, places=places)


def _note(session: Session, row: RequestRow, act: str) -> None:
    session.flush()
    trail.record(
        session, act=act, resource=BOOKINGS, record=row.request_id,
        detail={"member": row.home, "agency": row.agency, "version": row.version},
    )  # fmt: skip
