"""Write what the panel recommends, and put it into the one action log.

A recommendation leaves the case: the assistant reads it first, and what still tells
somebody is refused.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from borough.death_recommendations.model import RecommendationRow
from borough.deaths import queries as cases
from borough.deaths.model import CASE, CaseClosed
from borough.pack_words.queries import known_of
from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.errors import Invalid, NotFound
from kit.trail import service as trail
from partnership.actions import service as actions
from partnership.redaction.assistant import marks


def add(
    session: Session,
    *,
    case_id: UUID,
    text: str,
    owner: str,
    national: bool = False,
    by: Actor,
) -> UUID:
    """Write a recommendation, under the next number of its case.

    Raises NotFound, NotAllowed, CaseClosed, and Invalid where its words tell somebody.
    """
    _open(session, case_id, by)
    _tells_nobody(session, case_id, text, "text")
    last = select(func.max(RecommendationRow.number)).where(
        RecommendationRow.case_id == case_id
    )
    row = RecommendationRow(
        id=clock.new_id(),
        case_id=case_id,
        number=(session.scalar(last) or 0) + 1,
        text=text.strip(),
        owner=owner,
        national=national,
    )
    session.add(row)
    _note(session, row, "recommendation.added")
    return row.id


def act(
    session: Session,
    *,
    recommendation_id: UUID,
    plan_id: UUID,
    title: str,
    owner_post: str,
    due: date | None = None,
    by: Actor,
) -> UUID:
    """Put an action for it into a plan of the action log; returns the action's id.

    Raises NotFound, NotAllowed, CaseClosed, HasAction, Invalid where its title tells
    somebody, and whatever adding an action raises.
    """
    row = session.get(RecommendationRow, recommendation_id, with_for_update=True)
    _open(session, row.case_id if row else recommendation_id, by)
    if row is None:
        raise NotFound
    _tells_nobody(session, row.case_id, title, "title")
    action_id = actions.add_action(
        session,
        plan_id=plan_id,
        title=title,
        owner_post=owner_post,
        agency=row.owner,
        due=due,
        by=by,
    )
    row.answer(action_id)
    _note(session, row, "recommendation.linked")
    return action_id


def _tells_nobody(session: Session, case_id: UUID, text: str, field: str) -> None:
    """Raise Invalid, which repeats no word, where a text tells somebody of a case."""
    found = marks(text, known_of(session, case_id))
    if found:
        kinds = ", ".join(dict.fromkeys(mark.kind.value for mark in found))
        fault = f"It leaves the case and must tell nobody: take out {kinds}"
        raise Invalid(fault, fields={field: fault})


def _open(session: Session, case_id: UUID, by: Actor) -> None:
    if not cases.known(session, by, case_id, Action.UPDATE).is_open:
        raise CaseClosed


def _note(session: Session, row: RecommendationRow, act: str) -> None:
    session.flush()
    trail.record(session, act=act, resource=CASE, record=row.case_id)
