"""The review meetings of a case, their draft for the panel, and the family's part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.death_meetings.model import (
    Draft,
    FamilyRow,
    KeyWorker,
    MeetingRow,
    QuestionRow,
)
from borough.deaths import queries as cases
from borough.professionals.model import Part
from kit import clock
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.vault.service import Vault


@dataclass(frozen=True, kw_only=True, slots=True)
class MeetingSeen:
    """One meeting; ``attendees`` came, by profession."""

    id: UUID
    planned_at: datetime
    held_at: datetime | None
    attendees: Sequence[Part]
    notes: str
    draft: Draft
    handed_on_at: datetime | None
    post: str
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionSeen:
    """One question of the family; ``told_on`` is when they heard the answer."""

    id: UUID
    question: str
    answer: str
    asked_at: datetime
    told_on: date | None
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """A meeting whose day has come and of which nothing is written down."""

    case_id: UUID
    code: str
    planned_at: datetime


def meetings(session: Session, case_id: UUID) -> Sequence[MeetingSeen]:
    """The meetings of a case, the first first. Who may open it, the caller asks.

    Raises VaultClosed, CannotUnlock and KeyDestroyed.
    """
    vault = Vault(session)
    rows = session.scalars(
        select(MeetingRow)
        .where(MeetingRow.case_id == case_id)
        .order_by(MeetingRow.planned_at, MeetingRow.id)
    )
    return [_seen(vault, row) for row in rows]


def meeting(session: Session, case_id: UUID, meeting_id: UUID) -> MeetingSeen:
    """One meeting of a case; raises NotFound, and as ``meetings`` does."""
    row = session.get(MeetingRow, meeting_id)
    if row is None or row.case_id != case_id:
        raise NotFound
    return _seen(Vault(session), row)


def draft(session: Session, case_id: UUID) -> Draft | None:
    """The draft last handed on to the panel; None before any is. Read as above."""
    row = session.scalar(
        select(MeetingRow)
        .where(MeetingRow.case_id == case_id, MeetingRow.handed_on_at.is_not(None))
        .order_by(MeetingRow.handed_on_at.desc())
        .limit(1)
    )
    return Draft.read(Vault(session).get(row, "draft")) if row else None


def key_worker(session: Session, case_id: UUID) -> tuple[KeyWorker | None, int]:
    """Who the family can turn to, and the version; 0 before anybody. Read as above."""
    row = session.scalar(select(FamilyRow).where(FamilyRow.case_id == case_id))
    if row is None:
        return None, 0
    return KeyWorker(**Vault(session).get(row, "key_worker")), row.version


def questions(session: Session, case_id: UUID) -> Sequence[QuestionSeen]:
    """What the family asked, the first first. Read as above."""
    vault = Vault(session)
    rows = session.scalars(
        select(QuestionRow)
        .where(QuestionRow.case_id == case_id)
        .order_by(QuestionRow.asked_at, QuestionRow.id)
    )
    return [_question(vault, row) for row in rows]


def question(session: Session, case_id: UUID, question_id: UUID) -> QuestionSeen:
    """One question of a case's family; raises NotFound, and as ``meetings`` does."""
    row = session.get(QuestionRow, question_id)
    if row is None or row.case_id != case_id:
        raise NotFound
    return _question(Vault(session), row)


def not_written_down(session: Session, actor: Actor) -> Sequence[Waiting]:
    """Meetings whose moment has passed, in the cases open to this person."""
    codes = {each.id: each.code for each in cases.cases(session, actor)}
    rows = session.execute(
        select(MeetingRow.case_id, MeetingRow.planned_at)
        .where(
            MeetingRow.case_id.in_(codes),
            MeetingRow.held_at.is_(None),
            MeetingRow.planned_at < clock.now(),
        )
        .order_by(MeetingRow.planned_at)
    )
    return [
        Waiting(case_id=case_id, code=codes[case_id], planned_at=at)
        for case_id, at in rows
    ]


def _seen(vault: Vault, row: MeetingRow) -> MeetingSeen:
    return MeetingSeen(
        id=row.id,
        planned_at=row.planned_at,
        held_at=row.held_at,
        attendees=[Part(each) for each in row.attendees],
        notes=str(vault.get(row, "notes") or ""),
        draft=Draft.read(vault.get(row, "draft")),
        handed_on_at=row.handed_on_at,
        post=row.post,
        version=row.version,
    )


def _question(vault: Vault, row: QuestionRow) -> QuestionSeen:
    return QuestionSeen(
        id=row.id,
        question=str(vault.get(row, "question") or ""),
        answer=str(vault.get(row, "answer") or ""),
        asked_at=row.asked_at,
        told_on=row.told_on,
        version=row.version,
    )
