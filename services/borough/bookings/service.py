"""Book, say yes or no, accept, cancel and hand over places; let go of old names."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from borough.bookings.model import (
    BOOKINGS,
    HREF,
    TOLD,
    Approval,
    BookingRow,
    BookingsClosed,
    Done,
    PlaceGone,
    Staff,
    check_agency,
    check_staff,
    fresh_until,
    meets,
)
from borough.events import queries as events
from borough.events import service as seating
from borough.events.model import Standing
from borough.events.queries import EventSeen, Wanted
from borough.place_answers import service as answers
from borough.places_elsewhere import queries as elsewhere
from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts import queries as accounts
from kit.accounts.actor import Actor
from kit.errors import Conflict, Invalid, NotAllowed, NotFound
from kit.notices import service as notices
from kit.trail import service as trail
from partnership.access import Role, authorise
from partnership.places.model import LIVE, TAKING, Deed, Entry, Places, State


def book(
    session: Session,
    *,
    event_id: UUID,
    agency: str,
    by: Actor,
    employer_id: UUID | None = None,
    elsewhere: bool = False,
) -> UUID:
    """Ask for a place for oneself; the agency is asked to say yes to it.

    Returns the booking's id. Raises NotAllowed, NotFound, BookingsClosed, and Invalid
    where the person is booked already or has not done the course before it.
    """
    scope = Scope(record="new", person=by.user_id)
    authorise(session, by, Action.CREATE, BOOKINGS, scope)
    staff = Staff(name=by.name, email=by.email, elsewhere=elsewhere)
    (row,) = _ask(
        session, event_id=event_id, staff=[staff], agency=by.agency or agency, by=by,
        employer_id=employer_id, partly=True, approval=Approval.WAITING,
    )  # fmt: skip
    notices.tell_role(
        session,
        role=Role.PARTNER_REPRESENTATIVE,
        agency=row.agency,
        but_not=by.user_id,
        kind="training",
        text="A booking of your agency waits for approval",
        href=f"{HREF}/waiting",
    )
    return row.id


def book_staff(
    session: Session,
    *,
    event_id: UUID,
    staff: Collection[Staff],
    agency: str,
    partly: bool,
    by: Actor,
    employer_id: UUID | None = None,
) -> Sequence[UUID]:
    """Book people of one's own agency; what is free is confirmed, the rest waits.

    ``partly`` says whether those who wait may get places one by one. Returns the
    bookings' ids in the order given. Raises as :func:`book`.
    """
    authorise(session, by, Action.APPROVE, BOOKINGS, Scope(record="new", agency=agency))
    rows = _ask(
        session, event_id=event_id, staff=check_staff(staff), agency=agency, by=by,
        employer_id=employer_id, partly=partly, approval=Approval.NOT_NEEDED,
    )  # fmt: skip
    held = tuple(row.seat for row in rows if row.state is State.HELD)
    if held:
        _log(session, rows[0], Deed.CONFIRMED, held)
    return [row.id for row in rows]


def decide(
    session: Session, *, booking_id: UUID, seen: int, approved: bool, by: Actor
) -> None:
    """Say yes or no to a booking for its agency, never to one's own.

    Raises NotFound, NotAllowed, BookingChanged, PlaceGone and Conflict.
    """
    row = _row(session, booking_id, by, Action.APPROVE)
    if row.person_id == by.user_id:
        raise NotAllowed("Somebody else of your agency says yes to your own booking.")
    row.must_be(seen)
    row.decide(Approval.APPROVED if approved else Approval.REFUSED, by=by.user_id)
    _note(session, row, "booking.approved" if approved else "booking.refused")
    if not approved:
        _log(session, row, Deed.CANCELLED)
    elif row.state is State.HELD:
        _log(session, row, Deed.CONFIRMED)


def accept(session: Session, *, booking_id: UUID, seen: int, by: Actor) -> None:
    """Say yes to a place that came free; raises PlaceGone and BookingChanged."""
    row = _row(session, booking_id, by, Action.UPDATE)
    row.must_be(seen)
    if row.state is not State.HELD:
        raise PlaceGone
    if row.approval is Approval.WAITING:
        raise Conflict("Your agency has not said yes to this booking yet.")
    _log(session, row, Deed.CONFIRMED)
    _note(session, row, "booking.accepted")


def cancel(session: Session, *, booking_id: UUID, seen: int, by: Actor) -> State:
    """Give a place back, or leave the waiting list; returns how that counts.

    Raises NotFound, BookingChanged and PlaceGone.
    """
    row = _row(session, booking_id, by, Action.UPDATE)
    row.must_be(seen)
    row.must_live()
    _log(session, row, Deed.CANCELLED)
    _note(session, row, "booking.cancelled")
    return row.state


def substitute(
    session: Session, *, booking_id: UUID, seen: int, staff: Staff, by: Actor
) -> None:
    """Let somebody else of the same employer have the place, at no charge.

    Raises as :func:`book`, BookingChanged and PlaceGone.
    """
    row = _row(session, booking_id, by, Action.UPDATE)
    row.must_be(seen)
    row.must_live()
    _may_come(session, row.event_id, [staff], but=row.id)
    row.give_to(staff, person_id=_person_of(session, staff))
    _note(session, row, "booking.substituted")


def seat_guests(
    session: Session, *, event_id: UUID, request: str, home: str, agency: str,
    guests: Mapping[int, Staff],
) -> None:  # fmt: skip
    """Keep whom another borough's request is for, by seat; its employer said yes.

    Raises Invalid naming ``email``, or ``elsewhere`` where a course comes first.
    """
    _may_come(session, event_id, list(guests.values()))
    session.add_all(
        BookingRow(
            id=clock.new_id(), event_id=event_id, request=request, seat=seat,
            home=home, agency=agency, name=each.name.strip(), email=each.key,
            elsewhere=each.elsewhere, approval=Approval.APPROVED,
            state=State.WAITLISTED, version=1,
        )
        for seat, each in guests.items()
    )  # fmt: skip
    session.flush()


def seat_instead(
    session: Session, *, event_id: UUID, request: str, seat: int, staff: Staff
) -> None:
    """Let a guest have another's place; raises as :func:`seat_guests`."""
    query = select(BookingRow).filter_by(event_id=event_id, request=request, seat=seat)
    row = session.scalar(query)
    if row and row.state in LIVE and row.email not in (None, staff.key):
        _may_come(session, event_id, [staff], but=row.id)
        row.give_to(staff, person_id=None)
        session.flush()


def settle(session: Session, *, event_id: UUID, places: Places) -> list[UUID]:
    """Let bookings follow the event's log, and tell people whose place changed.

    Returns the bookings that moved.
    """
    seats = {(each.request, each.number): each for each in places.seats()}
    rows = session.scalars(
        select(BookingRow)
        .where(BookingRow.event_id == event_id)
        .order_by(BookingRow.asked_at, BookingRow.seat)
        .with_for_update()
    )
    moved = []
    for row in rows:
        seat = seats.get((row.request, row.seat))
        if seat is not None and row.follow(seat.state, seat.until):
            moved.append(row)
    session.flush()
    for row in moved:
        _tell(session, row)
    answers.restate(session, event_id=event_id, places=places)
    return [row.id for row in moved]


def sweep(session: Session) -> int:
    """Let time pass for open events: holds lapse, places are released and passed on.

    Returns how many bookings moved.
    """
    return sum(
        len(settle(session, event_id=e.id, places=seating.note(session, e.id)))
        for past in (False, True)
        for e in events.events(session, Wanted(standing=Standing.OPEN, past=past))
    )


def tell_moved(session: Session, *, event_id: UUID) -> None:
    """Tell everybody with a place that their event is not as it was."""
    rows = session.scalars(
        select(BookingRow).where(
            BookingRow.event_id == event_id, BookingRow.state.in_(LIVE)
        )
    )
    for row in rows:
        _tell(session, row, text="An event you are booked on was changed")


def forget(session: Session, *, event_ids: Collection[UUID]) -> int:
    """Delete who booked and was booked on these events; returns of how many."""
    named = or_(BookingRow.email.is_not(None), BookingRow.booked_by.is_not(None))
    query = select(BookingRow).where(BookingRow.event_id.in_(event_ids), named)
    rows = session.scalars(query.with_for_update()).all()
    for row in rows:
        row.forget()
        _note(session, row, "booking.forgotten")
    return len(rows)


def _ask(
    session: Session,
    *,
    event_id: UUID,
    staff: Sequence[Staff],
    agency: str,
    employer_id: UUID | None,
    partly: bool,
    approval: Approval,
    by: Actor,
) -> list[BookingRow]:
    """Write one request into the event's log, with a row for each person."""
    event = events.event(session, event_id)
    if not event.is_bookable:
        raise BookingsClosed
    check_agency(agency)
    _settled(session, event_id)  # and locked: nobody else books from here on
    _may_come(session, event_id, staff)
    request, home = str(clock.new_id()), session.info["member"]
    rows = [
        BookingRow(
            id=clock.new_id(), event_id=event_id, request=request, seat=seat,
            home=home, agency=agency, employer_id=employer_id,
            person_id=_person_of(session, each), name=each.name.strip(),
            email=each.key, elsewhere=each.elsewhere, booked_by=by.user_id,
            approval=approval, state=State.WAITLISTED, version=1,
        )
        for seat, each in enumerate(staff, start=1)
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()
    entry = Entry(
        at=clock.now(), deed=Deed.ASKED, request=request, home=home,
        places=len(rows), partly=partly,
    )  # fmt: skip
    settle(session, event_id=event_id, places=seating.note(session, event_id, entry))
    for row in rows:
        _note(session, row, "booking.asked")
    return rows


def _settled(session: Session, event_id: UUID) -> None:
    places = seating.note(session, event_id)
    if places.closed:
        raise BookingsClosed
    settle(session, event_id=event_id, places=places)


def _log(
    session: Session, row: BookingRow, deed: Deed, seats: Sequence[int] = ()
) -> None:
    """Write a deed about a request into the log, and let bookings follow."""
    entry = Entry(
        at=clock.now(),
        deed=deed,
        request=row.request,
        seats=tuple(seats) or (row.seat,),
    )
    places = seating.note(session, row.event_id, entry)
    settle(session, event_id=row.event_id, places=places)


def _may_come(
    session: Session, event_id: UUID, staff: Sequence[Staff], but: UUID | None = None
) -> None:
    event = events.event(session, event_id)
    _must_be_new(session, event_id, staff, but)
    for each in staff:
        _must_meet(session, event, each)


def _must_be_new(
    session: Session, event_id: UUID, staff: Sequence[Staff], but: UUID | None = None
) -> None:
    wanted = {each.key for each in staff}
    rows = session.scalars(
        select(BookingRow).where(
            BookingRow.event_id == event_id, BookingRow.email.in_(wanted)
        )
    )
    if any(row.state in LIVE | TAKING and row.id != but for row in rows):
        fault = "Somebody with this address is booked on this event already"
        raise Invalid(fault, fields={"staff": fault, "email": fault})


def _must_meet(session: Session, event: EventSeen, staff: Staff) -> None:
    """Raise Invalid unless the course before it was done, here or elsewhere."""
    requires = event.course.requires
    first = event.starts_at or clock.now()
    done = _done_by(session, staff) if requires else []
    if not staff.elsewhere and not meets(requires, done, clock.london_day(first)):
        fault = (
            f"A course of group {requires} comes first, and none is on record here. "
            "Say so if it was done elsewhere"
        )
        raise Invalid(fault, fields={"elsewhere": fault, "staff": fault})


def _done_by(session: Session, staff: Staff) -> list[Done]:
    """The courses somebody attended, here or in other boroughs that said so."""
    came = BookingRow.email == staff.key, BookingRow.state == State.ATTENDED
    ids = session.scalars(select(BookingRow.event_id).where(*came)).all()
    found = elsewhere.done(session, staff.key)
    for each in events.events(session, ids=ids) if ids else ():
        course, on = each.course, clock.london_day(each.ends_at or clock.now())
        until = fresh_until(on, course.refresh_months)
        found.append(Done(level=course.level, title=each.name, on=on, until=until))
    return found


def _person_of(session: Session, staff: Staff) -> UUID | None:
    found = accounts.person(session, email=staff.key)
    return found.user_id if found else None


def _row(session: Session, booking_id: UUID, by: Actor, action: Action) -> BookingRow:
    """A booking as it stands, its event locked first; raises NotFound, NotAllowed."""
    found = session.get(BookingRow, booking_id)
    if found is None:
        raise NotFound
    scope = Scope(record=str(booking_id), person=found.person_id, agency=found.agency)
    authorise(session, by, action, BOOKINGS, scope)
    places = seating.note(session, found.event_id)
    session.refresh(found)
    settle(session, event_id=found.event_id, places=places)
    return found


def _tell(session: Session, row: BookingRow, *, text: str = "") -> None:
    """Tell who booked and whom it is for, by a notice that names nobody."""
    actor: Actor | None = session.info.get("actor")
    people = {row.booked_by, row.person_id} - {None, actor.user_id if actor else None}
    text = text or TOLD.get(row.state, "")
    for user_id in sorted(each for each in people if each is not None):
        if text:
            notices.tell(
                session,
                user_id=user_id,
                kind="training",
                text=text,
                href=f"{HREF}/{row.id}",
            )


def _note(session: Session, row: BookingRow, act: str) -> None:
    session.flush()
    trail.record(
        session, act=act, resource=BOOKINGS, record=row.id,
        detail={"agency": row.agency, "status": row.state.value},
    )  # fmt: skip
