"""Look at bookings: one's own, an agency's, an event's, and what somebody has done."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from borough.agencies import queries as agencies
from borough.bookings.model import (
    Approval,
    BookingRow,
    Done,
    fresh_until,
)
from borough.events import queries as events
from borough.events.model import borough_name
from borough.events.queries import EventSeen
from kit import clock
from kit.access.service import Reach, Scope
from kit.errors import NotFound
from partnership.agencies import agency_name
from partnership.places.model import LIVE, STATE_WORDS, TAKING, Places, State

COLOURS: Mapping[State, str] = {
    State.CONFIRMED: "green",
    State.ATTENDED: "green",
    State.HELD: "yellow",
    State.PART_ATTENDED: "yellow",
    State.WAITLISTED: "blue",
    State.NO_SHOW: "red",
    State.LATE_CANCELLED: "orange",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class BookingSeen:
    """One booking with its event; names and addresses are None once deleted.

    ``position`` is where its request stands in the waiting list, None off it.
    """

    id: UUID
    event_id: UUID
    request: str
    seat: int
    home: str
    agency: str
    employer_id: UUID | None
    person_id: UUID | None
    name: str | None
    email: str | None
    booked_by: UUID | None
    approval: Approval
    state: State
    until: datetime | None
    asked_at: datetime
    version: int
    event: EventSeen
    employer: str = ""
    position: int | None = None

    @property
    def who(self) -> str:
        """The name, or that it was deleted."""
        return self.name or "Name deleted"

    @property
    def agency_name(self) -> str:
        """The employer as people say it: of the register where one is named."""
        return self.employer or agency_name(self.agency)

    @property
    def state_word(self) -> str:
        """Where the place stands, as people say it."""
        return STATE_WORDS[self.state]

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return COLOURS.get(self.state, "grey")

    @property
    def lives(self) -> bool:
        """Whether something can still become of it."""
        return self.state in LIVE

    @property
    def waits_for_approval(self) -> bool:
        """Whether its agency has not said yes or no yet."""
        return self.lives and self.approval is Approval.WAITING

    @property
    def waits_for_yes(self) -> bool:
        """Whether a place is held that whoever booked has to say yes to."""
        agreed = self.approval in (Approval.APPROVED, Approval.NOT_NEEDED)
        return self.state is State.HELD and agreed

    @property
    def scope(self) -> Scope:
        """Whose it is."""
        return Scope(record=str(self.id), person=self.person_id, agency=self.agency)


@dataclass(frozen=True, kw_only=True, slots=True)
class Waits:
    """One request of the waiting list as anybody may see it: nobody is named."""

    position: int
    places: int
    home: str
    partly: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which bookings: in a state, of an agency, or that wait for approval."""

    state: State | None = None
    agency: str = ""
    waiting: bool = False


def booking(session: Session, booking_id: UUID) -> BookingSeen:
    """One booking; raises NotFound. Whether somebody may see it, the caller asks."""
    row = session.get(BookingRow, booking_id)
    if row is None:
        raise NotFound
    (seen,) = _seen(session, [row])
    if row.state is State.WAITLISTED:
        places = events.places(session, row.event_id)
        return replace(seen, position=places.position(row.request))
    return seen


def bookings(
    session: Session, *, seen: Reach, wanted: Wanted | None = None
) -> list[BookingSeen]:
    """The bookings within reach, the latest asked first."""
    wanted = wanted or Wanted()
    query = select(BookingRow).order_by(BookingRow.asked_at.desc(), BookingRow.seat)
    if wanted.state is not None:
        query = query.where(BookingRow.state == wanted.state)
    if wanted.agency:
        query = query.where(BookingRow.agency == wanted.agency)
    if wanted.waiting:
        query = query.where(
            BookingRow.approval == Approval.WAITING, BookingRow.state.in_(LIVE)
        )
    return _within(session, query, seen)


def of_event(session: Session, event_id: UUID, *, seen: Reach) -> list[BookingSeen]:
    """An event's bookings within reach, in the order they were asked."""
    query = select(BookingRow).where(BookingRow.event_id == event_id)
    ordered = query.order_by(BookingRow.asked_at, BookingRow.request, BookingRow.seat)
    return _within(session, ordered, seen)


def with_place(session: Session, event_id: UUID) -> list[BookingSeen]:
    """An event's bookings that have a place or had one, by name."""
    query = select(BookingRow).where(
        BookingRow.event_id == event_id, BookingRow.state.in_(TAKING - {State.HELD})
    )
    rows = session.scalars(query).all()
    return sorted(_seen(session, rows), key=lambda each: each.who.casefold())


def in_state(
    session: Session, states: Collection[State], *, event_ids: Collection[UUID] = ()
) -> list[BookingSeen]:
    """Every booking in one of these states, of all events or of some."""
    query = select(BookingRow).where(BookingRow.state.in_(states))
    if event_ids:
        query = query.where(BookingRow.event_id.in_(event_ids))
    return _seen(session, session.scalars(query).all())


def everything(session: Session) -> list[BookingSeen]:
    """Every booking there was, for counts."""
    return _seen(session, session.scalars(select(BookingRow)).all())


def mine(session: Session, user_id: UUID) -> list[BookingSeen]:
    """A person's own bookings by when the event begins, the latest first."""
    query = select(BookingRow).where(BookingRow.person_id == user_id)
    found = _seen(session, session.scalars(query).all())
    positions: dict[UUID, Places] = dict(
        events.places_of(
            session, [e.event_id for e in found if e.state is State.WAITLISTED]
        )
    )
    found.sort(key=lambda each: each.event.starts_at or each.asked_at, reverse=True)
    return [
        replace(each, position=positions[each.event_id].position(each.request))
        if each.event_id in positions
        else each
        for each in found
    ]


def done(bookings: Iterable[BookingSeen]) -> list[Done]:
    """The courses attended among these, with until when they count."""
    found = []
    for each in bookings:
        if each.state is State.ATTENDED and each.event.ends_at is not None:
            on = clock.london_day(each.event.ends_at)
            course = each.event.course
            until = fresh_until(on, course.refresh_months)
            found.append(
                Done(level=course.level, title=each.event.name, on=on, until=until)
            )
    return found


def newest(done: Iterable[Done]) -> list[Done]:
    """Of each course the time it was done last, by when it is due again."""
    latest: dict[str, Done] = {}
    for each in sorted(done, key=lambda one: one.on):
        latest[each.title] = each
    return sorted(latest.values(), key=lambda each: each.until or date.max)


def with_names(session: Session) -> set[UUID]:
    """The events that somebody's name, or who booked for them, is still kept of."""
    named = or_(BookingRow.email.is_not(None), BookingRow.booked_by.is_not(None))
    return set(session.scalars(select(BookingRow.event_id).where(named)))


def queue(places: Places) -> list[Waits]:
    """The waiting list of an event in its order."""
    return [
        Waits(
            position=position,
            places=len(each.waiting),
            home=borough_name(each.home),
            partly=each.partly,
        )
        for position, each in enumerate(places.queue, start=1)
    ]


def employers(session: Session) -> list[tuple[str, str]]:
    """The agencies of the register, as a form offers them: id and name."""
    found = agencies.agencies(session, clock.today())
    return [(str(each.id), each.name) for each in found]


def _within(
    session: Session, query: Select[BookingRow], seen: Reach
) -> list[BookingSeen]:
    rows = [
        row
        for row in session.scalars(query)
        if seen.covers(
            Scope(record=str(row.id), person=row.person_id, agency=row.agency)
        )
    ]
    return _seen(session, rows)


def _seen(session: Session, rows: Sequence[BookingRow]) -> list[BookingSeen]:
    if not rows:
        return []
    ids = {row.event_id for row in rows}
    known = {each.id: each for each in events.events(session, ids=ids)}
    named = any(row.employer_id for row in rows)
    register = agencies.register(session, clock.today()) if named else []
    names = {each.id: each.name for each in register}
    apart = {"event", "employer", "position"}
    kept = [name for name in BookingSeen.__dataclass_fields__ if name not in apart]
    return [
        BookingSeen(
            event=known[row.event_id],
            employer=names.get(row.employer_id, "") if row.employer_id else "",
            **{name: getattr(row, name) for name in kept},
        )
        for row in rows
    ]
