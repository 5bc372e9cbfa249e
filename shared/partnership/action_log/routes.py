"""Pages of a body's action log, and the form that raises an action at a meeting."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kit.access.policy import Action, Limit
from kit.access.service import WHOSE
from kit.accounts.access import needs
from kit.data_classes import DataClass
from kit.web import door, exports, forms, narrowing
from kit.web.asking import asked
from kit.web.narrowing import Narrowed
from partnership.access import reach
from partnership.action_log import queries, schemas, service
from partnership.action_log.queries import LogLine
from partnership.actions.queries import ACTIONS
from partnership.agencies import AGENCIES
from partnership.bodies import queries as bodies
from partnership.bodies.queries import BodySeen
from partnership.brag.queries import SHOW_WORDS, Filter
from partnership.meetings.routes import one
from partnership.plans import queries as plans
from partnership.plans.queries import PlanSeen

pages = Blueprint("action_log", __name__)

FOLDER = "partnership/action_log/templates"
WITHIN = (Limit.OWN, Limit.GROUP)
PAGE = 50
HEADER = [
    *("Reference", "Raised on", "Action", "Owner", "Agency", "Due", "Forecast"),
    *("State", "Word", "Update", "Updated", "Evidence", "Asked to close", "Left open"),
    *("Closed", "Decision"),
]


@pages.get("/bodies/<slug>/action-log")
@needs(ACTIONS, Action.READ, within=WITHIN)
def show(slug: str) -> ResponseReturnValue:
    form = _filters()
    wanted = Filter(**form.data)
    with door.reading() as session:
        body, found = _log(session, slug, wanted)
        words = plans.wording(session).of()
        near = reach(session, door.actor(), Action.READ, ACTIONS)
    number = -(-len(found) // PAGE) or 1
    page = min(max(request.args.get("page", 1, type=int), 1), number)
    return render_template(
        f"{FOLDER}/log.html",
        body=body,
        lines=found[(page - 1) * PAGE : page * PAGE],
        total=len(found),
        page=page,
        pages=number,
        address=lambda n: url_for("action_log.show", slug=slug, **form.address, page=n),
        wanted=wanted,
        states=[(brag.value, word.tag) for brag, word in words.items()],
        looks=[(show.value, text) for show, text in SHOW_WORDS.items()],
        agencies=AGENCIES,
        part=near.limits & WHOSE,
        csv_address=url_for("action_log.as_csv", slug=slug, **form.address),
    )


@pages.get("/bodies/<slug>/action-log.csv")
@needs(ACTIONS, Action.READ, within=WITHIN)
def as_csv(slug: str) -> ResponseReturnValue:
    with door.reading() as session:
        body, found = _log(session, slug, Filter(**_filters().data))
    rows = [row_of(each) for each in found]
    return exports.csv(
        f"action-log-{body.slug}", HEADER, rows, holds=DataClass.PERSONAL
    )


@pages.route("/meetings/<uuid:meeting_id>/actions/new", methods=["GET", "POST"])
@needs(ACTIONS, Action.CREATE)
def raise_action(meeting_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        whole = one(session, meeting_id, Action.READ)
        into = _open_plans(session, whole.line.body_slug)

    def raised(session: Session, given: dict[str, Any]) -> UUID:
        return service.raise_action(
            session, meeting_id=meeting_id, by=door.actor(), **given
        )

    def page(form: forms.Form, _stale: bool) -> str:
        return render_template(
            f"{FOLDER}/raise.html",
            meeting=whole.line,
            items=[each for each in whole.items if each.withdrawn_because is None],
            plans=into,
            agencies=[("", "Choose an agency"), *AGENCIES.items()],
            form=form,
        )

    return asked(
        schemas.Raise(),
        raised,
        page,
        to=lambda _: url_for("meeting_actions.show", meeting_id=meeting_id),
        said="The action is raised.",
        now=forms.blank(
            item_id=request.args.get("item", ""),
            plan_id=into[0].id if len(into) == 1 else "",
        ),
    )


def _open_plans(session: Session, slug: str) -> list[PlanSeen]:
    """The plans of a body that take actions."""
    known = plans.plans(session, body=slug)
    return [each for each in known if each.counted and each.closed_on is None]


def row_of(each: LogLine) -> Sequence[exports.Cell]:
    """A line of the log as a row under ``HEADER``."""
    action = each.action
    return (
        *(action.ref, each.raised_on, action.title, action.owner_post),
        *(action.agency_name, action.due, action.forecast),
        *(action.word.letter, action.word.word),
        *((each.update.reason, each.update.at) if each.update else (None, None)),
        "; ".join(f"{e.dated_on:%-d %B %Y}: {e.text}" for e in each.evidence),
        f"{each.asked.post}: {each.asked.reason}" if each.asked else None,
        each.left_open.reason if each.left_open else None,
        *(action.closed_at, each.closed_by),
    )


def _log(session: Session, slug: str, wanted: Filter) -> tuple[BodySeen, list[LogLine]]:
    body = bodies.body(session, slug)
    near = reach(session, door.actor(), Action.READ, ACTIONS)
    return body, queries.log(session, body, seen=near, wanted=wanted)


def _filters() -> Narrowed:
    """The filters of the address; none where one of them cannot be read."""
    return narrowing.read(schemas.Listed(), request.args, agency=AGENCIES)
