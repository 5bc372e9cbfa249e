"""Take in drafts, comment on them, and let a response go after a second look."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from borough.consultations import events
from borough.consultations.model import (
    RESOURCE,
    DraftComment,
    DraftReceived,
    DraftResponse,
    MayNotComment,
    UnknownDraft,
    address,
)
from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.exchange.event import Event
from kit.exchange.outbox import announce
from kit.notices import service as notices
from kit.trail import service as trail
from partnership.access import may, policy, role_name
from partnership.standards.model import find_item, read_items


def take_drafts(session: Session, incoming: Sequence[Event]) -> None:
    """Keep what leadership says last of each consultation; taking twice is once."""
    for event in incoming:
        consultation_id = UUID(event.data["consultation"])
        row = session.get(DraftReceived, consultation_id)
        if row is not None and row.told >= event.version:
            continue
        if row is None:
            row = DraftReceived(id=consultation_id)
            session.add(row)
        _read(row, event)
        session.flush()
        trail.record(
            session, act="draft.received", resource=RESOURCE, record=consultation_id
        )


def add(
    session: Session, *, consultation_id: UUID, item: str | None, text: str, by: Actor
) -> UUID:
    """Comment on an item of a draft, or on the whole for None.

    Raises UnknownDraft, MayNotComment, ConsultationClosed, OtherStep and UnknownItem.
    """
    draft = _open(session, consultation_id, by)
    if item is not None:
        find_item(read_items(draft.items), item)
    response = session.get(DraftResponse, consultation_id, with_for_update=True)
    if response is None:
        response = DraftResponse(draft_id=consultation_id, number=0, version=0)
        session.add(response)
        session.flush()
    response.edit(None)
    comment = DraftComment(item=item, text=text)
    response.comments.append(comment)
    _note(session, consultation_id, "comment.added")
    return comment.id


def change(
    session: Session, *, consultation_id: UUID, comment_id: UUID, seen: int, text: str,
    by: Actor,
) -> None:  # fmt: skip
    """Word a comment anew; raises as ``add``, ResponseChanged, UnknownComment."""
    response = _response(session, consultation_id, by)
    response.edit(seen)
    response.comment(comment_id).text = text
    _note(session, consultation_id, "comment.changed")


def remove(
    session: Session, *, consultation_id: UUID, comment_id: UUID, seen: int, by: Actor
) -> None:
    """Take a comment out; raises as ``change``."""
    response = _response(session, consultation_id, by)
    response.edit(seen)
    response.comments.remove(response.comment(comment_id))
    _note(session, consultation_id, "comment.removed")


def submit(session: Session, *, consultation_id: UUID, by: Actor) -> None:
    """Ask a second person to approve; what leaves is fixed from here on.

    Raises as ``add``, and Invalid where nothing is said.
    """
    response = _response(session, consultation_id, by)
    content = events.leaving(response)
    response.submit(
        by=by.user_id,
        post=role_name(by.role),
        content=content,
        preview=sha256(orjson.dumps(content)).hexdigest(),
    )
    _note(session, consultation_id, "response.submitted")
    notices.tell_roles(
        session,
        roles=policy().roles_for(RESOURCE, Action.APPROVE),
        but_not=by.user_id,
        kind="draft-response",
        text="Comments on a draft standard wait for your approval",
        href=address(consultation_id),
    )


def send_back(
    session: Session, *, consultation_id: UUID, because: str, by: Actor
) -> None:
    """Give it back; its preparer may also take it back.

    Raises UnknownDraft, MayNotComment, ConsultationClosed and OtherStep.
    """
    response = _response(session, consultation_id, by)
    mine = by.user_id == response.prepared_by
    if not mine and not may(by.role, RESOURCE, Action.APPROVE):
        raise MayNotComment
    response.send_back(because)
    _note(session, consultation_id, "response.sent-back")
    if not mine and response.prepared_by is not None:
        notices.tell(
            session,
            user_id=response.prepared_by,
            kind="draft-response",
            text="Comments you prepared were sent back",
            href=address(consultation_id),
        )


def approve(
    session: Session, *, consultation_id: UUID, seen: str, area: str, by: Actor
) -> None:
    """Let a response go to leadership, both or neither.

    ``seen`` is the digest of what was looked at. Raises UnknownDraft, MayNotComment,
    ConsultationClosed, OtherStep, NotAsSeen and SecondPersonNeeded.
    """
    if not may(by.role, RESOURCE, Action.APPROVE):
        raise MayNotComment
    response = _response(session, consultation_id, by)
    draft = _open(session, consultation_id, by)
    response.make(by=by.user_id, post=role_name(by.role), seen=seen)
    session.flush()
    announce(
        session,
        audience=events.LEADERSHIP,
        type=events.COMMENT_MADE,
        subject=events.subject_of(area, consultation_id),
        version=response.number,
        data=events.comment_made(response, draft, area=area),
    )
    _note(session, consultation_id, "response.made")


def _read(row: DraftReceived, event: Event) -> None:
    data = event.data
    for name in ("standard", "kind", "draft_version", "title", "summary", "question"):
        setattr(row, name, data[name])
    row.told, row.items, row.answers = event.version, data["items"], data["answers"]
    row.closes_on = date.fromisoformat(data["closes_on"])
    row.circulated_at = clock.parse_iso(data["circulated_at"])
    closed_at = data["closed_at"]
    row.closed_at = None if closed_at is None else clock.parse_iso(closed_at)


def _open(session: Session, consultation_id: UUID, by: Actor) -> DraftReceived:
    if not may(by.role, RESOURCE, Action.UPDATE):
        raise MayNotComment
    draft = session.get(DraftReceived, consultation_id)
    if draft is None:
        raise UnknownDraft
    draft.must_be_open()
    return draft


def _response(session: Session, consultation_id: UUID, by: Actor) -> DraftResponse:
    _open(session, consultation_id, by)
    response = session.get(DraftResponse, consultation_id, with_for_update=True)
    if response is None:
        raise UnknownDraft
    return response


def _note(session: Session, consultation_id: UUID, act: str) -> None:
    session.flush()
    trail.record(session, act=act, resource=RESOURCE, record=consultation_id)
