"""A borough whose quarter of training is over, and the summary it tells of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import time_machine
from sqlalchemy import select, update

from borough.attendance import queries as registers
from borough.attendance import service as attendance
from borough.attendance.model import Mark
from borough.bookings import service as booking
from borough.bookings.model import BookingRow, Staff
from borough.training_summaries import queries, service
from borough.training_summaries.queries import SummarySeen
from partnership.training.model import days_of, quarter_with
from tests.support.plans import a_person
from tests.support.training import Training, at_nine

MANAGER = a_person("business_manager", 1)
OTHER_MANAGER = a_person("business_manager", 2)
SCRUTINEER = a_person("scrutineer", 3)
AREA = "E09000016"
DAY = at_nine()
QUARTER = quarter_with(DAY.date())
AFTERWARDS = datetime.combine(
    days_of(QUARTER)[1] + timedelta(days=5), DAY.timetz(), DAY.tzinfo
)
TO_MARK = (Mark.THERE, Mark.ABSENT, Mark.APOLOGIES)
Outcomes = Mapping[str, tuple[int, int, int]]


def taught(training: Training, came: Outcomes, **event: Any) -> UUID:
    """An event in the quarter, its register closed.

    ``came`` is by agency: how many were there, did not come, and were excused.
    """
    made = training.event(sum(map(sum, came.values())) + 10, **event)
    marks: dict[str, Mark] = {}
    for agency, numbers in came.items():
        staff = _staff(agency, sum(numbers), str(made))
        said = [
            mark for mark, n in zip(TO_MARK, numbers, strict=True) for _ in range(n)
        ]
        marks |= {each.key: mark for each, mark in zip(staff, said, strict=True)}
        for first in range(0, len(staff), 20):
            training.do(
                booking.book_staff, event_id=made, staff=staff[first : first + 20],
                agency=agency, partly=False,
            )  # fmt: skip
    with time_machine.travel(DAY + timedelta(hours=10), tick=False):
        close(training, made, marks)
    return made


def _staff(agency: str, number: int, event: str) -> list[Staff]:
    return [
        Staff(name=f"Sample {n}", email=f"s{n}.{event}@{agency}.example.org")
        for n in range(number)
    ]


def close(training: Training, event_id: UUID, marks: Mapping[str, Mark]) -> None:
    """Close the register of an event that is over; ``marks`` are by address."""
    with training.database.reading() as session:
        register = registers.register(session, event_id)
    training.do(
        attendance.mark,
        event_id=event_id,
        session_id=register.event.sessions[0].id,
        marks={each.id: marks[each.email or ""] for each in register.people},
    )
    training.do(attendance.close, event_id=event_id)


def from_elsewhere(training: Training, event_id: UUID, home: str, number: int) -> None:
    """So many of an event's people, as if another borough had sent them."""
    with training.database.transaction() as session:
        ids = session.scalars(
            select(BookingRow.id)
            .where(BookingRow.event_id == event_id)
            .order_by(BookingRow.state, BookingRow.email)
            .limit(number)
        ).all()
        session.execute(
            update(BookingRow).where(BookingRow.id.in_(ids)).values(home=home)
        )


@contextmanager
def after_the_quarter() -> Iterator[None]:
    """A few days after the quarter ended."""
    with time_machine.travel(AFTERWARDS, tick=False):
        yield


def drafted(training: Training, quarter: str = QUARTER) -> tuple[UUID, str]:
    """A draft and the digest of what it says."""
    made: UUID = training.do(
        service.start, by=MANAGER, period=quarter, member="havering"
    )
    return made, looked(training, made).preview


def looked(training: Training, summary_id: UUID) -> SummarySeen:
    """A summary as whoever prepares it sees it."""
    with training.database.reading() as session:
        return queries.summary(session, summary_id, only_released=False)


def released(
    training: Training, *, quarter: str = QUARTER, note: str | None = None
) -> SummarySeen:
    """A summary that left."""
    made, seen = drafted(training, quarter)
    given = {"summary_id": made, "seen": seen}
    training.do(service.submit, by=MANAGER, note=note, **given)
    training.do(service.approve, by=OTHER_MANAGER, area=AREA, **given)
    return looked(training, made)
