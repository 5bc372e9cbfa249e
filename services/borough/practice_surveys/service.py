"""Open a survey beside a cycle, and take replies that name nobody."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.practice_surveys.model import (
    WORDS,
    KeyRow,
    ReplyRow,
    SurveyRow,
    check_days,
    check_questions,
)
from borough.self_assessments import queries as assessments
from borough.self_assessments.model import TOOLS
from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Conflict, Invalid, NotFound
from kit.trail import service as trail
from partnership.access import authorise


def open_survey(
    session: Session,
    *,
    cycle_id: UUID,
    questions: Sequence[str],
    opens_on: date,
    closes_on: date,
    by: Actor,
) -> UUID:
    """Open the survey of a cycle, with an address for each agency asked so far.

    Raises NotAllowed, Conflict where there is one, and Invalid naming the field.
    """
    authorise(session, by, Action.CREATE, TOOLS, Scope(record=str(cycle_id)))
    check_questions(questions)
    check_days(opens_on, closes_on)
    if _survey(session, cycle_id) is not None:
        raise Conflict("This cycle has a survey already.")
    row = SurveyRow(
        cycle_id=cycle_id,
        questions=list(questions),
        opens_on=opens_on,
        closes_on=closes_on,
    )
    session.add(row)
    session.flush()
    trail.record(session, act="survey.opened", resource=TOOLS, record=row.id)
    give_addresses(session, cycle_id=cycle_id, by=by)
    return row.id


def give_addresses(session: Session, *, cycle_id: UUID, by: Actor) -> int:
    """Give an address to each agency of the cycle that has none; returns how many.

    Raises NotAllowed and NotFound.
    """
    authorise(session, by, Action.UPDATE, TOOLS, Scope(record=str(cycle_id)))
    found = _survey(session, cycle_id)
    if found is None:
        raise NotFound
    keys = select(KeyRow.return_id).where(KeyRow.survey_id == found.id)
    known = set(session.scalars(keys))
    asked = assessments.returns(session, cycle_id=cycle_id)
    new = [each for each in asked if each.id not in known]
    session.add_all(KeyRow(survey_id=found.id, return_id=each.id) for each in new)
    session.flush()
    if new:
        trail.record(
            session,
            act="survey.addressed",
            resource=TOOLS,
            record=found.id,
            detail={"count": len(new)},
        )
    return len(new)


def reply(session: Session, *, key: UUID, answers: Sequence[str]) -> None:
    """Take one reply: a word for each question, in their order.

    Raises NotFound, SurveyClosed, and Invalid naming the first question without a
    word.
    """
    found = select(SurveyRow).join(KeyRow).where(KeyRow.key == key)
    row = session.scalars(found).first()
    if row is None:
        raise NotFound
    row.must_take(clock.today())
    for place in range(len(row.questions)):
        if place >= len(answers) or answers[place] not in WORDS:
            fault = f"Choose an answer to question {place + 1}"
            raise Invalid(fault, fields={f"q{place + 1}": fault})
    session.add(ReplyRow(key=key, answers=list(answers[: len(row.questions)])))
    session.flush()
    trail.record(session, act="survey.replied", resource=TOOLS, record=row.id)


def _survey(session: Session, cycle_id: UUID) -> SurveyRow | None:
    found = select(SurveyRow).where(SurveyRow.cycle_id == cycle_id)
    return session.scalars(found).first()
