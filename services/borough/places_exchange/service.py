"""Decide on places that other boroughs ask for: one at a time, under the event's lock.

A request says each time all that its borough wants. What is new in it becomes lines of
the event's log, and the log alone decides. Whom it is for comes sealed to the event's
key.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from borough.bookings import service as bookings
from borough.bookings.model import BOOKINGS, Staff
from borough.events import queries as events
from borough.events import service as seating
from borough.events.model import Standing as EventStanding
from borough.offers import queries as offers
from borough.place_answers import service as answers
from borough.place_answers.model import HeardBefore, Reason, log_id
from borough.places_elsewhere.events import about
from borough.places_exchange.model import Asked, NotOpened
from kit import clock
from kit.errors import Invalid
from kit.exchange.event import Event
from kit.sealing import CannotOpen, unseal
from kit.trail import service as trail
from partnership.places.model import TAKING, Deed, Entry

ACTS = {None: "places.requested", Reason.NOT_OPENED: "places.not-opened"}


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
            row.kept = _change(session, message, asked)
            _settle(session, asked.event_id)


def _take_new(session: Session, message: Event, asked: Asked, *, known: bool) -> None:
    home, request = message.source, log_id(message.source, asked.request_id)
    row = answers.hear(
        session, home=home, request_id=asked.request_id, event_id=asked.event_id,
        agency=asked.agency, places=len(asked.seats), version=message.version,
    )  # fmt: skip
    fault = _seated(session, message, asked) if known else Reason.UNKNOWN
    _note(session, home, asked, ACTS.get(fault, "places.refused"))
    if fault:
        answers.refuse(session, row, fault)
        return
    entry = Entry(
        at=clock.now(), deed=Deed.ASKED, request=request, home=home,
        places=len(asked.seats), partly=asked.partly,
    )  # fmt: skip
    places = seating.note(session, asked.event_id, entry)
    _log(session, asked.event_id, request, Deed.CANCELLED, asked.given_up)
    # What is free at once is theirs at once: their employer said yes before it left.
    free = [s.number for s in places.requests[request].seats if s.state in TAKING]
    _log(session, asked.event_id, request, Deed.CONFIRMED, free)
    _settle(session, asked.event_id)


def _change(session: Session, message: Event, asked: Asked) -> dict[str, str]:
    """Do what a later version of a request says that the one before did not.

    Where it cannot be opened, nothing of it is done and every place stays as it is.
    Says by seat why a place was not handed over.
    """
    request = log_id(message.source, asked.request_id)
    try:
        guests = _opened(session, message, asked)
    except NotOpened as fault:
        _note(session, message.source, asked, ACTS[Reason.NOT_OPENED])
        return {str(each.number): fault.reason.value for each in asked.seats}
    kept = _hand_over(session, request, asked, guests)
    _note(session, message.source, asked, "places.changed")
    _log(session, asked.event_id, request, Deed.CANCELLED, asked.given_up)
    _log(session, asked.event_id, request, Deed.CONFIRMED, asked.accepted)
    return kept


def _opened(session: Session, message: Event, asked: Asked) -> Mapping[int, Staff]:
    """Whom a request is for, by seat; raises NotOpened."""
    key = offers.key(session, asked.event_id)
    if key is None:
        raise NotOpened(Reason.NOT_OFFERED)
    if key.private is None:
        raise NotOpened(Reason.KEY_DESTROYED)
    context = about(
        home=message.source, host=session.info["member"], event_id=asked.event_id,
        request_id=asked.request_id, version=message.version,
    )  # fmt: skip
    try:
        return asked.guests(unseal(asked.sealed, key=key.private, context=context))
    except CannotOpen as error:
        raise NotOpened(Reason.NOT_OPENED) from error


def _fault(session: Session, asked: Asked) -> Reason | None:
    """Why a new request is turned down as a whole; None where it is not."""
    event = events.event(session, asked.event_id)
    if event.standing is EventStanding.CANCELLED:
        return Reason.CALLED_OFF
    if not offers.is_offered(session, asked.event_id):
        return Reason.NOT_OFFERED
    return None if event.is_bookable else Reason.CLOSED


def _seated(session: Session, message: Event, asked: Asked) -> Reason | None:
    """Keep whom a new request is for; says why where it is turned down."""
    home = message.source
    try:
        guests = _opened(session, message, asked)
        fault = _fault(session, asked)
        if fault is None:
            bookings.seat_guests(
                session, event_id=asked.event_id,
                request=log_id(home, asked.request_id), home=home,
                agency=asked.agency, guests=guests,
            )  # fmt: skip
    except NotOpened as refusal:
        return refusal.reason
    except Invalid as refusal:
        return _reason(refusal)
    return fault


def _hand_over(
    session: Session, request: str, asked: Asked, guests: Mapping[int, Staff]
) -> dict[str, str]:
    """Let substitutes have places; says by seat why one could not be handed over."""
    kept: dict[str, str] = {}
    for seat in asked.seats:
        if seat.given_up:
            continue
        try:
            bookings.seat_instead(
                session, event_id=asked.event_id, request=request, seat=seat.number,
                staff=guests[seat.number],
            )  # fmt: skip
        except Invalid as fault:
            kept[str(seat.number)] = _reason(fault).value
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
