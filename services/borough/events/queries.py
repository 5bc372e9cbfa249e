"""Look at events with their sessions, and at who has how many of their places."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from borough.courses import queries as courses
from borough.courses.model import Level
from borough.courses.queries import CourseSeen
from borough.events.model import EntryRow, EventRow, Standing, Why
from borough.host_rules import queries as host_rules
from borough.host_rules.queries import RuleSeen
from kit import clock
from kit.errors import NotFound
from partnership.places.model import Places, fold

FAR_OFF = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionSeen:
    """One sitting."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    minutes: int
    room: str
    link: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EventSeen:
    """One event with its course, its sessions in order and the rules that hold."""

    id: UUID
    course: CourseSeen
    standing: Standing
    house: RuleSeen
    capacity: int
    quotas: Mapping[str, int]
    release_on: date | None
    trainer_agency: str
    trainer_post: str
    joining: str
    called_off: Why | None
    version: int
    changed_at: datetime
    sessions: Sequence[SessionSeen]

    @property
    def name(self) -> str:
        """What it is called: its course."""
        return f"{self.course.code} {self.course.title}"

    @property
    def starts_at(self) -> datetime | None:
        """When its first session begins."""
        return self.sessions[0].starts_at if self.sessions else None

    @property
    def ends_at(self) -> datetime | None:
        """When its last session ends."""
        return self.sessions[-1].ends_at if self.sessions else None

    @property
    def lasting(self) -> timedelta:
        """How long its sessions are together."""
        return timedelta(minutes=sum(each.minutes for each in self.sessions))

    @property
    def charge(self) -> int:
        """What somebody's employer pays who does not come, in pence."""
        return self.house.charge(self.lasting, "")

    @property
    def books_until(self) -> datetime | None:
        """The last moment at which a place can be asked for."""
        return self.house.book_by(self.starts_at) if self.starts_at else None

    @property
    def is_bookable(self) -> bool:
        """Whether it takes bookings at present."""
        last = self.books_until
        return (
            self.standing is Standing.OPEN and last is not None and clock.now() <= last
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which events: of a course or level, coming or past, or in one standing."""

    course_id: UUID | None = None
    level: Level | None = None
    standing: Standing | None = None
    past: bool = False


def events(
    session: Session, wanted: Wanted | None = None, *, ids: Collection[UUID] = ()
) -> list[EventSeen]:
    """Events by their beginning, the earliest first; those that were, last first.

    Those of ``ids`` alone, of any time, where they are given.
    """
    wanted = wanted or Wanted()
    query = select(EventRow).options(selectinload(EventRow.sessions))
    if ids:
        query = query.where(EventRow.id.in_(ids))
    if wanted.course_id is not None:
        query = query.where(EventRow.course_id == wanted.course_id)
    if wanted.standing is not None:
        query = query.where(EventRow.standing == wanted.standing)
    found = _seen(session, session.scalars(query).all())
    if wanted.level is not None:
        found = [each for each in found if each.course.level is wanted.level]
    found.sort(key=_beginning, reverse=wanted.past)
    return found if ids else [e for e in found if _over(e) is wanted.past]


def event(session: Session, event_id: UUID) -> EventSeen:
    """One event; raises NotFound."""
    found = events(session, ids=[event_id])
    if not found:
        raise NotFound
    return found[0]


def sitting(event: EventSeen, session_id: UUID) -> SessionSeen:
    """One session of an event; raises NotFound."""
    for each in event.sessions:
        if each.id == session_id:
            return each
    raise NotFound


def places(session: Session, event_id: UUID, now: datetime | None = None) -> Places:
    """The places of an event at a moment; raises NotFound for one never opened."""
    found = places_of(session, [event_id], now)
    if event_id not in found:
        raise NotFound
    return found[event_id]


def places_of(
    session: Session, ids: Collection[UUID], now: datetime | None = None
) -> Mapping[UUID, Places]:
    """The places of events that were opened, by event; one query."""
    log: dict[UUID, list[EntryRow]] = {}
    query = select(EntryRow).where(EntryRow.event_id.in_(ids))
    for row in session.scalars(query.order_by(EntryRow.event_id, EntryRow.number)):
        log.setdefault(row.event_id, []).append(row)
    moment = now or clock.now()
    return {
        event_id: fold((row.entry for row in rows), moment)
        for event_id, rows in log.items()
    }


def _beginning(event: EventSeen) -> datetime:
    return event.starts_at or FAR_OFF


def _over(event: EventSeen) -> bool:
    return event.ends_at is not None and event.ends_at < clock.now()


def _seen(session: Session, rows: Sequence[EventRow]) -> list[EventSeen]:
    if not rows:
        return []
    known = {each.id: each for each in courses.courses(session, retired=True)}
    house = {each.id: each for each in host_rules.rules(session)}
    apart = {"course", "house", "sessions"}
    names = [name for name in EventSeen.__dataclass_fields__ if name not in apart]
    return [
        EventSeen(
            course=known[row.course_id],
            house=house.get(row.rule_id, host_rules.USUAL),
            sessions=[
                SessionSeen(
                    **{n: getattr(s, n) for n in SessionSeen.__dataclass_fields__}
                )
                for s in row.sessions
            ],
            **{name: getattr(row, name) for name in names},
        )
        for row in rows
    ]
