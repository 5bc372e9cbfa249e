"""Pages of delegations: the list, one of them, and its steps."""

from collections.abc import Callable, Collection
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
from kit.web.asking import Page, asked
from kit.web.narrowing import Narrowed
from partnership.access import authorise, may, reach
from partnership.agencies import AGENCIES
from partnership.bodies import queries as bodies
from partnership.bodies.routes import choices
from partnership.decisions import routes as decisions
from partnership.decisions.model import DECISIONS
from partnership.decisions.routes import GROUP, THEIRS
from partnership.delegations import queries, schemas, service
from partnership.delegations.model import DelegationChanged, State
from partnership.delegations.queries import DelegationSeen

pages = Blueprint("delegations", __name__, url_prefix="/delegations")

FOLDER = "partnership/delegations/templates"
HEADER = [
    *("Decision", "Body", "What", "Left to", "Agency", "To consult", "Due on", "State"),
    *("Consulted on", "What was said", "Completed on", "What was done"),
]


@pages.get("/")
@needs(DECISIONS, Action.READ)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        names = bodies.names(session, clock.today(), ended=True)
        form = _filters(names)
        found = _listed(session, form)
    page = render_template(
        f"{FOLDER}/list.html",
        delegations=found,
        names=names,
        agencies=AGENCIES,
        states=choices(State),
        asked=form.address,
        form=form,
    )
    return page, form.status


@pages.get("/delegations.csv")
@needs(DECISIONS, Action.READ)
def as_csv() -> ResponseReturnValue:
    with door.reading() as session:
        names = bodies.names(session, clock.today(), ended=True)
        found = _listed(session, _filters(names))
    rows = [
        (
            *(each.decision.ref, each.decision.body_name, each.text, each.to_post),
            *(each.agency_name, each.consult_post, each.due_on, each.state),
            *(each.consulted_on, each.consulted_note),
            *(each.completed_on, each.completed_note),
        )
        for each in found
    ]
    return exports.csv("delegations", HEADER, rows)


@pages.get("/<uuid:delegation_id>")
@needs(DECISIONS, Action.READ)
def show(delegation_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.delegation(session, delegation_id)
        authorise(session, door.actor(), Action.READ, DECISIONS, found.scope)
        may_do = covers(session, found.scope)
        may_withdraw = decisions.covered(session, found.decision)
    return render_template(
        f"{FOLDER}/show.html",
        delegation=found,
        may_do=may_do,
        may_withdraw=may_withdraw,
    )


@pages.route("/of/<uuid:decision_id>/new", methods=["GET", "POST"])
@needs(DECISIONS, Action.UPDATE, within=GROUP)
def delegate(decision_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        decision = decisions.one(session, decision_id, Action.UPDATE)

    def made(session: Session, given: dict[str, Any]) -> UUID:
        due = given.pop("due_on")
        return service.delegate(
            session, decision_id=decision_id, due=due, by=door.actor(), **given
        )

    def page(form: forms.Form, _stale: bool) -> str:
        return render_template(
            f"{FOLDER}/new.html", decision=decision, agencies=AGENCIES, form=form
        )

    return asked(schemas.Delegate(), made, page, to=_to, said="It is delegated.")


@pages.route("/<uuid:delegation_id>/consultation", methods=["GET", "POST"])
@needs(DECISIONS, Action.UPDATE, within=THEIRS)
def consult(delegation_id: UUID) -> ResponseReturnValue:
    def consulted(session: Session, given: dict[str, Any]) -> None:
        on = given.pop("consulted_on")
        service.consult(
            session, delegation_id=delegation_id, on=on, by=door.actor(), **given
        )

    return _step(delegation_id, "consult", schemas.Consult(), consulted)


@pages.route("/<uuid:delegation_id>/completion", methods=["GET", "POST"])
@needs(DECISIONS, Action.UPDATE, within=THEIRS)
def complete(delegation_id: UUID) -> ResponseReturnValue:
    def completed(session: Session, given: dict[str, Any]) -> None:
        on = given.pop("completed_on")
        service.complete(
            session, delegation_id=delegation_id, on=on, by=door.actor(), **given
        )

    return _step(delegation_id, "complete", schemas.Complete(), completed)


@pages.route("/<uuid:delegation_id>/withdraw", methods=["GET", "POST"])
@needs(DECISIONS, Action.UPDATE, within=GROUP)
def withdraw(delegation_id: UUID) -> ResponseReturnValue:
    def withdrawn(session: Session, given: dict[str, Any]) -> None:
        service.withdraw(session, delegation_id=delegation_id, by=door.actor(), **given)

    return _step(delegation_id, "withdraw", schemas.Withdraw(), withdrawn)


def _step(
    delegation_id: UUID,
    name: str,
    schema: Schema,
    verb: Callable[[Session, dict[str, Any]], None],
) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.delegation(session, delegation_id)
        if not covers(session, found.scope):
            raise NotFound

    def done(session: Session, given: dict[str, Any]) -> UUID:
        verb(session, given)
        return delegation_id

    return asked(schema, done, _page(found, name), to=_to, stale=DelegationChanged)


def _page(found: DelegationSeen, name: str) -> Page:
    def page(form: forms.Form, stale: bool) -> str:
        with door.reading() as session:
            fresh = queries.delegation(session, found.id)
        return render_template(
            f"{FOLDER}/step.html", delegation=fresh, step=name, stale=stale, form=form
        )

    return page


def _to(made: UUID) -> str:
    return url_for("delegations.show", delegation_id=made)


def covers(session: Session, scope: Scope) -> bool:
    """Whether the person who asks may change a record of this scope."""
    actor = door.actor()
    return may(actor.role, DECISIONS, Action.UPDATE) and reach(
        session, actor, Action.UPDATE, DECISIONS
    ).covers(scope)


def _filters(names: Collection[str]) -> Narrowed:
    """The filters of the address; a body that there is not filters nothing."""
    return narrowing.read(schemas.Filter(), request.args, body=names, agency=AGENCIES)


def _listed(session: Session, form: forms.Form) -> list[DelegationSeen]:
    given = form.data if form.ok else schemas.Filter().load({})
    slug = given["body"]
    near = reach(session, door.actor(), Action.READ, DECISIONS)
    found = queries.delegations(
        session,
        body_id=bodies.body(session, slug).id if slug else None,
        agency=given["agency"],
        state=given["state"],
    )
    return [each for each in found if near.covers(each.scope)]


def on_front_page(session: Session, actor: Actor) -> list[Item]:
    """The delegations whose day is near, for who can carry them out or chase them."""
    near = reach(session, actor, Action.UPDATE, DECISIONS)
    return [
        Item(
            kind=Kind.MINE,
            text=f"{each.decision.ref}, to {each.to_post}: {each.text}"[:200],
            href=f"/delegations/{each.id}",
            tag="Delegated",
            due=each.due_on,
        )
        for each in queries.near(session)
        if near.covers(each.scope)
    ]


SOURCES = [
    Source(
        name="Delegations",
        need=Need(resource=DECISIONS, action=Action.UPDATE, within=frozenset(THEIRS)),
        look=on_front_page,
    )
]
