"""Pages of decisions: the log, one decision, and where each partner stands."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Action, Limit, Need
from kit.access.service import Scope
from kit.accounts.access import needs
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.front.model import Item, Kind, Source
from kit.search.model import Finder
from kit.web import door, exports, forms, narrowing
from kit.web.asking import Verb, asked
from kit.web.narrowing import Narrowed
from partnership.access import authorise, may, reach
from partnership.agencies import STATUTORY, agency_name
from partnership.bodies import queries as bodies
from partnership.bodies.routes import choices
from partnership.decisions import queries, schemas, service
from partnership.decisions.model import (
    DECISIONS,
    DecisionChanged,
    Position,
    Said,
    State,
)
from partnership.decisions.queries import DecisionSeen
from partnership.meetings import queries as meetings
from partnership.meetings.model import clock_moment
from partnership.meetings.queries import ItemSeen, Line

pages = Blueprint("decisions", __name__, url_prefix="/decisions")

FOLDER = "partnership/decisions/templates"
GROUP = (Limit.GROUP,)
THEIRS = (Limit.GROUP, Limit.OWN)
LOOK_AHEAD = timedelta(days=30)
PARTNERS = [(agency, agency_name(agency)) for agency in STATUTORY]
HEADER = [
    *("Ref", "Body", "Decided on", "Decision", "Basis", "Conditions", "State"),
    *(name for _, name in PARTNERS),
    *("Could decide", "Review on"),
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Where:
    """Where a decision is taken: a body, or an item of one of its meetings."""

    slug: str
    line: Line | None = None
    item: ItemSeen | None = None


@pages.get("/")
@needs(DECISIONS, Action.READ)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        names = bodies.names(session, clock.today(), ended=True)
        form = _filters(names)
        found = _listed(session, form)
    page = render_template(
        f"{FOLDER}/list.html",
        decisions=found,
        names=names,
        states=choices(State),
        asked=form.address,
        form=form,
    )
    return page, form.status


@pages.get("/decisions.csv")
@needs(DECISIONS, Action.READ)
def as_csv() -> ResponseReturnValue:
    with door.reading() as session:
        names = bodies.names(session, clock.today(), ended=True)
        found = _listed(session, _filters(names))
    return exports.csv("decisions", HEADER, [row_of(each) for each in found])


def row_of(each: DecisionSeen) -> Sequence[exports.Cell]:
    """A decision as a row under ``HEADER``."""
    stands = [
        f"{s.position.value}: {s.note}" if s.position and s.note else s.position
        for s in each.stands
    ]
    return (
        *(each.ref, each.body_name, each.decided_on, each.with_parts, each.basis),
        *(each.conditions, each.state, *stands),
        *("yes" if each.quorate else "no", each.review_on),
    )


@pages.get("/<uuid:decision_id>")
@needs(DECISIONS, Action.READ)
def show(decision_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = one(session, decision_id)
        line = meetings.meeting(session, found.meeting_id) if found.meeting_id else None
        theirs = speaks_for(session, found)
        may_change = covered(session, found)
    return render_template(
        f"{FOLDER}/show.html",
        decision=found,
        meeting=line,
        may_change=may_change,
        may_say=bool(theirs),
    )


@pages.route("/new", methods=["GET", "POST"])
@needs(DECISIONS, Action.CREATE, within=GROUP)
def decide() -> ResponseReturnValue:
    with door.reading() as session:
        where = _where(session)
        near = reach(session, door.actor(), Action.CREATE, DECISIONS)
        names = bodies.names(session, clock.today())
    if where and not near.covers(Scope(record="new", body=where.slug)):
        raise NotFound
    theirs = [(s, n) for s, n in names.items() if near.covers(Scope(record=s, body=s))]

    def page(form: forms.Form, _stale: bool) -> str:
        return render_template(
            f"{FOLDER}/new.html",
            where=where,
            bodies=theirs,
            partners=PARTNERS,
            positions=choices(Position),
            form=form,
        )

    return asked(
        schemas.with_positions(schemas.Decide),
        _decided,
        page,
        to=lambda made: url_for("decisions.show", decision_id=made),
        said="The decision is recorded.",
        now=forms.blank(body=request.args.get("body", "")),
    )


def _decided(session: Session, given: dict[str, Any]) -> UUID:
    positions = said(given)
    slug, at = given.pop("body"), given.pop("at")
    taken_at = None
    if given["meeting_id"]:
        line = meetings.meeting(session, given["meeting_id"])
        body_id = line.body_id
        taken_at = clock_moment(line.day, at) if at else None
    else:
        body_id = bodies.body(session, slug).id
    given["parts"] = given["parts"].splitlines()
    return service.decide(
        session,
        body_id=body_id,
        taken_at=taken_at,
        positions=positions,
        by=door.actor(),
        **given,
    )


def said(given: dict[str, Any]) -> dict[str, Said]:
    """Takes the positions out of a form's words, by agency."""
    found = {}
    for agency in STATUTORY:
        position = given.pop(f"position-{agency}", None)
        note = given.pop(f"note-{agency}", "")
        if position is not None:
            found[agency] = Said(position, note)
    return found


def _where(session: Session) -> Where | None:
    meeting = request.values.get("meeting_id") or request.args.get("meeting")
    item = request.values.get("item_id") or request.args.get("item")
    try:
        if meeting is None:
            return None
        line = meetings.meeting(session, UUID(meeting))
        about = meetings.item(session, UUID(item))[1] if item else None
    except ValueError as error:
        raise NotFound from error
    return Where(slug=line.body_slug, line=line, item=about)


@pages.route("/<uuid:decision_id>/positions", methods=["GET", "POST"])
@needs(DECISIONS, Action.UPDATE, within=THEIRS)
def say(decision_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = one(session, decision_id)
        theirs = speaks_for(session, found)
    if not theirs:
        raise NotFound

    def noted(session: Session, given: dict[str, Any]) -> UUID:
        seen, positions = given["seen"], said(given)
        service.say(
            session,
            decision_id=decision_id,
            positions=positions,
            by=door.actor(),
            seen=seen,
        )
        return decision_id

    return _asked(
        found, "positions", noted, schemas.with_positions(schemas.Say), theirs
    )


@pages.route("/<uuid:decision_id>/withdraw", methods=["GET", "POST"])
@needs(DECISIONS, Action.UPDATE, within=GROUP)
def withdraw(decision_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = one(session, decision_id, Action.UPDATE)

    def withdrawn(session: Session, given: dict[str, Any]) -> UUID:
        service.withdraw(session, decision_id=decision_id, by=door.actor(), **given)
        return decision_id

    return _asked(found, "withdraw", withdrawn, schemas.Withdraw(), [])


def _asked(
    found: DecisionSeen, name: str, verb: Verb, schema: Schema, theirs: Sequence[str]
) -> ResponseReturnValue:
    def page(form: forms.Form, stale: bool) -> str:
        with door.reading() as session:
            fresh = queries.decision(session, found.id)
        return render_template(
            f"{FOLDER}/{name}.html",
            decision=fresh,
            stands=[each for each in fresh.stands if each.agency in theirs],
            positions=choices(Position),
            stale=stale,
            form=form,
        )

    return asked(
        schema,
        verb,
        page,
        to=lambda made: url_for("decisions.show", decision_id=made),
        stale=DecisionChanged,
    )


def one(
    session: Session, decision_id: UUID, action: Action = Action.READ
) -> DecisionSeen:
    """A decision, for who may do ``action`` to it; raises NotFound."""
    found = queries.decision(session, decision_id)
    authorise(session, door.actor(), action, DECISIONS, scope_of(found))
    return found


def covered(session: Session, found: DecisionSeen) -> bool:
    """Whether the person who asks may change a decision as a whole."""
    actor = door.actor()
    return may(actor.role, DECISIONS, Action.UPDATE) and reach(
        session, actor, Action.UPDATE, DECISIONS
    ).covers(scope_of(found))


def speaks_for(session: Session, found: DecisionSeen) -> list[str]:
    """The partners whose position the person who asks may note."""
    actor = door.actor()
    if found.state is State.WITHDRAWN or not may(actor.role, DECISIONS, Action.UPDATE):
        return []
    near = reach(session, actor, Action.UPDATE, DECISIONS)
    return [
        agency
        for agency in STATUTORY
        if near.covers(Scope(record=str(found.id), body=found.body_slug, agency=agency))
    ]


def scope_of(found: DecisionSeen) -> Scope:
    """What a grant for decisions is held against."""
    return Scope(record=str(found.id), body=found.body_slug)


def _filters(names: Collection[str]) -> Narrowed:
    """The filters of the address; a body that there is not filters nothing."""
    return narrowing.read(schemas.Filter(), request.args, body=names)


def _listed(session: Session, form: forms.Form) -> list[DecisionSeen]:
    given = form.data if form.ok else schemas.Filter().load({})
    slug = given["body"]
    near = reach(session, door.actor(), Action.READ, DECISIONS)
    found = queries.decisions(
        session,
        body_id=bodies.body(session, slug).id if slug else None,
        state=given["state"],
        since=given["since"],
        until=given["until"],
    )
    return [each for each in found if near.covers(scope_of(each))]


def on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Decisions without consensus, and those to be looked at again."""
    near = reach(session, actor, Action.UPDATE, DECISIONS)
    return [
        _item(each)
        for each in queries.waiting(session, clock.today() + LOOK_AHEAD)
        if near.covers(scope_of(each))
    ]


def _item(each: DecisionSeen) -> Item:
    settled = each.state is State.DECIDED
    return Item(
        kind=Kind.MINE,
        text=f"{each.ref}, {each.body_name}",
        href=f"/decisions/{each.id}",
        tag="Decision to review" if settled else "Not agreed by all partners",
        due=each.review_on if settled else None,
    )


SOURCES = [
    Source(
        name="Decisions",
        need=Need(resource=DECISIONS, action=Action.UPDATE, within=frozenset(THEIRS)),
        look=on_front_page,
    )
]
FINDERS = [
    Finder(
        name="Decisions",
        need=Need(resource=DECISIONS, action=Action.READ),
        find=queries.find,
    )
]
