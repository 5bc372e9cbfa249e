"""Circulate a draft, take in comments, answer each, close and tell the boroughs."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import clock
from kit.accounts.actor import Actor
from kit.errors import Invalid
from kit.exchange.event import Event
from kit.exchange.outbox import announce
from kit.trail import service as trail
from leadership.consultations import events
from leadership.consultations.model import (
    BoroughComment,
    BoroughResponse,
    Consultation,
    UnknownComment,
    UnknownConsultation,
)
from leadership.members import queries as members
from leadership.performance.model import SpeaksForAnother
from leadership.standards import queries as standards
from leadership.standards import service as drafts
from leadership.standards.model import (
    RESOURCE,
    AlreadyPublished,
    OutForComments,
    OwnDraft,
    StandardChanged,
)
from leadership.standards.queries import VersionSeen
from partnership.access import role_name
from partnership.standards.model import check, write_items


def circulate(
    session: Session, *, standard: str, version: int, seen: int, question: str,
    closes_on: date, by: Actor,
) -> UUID:  # fmt: skip
    """Send a draft as it was looked at to every borough; returns the consultation.

    Raises UnknownStandard, StandardChanged, OwnDraft, OutForComments, AlreadyPublished,
    and Invalid naming ``closes_on`` or for a draft that could not be published.
    """
    draft = standards.version_of(session, standard, version)
    _must_be_ready(draft, seen=seen, by=by)
    if closes_on <= clock.today():
        fault = "Give the boroughs until a day to come"
        raise Invalid(fault, fields={"closes_on": fault})
    drafts.hold_for_comments(session, standard=standard, version=version, held=True)
    row = Consultation(
        standard=standard,
        draft_version=version,
        title=draft.title,
        content=_content(draft),
        question=question,
        closes_on=closes_on,
        circulated_by=role_name(by.role),
    )
    session.add(row)
    session.flush()
    _tell(session, row, [])
    _note(session, row, "consultation.circulated")
    return row.id


def take_comments(session: Session, incoming: Sequence[Event]) -> None:
    """Keep what each borough says last; taking twice is once.

    Raises SpeaksForAnother when a borough speaks for another's area, and
    UnknownConsultation.
    """
    areas = members.area_codes(session)
    for event in incoming:
        if event.data["area"] != areas.get(event.source):
            raise SpeaksForAnother
        _take(session, event)


def answer(
    session: Session, *, comment_id: UUID, seen: int, taken_up: bool, why: str,
    by: Actor,
) -> UUID:  # fmt: skip
    """Say what becomes of a comment; returns its consultation.

    Nothing leaves before the consultation is closed. Raises UnknownComment,
    AlreadyClosed, ConsultationChanged, and Invalid naming ``why``.
    """
    comment = session.get(BoroughComment, comment_id)
    if comment is None:
        raise UnknownComment
    row = _held(session, comment.consultation_id)
    row.must_be_open()
    row.must_be_seen(seen)
    if not taken_up and not why.strip():
        fault = "Say why it is not taken up"
        raise Invalid(fault, fields={"why": fault})
    comment.taken_up, comment.why = taken_up, why.strip()
    row.answered_by = by.user_id
    row.version += 1
    _note(session, row, "consultation.answered")
    return row.id


def close(session: Session, *, consultation_id: UUID, seen: int, by: Actor) -> None:
    """Close a consultation and tell every borough what became of its comments.

    Raises UnknownConsultation, AlreadyClosed, ConsultationChanged, OwnAnswers, and
    Invalid while a comment has no answer.
    """
    row = _held(session, consultation_id)
    row.must_be_seen(seen)
    comments = _comments(session, consultation_id)
    waiting = sum(each.taken_up is None for each in comments)
    row.close(by=by.user_id, post=role_name(by.role), unanswered=waiting)
    drafts.hold_for_comments(
        session, standard=row.standard, version=row.draft_version, held=False
    )
    _tell(session, row, comments)
    _note(session, row, "consultation.closed")


def _must_be_ready(draft: VersionSeen, *, seen: int, by: Actor) -> None:
    if not draft.is_draft:
        raise AlreadyPublished
    if draft.out_for_comments:
        raise OutForComments
    if draft.revision != seen:
        raise StandardChanged
    if draft.changed_by == by.user_id:
        raise OwnDraft
    check(draft.kind, draft.items)


def _content(draft: VersionSeen) -> dict[str, Any]:
    return {
        "standard": draft.standard,
        "kind": draft.kind.value,
        "draft_version": draft.version,
        "title": draft.title,
        "summary": draft.summary,
        "items": write_items(draft.items),
    }


def _take(session: Session, event: Event) -> None:
    consultation_id = UUID(event.data["consultation"])
    row = _held(session, consultation_id)
    key = (consultation_id, event.source)
    response = session.get(BoroughResponse, key)
    if response is not None and response.version >= event.version:
        return
    if response is None:
        response = BoroughResponse(consultation_id=consultation_id, source=event.source)
        session.add(response)
    response.version, response.received_at = event.version, clock.now()
    response.prepared_by = event.data["prepared_by"]
    response.approved_by = event.data["approved_by"]
    response.made_at = clock.parse_iso(event.data["made_at"])
    _keep(session, row, event)
    row.version += 1


def _keep(session: Session, row: Consultation, event: Event) -> None:
    """The comments of a response beside those that came before it."""
    known = {
        each.id: each
        for each in _comments(session, row.id, withdrawn=True)
        if each.source == event.source
    }
    for each in known.values():
        each.withdrawn = True
    for each in event.data["comments"]:
        comment = known.get(UUID(each["id"]))
        if comment is None:
            comment = BoroughComment(
                id=UUID(each["id"]),
                consultation_id=row.id,
                source=event.source,
                item=each["item"],
                text=each["text"],
            )
            session.add(comment)
        comment.say(each["text"])
    session.flush()


def _comments(
    session: Session, consultation_id: UUID, *, withdrawn: bool = False
) -> Sequence[BoroughComment]:
    statement = select(BoroughComment).where(
        BoroughComment.consultation_id == consultation_id
    )
    if not withdrawn:
        statement = statement.where(BoroughComment.withdrawn.is_(False))
    return session.scalars(statement.order_by(BoroughComment.id)).all()


def _held(session: Session, consultation_id: UUID) -> Consultation:
    row = session.get(Consultation, consultation_id, with_for_update=True)
    if row is None:
        raise UnknownConsultation
    return row


def _tell(
    session: Session, row: Consultation, answered: Sequence[BoroughComment]
) -> None:
    announce(
        session,
        audience="all",
        type=events.DRAFT_CIRCULATED,
        subject=events.subject_of(row.id),
        version=row.told,
        data=events.draft_circulated(row, answered),
    )


def _note(session: Session, row: Consultation, act: str) -> None:
    session.flush()
    detail: trail.Detail = {"version": row.draft_version}
    trail.record(session, act=act, resource=RESOURCE, record=row.id, detail=detail)
