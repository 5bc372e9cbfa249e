"""Consultations with what boroughs said beside each item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.front.model import Item, Kind
from leadership.consultations.model import (
    BoroughComment,
    BoroughResponse,
    Consultation,
    UnknownComment,
    UnknownConsultation,
)
from leadership.members import queries as members
from leadership.standards.model import RESOURCE
from partnership.access import may
from partnership.standards.model import Item as StandardItem
from partnership.standards.model import read_items

SOON = timedelta(days=7)


@dataclass(frozen=True, kw_only=True, slots=True)
class CommentSeen:
    """One comment and what becomes of it; ``taken_up`` is None while nobody said."""

    id: UUID
    consultation_id: UUID
    source: str
    borough: str
    item: str | None
    text: str
    taken_up: bool | None
    why: str

    @property
    def answer(self) -> str:
        """What becomes of it, in words."""
        if self.taken_up is None:
            return "Not answered yet"
        return "Taken up" if self.taken_up else "Not taken up"


@dataclass(frozen=True, kw_only=True, slots=True)
class ResponseSeen:
    """That a borough answered, when, and whether that was after the last day."""

    borough: str
    made_at: datetime | None
    late: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsultationSeen:
    """One consultation with its items, comments and who answered."""

    id: UUID
    standard: str
    draft_version: int
    title: str
    question: str
    closes_on: date
    circulated_at: datetime
    circulated_by: str
    closed_at: datetime | None
    closed_by: str | None
    answered_by: UUID | None
    version: int
    items: Sequence[StandardItem]
    comments: Sequence[CommentSeen]
    responses: Sequence[ResponseSeen]

    @property
    def is_open(self) -> bool:
        """Whether comments are taken."""
        return self.closed_at is None

    @property
    def unanswered(self) -> int:
        """How many comments wait for an answer."""
        return sum(each.taken_up is None for each in self.comments)

    def on(self, item: str | None) -> Sequence[CommentSeen]:
        """The comments on an item; on the whole draft for None."""
        return [each for each in self.comments if each.item == item]

    @property
    def on_gone(self) -> Sequence[CommentSeen]:
        """Comments on items that were not circulated: nothing said is left out."""
        known = {None, *(item.id for item in self.items)}
        return [each for each in self.comments if each.item not in known]


def consultations(session: Session) -> Sequence[ConsultationSeen]:
    """Every consultation, the latest first; four queries whatever their number."""
    rows = session.scalars(
        select(Consultation).order_by(Consultation.circulated_at.desc())
    ).all()
    return _seen(session, rows)


def consultation(session: Session, consultation_id: UUID) -> ConsultationSeen:
    """One consultation; raises UnknownConsultation."""
    row = session.get(Consultation, consultation_id)
    if row is None:
        raise UnknownConsultation
    return _seen(session, [row])[0]


def comment(session: Session, comment_id: UUID) -> tuple[CommentSeen, ConsultationSeen]:
    """One comment and its consultation; raises UnknownComment."""
    row = session.get(BoroughComment, comment_id)
    if row is None:
        raise UnknownComment
    seen = consultation(session, row.consultation_id)
    for each in seen.comments:
        if each.id == comment_id:
            return each, seen
    raise UnknownComment


def on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Consultations that can be closed, end soon, or have comments to answer."""
    if not may(actor.role, RESOURCE, Action.UPDATE):
        return []
    return [_item(each) for each in consultations(session) if each.is_open]


def _item(seen: ConsultationSeen) -> Item:
    tag, text = "Out for comments", f"{seen.title}: boroughs are commenting"
    if seen.closes_on < clock.today():
        tag, text = "To close", f"{seen.title}: the last day for comments is over"
    elif seen.closes_on - clock.today() <= SOON:
        tag, text = "Closes soon", f"{seen.title}: the last days for comments"
    if seen.unanswered:
        text += f"; {seen.unanswered} to answer"
    return Item(
        kind=Kind.MINE,
        tag=tag,
        text=text,
        href=f"/consultations/{seen.id}",
        at=seen.circulated_at,
    )


def _seen(session: Session, rows: Sequence[Consultation]) -> list[ConsultationSeen]:
    ids = [row.id for row in rows]
    names = {each.slug: each.name for each in members.borough_names(session)}
    comments = session.scalars(
        select(BoroughComment)
        .where(
            BoroughComment.consultation_id.in_(ids), BoroughComment.withdrawn.is_(False)
        )
        .order_by(BoroughComment.source, BoroughComment.id)
    ).all()
    responses = session.scalars(
        select(BoroughResponse).where(BoroughResponse.consultation_id.in_(ids))
    ).all()
    of = {(each.consultation_id, each.source): each for each in responses}
    return [
        _consultation(
            row,
            [_comment(e, names) for e in comments if e.consultation_id == row.id],
            [_response(row, of.get((row.id, s)), name) for s, name in names.items()],
        )
        for row in rows
    ]


def _consultation(
    row: Consultation,
    comments: Sequence[CommentSeen],
    responses: Sequence[ResponseSeen],
) -> ConsultationSeen:
    own = ("items", "comments", "responses")
    names = [name for name in ConsultationSeen.__dataclass_fields__ if name not in own]
    return ConsultationSeen(
        **{name: getattr(row, name) for name in names},
        items=read_items(row.content["items"]),
        comments=comments,
        responses=responses,
    )


def _comment(row: BoroughComment, names: Mapping[str, str]) -> CommentSeen:
    same = ("id", "consultation_id", "source", "item", "text", "taken_up", "why")
    return CommentSeen(
        borough=names.get(row.source, row.source),
        **{name: getattr(row, name) for name in same},
    )


def _response(
    row: Consultation, response: BoroughResponse | None, borough: str
) -> ResponseSeen:
    made_at = response.made_at if response else None
    late = made_at is not None and clock.london_day(made_at) > row.closes_on
    return ResponseSeen(borough=borough, made_at=made_at, late=late)
