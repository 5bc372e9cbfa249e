"""Save answers without overwriting anybody's, show evidence, carry a cycle forward."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from borough.agency_answers.model import (
    AnswerChanged,
    AnswerEvidenceRow,
    AnswerRow,
    FileRow,
    Said,
    ServesRow,
)
from borough.self_assessments import queries as assessments
from borough.self_assessments import service as assessing
from borough.self_assessments.model import RETURNS
from kit import clock
from kit.accounts.actor import Actor
from kit.errors import Conflict, Invalid, NotFound
from kit.trail import service as trail


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A file as it came, with what it was found to be."""

    name: str
    media_type: str
    content: bytes


def save(
    session: Session,
    *,
    return_id: UUID,
    question: str,
    seen: int,
    said: Said,
    by: Actor,
) -> None:
    """Save one answer; ``seen`` is the version it was changed from, 0 for none.

    Raises NotFound, NotAllowed, NotOpen, AnswerChanged, Conflict where another
    borough's copy answers it, and Invalid.
    """
    assessing.begin(session, return_id=return_id, by=by)
    _must_be_asked(session, return_id, [question])
    row = _answer(session, return_id, question)
    if (row.version if row else 0) != seen:
        raise AnswerChanged
    if row is None:
        row = AnswerRow(return_id=return_id, question=question, version=0)
    row.say(said, by=by.user_id, at=clock.now())
    session.add(row)
    session.flush()
    _note(session, "answer.saved", return_id, row.version)


def send(session: Session, *, return_id: UUID, seen: int, post: str, by: Actor) -> None:
    """Send a return for sign-off once every question has a complete answer.

    Raises NotFound, NotAllowed, ReturnChanged, StepTooEarly, and Conflict while
    questions are open.
    """
    assessing.send(session, return_id=return_id, seen=seen, post=post, by=by)
    asked = {each.id for each in assessments.asked_of(session, return_id)}
    done = {row.question for row in _answers(session, return_id) if row.is_complete}
    left = len(asked - done - assessments.the_return(session, return_id).covered)
    if left:
        noun = "question has" if left == 1 else "questions have"
        raise Conflict(f"{left} {noun} no complete answer yet.")


def add_evidence(
    session: Session,
    *,
    return_id: UUID,
    title: str,
    dated_on: date,
    expires_on: date | None,
    serves: Iterable[str],
    file: File,
    by: Actor,
) -> UUID:
    """Add a piece of evidence for one or more questions; returns its id.

    Raises NotFound, NotAllowed, NotOpen, and Invalid naming a date or ``serves``.
    """
    assessing.begin(session, return_id=return_id, by=by)
    stored = FileRow(
        name=file.name[-120:],
        media_type=file.media_type,
        size=len(file.content),
        digest=sha256(file.content).hexdigest(),
        content=file.content,
    )
    session.add(stored)
    session.flush()
    row = AnswerEvidenceRow(return_id=return_id, file_id=stored.id, title=title)
    row.date_it(dated_on, expires_on)
    session.add(row)
    session.flush()
    _serve(session, row, serves)
    _note(session, "evidence.added", return_id, row.version)
    return row.id


def change_evidence(
    session: Session,
    *,
    evidence_id: UUID,
    seen: int,
    title: str,
    dated_on: date,
    expires_on: date | None,
    serves: Iterable[str],
    by: Actor,
) -> None:
    """Say anew what a piece of evidence is and which questions it serves.

    Raises as ``add_evidence`` does, and AnswerChanged.
    """
    row = _evidence(session, evidence_id, by)
    if row.version != seen:
        raise AnswerChanged
    row.title = title
    row.date_it(dated_on, expires_on)
    row.version += 1
    _serve(session, row, serves)
    _note(session, "evidence.changed", row.return_id, row.version)


def remove_evidence(session: Session, *, evidence_id: UUID, by: Actor) -> None:
    """Take evidence out of a return; other cycles keep theirs.

    Raises NotFound, NotAllowed and NotOpen.
    """
    row = _evidence(session, evidence_id, by)
    return_id, file_id = row.return_id, row.file_id
    session.execute(delete(ServesRow).where(ServesRow.evidence_id == row.id))
    session.delete(row)
    session.flush()
    others = (
        select(AnswerEvidenceRow.id)
        .where(AnswerEvidenceRow.file_id == file_id)
        .limit(1)
    )
    if session.scalar(others) is None:
        session.execute(delete(FileRow).where(FileRow.id == file_id))
    _note(session, "evidence.removed", return_id, 0)


def carry_forward(session: Session, *, return_id: UUID, by: Actor) -> int:
    """Copy what the agency returned last to questions that have no answer yet.

    Each copied answer is stale until somebody saves it again; evidence keeps its own
    dates. Returns how many answers came over. Raises NotFound, NotAllowed, NotOpen,
    and Conflict where the agency returned nothing before.
    """
    assessing.begin(session, return_id=return_id, by=by)
    last = assessments.earlier(session, return_id)
    if last is None:
        raise Conflict("Your agency returned nothing in an earlier cycle.")
    asked = {each.id for each in assessments.asked_of(session, return_id)}
    known = {row.question for row in _answers(session, return_id)}
    carried = [
        row for row in _answers(session, last.id) if row.question in asked - known
    ]
    session.add_all(
        AnswerRow(
            return_id=return_id,
            question=each.question,
            score=each.score,
            not_applicable=each.not_applicable,
            narrative=each.narrative,
            is_stale=True,
            version=1,
            written_by=by.user_id,
        )
        for each in carried
    )
    _carry_evidence(session, last.id, return_id, asked)
    session.flush()
    _note(session, "answers.carried", return_id, len(carried))
    return len(carried)


def _carry_evidence(
    session: Session, from_id: UUID, to_id: UUID, asked: set[str]
) -> None:
    """Copy evidence that is not there yet; its file is shared."""
    here = select(AnswerEvidenceRow.file_id).where(AnswerEvidenceRow.return_id == to_id)
    known = set(session.scalars(here))
    rows = session.scalars(
        select(AnswerEvidenceRow).where(AnswerEvidenceRow.return_id == from_id)
    ).all()
    for old in rows:
        serves = select(ServesRow.question).where(ServesRow.evidence_id == old.id)
        wanted = [each for each in session.scalars(serves) if each in asked]
        if old.file_id in known or not wanted:
            continue
        row = AnswerEvidenceRow(
            return_id=to_id,
            file_id=old.file_id,
            title=old.title,
            dated_on=old.dated_on,
            expires_on=old.expires_on,
        )
        session.add(row)
        session.flush()
        session.add_all(ServesRow(evidence_id=row.id, question=each) for each in wanted)


def _serve(session: Session, row: AnswerEvidenceRow, serves: Iterable[str]) -> None:
    wanted = sorted(set(serves))
    if not wanted:
        fault = "Choose at least one question it serves"
        raise Invalid(fault, fields={"serves": fault})
    _must_be_asked(session, row.return_id, wanted)
    session.execute(delete(ServesRow).where(ServesRow.evidence_id == row.id))
    session.add_all(ServesRow(evidence_id=row.id, question=each) for each in wanted)
    session.flush()


def _must_be_asked(session: Session, return_id: UUID, questions: Iterable[str]) -> None:
    asked = {each.id for each in assessments.asked_of(session, return_id)}
    covered = assessments.the_return(session, return_id).covered
    for each in questions:
        if each not in asked:
            raise NotFound
        if each in covered:
            raise Conflict("Another borough's copy answers this. Nobody can change it.")


def _answers(session: Session, return_id: UUID) -> Sequence[AnswerRow]:
    return session.scalars(
        select(AnswerRow).where(AnswerRow.return_id == return_id)
    ).all()


def _answer(session: Session, return_id: UUID, question: str) -> AnswerRow | None:
    found = select(AnswerRow).where(
        AnswerRow.return_id == return_id, AnswerRow.question == question
    )
    return session.scalars(found.with_for_update()).first()


def _evidence(session: Session, evidence_id: UUID, by: Actor) -> AnswerEvidenceRow:
    known = session.get(AnswerEvidenceRow, evidence_id)
    if known is None:
        raise NotFound
    assessing.begin(session, return_id=known.return_id, by=by)
    return session.get_one(
        AnswerEvidenceRow, evidence_id, with_for_update=True, populate_existing=True
    )


def _note(session: Session, act: str, return_id: UUID, version: int) -> None:
    trail.record(
        session,
        act=act,
        resource=RETURNS,
        record=return_id,
        detail={"version": version},
    )
