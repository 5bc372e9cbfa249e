"""Follow each recommendation to its actions and impact; list what hangs loose."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from borough.recommendations import queries as recommendations
from borough.recommendations.queries import RecommendationSeen
from borough.reviews import queries as reviews
from borough.reviews.queries import ReviewSeen
from kit.access.service import Reach
from partnership.actions import queries as actions
from partnership.brag.queries import ActionSeen
from partnership.plans.model import Source

# Plans that come from a review; a peer review's plan has a source of its own.
OF_REVIEWS = frozenset({Source.REVIEW, Source.PEER_REVIEW})


@dataclass(frozen=True, kw_only=True, slots=True)
class Strand:
    """One recommendation with its review and those of its actions that are seen.

    ``hidden`` counts actions this person may not open.
    """

    review: ReviewSeen
    recommendation: RecommendationSeen
    actions: Sequence[ActionSeen]
    hidden: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Thread:
    """Every strand, and what hangs loose at either end."""

    strands: Sequence[Strand]
    loose_actions: Sequence[ActionSeen]

    @property
    def without_action(self) -> list[Strand]:
        """Recommendations that were not declined and have no action."""
        return [
            each
            for each in self.strands
            if each.recommendation.wants_action and not each.recommendation.actions
        ]

    @property
    def without_impact(self) -> list[Strand]:
        """Recommendations that were not declined and changed nothing yet."""
        return [
            each
            for each in self.strands
            if each.recommendation.wants_action and not each.recommendation.impact
        ]


def thread(
    session: Session, *, seen: Reach, seen_actions: Reach, ref: str | None = None
) -> Thread:
    """The thread of all reviews a person may open, or of one by its reference.

    An action hangs loose where its plan comes from one of these reviews (the plan
    names the review's reference) and no recommendation is linked to it.
    """
    known = {
        each.id: each
        for each in reviews.reviews(session, seen=seen)
        if ref is None or each.ref == ref
    }
    every = recommendations.recommendations(session)
    found = {each.id: each for each in actions.everything(session, seen=seen_actions)}
    linked = {action_id for each in every for action_id in each.actions}
    refs = {each.ref for each in known.values()}
    return Thread(
        strands=[
            _strand(known[each.review_id], each, found)
            for each in every
            if each.review_id in known
        ],
        loose_actions=[
            each
            for each in found.values()
            if each.plan.source in OF_REVIEWS
            and each.plan.source_record in refs
            and each.id not in linked
        ],
    )


def _strand(
    review: ReviewSeen,
    recommendation: RecommendationSeen,
    found: dict[UUID, ActionSeen],
) -> Strand:
    shown = [found[each] for each in recommendation.actions if each in found]
    return Strand(
        review=review,
        recommendation=recommendation,
        actions=sorted(shown, key=lambda each: each.ref),
        hidden=len(recommendation.actions) - len(shown),
    )
