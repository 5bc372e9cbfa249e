"""Drafts that leadership circulated, with what this borough says of each item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from borough.consultations.model import (
    RESOURCE,
    DraftReceived,
    DraftResponse,
    State,
    UnknownComment,
    UnknownDraft,
    address,
)
from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.front.model import Item, Kind
from partnership.access import may
from partnership.standards.model import Item as StandardItem
from partnership.standards.model import read_items

SOON = timedelta(days=7)


@dataclass(frozen=True, kw_only=True, slots=True)
class CommentSeen:
    """One comment of ours, with leadership's answer once there is one."""

    id: UUID
    item: str | None
    text: str
    taken_up: bool | None
    why: str

    @property
    def answer(self) -> str:
        """What became of it, in words."""
        if self.taken_up is None:
            return "No answer yet"
        return "Taken up" if self.taken_up else "Not taken up"


@dataclass(frozen=True, kw_only=True, slots=True)
class ResponseSeen:
    """Our response; see :class:`model.DraftResponse`."""

    state: State
    number: int
    version: int
    content: Sequence[Mapping[str, Any]]
    preview: str | None
    prepared_by: UUID | None
    prepared_by_post: str
    submitted_at: datetime | None
    made_by_post: str | None
    made_at: datetime | None
    sent_back_because: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftSeen:
    """One draft as it was circulated, and what we say of it; no response is None."""

    id: UUID
    standard: str
    kind: str
    draft_version: int
    title: str
    summary: str
    question: str
    closes_on: date
    circulated_at: datetime
    closed_at: datetime | None
    items: Sequence[StandardItem]
    comments: Sequence[CommentSeen]
    response: ResponseSeen | None

    @property
    def is_open(self) -> bool:
        """Whether leadership takes comments."""
        return self.closed_at is None

    @property
    def state(self) -> str:
        """Where our response stands, in words."""
        if self.response is None:
            return "Nothing said"
        words = {
            State.DRAFT: "Being written",
            State.AWAITING_APPROVAL: "Waiting for approval",
            State.MADE: "Sent",
        }
        return words[self.response.state]

    def on(self, item: str | None) -> Sequence[CommentSeen]:
        """Our comments on an item; on the whole for None."""
        return [each for each in self.comments if each.item == item]


def drafts(session: Session) -> Sequence[DraftSeen]:
    """Every draft that was circulated, the latest first; three queries."""
    rows = session.scalars(
        select(DraftReceived).order_by(DraftReceived.circulated_at.desc())
    ).all()
    return _seen(session, rows)


def draft(session: Session, consultation_id: UUID) -> DraftSeen:
    """One of them; raises UnknownDraft."""
    row = session.get(DraftReceived, consultation_id)
    if row is None:
        raise UnknownDraft
    return _seen(session, [row])[0]


def comment_of(seen: DraftSeen, comment_id: UUID) -> CommentSeen:
    """One comment on a draft; raises UnknownComment."""
    for each in seen.comments:
        if each.id == comment_id:
            return each
    raise UnknownComment


def on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Drafts that wait for us, and responses that wait for approval."""
    if not may(actor.role, RESOURCE, Action.UPDATE):
        return []
    approves = may(actor.role, RESOURCE, Action.APPROVE)
    return [
        item
        for each in drafts(session)
        if each.is_open
        for item in _items(each, actor, approves)
    ]


def _items(seen: DraftSeen, actor: Actor, approves: bool) -> list[Item]:
    response = seen.response
    if response is not None and response.state is State.MADE:
        return []
    waits = response is not None and response.state is State.AWAITING_APPROVAL
    if waits and (
        not approves or (response is not None and response.prepared_by == actor.user_id)
    ):
        return []
    soon = seen.closes_on - clock.today() <= SOON
    tag = "Consultation closes soon" if soon else "Draft to comment on"
    return [
        Item(
            kind=Kind.MINE,
            tag="To approve" if waits else tag,
            text=f"{seen.title}, draft of version {seen.draft_version}",
            href=address(seen.id),
            at=seen.circulated_at,
            due=seen.closes_on,
        )
    ]


def _seen(session: Session, rows: Sequence[DraftReceived]) -> list[DraftSeen]:
    responses = {
        each.draft_id: each
        for each in session.scalars(
            select(DraftResponse)
            .where(DraftResponse.draft_id.in_([row.id for row in rows]))
            .options(selectinload(DraftResponse.comments))
        )
    }
    return [_draft(row, responses.get(row.id)) for row in rows]


def _draft(row: DraftReceived, response: DraftResponse | None) -> DraftSeen:
    own = ("items", "comments", "response")
    names = [name for name in DraftSeen.__dataclass_fields__ if name not in own]
    answers = {each["comment"]: each for each in row.answers}
    return DraftSeen(
        **{name: getattr(row, name) for name in names},
        items=read_items(row.items),
        comments=_comments(response, answers) if response else (),
        response=_said(response) if response else None,
    )


def _said(response: DraftResponse) -> ResponseSeen:
    names = ResponseSeen.__dataclass_fields__
    return ResponseSeen(**{name: getattr(response, name) for name in names})


def _comments(
    response: DraftResponse, answers: Mapping[str, Mapping[str, Any]]
) -> list[CommentSeen]:
    none: Mapping[str, Any] = {}
    return [
        CommentSeen(
            id=each.id,
            item=each.item,
            text=each.text,
            taken_up=answers.get(str(each.id), none).get("taken_up"),
            why=answers.get(str(each.id), none).get("why", ""),
        )
        for each in response.comments
    ]
