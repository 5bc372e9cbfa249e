"""Add recommendations, answer them, link them to actions and note their impact."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from borough.recommendations.model import Answer, LinkRow, RecommendationRow
from borough.reviews.model import DRAFT
from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Conflict, NotFound
from kit.trail import service as trail
from partnership.access import authorise


def add(session: Session, *, review_id: UUID, text: str, owner: str, by: Actor) -> UUID:
    """Add a recommendation to a review, under the next number; raises NotAllowed."""
    _authorise(session, review_id, by)
    last = select(func.max(RecommendationRow.number)).where(
        RecommendationRow.review_id == review_id
    )
    row = RecommendationRow(
        id=clock.new_id(),
        review_id=review_id,
        number=(session.scalar(last) or 0) + 1,
        text=text.strip(),
        owner=owner,
        answer=Answer.WAITING,
    )
    session.add(row)
    _note(session, row, "recommendation.added")
    return row.id


def answer(
    session: Session,
    *,
    recommendation_id: UUID,
    seen: int,
    answer: Answer,
    reason: str,
    on: date | None = None,
    by: Actor,
) -> None:
    """Accept or decline a recommendation.

    Raises NotFound, Invalid without a reason where one is needed, and
    RecommendationChanged.
    """
    row = _row(session, recommendation_id, by)
    row.must_be(seen)
    row.say(answer, reason=reason, on=on or clock.today())
    _note(session, row, "recommendation.answered")


def link(
    session: Session, *, recommendation_id: UUID, action_id: UUID, by: Actor
) -> None:
    """Say that an action serves a recommendation; the caller knows the action.

    Raises NotFound, and Conflict where it is linked already.
    """
    row = _row(session, recommendation_id, by)
    if session.get(LinkRow, (row.id, action_id)) is not None:
        raise Conflict("This action is linked to this recommendation already.")
    session.add(LinkRow(recommendation_id=row.id, action_id=action_id))
    _note(session, row, "recommendation.linked")


def note_impact(
    session: Session,
    *,
    recommendation_id: UUID,
    seen: int,
    impact: str,
    on: date,
    by: Actor,
    indicator: str | None = None,
) -> None:
    """Note what changed for children; raises NotFound and RecommendationChanged."""
    row = _row(session, recommendation_id, by)
    row.must_be(seen)
    row.note_impact(impact, on=on, indicator=indicator)
    _note(session, row, "recommendation.impact")


def _row(session: Session, recommendation_id: UUID, by: Actor) -> RecommendationRow:
    row = session.get(RecommendationRow, recommendation_id, with_for_update=True)
    if row is None:
        raise NotFound
    _authorise(session, row.review_id, by)
    return row


def _authorise(session: Session, review_id: UUID, by: Actor) -> None:
    authorise(session, by, Action.UPDATE, DRAFT, Scope(record=str(review_id)))


def _note(session: Session, row: RecommendationRow, act: str) -> None:
    session.flush()
    trail.record(session, act=act, resource=DRAFT, record=row.id)
