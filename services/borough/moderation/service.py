"""Moderate scores, and turn gaps into actions of a plan."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.agency_answers import queries as answers
from borough.agency_answers.model import Said
from borough.moderation.model import GapRow, ScoreChanged, ScoreRow, is_gap
from borough.self_assessments import queries as assessments
from borough.self_assessments.model import RETURNS, TOOLS, State
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Conflict
from kit.trail import service as trail
from partnership.access import authorise
from partnership.actions import service as actions


def moderate(
    session: Session,
    *,
    return_id: UUID,
    question: str,
    seen: int,
    score: int,
    rationale: str,
    post: str,
    by: Actor,
) -> None:
    """Note the panel's score of an answer; ``seen`` is the last version, 0 for none.

    Raises NotFound, NotAllowed, ScoreChanged, Conflict while the answer has not come,
    and Invalid naming ``score``.
    """
    authorise(session, by, Action.UPDATE, TOOLS, Scope(record=str(return_id)))
    _own(session, return_id, question)
    last = _moderated(session, return_id, question)
    if (last.version if last else 0) != seen:
        raise ScoreChanged
    row = ScoreRow(
        return_id=return_id,
        question=question,
        version=seen + 1,
        round=assessments.the_return(session, return_id).number,
        score=score,
        rationale=rationale,
        post=post,
        written_by=by.user_id,
    )
    row.check()
    session.add(row)
    session.flush()
    _note(session, "answer.moderated", return_id, row.version)


def act_on(
    session: Session,
    *,
    return_id: UUID,
    question: str,
    plan_id: UUID,
    title: str,
    owner_post: str,
    due: date,
    by: Actor,
) -> UUID:
    """Make an action of a plan from a gap; the agency of the return owns it.

    Returns the action's id. Raises NotFound, NotAllowed, Conflict where there is no
    gap, and what a plan raises for a new action.
    """
    authorise(session, by, Action.UPDATE, TOOLS, Scope(record=str(return_id)))
    own = _own(session, return_id, question)
    last = _moderated(session, return_id, question)
    if not is_gap(own.score if own else None, last.score if last else None):
        raise Conflict("This answer shows no gap.")
    agency = assessments.the_return(session, return_id).agency
    action_id = actions.add_action(
        session,
        plan_id=plan_id,
        title=title,
        owner_post=owner_post,
        agency=agency,
        due=due,
        forecast=due,
        by=by,
    )
    session.add(GapRow(return_id=return_id, question=question, action_id=action_id))
    session.flush()
    _note(session, "gap.acted-on", return_id, 0)
    return action_id


def _own(session: Session, return_id: UUID, question: str) -> Said | None:
    """What the agency returned to a question, here or where it signed a copy."""
    if assessments.the_return(session, return_id).state is not State.RETURNED:
        raise Conflict("This self-assessment has not been returned.")
    _, line = answers.line(session, return_id, question)
    return line.copied or (line.answer.said if line.answer else None)


def _moderated(session: Session, return_id: UUID, question: str) -> ScoreRow | None:
    found = select(ScoreRow).where(
        ScoreRow.return_id == return_id, ScoreRow.question == question
    )
    return session.scalars(found.order_by(ScoreRow.version.desc()).limit(1)).first()


def _note(session: Session, act: str, return_id: UUID, version: int) -> None:
    trail.record(
        session,
        act=act,
        resource=RETURNS,
        record=return_id,
        detail={"version": version},
    )
