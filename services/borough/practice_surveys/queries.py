"""Look at surveys, at the address of each agency, and at counts once one is closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.practice_surveys.model import (
    WORDS,
    KeyRow,
    Numbers,
    ReplyRow,
    SurveyRow,
    controlled,
)
from borough.self_assessments.queries import ReturnSeen
from kit import clock
from kit.errors import NotFound


@dataclass(frozen=True, kw_only=True, slots=True)
class SurveySeen:
    """The survey of a cycle."""

    id: UUID
    cycle_id: UUID
    questions: Sequence[str]
    opens_on: date
    closes_on: date

    @property
    def is_open(self) -> bool:
        """Whether it takes replies today."""
        return self.opens_on <= clock.today() <= self.closes_on

    @property
    def is_closed(self) -> bool:
        """Whether its last day is over, so that it may be counted."""
        return self.closes_on < clock.today()


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """What an agency's practitioners said, small counts hidden; ``n`` replied."""

    found: ReturnSeen
    rows: Sequence[Numbers]
    n: int | None


def survey(session: Session, cycle_id: UUID) -> SurveySeen | None:
    """The survey of a cycle, where there is one."""
    found = select(SurveyRow).where(SurveyRow.cycle_id == cycle_id)
    row = session.scalars(found).first()
    return _seen(row) if row else None


def by_key(session: Session, key: UUID) -> SurveySeen:
    """The survey behind an address; raises NotFound."""
    found = select(SurveyRow).join(KeyRow).where(KeyRow.key == key)
    row = session.scalars(found).first()
    if row is None:
        raise NotFound
    return _seen(row)


def keys(session: Session, survey_id: UUID) -> Mapping[UUID, UUID]:
    """The key of each return's address."""
    found = select(KeyRow.return_id, KeyRow.key).where(KeyRow.survey_id == survey_id)
    return {row.return_id: row.key for row in session.execute(found)}


def counted(
    session: Session, seen: SurveySeen, found: Sequence[ReturnSeen]
) -> list[Counted]:
    """What practitioners of these agencies said; nothing while the survey runs."""
    if not seen.is_closed:
        return []
    query = (
        select(KeyRow.return_id, ReplyRow.answers)
        .join(ReplyRow, ReplyRow.key == KeyRow.key)
        .where(KeyRow.survey_id == seen.id)
    )
    replies: dict[UUID, list[list[str]]] = {each.id: [] for each in found}
    for return_id, said in session.execute(query):
        if return_id in replies:
            replies[return_id].append(said)
    lines = []
    for each in found:
        counts = [
            {word: sum(r[place] == word for r in replies[each.id]) for word in WORDS}
            for place in range(len(seen.questions))
        ]
        rows, n = controlled(counts)
        lines.append(Counted(found=each, rows=rows, n=n))
    return lines


def _seen(row: SurveyRow) -> SurveySeen:
    return SurveySeen(
        id=row.id,
        cycle_id=row.cycle_id,
        questions=tuple(row.questions),
        opens_on=row.opens_on,
        closes_on=row.closes_on,
    )
