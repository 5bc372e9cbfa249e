"""Pages of disputes: the list, one on its ladder, and its steps."""

from functools import partial
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Action, Limit, Need
from kit.access.service import Scope
from kit.accounts.access import needs
from kit.accounts.actor import Actor
from kit.data_classes import DataClass
from kit.errors import NotFound
from kit.front.model import Item, Kind, Source
from kit.search.model import Finder, Hit, Term
from kit.web import door, exports, forms
from kit.web.asking import asked
from partnership.access import may, reach
from partnership.agencies import AGENCIES
from partnership.disputes import queries, schemas, service
from partnership.disputes.model import DISPUTES, DisputeChanged
from partnership.disputes.queries import DisputeSeen

pages = Blueprint("disputes", __name__, url_prefix="/disputes")

FOLDER = "partnership/disputes/templates"
OWN = (Limit.OWN,)
HEADER = ["Raised at", "Title", "Raised by", "With", "Stage", "Reply", "Settled at"]


@pages.get("/")
@needs(DISPUTES, Action.READ, within=OWN)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        found = _listed(session)
    return render_template(f"{FOLDER}/list.html", disputes=found)


@pages.get("/disputes.csv")
@needs(DISPUTES, Action.READ, within=OWN)
def as_csv() -> ResponseReturnValue:
    with door.reading() as session:
        found = _listed(session)
    rows = [
        (
            *(each.raised_at, each.title, each.raised_by_name, each.other_name),
            each.now.stage,
            each.now.clock.state if each.now.clock else None,
            each.settled_at,
        )
        for each in found
    ]
    return exports.csv("disputes", HEADER, rows, holds=DataClass.PERSONAL)


@pages.get("/<uuid:dispute_id>")
@needs(DISPUTES, Action.READ, within=OWN)
def show(dispute_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = _one(session, dispute_id, Action.READ)
    return render_template(
        f"{FOLDER}/show.html",
        dispute=found,
        may_change=may(door.actor().role, DISPUTES, Action.UPDATE),
    )


@pages.route("/new", methods=["GET", "POST"])
@needs(DISPUTES, Action.CREATE, within=OWN)
def begin() -> ResponseReturnValue:
    with door.reading() as session:
        near = reach(session, door.actor(), Action.CREATE, DISPUTES)
    mine = [
        (slug, name)
        for slug, name in AGENCIES.items()
        if near.covers(Scope(record="new", agency=slug))
    ]

    def begun(session: Session, given: dict[str, Any]) -> UUID:
        return service.raise_dispute(session, by=door.actor(), **given)

    def page(form: forms.Form, _stale: bool) -> str:
        return render_template(
            f"{FOLDER}/new.html", mine=mine, agencies=AGENCIES, form=form
        )

    blank = forms.blank(decision_id=request.args.get("decision", ""))
    return asked(schemas.Raise(), begun, page, to=_to, now=blank)


@pages.route("/<uuid:dispute_id>/reply", methods=["GET", "POST"])
@needs(DISPUTES, Action.UPDATE, within=OWN)
def reply(dispute_id: UUID) -> ResponseReturnValue:
    def done(session: Session, given: dict[str, Any]) -> UUID:
        service.reply(session, dispute_id=dispute_id, by=door.actor(), **given)
        return dispute_id

    return _step(dispute_id, "reply", done)


@pages.route("/<uuid:dispute_id>/up", methods=["GET", "POST"])
@needs(DISPUTES, Action.UPDATE, within=OWN)
def climb(dispute_id: UUID) -> ResponseReturnValue:
    def done(session: Session, given: dict[str, Any]) -> UUID:
        up = partial(service.climb, because=given["text"], seen=given["seen"])
        up(session, dispute_id=dispute_id, by=door.actor())
        return dispute_id

    return _step(dispute_id, "up", done)


@pages.route("/<uuid:dispute_id>/settle", methods=["GET", "POST"])
@needs(DISPUTES, Action.UPDATE, within=OWN)
def settle(dispute_id: UUID) -> ResponseReturnValue:
    def done(session: Session, given: dict[str, Any]) -> UUID:
        end = partial(service.settle, outcome=given["text"], seen=given["seen"])
        end(session, dispute_id=dispute_id, by=door.actor())
        return dispute_id

    return _step(dispute_id, "settle", done)


def _step(dispute_id: UUID, name: str, verb: Any) -> ResponseReturnValue:  # noqa: ANN401 - as `asked` takes it
    with door.reading() as session:
        _one(session, dispute_id, Action.UPDATE)

    def page(form: forms.Form, stale: bool) -> str:
        with door.reading() as session:
            fresh = queries.dispute(session, dispute_id)
        return render_template(
            f"{FOLDER}/step.html", dispute=fresh, step=name, stale=stale, form=form
        )

    return asked(schemas.STEPS[name](), verb, page, to=_to, stale=DisputeChanged)


def _to(made: UUID) -> str:
    return url_for("disputes.show", dispute_id=made)


def _one(session: Session, dispute_id: UUID, action: Action) -> DisputeSeen:
    found = queries.dispute(session, dispute_id)
    if not found.within(reach(session, door.actor(), action, DISPUTES)):
        raise NotFound("There is no such dispute.")
    return found


def _listed(session: Session) -> list[DisputeSeen]:
    near = reach(session, door.actor(), Action.READ, DISPUTES)
    return [each for each in queries.disputes(session) if each.within(near)]


def on_front_page(session: Session, actor: Actor) -> list[Item]:
    """The disputes of this person's that wait for a reply; late ones say so."""
    near = reach(session, actor, Action.UPDATE, DISPUTES)
    return [_item(each) for each in queries.waiting(session) if each.within(near)]


def _item(each: DisputeSeen) -> Item:
    late = each.due_at is not None and each.due_at < clock.now()
    return Item(
        kind=Kind.MINE,
        text=f"{each.title}: {each.raised_by_name} with {each.other_name}",
        href=f"/disputes/{each.id}",
        tag="Reply to a dispute is late" if late else "Reply to a dispute",
        due=clock.london_day(each.due_at) if each.due_at else None,
    )


def find(session: Session, actor: Actor, term: Term) -> list[Hit]:
    """Disputes this person may read."""
    return queries.find(session, term, reach(session, actor, Action.READ, DISPUTES))


SOURCES = [
    Source(
        name="Disputes",
        need=Need(resource=DISPUTES, action=Action.UPDATE, within=frozenset(OWN)),
        look=on_front_page,
    )
]
FINDERS = [
    Finder(
        name="Disputes",
        need=Need(resource=DISPUTES, action=Action.READ, within=frozenset(OWN)),
        find=find,
    )
]
