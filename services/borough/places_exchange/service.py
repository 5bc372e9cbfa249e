"""Decide on places that other boroughs ask for: one at a time, under the event's lock.

A request says each time all that its borough wants. What is new in it becomes lines of
the event's log, and the log alone decides.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from borough.bookings import service as bookings
from borough.bookings.model import BOOKINGS
from borough.events import queries as events
from borough.events import service as seating
from borough.events.model import Standing as EventStanding
from borough.offers import queries as offers
from borough.place_answers import service as answers
from borough.place_answers.model import HeardBefore, Reason, log_id
from borough.places_exchange.model import Asked
from kit import clock
from kit.errors import Invalid
from kit.exchange.event import Event
from kit.trail import service as trail
from partnership.places.model import TAKING, Deed, Entry


def take(session: Session, messages: Sequence[Event]) -> None:
    """Decide on requests and on later versions of them, in the order they came.

    A version that is not higher than the last one heard changes nothing. Raises
    Invalid for a request that cannot be understood.
    """
    for message in messages:
        asked = Asked.read(message.data)
        known = seating.lock(session, asked.event_id)
        try:
            row = answers.heard(
                session, message.source, asked.request_id, message.version
            )
        except HeardBefore:
            continue
        if row is None:
            _take_new(session, message, asked, known=known)
        elif row.refused:
            answers.refuse(session, row, row.refused)
        else:
            row.kept = _hand_over(session, message.source, asked)
            _take_again(session, message.source, asked)


def _take_new(session: Session, message: Event, asked: Asked, *, known: bool) -> None:
    home, request = message.source, log_id(message.source, asked.request_id)
    row = answers.hear(
        session, home=home, request_id=asked.request_id, event_id=asked.event_id,
        agency=asked.agency, places=len(asked.people), version=message.version,
    )  # fmt: skip
    fault = _fault(session, asked) if known else Reason.UNKNOWN
    fault = fault or _seated(session, home, request, asked)
    _note(session, home, asked, "places.refused" if fault else "places.requested")
    if fault:
        answers.refuse(session, row, fault)
        return
    entry = Entry(
        at=clock.now(), deed=Deed.ASKED, request=request, home=home,
        places=len(asked.people), partly=asked.partly,
    )  # fmt: skip
    places = seating.note(session, asked.event_id, entry)
    _log(session, asked.event_id, request, Deed.CANCELLED, asked.given_up)
    # What is free at once is theirs at once: their employer said yes before it left.
    free = [s.number for s in places.requests[request].seats if s.state in TAKING]
    _log(session, asked.event_id, request, Deed.CONFIRMED, free)
    _settle(session, asked.event_id)


def _take_again(session: Session, home: str, asked: Asked) -> None:
    """Do what a later version of a request says that the one before did not."""
    request = log_id(home, asked.request_id)
    _note(session, home, asked, "places.changed")
    _log(session, asked.event_id, request, Deed.CANCELLED, asked.given_up)
    _log(session, asked.event_id, request, Deed.CONFIRMED, asked.accepted)
    _settle(session, asked.event_id)


def _fault(session: Session, asked: Asked) -> Reason | None:
    """Why a new request is turned down as a whole; None where it is not."""
    event = events.event(session, asked.event_id)
    if event.standing is EventStanding.CANCELLED:
        return Reason.CALLED_OFF
    if not offers.is_offered(session, asked.event_id):
        return Reason.NOT_OFFERED
    return None if event.is_bookable else Reason.CLOSED


def _seated(session: Session, home: str, request: str, asked: Asked) -> Reason | None:
    """Keep whom it is for; says why where somebody cannot come."""
    try:
        bookings.seat_guests(
            session, event_id=asked.event_id, request=request, home=home,
            agency=asked.agency, guests={e.seat: e.staff for e in asked.people},
        )  # fmt: skip
    except Invalid as fault:
        return _reason(fault)
    return None


def _hand_over(session: Session, home: str, asked: Asked) -> dict[str, str]:
    """Let substitutes have places; says by seat why one could not be handed over."""
    kept: dict[str, str] = {}
    for person in asked.people:
        if person.given_up:
            continue
        try:
            bookings.seat_instead(
                session, event_id=asked.event_id,
                request=log_id(home, asked.request_id), seat=person.seat,
                staff=person.staff,
            )  # fmt: skip
        except Invalid as fault:
            kept[str(person.seat)] = _reason(fault).value
    return kept


def _reason(fault: Invalid) -> Reason:
    return Reason.COURSE_FIRST if "elsewhere" in fault.fields else Reason.BOOKED


def _log(
    session: Session, event_id: UUID, request: str, deed: Deed, seats: Sequence[int]
) -> None:
    if seats:
        entry = Entry(at=clock.now(), deed=deed, request=request, seats=tuple(seats))
        seating.note(session, event_id, entry)


def _settle(session: Session, event_id: UUID) -> None:
    """Let bookings follow, and answer everybody whose places moved."""
    places = seating.note(session, event_id)
    bookings.settle(session, event_id=event_id, places=places)


def _note(session: Session, home: str, asked: Asked, act: str) -> None:
    session.flush()
    trail.record(
        session, act=act, resource=BOOKINGS, record=asked.request_id,
        detail={"member": home, "agency": asked.agency},
    )  # fmt: skip
