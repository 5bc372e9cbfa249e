"""Look at the panel's recommendations with the actions that answer them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.death_recommendations.model import RecommendationRow
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.errors import NotFound
from partnership.access import reach
from partnership.actions import queries as actions
from partnership.actions.queries import ACTIONS
from partnership.agencies import agency_name


@dataclass(frozen=True, kw_only=True, slots=True)
class RecommendationSeen:
    """One recommendation of the panel."""

    id: UUID
    case_id: UUID
    number: int
    text: str
    owner: str
    national: bool
    action_id: UUID | None
    added_at: datetime

    @property
    def owner_name(self) -> str:
        """The agency that owns it, as people say it."""
        return agency_name(self.owner)


def recommendations(
    session: Session, *, case_id: UUID | None = None
) -> Sequence[RecommendationSeen]:
    """The recommendations of a case, or of all; whether they may be read, the caller
    asks.
    """
    query = select(RecommendationRow).order_by(
        RecommendationRow.case_id, RecommendationRow.number
    )
    if case_id is not None:
        query = query.where(RecommendationRow.case_id == case_id)
    return [_seen(row) for row in session.scalars(query)]


def recommendation(session: Session, recommendation_id: UUID) -> RecommendationSeen:
    """One recommendation; raises NotFound."""
    row = session.get(RecommendationRow, recommendation_id)
    if row is None:
        raise NotFound
    return _seen(row)


def references(session: Session, actor: Actor) -> dict[UUID, str]:
    """The references of the actions a person may see, by their ids."""
    seen = reach(session, actor, Action.READ, ACTIONS)
    return {each.id: each.ref for each in actions.everything(session, seen=seen)}


def _seen(row: RecommendationRow) -> RecommendationSeen:
    names = (
        "id", "case_id", "number", "text", "owner", "national", "action_id",
        "added_at",
    )  # fmt: skip
    return RecommendationSeen(**{name: getattr(row, name) for name in names})
