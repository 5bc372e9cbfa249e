"""A booking: one person at one event, who agreed to it, and where the place stands.

Where the place stands follows the event's log (``partnership.places``); this keeps who
it is for. A person's own booking waits for their line manager: somebody of the same
agency with an account says yes for it. Whoever books for staff says yes by booking.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from borough.courses.model import Level
from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice
from kit.errors import Conflict, Invalid
from partnership.agencies import AGENCIES
from partnership.clocks.model import months_after
from partnership.places.model import LIVE, State

BOOKINGS = "bookings"
HREF = "/bookings"
TOLD = {
    State.HELD: "A place on a course is held for a booking of yours",
    State.CONFIRMED: "A booking of yours on a course is confirmed",
    State.DECLINED: "A booking of yours on a course has ended without a place",
}
MOST_STAFF = 20


class Approval(StrEnum):
    """What the line manager's side says."""

    NOT_NEEDED = "not needed"
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"


class BookingChanged(Conflict):
    """Somebody else changed this booking since you opened the page."""

    code = "booking-changed"


class PlaceGone(Conflict):
    """This place is not held any more."""

    code = "place-gone"


class BookingsClosed(Conflict):
    """Bookings for this event are closed."""

    code = "bookings-closed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Staff:
    """Somebody who is booked: a name, a work address, and a course done elsewhere.

    ``elsewhere`` says that the course to be done first was done at another host.
    """

    name: str
    email: str
    elsewhere: bool = False

    @property
    def key(self) -> str:
        """What tells one person from another: the address, however it is typed."""
        return self.email.strip().casefold()


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """A course somebody attended, and until when it counts; None is for ever."""

    level: Level
    title: str
    on: date
    until: date | None

    def counts_on(self, day: date) -> bool:
        """Whether it is still fresh on a day."""
        return self.until is None or day <= self.until


def fresh_until(on: date, months: int | None) -> date | None:
    """Until when a course done on a day counts."""
    return months_after(on, months) if months else None


def meets(requires: Level | None, done: Iterable[Done], on: date) -> bool:
    """Whether what somebody did opens a course that asks for a group first."""
    return requires is None or any(
        each.level >= requires and each.counts_on(on) for each in done
    )


class BookingRow(Base):
    """One person's place, or wish for one, at one event.

    ``request`` and ``seat`` name it in the event's log; ``home`` is the borough the
    person works in; ``employer_id`` an agency of the register. ``name`` and ``email``
    are None once they were deleted. ``state`` and ``until`` follow the log.
    """

    __tablename__ = "bookings_booking"
    __table_args__ = (
        UniqueConstraint("event_id", "request", "seat"),
        Index(None, "person_id"),
        Index(None, "agency", "state"),
        Index(None, "email"),
    )

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    event_id: Mapped[UUID] = mapped_column(ForeignKey("events_event.id"), info=OFFICIAL)
    request: Mapped[str] = mapped_column(String(60), info=OFFICIAL)
    seat: Mapped[int] = mapped_column(info=OFFICIAL)
    home: Mapped[str] = mapped_column(String(40), info=OFFICIAL)
    agency: Mapped[str] = mapped_column(String(60), info=OFFICIAL)
    employer_id: Mapped[UUID | None] = mapped_column(info=OFFICIAL)
    person_id: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    name: Mapped[str | None] = mapped_column(String(120), info=PERSONAL)
    email: Mapped[str | None] = mapped_column(String(254), info=PERSONAL)
    elsewhere: Mapped[bool] = mapped_column(default=False, info=PERSONAL)
    booked_by: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    approval: Mapped[Approval] = mapped_column(Choice(Approval), info=OFFICIAL)
    decided_by: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    state: Mapped[State] = mapped_column(Choice(State), info=OFFICIAL)
    until: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    def must_be(self, version: int) -> None:
        """Raise BookingChanged for another version than this one."""
        if self.version != version:
            raise BookingChanged

    def must_live(self) -> None:
        """Raise PlaceGone where nothing can become of it any more."""
        if self.state not in LIVE:
            raise PlaceGone

    def follow(self, state: State, until: datetime | None) -> bool:
        """Stand where the log says; True where that is new."""
        if (self.state, self.until) == (state, until):
            return False
        moved = self.state is not state
        self.state, self.until = state, until
        self.version += 1
        return moved

    def decide(self, approval: Approval, *, by: UUID) -> None:
        """Say yes or no for the employer; raises Conflict where that was done."""
        if self.approval is not Approval.WAITING:
            raise Conflict("Somebody has decided on this booking already.")
        self.must_live()
        self.approval, self.decided_by = approval, by
        self.version += 1

    def give_to(self, staff: Staff, *, person_id: UUID | None) -> None:
        """Let somebody else have it; raises PlaceGone."""
        self.must_live()
        self.name, self.email = staff.name.strip(), staff.key
        self.person_id, self.elsewhere = person_id, staff.elsewhere
        self.version += 1

    def forget(self) -> None:
        """Delete who it was for; what is counted stays."""
        self.name = self.email = self.person_id = None
        self.booked_by = self.decided_by = None
        self.elsewhere = False
        self.version += 1


def check_staff(staff: Iterable[Staff]) -> list[Staff]:
    """Raise Invalid naming ``staff`` for nobody, too many or one person twice."""
    found = list(staff)
    if not found:
        _refuse("Name at least one person")
    if len(found) > MOST_STAFF:
        _refuse(f"Book at most {MOST_STAFF} people at once")
    if len({each.key for each in found}) < len(found):
        _refuse("One address stands here twice")
    return found


def _refuse(fault: str) -> None:
    raise Invalid(fault, fields={"staff": fault})


def kept_until(ended: datetime, months: int) -> datetime:
    """Until when names are kept of an event that ended then."""
    day = fresh_until(clock.london_day(ended), months)
    return datetime.combine(day or ended.date(), ended.timetz(), ended.tzinfo)


def check_agency(agency: str) -> None:
    """Raise Invalid naming ``agency`` for none of the partnership's."""
    if agency not in AGENCIES:
        fault = "Choose one of the agencies"
        raise Invalid(fault, fields={"agency": fault})
