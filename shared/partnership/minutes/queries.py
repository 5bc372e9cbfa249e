"""Look at minutes as far as somebody may, and at questions with their answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from kit.errors import NotFound
from partnership.minutes.model import Amendment, Minutes, Question, Step, Wording


@dataclass(frozen=True, kw_only=True, slots=True)
class WordingSeen:
    """One wording of minutes."""

    number: int
    text: str
    because: str
    post: str
    written_at: datetime
    written_by: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class StepSeen:
    """A step that was taken."""

    step: Step
    post: str
    taken_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class AmendmentSeen:
    """A correction that stands beside approved minutes."""

    text: str
    post: str
    written_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class MinutesSeen:
    """The minutes of a meeting; ``wordings`` the latest first."""

    step: Step
    version: int
    wordings: Sequence[WordingSeen]
    steps: Sequence[StepSeen]
    amendments: Sequence[AmendmentSeen]

    @property
    def text(self) -> str:
        """The words that count."""
        return self.wordings[0].text

    @property
    def is_agreed(self) -> bool:
        """Whether everybody who may read the meeting may read them."""
        return self.step in (Step.APPROVED, Step.SIGNED)


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionSeen:
    """A question with the role of who asked it, and its answer if there is one."""

    id: UUID
    meeting_id: UUID
    item_id: UUID | None
    asker: str
    text: str
    asked_at: datetime
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None


def minutes(session: Session, meeting_id: UUID) -> MinutesSeen | None:
    """The minutes of a meeting, or None before anybody wrote them."""
    load = [selectinload(Minutes.wordings), selectinload(Minutes.steps)]
    row = session.get(Minutes, meeting_id, options=load)
    if row is None:
        return None
    beside = session.scalars(
        select(Amendment)
        .where(Amendment.meeting_id == meeting_id)
        .order_by(Amendment.id)
    )
    return MinutesSeen(
        step=row.step,
        version=row.version,
        wordings=[_wording_seen(each) for each in row.wordings[::-1]],
        steps=[
            StepSeen(step=each.step, post=each.post, taken_at=each.taken_at)
            for each in row.steps
        ],
        amendments=[
            AmendmentSeen(text=each.text, post=each.post, written_at=each.written_at)
            for each in beside
        ],
    )


def questions(session: Session, meeting_id: UUID) -> list[QuestionSeen]:
    """The questions of a meeting, in the order they were asked."""
    rows = session.scalars(
        select(Question).where(Question.meeting_id == meeting_id).order_by(Question.id)
    )
    return [_question_seen(row) for row in rows]


def question(session: Session, question_id: UUID) -> QuestionSeen:
    """One question; raises NotFound."""
    row = session.get(Question, question_id)
    if row is None:
        raise NotFound("There is no such question.")
    return _question_seen(row)


def _wording_seen(row: Wording) -> WordingSeen:
    return WordingSeen(
        number=row.number,
        text=row.text,
        because=row.because,
        post=row.post,
        written_at=row.written_at,
        written_by=row.written_by,
    )


def _question_seen(row: Question) -> QuestionSeen:
    return QuestionSeen(
        id=row.id,
        meeting_id=row.meeting_id,
        item_id=row.item_id,
        asker=row.asker,
        text=row.text,
        asked_at=row.asked_at,
        answer=row.answer,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
    )
