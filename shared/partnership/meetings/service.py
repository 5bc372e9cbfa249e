"""Plan meetings, set their agenda, note who came and what they declared."""

from datetime import date, datetime, time
from typing import NoReturn
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kit import clock
from kit.clock import london_day
from kit.errors import Invalid, NotFound
from kit.trail import service as trail
from partnership.bodies import queries as bodies
from partnership.meetings.model import (
    MEETINGS,
    MOST_AT_ONCE,
    AgendaItem,
    Attendance,
    Coming,
    Declaration,
    Every,
    Interest,
    Meeting,
    Purpose,
    Series,
    State,
    Then,
    check_length,
    moments,
)


def plan(
    session: Session,
    *,
    body_id: UUID,
    title: str,
    starts_at: datetime,
    minutes: int,
    place: str,
    series_id: UUID | None = None,
) -> UUID:
    """Put a meeting of a body into the calendar; returns its id.

    Raises NotFound for a body that is none, Invalid naming ``starts_on`` where the
    body does not exist on that day, or ``minutes``.
    """
    check_length(minutes)
    body = bodies.body_of(session, body_id)
    day = london_day(starts_at)
    if day < body.from_on or (body.until_on is not None and day > body.until_on):
        _refuse("starts_on", "The body does not exist on that day")
    meeting = Meeting(
        body_id=body_id,
        series_id=series_id,
        title=title,
        starts_at=starts_at,
        minutes=minutes,
        place=place,
        state=State.PLANNED,
        version=1,
    )
    session.add(meeting)
    session.flush()
    _note(session, "meeting.planned", meeting, body=str(body.id))
    return meeting.id


def plan_series(
    session: Session,
    *,
    body_id: UUID,
    title: str,
    first_on: date,
    at: time,
    every: Every,
    count: int,
    minutes: int,
    place: str,
) -> list[UUID]:
    """Put ``count`` meetings into the calendar, the same weekday of the month.

    ``at`` is a time of day in London, summer and winter. Raises Invalid naming
    ``count`` besides what ``plan`` raises; then none is planned.
    """
    if not 1 <= count <= MOST_AT_ONCE:
        _refuse("count", f"Enter a whole number from 1 to {MOST_AT_ONCE}")
    bodies.body_of(session, body_id)
    series = Series(body_id=body_id, title=title, every=every)
    session.add(series)
    session.flush()
    return [
        plan(
            session,
            body_id=body_id,
            title=title,
            starts_at=moment,
            minutes=minutes,
            place=place,
            series_id=series.id,
        )
        for moment in moments(first_on, at, every, count)
    ]


def move(
    session: Session,
    *,
    meeting_id: UUID,
    seen: int,
    title: str,
    starts_at: datetime,
    minutes: int,
    place: str,
) -> None:
    """Change when and where a meeting is; ``seen`` is the version that was seen.

    Raises NotFound, MeetingChanged, Conflict unless it is planned, Invalid.
    """
    meeting = _meeting(session, meeting_id)
    meeting.move(
        seen=seen, title=title, starts_at=starts_at, minutes=minutes, place=place
    )
    session.flush()
    _note(session, "meeting.moved", meeting, version=meeting.version)


def cancel(session: Session, *, meeting_id: UUID, reason: str) -> None:
    """Call a meeting off; raises NotFound and Conflict unless it is planned."""
    meeting = _meeting(session, meeting_id)
    meeting.cancel(reason=reason)
    session.flush()
    _note(session, "meeting.cancelled", meeting)


def hold(session: Session, *, meeting_id: UUID) -> None:
    """Note that it took place; raises NotFound, Conflict, Invalid before it began."""
    meeting = _meeting(session, meeting_id)
    meeting.hold(now=clock.now())
    session.flush()
    _note(session, "meeting.held", meeting)


def add_item(
    session: Session,
    *,
    meeting_id: UUID,
    title: str,
    purpose: Purpose,
    presenter: str,
    minutes: int | None = None,
) -> UUID:
    """Put an item last on the agenda; raises NotFound and Conflict when cancelled."""
    meeting = _meeting(session, meeting_id)
    meeting.must_be(State.PLANNED, State.HELD)
    last = select(func.max(AgendaItem.number)).where(
        AgendaItem.meeting_id == meeting_id
    )
    item = AgendaItem(
        meeting_id=meeting_id,
        number=(session.scalar(last) or 0) + 1,
        title=title,
        purpose=purpose,
        presenter=presenter,
        minutes=minutes,
    )
    session.add(item)
    session.flush()
    _note(session, "agenda-item.added", meeting)
    return item.id


def withdraw_item(session: Session, *, item_id: UUID, reason: str) -> None:
    """Take an item off the agenda, its number kept; raises NotFound."""
    item = session.get(AgendaItem, item_id)
    if item is None:
        raise NotFound("There is no such item.")
    meeting = _meeting(session, item.meeting_id)
    item.withdrawn_because = reason
    session.flush()
    _note(session, "agenda-item.withdrawn", meeting)


def attend(
    session: Session,
    *,
    meeting_id: UUID,
    post_id: UUID,
    coming: Coming,
    left_at: datetime | None = None,
) -> None:
    """Note whether a post came or sent apologies; a later note takes its place.

    Raises NotFound, Conflict when the meeting is cancelled, Invalid naming
    ``post_id`` for a post that does not sit, or ``left_at``.
    """
    meeting = _meeting(session, meeting_id)
    meeting.must_be(State.PLANNED, State.HELD)
    _must_sit(session, meeting, post_id)
    if left_at is not None and coming is not Coming.PRESENT:
        _refuse("left_at", "Only who was present can leave")
    if left_at is not None and left_at < meeting.starts_at:
        _refuse("left_at", "Nobody leaves before the meeting begins")
    row = session.scalar(
        select(Attendance).where(
            Attendance.meeting_id == meeting_id, Attendance.post_id == post_id
        )
    )
    if row is None:
        row = Attendance(meeting_id=meeting_id, post_id=post_id)
        session.add(row)
    row.coming, row.left_at = coming, left_at
    session.flush()
    _note(session, "meeting.attended", meeting, status=coming.value)


def declare(
    session: Session,
    *,
    meeting_id: UUID,
    post_id: UUID,
    interest: Interest,
    text: str,
    then: Then,
    item_id: UUID | None = None,
) -> UUID:
    """Note an interest somebody declared, and what the meeting made of it.

    Raises NotFound, Conflict when the meeting is cancelled, Invalid naming
    ``post_id`` or ``item_id``.
    """
    meeting = _meeting(session, meeting_id)
    meeting.must_be(State.PLANNED, State.HELD)
    _must_sit(session, meeting, post_id)
    item = session.get(AgendaItem, item_id) if item_id else None
    if item_id is not None and (item is None or item.meeting_id != meeting_id):
        _refuse("item_id", "Choose an item of this meeting")
    declared = Declaration(
        meeting_id=meeting_id,
        item_id=item_id,
        post_id=post_id,
        interest=interest,
        text=text,
        then=then,
    )
    session.add(declared)
    session.flush()
    _note(session, "interest.declared", meeting)
    return declared.id


def _must_sit(session: Session, meeting: Meeting, post_id: UUID) -> None:
    day = london_day(meeting.starts_at)
    sitting = bodies.posts(session, meeting.body_id, day)
    if post_id not in {post.id for post in sitting}:
        _refuse("post_id", "Choose a post that sits on the body on that day")


def _meeting(session: Session, meeting_id: UUID) -> Meeting:
    # Whoever comes second waits for the first, and then sees what was done.
    meeting = session.get(Meeting, meeting_id, with_for_update=True)
    if meeting is None:
        raise NotFound("There is no such meeting.")
    return meeting


def _refuse(field: str, fault: str) -> NoReturn:
    raise Invalid(fault, fields={field: fault})


def _note(session: Session, act: str, meeting: Meeting, **detail: str | int) -> None:
    trail.record(
        session, act=act, resource=MEETINGS, record=meeting.id, detail=detail or None
    )
