"""Look at answers by section, at evidence, and at who else is writing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.agency_answers.model import (
    SCORE_WORDS,
    AnswerEvidenceRow,
    AnswerRow,
    FileRow,
    Said,
    ServesRow,
    Task,
    task_of,
)
from borough.held_returns import queries as held
from borough.self_assessments import queries as assessments
from borough.self_assessments.model import Question
from kit import clock
from kit.errors import NotFound
from kit.people import queries as people

# Whoever saved within this time is taken to be writing still.
STILL_HERE = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerSeen:
    """What an agency said to one question, and who saved it last."""

    question: str
    said: Said
    is_stale: bool
    version: int
    written_by: UUID
    written_at: datetime

    @property
    def is_complete(self) -> bool:
        """Whether it says all it must and was looked at in this cycle."""
        return self.said.is_complete and not self.is_stale

    @property
    def score_word(self) -> str:
        """The score as a table shows it."""
        if self.said.not_applicable:
            return "Does not apply"
        return "No score" if self.said.score is None else str(self.said.score)


@dataclass(frozen=True, kw_only=True, slots=True)
class EvidenceSeen:
    """One piece of evidence and the questions it serves; ``size`` is in bytes."""

    id: UUID
    return_id: UUID
    title: str
    dated_on: date
    expires_on: date | None
    file_name: str
    media_type: str
    size: int
    added_at: datetime
    version: int
    serves: Sequence[str]

    @property
    def is_over(self) -> bool:
        """Whether it does not count any more."""
        return self.expires_on is not None and self.expires_on < clock.today()


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One question with its answer and evidence.

    Where a copy of another borough covers it, ``copied`` is what the agency said there.
    """

    question: Question
    answer: AnswerSeen | None
    evidence: Sequence[EvidenceSeen]
    covered: bool
    copied: Said | None

    @property
    def complete(self) -> bool | None:
        """Whether its answer is complete; None where there is none."""
        if self.covered:
            return True
        return self.answer.is_complete if self.answer else None

    def score_words(self, score: int) -> str:
        """What a score means for this question."""
        return self.question.score_words(score) or SCORE_WORDS[score]


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """One section of the list of tasks; ``number`` counts from 1."""

    number: int
    title: str
    lines: Sequence[Line]

    @property
    def task(self) -> Task:
        """How far it is."""
        return task_of(each.complete for each in self.lines)

    @property
    def done(self) -> int:
        """How many of its questions are completely answered."""
        return sum(each.complete is True for each in self.lines)


@dataclass(frozen=True, kw_only=True, slots=True)
class Here:
    """Somebody who saved an answer lately, and when."""

    name: str
    question: str
    at: datetime


def sections(session: Session, return_id: UUID) -> list[Section]:
    """A return's questions by section, with answers; raises NotFound."""
    found = assessments.the_return(session, return_id)
    answered = {each.question: each for each in answers(session, return_id)}
    shown = evidence(session, return_id)
    copied: Mapping[str, Said] = {}
    if found.copy_id is not None:
        copied = held.core_of_copies(session, [found.copy_id])[found.copy_id]
    lines = [
        Line(
            question=each,
            answer=answered.get(each.id),
            evidence=[one for one in shown if each.id in one.serves],
            covered=each.id in found.covered,
            copied=copied.get(each.id) if each.id in found.covered else None,
        )
        for each in assessments.cycle(session, found.cycle_id).questions
    ]
    titles = dict.fromkeys(line.question.section for line in lines)
    return [
        Section(
            number=number,
            title=title,
            lines=[line for line in lines if line.question.section == title],
        )
        for number, title in enumerate(titles, start=1)
    ]


def line(session: Session, return_id: UUID, question: str) -> tuple[Section, Line]:
    """One question of a return, and its section; raises NotFound."""
    for section in sections(session, return_id):
        for each in section.lines:
            if each.question.id == question:
                return section, each
    raise NotFound


def left(session: Session, return_id: UUID) -> int:
    """How many questions have no complete answer yet; raises NotFound."""
    found = sections(session, return_id)
    return sum(len(section.lines) - section.done for section in found)


def answers(session: Session, return_id: UUID) -> list[AnswerSeen]:
    """What an agency said, in the order of questions' identifiers."""
    return of_returns(session, [return_id])[return_id]


def of_returns(
    session: Session, return_ids: Sequence[UUID]
) -> Mapping[UUID, list[AnswerSeen]]:
    """The answers of several returns in one query; an empty list for who has none."""
    found: dict[UUID, list[AnswerSeen]] = defaultdict(list)
    query = select(AnswerRow).where(AnswerRow.return_id.in_(return_ids))
    for row in session.scalars(query.order_by(AnswerRow.question)):
        found[row.return_id].append(_seen(row))
    return found


def evidence(session: Session, return_id: UUID) -> list[EvidenceSeen]:
    """The evidence of a return, the newest of its own date first."""
    serving: dict[UUID, list[str]] = defaultdict(list)
    pairs = (
        select(ServesRow.evidence_id, ServesRow.question)
        .join(AnswerEvidenceRow)
        .where(AnswerEvidenceRow.return_id == return_id)
        .order_by(ServesRow.question)
    )
    for evidence_id, question in session.execute(pairs):
        serving[evidence_id].append(question)
    rows = session.execute(
        select(AnswerEvidenceRow, FileRow)
        .join(FileRow)
        .where(AnswerEvidenceRow.return_id == return_id)
        .order_by(AnswerEvidenceRow.dated_on.desc(), AnswerEvidenceRow.id)
    )
    return [_evidence(row, file, serving.get(row.id, [])) for row, file in rows]


def file_of(session: Session, evidence_id: UUID) -> tuple[str, str, bytes]:
    """The name, media type and content of a piece of evidence; raises NotFound."""
    row = session.get(AnswerEvidenceRow, evidence_id)
    if row is None:
        raise NotFound
    file = session.get_one(FileRow, row.file_id)
    return file.name, file.media_type, file.content


def who_is_here(session: Session, return_id: UUID, *, but_not: UUID) -> list[Here]:
    """Who else saved an answer in the last half hour, the latest first."""
    since = clock.now() - STILL_HERE
    query = (
        select(AnswerRow)
        .where(
            AnswerRow.return_id == return_id,
            AnswerRow.written_at >= since,
            AnswerRow.written_by != but_not,
        )
        .order_by(AnswerRow.written_at.desc())
    )
    rows = session.scalars(query).all()
    names = people.names(session, user_ids={row.written_by for row in rows})
    return [
        Here(
            name=names.get(row.written_by, "Somebody who has left"),
            question=row.question,
            at=row.written_at,
        )
        for row in rows
    ]


def _seen(row: AnswerRow) -> AnswerSeen:
    return AnswerSeen(
        question=row.question,
        said=row.said,
        is_stale=row.is_stale,
        version=row.version,
        written_by=row.written_by,
        written_at=row.written_at,
    )


def _evidence(
    row: AnswerEvidenceRow, file: FileRow, serves: Sequence[str]
) -> EvidenceSeen:
    return EvidenceSeen(
        id=row.id,
        return_id=row.return_id,
        title=row.title,
        dated_on=row.dated_on,
        expires_on=row.expires_on,
        file_name=file.name,
        media_type=file.media_type,
        size=file.size,
        added_at=row.added_at,
        version=row.version,
        serves=serves,
    )
