"""Look at the forward plan: what comes when, and where an item has been."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from kit import clock
from kit.access.service import Scope
from kit.errors import NotFound
from partnership.bodies import queries as bodies
from partnership.bodies.queries import BodySeen
from partnership.forward_plan.model import Came, PlanItem, State
from partnership.meetings import queries as meetings
from partnership.meetings.queries import Line


@dataclass(frozen=True, kw_only=True, slots=True)
class StopSeen:
    """What happened to an item at one body, with the meeting where one was set."""

    came: Came
    body_name: str
    meeting: Line | None
    due_on: date
    because: str
    post: str
    noted_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemSeen:
    """An item of the forward plan; ``due_on`` follows a meeting that was moved."""

    id: UUID
    title: str
    owner_post: str
    body_id: UUID
    body_slug: str
    body_name: str
    meeting: Line | None
    due_on: date
    state: State
    version: int
    stops: Sequence[StopSeen]

    @property
    def is_late(self) -> bool:
        """Whether its day has gone by and nobody noted what happened."""
        return self.state is State.COMING and self.due_on < clock.today()

    @property
    def scope(self) -> Scope:
        """What a grant for decisions is held against."""
        return Scope(record=str(self.id), body=self.body_slug)


def item(session: Session, item_id: UUID) -> ItemSeen:
    """One item; raises NotFound."""
    row = session.get(PlanItem, item_id, populate_existing=True)
    if row is None:
        raise NotFound("There is no such item.")
    return _seen(session, [row])[0]


def items(
    session: Session,
    *,
    body_id: UUID | None = None,
    meeting_id: UUID | None = None,
    over: bool = False,
) -> list[ItemSeen]:
    """What is to come, the next first; with ``over`` what is done or withdrawn."""
    coming = PlanItem.state == State.COMING
    statement = (
        select(PlanItem)
        .where(~coming if over else coming)
        .options(selectinload(PlanItem.stops))
    )
    if body_id is not None:
        statement = statement.where(PlanItem.body_id == body_id)
    if meeting_id is not None:
        statement = statement.where(PlanItem.meeting_id == meeting_id)
    found = _seen(session, session.scalars(statement).all())
    return sorted(found, key=lambda each: (each.due_on, each.title), reverse=over)


def _seen(session: Session, rows: Sequence[PlanItem]) -> list[ItemSeen]:
    if not rows:
        return []
    known = {each.id: each for each in bodies.bodies(session, date.max, ended=True)}
    lines = {each.id: each for each in meetings.calendar(session)}
    return [_one(row, known, lines) for row in rows]


def _one(
    row: PlanItem, known: Mapping[UUID, BodySeen], lines: Mapping[UUID, Line]
) -> ItemSeen:
    line = lines[row.meeting_id] if row.meeting_id else None
    body = known[row.body_id]
    due_on = line.day if line else row.due_on
    return ItemSeen(
        id=row.id,
        title=row.title,
        owner_post=row.owner_post,
        body_id=row.body_id,
        body_slug=body.slug,
        body_name=body.name_on(due_on),
        meeting=line,
        due_on=due_on,
        state=row.state,
        version=row.version,
        stops=[
            StopSeen(
                came=each.came,
                body_name=known[each.body_id].name_on(each.due_on),
                meeting=lines[each.meeting_id] if each.meeting_id else None,
                due_on=each.due_on,
                because=each.because,
                post=each.post,
                noted_at=each.noted_at,
            )
            for each in row.stops
        ],
    )
