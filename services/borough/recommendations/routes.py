"""Pages of recommendations: one review's, what is said to them, actions and impact."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy.orm import Session

from borough.recommendations import queries, schemas, service
from borough.recommendations.model import ANSWER_WORDS, Answer, RecommendationChanged
from borough.recommendations.queries import RecommendationSeen
from borough.reviews.model import DRAFT
from borough.reviews.queries import ReviewSeen
from borough.reviews.routes import NAMED, crumbs, one
from kit import clock
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.errors import Invalid
from kit.web import door, exports
from partnership.access import reach
from partnership.actions import queries as actions
from partnership.agencies import AGENCIES
from partnership.asking.routes import Box, Page, asked
from partnership.figures import queries as figures

pages = Blueprint("recommendations", __name__, url_prefix="/recommendations")


@pages.get("/of/<uuid:review_id>")
@needs(DRAFT, Action.READ, within=NAMED)
def index(review_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        review = one(session, review_id)
        found = queries.recommendations(session, review_id=review_id)
    return render_template(
        "recommendations/templates/list.html", review=review, recommendations=found
    )


@pages.get("/of/<uuid:review_id>/recommendations.csv")
@needs(DRAFT, Action.READ, within=NAMED)
def as_csv(review_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        review = one(session, review_id)
        found = queries.recommendations(session, review_id=review_id)
    header = [
        "Review", "Number", "Recommendation", "For", "Answer", "Reason", "Answered",
        "Actions", "Indicator", "Impact", "Seen on",
    ]  # fmt: skip
    rows = [
        (
            review.ref, e.number, e.text, e.owner_name, e.answer_word, e.reason,
            e.answered_on, len(e.actions), e.indicator, e.impact, e.impact_on,
        )
        for e in found
    ]  # fmt: skip
    return exports.csv(f"{review.ref}-recommendations", header, rows)


@pages.route("/of/<uuid:review_id>/new", methods=["GET", "POST"])
@needs(DRAFT, Action.UPDATE)
def add(review_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        return Page(
            title="Add a recommendation",
            crumbs=_crumbs(one(session, review_id)),
            boxes=[
                Box(
                    kind="area", name="text", label="Recommendation",
                    hint="What should be different, for whom, and by when.",
                ),
                Box(
                    kind="select", name="owner", label="Agency it is for",
                    choices=list(AGENCIES.items()),
                ),
            ],
            button="Add it",
        )  # fmt: skip

    def added(session: Session, given: dict[str, Any]) -> None:
        service.add(session, review_id=review_id, by=door.actor(), **given)

    return asked(
        look,
        schemas.Added(),
        added,
        stale=RecommendationChanged,
        said="The recommendation is added.",
        to=url_for("recommendations.index", review_id=review_id),
    )


@pages.route("/<uuid:recommendation_id>/answer", methods=["GET", "POST"])
@needs(DRAFT, Action.UPDATE)
def answer(recommendation_id: UUID) -> ResponseReturnValue:
    choices = [(a.value, w) for a, w in ANSWER_WORDS.items() if a != Answer.WAITING]

    def look(found: RecommendationSeen, review: ReviewSeen, _: Session) -> Page:
        return Page(
            title=f"Answer recommendation {found.number}",
            crumbs=_crumbs(review),
            intro=found.text,
            boxes=[
                Box(kind="radios", name="answer", label="Answer", choices=choices),
                Box(
                    kind="area", name="reason", label="Reason",
                    hint="Needed unless it is accepted as a whole.",
                ),
            ],
            button="Save",
            values={"answer": found.answer.value, "reason": found.reason},
            seen=found.version,
            now=[("Answer", found.answer_word), ("Reason", found.reason)],
        )  # fmt: skip

    def answered(session: Session, given: dict[str, Any]) -> None:
        by = door.actor()
        service.answer(session, recommendation_id=recommendation_id, by=by, **given)

    return _asked(recommendation_id, look, schemas.Answered(), answered)


@pages.route("/<uuid:recommendation_id>/link", methods=["GET", "POST"])
@needs(DRAFT, Action.UPDATE)
def link(recommendation_id: UUID) -> ResponseReturnValue:
    def look(found: RecommendationSeen, review: ReviewSeen, _: Session) -> Page:
        return Page(
            title=f"Link an action to recommendation {found.number}",
            crumbs=_crumbs(review),
            intro=found.text,
            boxes=[
                Box(
                    kind="text", name="ref", label="Reference of the action",
                    hint="Such as HAV-CRG-001. An action can serve several "
                    "recommendations, and a recommendation can have several actions.",
                )
            ],
            button="Link it",
        )  # fmt: skip

    def linked(session: Session, given: dict[str, Any]) -> None:
        action_id = _action_id(session, given["ref"])
        service.link(
            session,
            recommendation_id=recommendation_id,
            action_id=action_id,
            by=door.actor(),
        )

    return _asked(recommendation_id, look, schemas.Linked(), linked)


@pages.route("/<uuid:recommendation_id>/impact", methods=["GET", "POST"])
@needs(DRAFT, Action.UPDATE)
def impact(recommendation_id: UUID) -> ResponseReturnValue:
    def look(found: RecommendationSeen, review: ReviewSeen, session: Session) -> Page:
        return Page(
            title=f"What recommendation {found.number} changed",
            crumbs=_crumbs(review),
            intro=found.text,
            boxes=_impact_boxes(session),
            button="Save",
            values={
                "impact": found.impact,
                "on": found.impact_on or clock.today(),
                "indicator": found.indicator or "",
            },
            seen=found.version,
            now=[("What changed", found.impact), ("Indicator", found.indicator)],
        )

    def noted(session: Session, given: dict[str, Any]) -> None:
        by = door.actor()
        service.note_impact(
            session, recommendation_id=recommendation_id, by=by, **given
        )

    return _asked(recommendation_id, look, schemas.Impact(), noted)


def _impact_boxes(session: Session) -> list[Box]:
    known = [(each.id, each.title) for each in figures.indicators(session)]
    return [
        Box(
            kind="area", name="impact", label="What changed for children",
            hint="And how it is known: a re-audit, a survey, a figure.",
        ),
        Box(kind="day", name="on", label="Day it was seen"),
        Box(
            kind="select", name="indicator", label="Indicator that shows it",
            hint="May be left empty", choices=known,
        ),
    ]  # fmt: skip


def _asked(
    recommendation_id: UUID,
    look: Callable[[RecommendationSeen, ReviewSeen, Session], Page],
    schema: Schema,
    verb: Callable[[Session, dict[str, Any]], None],
) -> ResponseReturnValue:
    with door.reading() as session:
        review_id = queries.recommendation(session, recommendation_id).review_id

    def looked(session: Session) -> Page:
        review = one(session, review_id)
        return look(queries.recommendation(session, recommendation_id), review, session)

    return asked(
        looked,
        schema,
        verb,
        stale=RecommendationChanged,
        said="It is saved.",
        to=url_for("recommendations.index", review_id=review_id),
    )


def _action_id(session: Session, ref: str) -> UUID:
    """The id of an action this person may see; raises Invalid."""
    seen = reach(session, door.actor(), Action.READ, actions.ACTIONS)
    wanted = ref.strip().upper()
    for each in actions.everything(session, seen=seen):
        if each.ref == wanted:
            return each.id
    fault = "There is no action of this reference"
    raise Invalid(fault, fields={"ref": fault})


def _crumbs(review: ReviewSeen) -> list[tuple[str, str]]:
    here = url_for("recommendations.index", review_id=review.id)
    return [*crumbs(review), ("Recommendations", here)]
