"""Pages on which a recommendation is written and put into the action log."""

from typing import Any
from uuid import UUID

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy.orm import Session

from borough.death_recommendations import queries, schemas, service
from borough.death_recommendations.model import HasAction
from borough.deaths.model import CASE
from borough.deaths.routes import NAMED, crumbs, one, opened
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.errors import NotFound
from kit.web import door
from partnership.agencies import AGENCIES
from partnership.asking.routes import Box, Look, Page, Verb, asked
from partnership.plans import queries as plans

pages = Blueprint("death_recommendations", __name__, url_prefix="/deaths")


@pages.route("/<uuid:case_id>/recommendations/new", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def add(case_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        return Page(
            title="A recommendation",
            crumbs=_crumbs(session, case_id),
            intro="It leaves the case: others act on it. Name nobody, no place and no "
            "day. What still tells somebody is refused.",
            boxes=[
                Box(
                    kind="area", name="text", label="Recommendation",
                    hint="What should be different, for which children, and by when",
                ),
                Box(
                    kind="select", name="owner", label="Agency it is for",
                    choices=list(AGENCIES.items()),
                ),
                Box(
                    kind="checks", name="national", label="National",
                    choices=[("yes", "It asks something of a national body")],
                ),
            ],
            button="Add it",
        )  # fmt: skip

    def added(session: Session, given: dict[str, Any]) -> None:
        service.add(session, case_id=case_id, by=door.actor(), **given)

    return _asked(case_id, look, schemas.Added(), added, "It is added.")


@pages.route(
    "/<uuid:case_id>/recommendations/<uuid:recommendation_id>/action",
    methods=["GET", "POST"],
)
@needs(CASE, Action.UPDATE, within=NAMED)
def act(case_id: UUID, recommendation_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        here = _crumbs(session, case_id)
        found = queries.recommendation(session, recommendation_id)
        if found.case_id != case_id:
            raise NotFound
        return Page(
            title=f"An action for recommendation {found.number}",
            crumbs=here,
            intro=found.text,
            boxes=_boxes(session),
            button="Put it into the action log",
        )

    def acted(session: Session, given: dict[str, Any]) -> None:
        service.act(
            session, recommendation_id=recommendation_id, by=door.actor(), **given
        )

    said = "It is in the action log, where everybody sees how it goes."
    return _asked(case_id, look, schemas.Acted(), acted, said)


def _boxes(session: Session) -> list[Box]:
    open_plans = [each for each in plans.plans(session) if each.closed_on is None]
    return [
        Box(
            kind="select", name="plan_id", label="Plan",
            choices=[(str(each.id), f"{each.ref} {each.title}") for each in open_plans],
        ),
        Box(kind="area", name="title", label="Action", hint="Name nobody", rows=2),
        Box(kind="text", name="owner_post", label="Post that owns it"),
        Box(kind="day", name="due", label="Day it is due"),
    ]  # fmt: skip


def _crumbs(session: Session, case_id: UUID) -> list[tuple[str, str]]:
    here = url_for("death_analysis.show", case_id=case_id)
    return [*crumbs(one(session, case_id)), ("Analysis", here)]


def _asked(
    case_id: UUID, look: Look, schema: Schema, verb: Verb, said: str
) -> ResponseReturnValue:
    if request.method == "GET":
        opened(case_id)
    to = url_for("death_analysis.show", case_id=case_id)
    return asked(look, schema, verb, stale=HasAction, said=said, to=to)
