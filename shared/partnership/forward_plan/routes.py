"""Pages of the forward plan: what comes when, and where an item has been."""

from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Action, Need
from kit.access.service import Scope
from kit.accounts.access import needs
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.front.model import Item, Kind, Source
from kit.web import door, exports, forms, narrowing
from kit.web.asking import asked
from kit.web.narrowing import Narrowed
from partnership.access import authorise, reach
from partnership.bodies import queries as bodies
from partnership.decisions.routes import GROUP
from partnership.delegations.routes import covers
from partnership.forward_plan import queries, schemas, service
from partnership.forward_plan.model import FORWARD_PLAN, PlanChanged
from partnership.forward_plan.queries import ItemSeen
from partnership.meetings import queries as meetings

pages = Blueprint("forward_plan", __name__, url_prefix="/forward-plan")

FOLDER = "partnership/forward_plan/templates"
LOOK_AHEAD = timedelta(days=28)
HEADER = ["Due on", "Body", "Meeting", "Item", "Brought by", "State", "Times moved"]


@pages.get("/")
@needs(FORWARD_PLAN, Action.READ)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        names = bodies.names(session, clock.today(), ended=True)
        form = _filters(names)
        found = _listed(session, form)
    page = render_template(
        f"{FOLDER}/list.html",
        items=found,
        names=names,
        which=form.data.get("which", "coming"),
        asked=form.address,
        form=form,
    )
    return page, form.status


@pages.get("/forward-plan.csv")
@needs(FORWARD_PLAN, Action.READ)
def as_csv() -> ResponseReturnValue:
    with door.reading() as session:
        names = bodies.names(session, clock.today(), ended=True)
        found = _listed(session, _filters(names))
    rows = [
        (
            *(each.due_on, each.body_name),
            *(each.meeting.title if each.meeting else None, each.title),
            *(each.owner_post, each.state, len(each.stops) - 1),
        )
        for each in found
    ]
    return exports.csv("forward-plan", HEADER, rows)


@pages.get("/<uuid:item_id>")
@needs(FORWARD_PLAN, Action.READ)
def show(item_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.item(session, item_id)
        authorise(session, door.actor(), Action.READ, FORWARD_PLAN, found.scope)
        may_change = covers(session, found.scope)
    return render_template(f"{FOLDER}/show.html", item=found, may_change=may_change)


@pages.route("/new", methods=["GET", "POST"])
@needs(FORWARD_PLAN, Action.CREATE, within=GROUP)
def plan() -> ResponseReturnValue:
    with door.reading() as session:
        near = reach(session, door.actor(), Action.CREATE, FORWARD_PLAN)
        names = bodies.names(session, clock.today())
        coming = _meetings(session)
    theirs = [(s, n) for s, n in names.items() if near.covers(Scope(record=s, body=s))]

    def made(session: Session, given: dict[str, Any]) -> UUID:
        body_id = bodies.body(session, given.pop("body")).id
        return service.plan_item(session, body_id=body_id, by=door.actor(), **given)

    def page(form: forms.Form, _stale: bool) -> str:
        return render_template(
            f"{FOLDER}/new.html", bodies=theirs, meetings=coming, form=form
        )

    blank = forms.blank(body=request.args.get("body", ""))
    return asked(schemas.Plan(), made, page, to=_to, now=blank)


@pages.route("/<uuid:item_id>/later", methods=["GET", "POST"])
@needs(FORWARD_PLAN, Action.UPDATE, within=GROUP)
def put_off(item_id: UUID) -> ResponseReturnValue:
    return _step(item_id, "later", schemas.PutOff(), service.put_off)


@pages.route("/<uuid:item_id>/back", methods=["GET", "POST"])
@needs(FORWARD_PLAN, Action.UPDATE, within=GROUP)
def bring_back(item_id: UUID) -> ResponseReturnValue:
    return _step(item_id, "back", schemas.BringBack(), service.bring_back)


@pages.route("/<uuid:item_id>/heard", methods=["GET", "POST"])
@needs(FORWARD_PLAN, Action.UPDATE, within=GROUP)
def hear(item_id: UUID) -> ResponseReturnValue:
    return _step(item_id, "heard", schemas.Seen(), service.hear)


@pages.route("/<uuid:item_id>/withdraw", methods=["GET", "POST"])
@needs(FORWARD_PLAN, Action.UPDATE, within=GROUP)
def withdraw(item_id: UUID) -> ResponseReturnValue:
    return _step(item_id, "withdraw", schemas.Seen(), service.withdraw)


def _step(
    item_id: UUID, name: str, schema: Schema, verb: Callable[..., None]
) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.item(session, item_id)
        if not covers(session, found.scope):
            raise NotFound
        names = bodies.names(session, clock.today())
        coming = _meetings(session)

    def done(session: Session, given: dict[str, Any]) -> UUID:
        if "body" in given:
            given["body_id"] = bodies.body(session, given.pop("body")).id
        verb(session, item_id=item_id, by=door.actor(), **given)
        return item_id

    def page(form: forms.Form, stale: bool) -> str:
        with door.reading() as session:
            fresh = queries.item(session, item_id)
        return render_template(
            f"{FOLDER}/step.html",
            item=fresh,
            step=name,
            names=names,
            meetings=coming,
            stale=stale,
            form=form,
        )

    blank = forms.blank(body=found.body_slug)
    return asked(schema, done, page, to=_to, stale=PlanChanged, now=blank)


def _to(made: UUID) -> str:
    return url_for("forward_plan.show", item_id=made)


def _meetings(session: Session) -> list[tuple[str, str]]:
    return [
        (str(line.id), f"{line.body_name}, {line.day:%-d %B %Y}: {line.title}")
        for line in meetings.calendar(session, since=clock.now())
    ]


def _filters(names: Collection[str]) -> Narrowed:
    """The filters of the address; a body that there is not filters nothing."""
    return narrowing.read(schemas.Filter(), request.args, body=names)


def _listed(session: Session, form: forms.Form) -> list[ItemSeen]:
    given = form.data if form.ok else schemas.Filter().load({})
    slug = given["body"]
    near = reach(session, door.actor(), Action.READ, FORWARD_PLAN)
    found = queries.items(
        session,
        body_id=bodies.body(session, slug).id if slug else None,
        over=given["which"] == "over",
    )
    return [each for each in found if near.covers(each.scope)]


def on_front_page(session: Session, actor: Actor) -> list[Item]:
    """What comes within four weeks, and what came and went unnoted."""
    near = reach(session, actor, Action.UPDATE, FORWARD_PLAN)
    until = clock.today() + LOOK_AHEAD
    return [
        Item(
            kind=Kind.MINE,
            text=f"{each.body_name}: {each.title}",
            href=f"/forward-plan/{each.id}",
            tag="On the forward plan",
            due=each.due_on,
        )
        for each in queries.items(session)
        if each.due_on <= until and near.covers(each.scope)
    ]


SOURCES = [
    Source(
        name="Forward plan",
        need=Need(resource=FORWARD_PLAN, action=Action.UPDATE, within=frozenset(GROUP)),
        look=on_front_page,
    )
]
