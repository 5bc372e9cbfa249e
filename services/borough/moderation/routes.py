"""Pages of moderation: scores in counts, own beside moderated, gaps and actions."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.agency_answers.model import SCORE_WORDS, SCORES
from borough.moderation import queries, schemas, service
from borough.moderation.model import ScoreChanged
from borough.moderation.queries import Compared
from borough.self_assessments import queries as assessments
from borough.self_assessments.model import RETURNS, TOOLS
from borough.self_assessments.queries import CycleSeen
from borough.self_assessments.routes import WITHIN, crumbs_of
from borough.self_assessments.routes import one as cycle_of
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.data_classes import DataClass
from kit.errors import NotFound
from kit.web import door, exports
from partnership.access import reach
from partnership.asking.routes import Box, Page, asked
from partnership.plans import queries as plans

pages = Blueprint("moderation", __name__, url_prefix="/moderation")

FOLDER = "moderation/templates"


@pages.get("/<uuid:cycle_id>")
@needs(RETURNS, Action.READ, within=WITHIN)
def show(cycle_id: UUID) -> ResponseReturnValue:
    cycle, lines = _looked(cycle_id)
    return render_template(
        f"{FOLDER}/show.html",
        cycle=cycle,
        spreads=queries.spreads(lines, cycle.questions),
        variances=[each for each in lines if each.is_variance],
        gaps=[each for each in lines if each.is_gap],
        lines=lines,
        scores=SCORES,
    )


@pages.get("/<uuid:cycle_id>/scores.csv")
@needs(RETURNS, Action.READ, within=WITHIN)
def scores_csv(cycle_id: UUID) -> ResponseReturnValue:
    cycle, lines = _looked(cycle_id)
    words = [f"Score {n}" for n in SCORES]
    header = ["Number", "Question", "Whose", *words, "n", "Does not apply", "None"]
    rows: list[tuple[exports.Cell, ...]] = [
        (
            each.question.id, each.question.text, whose, *spread.counts, spread.n,
            spread.not_applicable, spread.unanswered,
        )
        for each in queries.spreads(lines, cycle.questions)
        for whose, spread in (("own", each.own), ("moderated", each.moderated))
    ]  # fmt: skip
    return exports.csv("self-assessment-scores", header, rows)


@pages.get("/<uuid:cycle_id>/compared.csv")
@needs(RETURNS, Action.READ, within=WITHIN)
def compared_csv(cycle_id: UUID) -> ResponseReturnValue:
    _, lines = _looked(cycle_id)
    header = [
        "Agency", "Number", "Question", "Own score", "Moderated score", "Difference",
        "Rationale", "Moderator", "Gap", "Actions",
    ]  # fmt: skip
    rows = [
        (
            e.found.name, e.question.id, e.question.text, e.own_word,
            e.moderated.score if e.moderated else None, e.difference,
            e.moderated.rationale if e.moderated else None,
            e.moderated.post if e.moderated else None,
            "yes" if e.is_gap else "no", len(e.actions),
        )
        for e in lines
    ]  # fmt: skip
    return exports.csv(
        "self-assessment-moderation", header, rows, holds=DataClass.PERSONAL
    )


def _looked(cycle_id: UUID) -> tuple[CycleSeen, list[Compared]]:
    with door.reading() as session:
        cycle = cycle_of(session, cycle_id)
        seen = reach(session, door.actor(), Action.READ, RETURNS)
        found = assessments.returns(session, seen=seen, cycle_id=cycle_id)
        return cycle, queries.compared(session, found, cycle.questions)


@pages.route("/<uuid:return_id>/<item>/score", methods=["GET", "POST"])
@needs(TOOLS, Action.UPDATE)
def moderate(return_id: UUID, item: str) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        return _score_page(session, _one(session, return_id, item))

    def moderated(session: Session, given: dict[str, Any]) -> None:
        service.moderate(
            session, return_id=return_id, question=item, by=door.actor(), **given
        )

    said = "The moderated score stands beside the agency's own."
    return asked(
        look, schemas.Moderated(), moderated, stale=ScoreChanged, said=said,
        to=_back(return_id),
    )  # fmt: skip


def _score_page(session: Session, found: Compared) -> Page:
    last = found.moderated
    return Page(
        title=f"Moderate {found.question.id} of {found.found.name}",
        crumbs=_crumbs(session, found),
        intro=f"{found.question.text} The agency's own score: {found.own_word}. "
        f"{found.own.narrative if found.own else ''}",
        boxes=_score_boxes(found),
        button="Save",
        values={
            "score": last.score if last else "",
            "rationale": last.rationale if last else "",
            "post": last.post if last else "",
        },
        seen=last.version if last else 0,
        now=[
            ("Moderated score", last.score if last else None),
            ("Rationale", last.rationale if last else None),
        ],
    )


def _score_boxes(found: Compared) -> list[Box]:
    return [
        Box(
            kind="radios", name="score", label="Moderated score",
            choices=[(str(n), f"{n}: {SCORE_WORDS[n]}") for n in SCORES],
            hints={str(n): found.question.score_words(n) for n in SCORES},
        ),
        Box(
            kind="area", name="rationale", label="Rationale",
            hint="What sets it apart from the agency's own score, or confirms that.",
        ),
        Box(kind="text", name="post", label="Moderator", hint="A post, never a name"),
    ]  # fmt: skip


@pages.route("/<uuid:return_id>/<item>/action", methods=["GET", "POST"])
@needs(TOOLS, Action.UPDATE)
def act_on(return_id: UUID, item: str) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        found = _one(session, return_id, item)
        return Page(
            title=f"An action for {found.found.name}",
            crumbs=_crumbs(session, found),
            intro=f"The gap: {found.question.text}",
            boxes=_action_boxes(session),
            button="Add the action",
        )

    def acted(session: Session, given: dict[str, Any]) -> None:
        service.act_on(
            session, return_id=return_id, question=item, by=door.actor(), **given
        )

    return asked(
        look, schemas.ActedOn(), acted, stale=ScoreChanged,
        said="The action is in the plan.", to=_back(return_id),
    )  # fmt: skip


def _action_boxes(session: Session) -> list[Box]:
    known = [
        (str(each.id), f"{each.ref} {each.title}") for each in plans.plans(session)
    ]
    return [
        Box(kind="select", name="plan_id", label="Plan", choices=known),
        Box(kind="text", name="title", label="What is to be done"),
        Box(
            kind="text", name="owner_post", label="Post that owns it",
            hint="Of the agency. Never a name.",
        ),
        Box(kind="day", name="due", label="Due on"),
    ]  # fmt: skip


def _one(session: Session, return_id: UUID, item: str) -> Compared:
    found = queries.one(session, return_id, item)
    if found is None:
        raise NotFound
    return found


def _back(return_id: UUID) -> str:
    with door.reading() as session:
        cycle_id = assessments.the_return(session, return_id).cycle_id
    return url_for("moderation.show", cycle_id=cycle_id)


def _crumbs(session: Session, found: Compared) -> list[tuple[str, str]]:
    cycle = assessments.cycle(session, found.found.cycle_id)
    here = url_for("moderation.show", cycle_id=cycle.id)
    return [*crumbs_of(cycle), ("Moderation", here)]
