"""A borough that teaches: courses, events and bookings, by the slices' verbs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from borough.bookings import queries, service
from borough.bookings.model import Staff
from borough.bookings.queries import BookingSeen
from borough.courses import service as courses
from borough.courses.model import Level, Mode, Told
from borough.events import queries as events
from borough.events import service as seating
from borough.events.service import Offer, Sitting
from kit import clock
from kit.access.policy import Action
from kit.accounts import queries as accounts
from kit.accounts import service as people
from kit.accounts.actor import Actor
from kit.db import Database
from partnership.access import reach
from partnership.places.model import Deed, Entry, Places
from tests.support.plans import MANAGER

AHEAD = timedelta(days=40)


def at_nine(days: int = 40) -> datetime:
    """Nine in the morning in London, so many days from now."""
    day = clock.today() + timedelta(days=days)
    return datetime.combine(day, time(9), clock.LONDON)


@dataclass
class Training:
    """A borough's training, with verbs that read well in tests."""

    database: Database
    by: Actor = MANAGER
    codes: list[str] = field(default_factory=list)

    def do(
        self, verb: Callable[..., Any], *, by: Actor | None = None, **given: Any
    ) -> Any:
        """One verb of any slice, in a transaction of its own."""
        who = by or self.by
        with self.database.transaction() as session:
            session.info["actor"] = who
            return verb(session, by=who, **given)

    def person(self, role: str, number: int, agency: str | None = None) -> Actor:
        """Somebody with an account here."""
        email = f"{role}.{number}@example.org"
        with self.database.transaction() as session:
            user_id = people.create_user(
                session, email=email, name=f"Sample {role} {number}", role=role,
                agency=agency,
            )  # fmt: skip
        return Actor(
            user_id=user_id, name=f"Sample {role} {number}", role=role, email=email,
            agency=agency,
        )  # fmt: skip

    def learner(self, number: int = 1, agency: str = "education") -> Actor:
        """Somebody who learns."""
        return self.person("training_participant", number, agency)

    def lead(self, number: int = 1, agency: str = "education") -> Actor:
        """Somebody who books for an agency's staff."""
        return self.person("partner_representative", number, agency)

    def course(self, **more: Any) -> UUID:
        """A course of the catalogue."""
        self.codes.append(f"S{len(self.codes):02}")
        told = Told(
            **{
                "code": self.codes[-1],
                "title": "Knowing the signs",
                "level": Level.A,
                "mode": Mode.FACE_TO_FACE,
                "minutes": 180,
                "refresh_months": 36,
                **more,
            }
        )
        made: UUID = self.do(courses.enter, told=told)
        return made

    def event(
        self, capacity: int = 10, *, course: UUID | None = None, days: int = 40,
        is_open: bool = True, **offer: Any,
    ) -> UUID:  # fmt: skip
        """An event of one session, open for booking."""
        said = Offer(
            capacity=capacity,
            trainer_agency="police",
            trainer_post="Detective sergeant",
            **{"quotas": {}, **offer},
        )
        sitting = Sitting(starts_at=at_nine(days), minutes=180, room="Room 1")
        made: UUID = self.do(
            seating.plan, course_id=course or self.course(), offer=said, first=sitting
        )
        if is_open:
            self.do(seating.open_bookings, event_id=made, seen=1)
        return made

    def staff(self, *numbers: int) -> list[Staff]:
        """People of a school, by number."""
        return [
            Staff(name=f"Sample {n}", email=f"Sample.{n}@school.example.org")
            for n in numbers
        ]

    def book_staff(
        self, event_id: UUID, numbers: range, by: Actor, *, partly: bool = False
    ) -> list[UUID]:
        """A school's staff, booked by its lead."""
        made: list[UUID] = self.do(
            service.book_staff, by=by, event_id=event_id, staff=self.staff(*numbers),
            agency=by.agency, partly=partly,
        )  # fmt: skip
        return made

    def book(self, event_id: UUID, by: Actor, **more: Any) -> UUID:
        """A place asked for oneself."""
        made: UUID = self.do(
            service.book, by=by, event_id=event_id, agency=by.agency, **more
        )
        return made

    def booking(self, booking_id: UUID) -> BookingSeen:
        """A booking as it stands."""
        with self.database.reading() as session:
            return queries.booking(session, booking_id)

    def deed(
        self, verb: Callable[..., Any], booking_id: UUID, by: Actor, **more: Any
    ) -> Any:
        """A verb on a booking as it stands."""
        seen = self.booking(booking_id).version
        return self.do(verb, by=by, booking_id=booking_id, seen=seen, **more)

    def states(self, event_id: UUID) -> list[str]:
        """The states of an event's bookings, in the order they were asked."""
        with self.database.reading() as session:
            near = reach(session, self.by, Action.READ, "bookings")
            found = queries.of_event(session, event_id, seen=near)
        return [each.state.value for each in found]

    def places(self, event_id: UUID, now: datetime | None = None) -> Places:
        """An event's places."""
        with self.database.reading() as session:
            return events.places(session, event_id, now)

    def other_borough(self, event_id: UUID, home: str, number: int) -> None:
        """Places of an event that another borough's people hold."""
        request = str(clock.new_id())
        now = clock.now()
        asked = Entry(
            at=now, deed=Deed.ASKED, request=request, home=home, places=number
        )
        seats = tuple(range(1, number + 1))
        said = Entry(at=now, deed=Deed.CONFIRMED, request=request, seats=seats)
        with self.database.transaction() as session:
            seating.note(session, event_id, asked, said)

    def account(self, email: str) -> UUID:
        """The account of an address."""
        with self.database.reading() as session:
            found = accounts.person(session, email=email)
        assert found is not None
        return found.user_id
