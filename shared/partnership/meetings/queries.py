"""Look at meetings: the calendar, one meeting whole, and whether it could decide."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from kit import clock
from kit.accounts.actor import Actor
from kit.clock import london_day
from kit.errors import NotFound
from kit.search.model import MOST, Hit, Term
from partnership.bodies import queries as bodies
from partnership.bodies.model import Quorum
from partnership.bodies.queries import PostSeen
from partnership.meetings.model import (
    AgendaItem,
    Attendance,
    Coming,
    Declaration,
    Interest,
    Meeting,
    Purpose,
    State,
    Then,
)

Rule = Callable[[Collection[UUID]], Quorum]


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A meeting in the calendar; the body is named as on that day."""

    id: UUID
    body_id: UUID
    body_slug: str
    body_name: str
    series_id: UUID | None
    title: str
    starts_at: datetime
    ends_at: datetime
    minutes: int
    place: str
    state: State
    cancelled_because: str | None
    version: int
    changed_at: datetime

    @property
    def day(self) -> date:
        """The day in London on which it begins."""
        return london_day(self.starts_at)


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemSeen:
    """One item of an agenda."""

    id: UUID
    number: int
    title: str
    purpose: Purpose
    presenter: str
    minutes: int | None
    withdrawn_because: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Seat:
    """A post of the body on the day, and whether it came; None where not noted."""

    post: PostSeen
    coming: Coming | None
    left_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class DeclarationSeen:
    """A declared interest; ``item`` is None where it is for the whole meeting."""

    post: str
    agency: str
    item: ItemSeen | None
    interest: Interest
    text: str
    then: Then
    declared_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Whole:
    """One meeting with all that belongs to it; ``quorum`` as at its beginning.

    ``lost_at`` is the moment from which it could not decide any more, if it could.
    """

    line: Line
    items: Sequence[ItemSeen]
    seats: Sequence[Seat]
    declarations: Sequence[DeclarationSeen]
    quorum: Quorum
    lost_at: datetime | None

    @property
    def is_noted(self) -> bool:
        """Whether anybody noted who came."""
        return any(seat.coming is not None for seat in self.seats)


def meeting(session: Session, meeting_id: UUID) -> Line:
    """One meeting as the calendar has it; raises NotFound."""
    row = session.get(Meeting, meeting_id)
    if row is None:
        raise NotFound("There is no such meeting.")
    return _lines(session, [row])[0]


def item(session: Session, item_id: UUID) -> tuple[UUID, ItemSeen]:
    """One item and the meeting it is on; raises NotFound."""
    row = session.get(AgendaItem, item_id)
    if row is None:
        raise NotFound("There is no such item.")
    return row.meeting_id, _item_seen(row)


def next_meeting(session: Session, body_id: UUID) -> Line | None:
    """The next meeting of a body that is planned, or None."""
    statement = (
        select(Meeting)
        .where(
            Meeting.body_id == body_id,
            Meeting.state == State.PLANNED,
            Meeting.starts_at >= clock.now(),
        )
        .order_by(Meeting.starts_at)
        .limit(1)
    )
    rows = session.scalars(statement).all()
    return _lines(session, rows)[0] if rows else None


def calendar(
    session: Session,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    body_id: UUID | None = None,
) -> list[Line]:
    """The meetings that begin from ``since`` and before ``until``, in order."""
    statement = select(Meeting).order_by(Meeting.starts_at, Meeting.id)
    if since is not None:
        statement = statement.where(Meeting.starts_at >= since)
    if until is not None:
        statement = statement.where(Meeting.starts_at < until)
    if body_id is not None:
        statement = statement.where(Meeting.body_id == body_id)
    return _lines(session, session.scalars(statement).all())


def whole(session: Session, meeting_id: UUID) -> Whole:
    """One meeting with agenda, attendance, declarations and quorum; NotFound."""
    row = session.get(
        Meeting,
        meeting_id,
        options=[
            selectinload(Meeting.items),
            selectinload(Meeting.attendance),
            selectinload(Meeting.declarations),
        ],
    )
    if row is None:
        raise NotFound("There is no such meeting.")
    day = london_day(row.starts_at)
    posts = bodies.posts(session, row.body_id, day)
    rule = bodies.quorum_rule(session, row.body_id, day)
    came = {each.post_id: each for each in row.attendance}
    items = [_item_seen(each) for each in row.items]
    return Whole(
        line=_lines(session, [row])[0],
        items=items,
        seats=[_seat(post, came.get(post.id)) for post in posts],
        declarations=_declarations(
            row, items, [*posts, *bodies.other_posts(session, row.body_id, day)]
        ),
        quorum=rule(_there(row, row.starts_at)),
        lost_at=_lost_at(row, rule),
    )


def declared(
    session: Session, meeting_ids: Collection[UUID]
) -> Mapping[UUID, Sequence[Interest]]:
    """The kinds of interest declared for each of these meetings, first to last."""
    found: dict[UUID, list[Interest]] = defaultdict(list)
    rows = session.execute(
        select(Declaration.meeting_id, Declaration.interest)
        .where(Declaration.meeting_id.in_(meeting_ids))
        .order_by(Declaration.id)
    )
    for meeting_id, interest in rows:
        if interest not in found[meeting_id]:
            found[meeting_id].append(interest)
    return found


def quorum_at(session: Session, meeting_id: UUID, moment: datetime) -> Quorum:
    """Whether a meeting could decide at a moment; raises NotFound."""
    row = session.get(Meeting, meeting_id)
    if row is None:
        raise NotFound("There is no such meeting.")
    rule = bodies.quorum_rule(session, row.body_id, london_day(row.starts_at))
    return rule(_there(row, moment))


def find(session: Session, _actor: Actor, term: Term) -> list[Hit]:
    """Meetings by title, body or day, the latest first; papers are not searched."""
    rows = session.scalars(select(Meeting).order_by(Meeting.starts_at.desc())).all()
    return [
        Hit(
            text=f"{line.body_name}: {line.title}",
            href=f"/meetings/{line.id}",
            about=f"{line.day:%-d %B %Y}, {line.state.value}",
        )
        for line in _lines(session, rows)
        if term.in_(line.title, line.body_name, f"{line.day:%-d %B %Y}")
    ][:MOST]


def _there(row: Meeting, moment: datetime) -> set[UUID]:
    return {each.post_id for each in row.attendance if each.is_there(moment)}


def _lost_at(row: Meeting, rule: Rule) -> datetime | None:
    if not rule(_there(row, row.starts_at)).quorate:
        return None
    left = sorted(each.left_at for each in row.attendance if each.left_at)
    return next((at for at in left if not rule(_there(row, at)).quorate), None)


def _lines(session: Session, rows: Collection[Meeting]) -> list[Line]:
    everything = bodies.bodies(session, date.max, ended=True)
    known = {each.id: each for each in everything}
    return [
        Line(
            id=row.id,
            body_id=row.body_id,
            body_slug=known[row.body_id].slug,
            body_name=known[row.body_id].name_on(london_day(row.starts_at)),
            series_id=row.series_id,
            title=row.title,
            starts_at=row.starts_at,
            ends_at=row.starts_at + timedelta(minutes=row.minutes),
            minutes=row.minutes,
            place=row.place,
            state=row.state,
            cancelled_because=row.cancelled_because,
            version=row.version,
            changed_at=row.changed_at,
        )
        for row in rows
    ]


def _item_seen(row: AgendaItem) -> ItemSeen:
    return ItemSeen(
        id=row.id,
        number=row.number,
        title=row.title,
        purpose=row.purpose,
        presenter=row.presenter,
        minutes=row.minutes,
        withdrawn_because=row.withdrawn_because,
    )


def _seat(post: PostSeen, came: Attendance | None) -> Seat:
    return Seat(
        post=post,
        coming=came.coming if came else None,
        left_at=came.left_at if came else None,
    )


def _declarations(
    row: Meeting, items: Sequence[ItemSeen], posts: Sequence[PostSeen]
) -> list[DeclarationSeen]:
    of_item = {each.id: each for each in items}
    of_post = {each.id: each for each in posts}
    return [
        DeclarationSeen(
            post=of_post[each.post_id].title,
            agency=of_post[each.post_id].agency_name,
            item=of_item.get(each.item_id) if each.item_id else None,
            interest=each.interest,
            text=each.text,
            then=each.then,
            declared_at=each.declared_at,
        )
        for each in row.declarations
    ]
