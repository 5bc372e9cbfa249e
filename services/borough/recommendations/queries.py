"""Look at recommendations with their actions, and at those that have none."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.recommendations.model import (
    ANSWER_WORDS,
    Answer,
    LinkRow,
    RecommendationRow,
)
from kit.errors import NotFound
from partnership.agencies import agency_name


@dataclass(frozen=True, kw_only=True, slots=True)
class RecommendationSeen:
    """One recommendation and the ids of its actions."""

    id: UUID
    review_id: UUID
    number: int
    text: str
    owner: str
    answer: Answer
    reason: str
    answered_on: date | None
    indicator: str | None
    impact: str
    impact_on: date | None
    version: int
    actions: frozenset[UUID]

    @property
    def answer_word(self) -> str:
        """What the partnership says to it, as people say it."""
        return ANSWER_WORDS[self.answer]

    @property
    def owner_name(self) -> str:
        """The agency that owns it, as people say it."""
        return agency_name(self.owner)

    @property
    def wants_action(self) -> bool:
        """Whether somebody must act on it: all but those that were declined."""
        return self.answer is not Answer.DECLINED


def recommendations(
    session: Session, *, review_id: UUID | None = None
) -> Sequence[RecommendationSeen]:
    """The recommendations of a review, or of all; two queries whatever their number."""
    query = select(RecommendationRow).order_by(
        RecommendationRow.review_id, RecommendationRow.number
    )
    if review_id is not None:
        query = query.where(RecommendationRow.review_id == review_id)
    linked = _links(session)
    return [_seen(row, linked) for row in session.scalars(query)]


def recommendation(session: Session, recommendation_id: UUID) -> RecommendationSeen:
    """One recommendation; raises NotFound."""
    row = session.get(RecommendationRow, recommendation_id)
    if row is None:
        raise NotFound
    return _seen(row, _links(session))


def without_action(
    session: Session, *, review_id: UUID | None = None
) -> Sequence[RecommendationSeen]:
    """Those that were not declined and have no action."""
    found = recommendations(session, review_id=review_id)
    return [each for each in found if each.wants_action and not each.actions]


def _links(session: Session) -> Mapping[UUID, frozenset[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    pairs = select(LinkRow.recommendation_id, LinkRow.action_id)
    for recommendation_id, action_id in session.execute(pairs):
        found[recommendation_id].add(action_id)
    return {key: frozenset(ids) for key, ids in found.items()}


def _seen(
    row: RecommendationRow, linked: Mapping[UUID, frozenset[UUID]]
) -> RecommendationSeen:
    names = (
        "id", "review_id", "number", "text", "owner", "answer", "reason",
        "answered_on", "indicator", "impact", "impact_on", "version",
    )  # fmt: skip
    return RecommendationSeen(
        actions=linked.get(row.id, frozenset()),
        **{name: getattr(row, name) for name in names},
    )
