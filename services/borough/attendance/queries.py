"""Look at an event's register."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.attendance.model import Mark, MarkRow
from borough.bookings import queries as bookings
from borough.bookings.queries import BookingSeen
from borough.events import queries as events
from borough.events.queries import EventSeen

Marks = Mapping[tuple[UUID, UUID], Mark]


@dataclass(frozen=True, kw_only=True, slots=True)
class Register:
    """The people with a place at an event by name, and their marks by session."""

    event: EventSeen
    people: Sequence[BookingSeen]
    marks: Marks

    def mark(self, booking_id: UUID, session_id: UUID) -> Mark | None:
        """What it says of one person and session."""
        return self.marks.get((booking_id, session_id))

    @property
    def missing(self) -> int:
        """How many marks are not set yet."""
        wanted = len(self.people) * len(self.event.sessions)
        known = {each.id for each in self.people}
        return wanted - sum(booking_id in known for booking_id, _ in self.marks)


def register(session: Session, event_id: UUID) -> Register:
    """The register of an event; raises NotFound."""
    event = events.event(session, event_id)
    sittings = [each.id for each in event.sessions]
    rows = session.scalars(select(MarkRow).where(MarkRow.session_id.in_(sittings)))
    return Register(
        event=event,
        people=bookings.with_place(session, event_id),
        marks={(row.booking_id, row.session_id): row.mark for row in rows},
    )
