"""Pages of cycles: who is asked, how far each has come, and how many came."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy.orm import Session

from borough.adoptions import queries as adoptions
from borough.agencies import queries as register
from borough.practice_surveys import queries as surveys
from borough.reviews.routes import body_box
from borough.self_assessments import queries, schemas, service
from borough.self_assessments.model import (
    RETURNS,
    TOOLS,
    Kind,
    ReturnChanged,
    State,
)
from borough.self_assessments.queries import CycleSeen, ReturnSeen
from kit import clock
from kit.access.policy import Action, Limit, Need
from kit.access.service import Scope
from kit.accounts.access import needs
from kit.accounts.actor import Actor
from kit.data_classes import DataClass
from kit.front import model as front
from kit.front.model import Item, Source
from kit.search.model import Finder, Hit, Term
from kit.web import door, exports, forms
from kit.web.navigation import Entry
from partnership.access import authorise, may, reach
from partnership.agencies import AGENCIES
from partnership.asking.routes import Box, Page, asked, words_of
from partnership.standards.model import Kind as StandardKind

pages = Blueprint("self_assessments", __name__, url_prefix="/self-assessments")

FOLDER = "self_assessments/templates"
GROUP = (Limit.GROUP,)
WITHIN = (Limit.OWN, Limit.GROUP)
NEED = Need(resource=TOOLS, action=Action.READ, within=frozenset(GROUP))
NAVIGATION = [Entry("Self-assessments", "self_assessments.index")]


@pages.get("/")
@needs(TOOLS, Action.READ, within=GROUP)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        found = _cycles(session)
        rates = {each.id: queries.rate(session, each.id) for each in found}
        mine = _mine(session)
    titles = {each.id: each.title for each in found}
    return render_template(
        f"{FOLDER}/list.html", cycles=found, rates=rates, mine=mine, titles=titles
    )


@pages.get("/cycles.csv")
@needs(TOOLS, Action.READ, within=GROUP)
def as_csv() -> ResponseReturnValue:
    with door.reading() as session:
        rows = [
            (
                each.title, each.kind.value, each.standard, each.standard_version,
                each.opens_on, each.due_on, each.state, rate.of, rate.invited,
                rate.returned, rate.in_time,
            )
            for each in _cycles(session)
            for rate in queries.rate(session, each.id)
        ]  # fmt: skip
    header = [
        "Cycle", "Kind", "Tool", "Version", "Opens", "Due", "State", "Agencies",
        "Asked", "Returned", "In time",
    ]  # fmt: skip
    return exports.csv("self-assessments", header, rows)


@pages.route("/new", methods=["GET", "POST"])
@needs(TOOLS, Action.CREATE)
def begin() -> ResponseReturnValue:
    def look(session: Session) -> Page:
        return Page(
            title="Open a cycle of self-assessment",
            crumbs=_crumbs(),
            intro="What is asked is fixed when the cycle opens: the tool as this "
            "borough works with it on that day.",
            boxes=_boxes(session),
            button="Open it",
            values={"opens_on": clock.today()},
        )

    def opened(session: Session, given: dict[str, Any]) -> None:
        service.open_cycle(session, by=door.actor(), **given)

    return asked(
        look, schemas.Opened(), opened, stale=ReturnChanged,
        said="The cycle is open. Ask agencies next.",
        to=url_for("self_assessments.index"),
    )  # fmt: skip


def _boxes(session: Session) -> list[Box]:
    tools = adoptions.working_sets(session, StandardKind.SECTION_11_TOOL)
    return [
        Box(kind="radios", name="kind", label="Duty", choices=words_of(Kind)),
        Box(kind="text", name="title", label="Title", hint="Such as the year"),
        Box(
            kind="select", name="standard", label="Tool",
            hint="Tools this borough works with.",
            choices=[(e.standard, f"{e.title}, version {e.version}") for e in tools],
        ),
        Box(kind="day", name="opens_on", label="Opens on"),
        Box(kind="day", name="due_on", label="Due on"),
        body_box(session, "Body that moderates", "May be left empty"),
    ]  # fmt: skip


@pages.get("/<uuid:cycle_id>")
@needs(TOOLS, Action.READ, within=GROUP)
def show(cycle_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        cycle = one(session, cycle_id)
        form, found = _returns(session, cycle_id)
        rate = queries.rate(session, cycle_id)
        survey = surveys.survey(session, cycle_id)
    page = render_template(
        f"{FOLDER}/cycle.html",
        cycle=cycle,
        returns=found,
        rates=rate,
        survey=survey,
        form=form,
        states=[("", "All"), *words_of(State)],
        sees_returns=may(door.actor().role, RETURNS, Action.READ),
    )
    return page, form.status


@pages.get("/<uuid:cycle_id>/returns.csv")
@needs(RETURNS, Action.READ, within=WITHIN)
def returns_csv(cycle_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        one(session, cycle_id)
        _, found = _returns(session, cycle_id)
    header = [
        "Agency", "Kind of agency", "School", "State", "Invited", "Due", "Returned",
        "Reminders", "Times returned", "Signed off by",
    ]  # fmt: skip
    rows = [
        (
            e.name, e.agency_name, "yes" if e.is_school else "no", e.state.value,
            e.invited_on, e.due_on, e.first_returned_on, e.reminded, e.number,
            e.signed_post,
        )
        for e in found
    ]  # fmt: skip
    return exports.csv(
        "self-assessment-returns", header, rows, holds=DataClass.PERSONAL
    )


@pages.route("/<uuid:cycle_id>/invite", methods=["GET", "POST"])
@needs(TOOLS, Action.UPDATE)
def invite(cycle_id: UUID) -> ResponseReturnValue:
    box = Box(
        kind="select", name="agency", label="Agency", choices=list(AGENCIES.items()),
        hint="For an agency that is one organisation here. Its people are told.",
    )  # fmt: skip

    def verb(session: Session, given: dict[str, Any]) -> None:
        service.invite(session, cycle_id=cycle_id, by=door.actor(), **given)

    return _asked_of(cycle_id, "Ask an agency", [box], schemas.Invited(), verb)


@pages.route("/<uuid:cycle_id>/invite-organisation", methods=["GET", "POST"])
@needs(TOOLS, Action.UPDATE)
def invite_registered(cycle_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        known = register.agencies(session, clock.today())
    box = Box(
        kind="select", name="register_id", label="Organisation",
        choices=[(str(each.id), each.name) for each in known],
        hint="From the register of relevant agencies. Name its people next.",
    )  # fmt: skip

    def verb(session: Session, given: dict[str, Any]) -> None:
        service.invite_registered(session, cycle_id=cycle_id, by=door.actor(), **given)

    title = "Ask an organisation of the register"
    return _asked_of(cycle_id, title, [box], schemas.InvitedRegistered(), verb)


def _asked_of(
    cycle_id: UUID,
    title: str,
    boxes: list[Box],
    schema: Schema,
    verb: Callable[[Session, dict[str, Any]], None],
) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        crumbs = crumbs_of(one(session, cycle_id))
        return Page(title=title, crumbs=crumbs, boxes=boxes, button="Ask it")

    return asked(
        look, schema, verb, stale=ReturnChanged, said="It is asked.",
        to=url_for("self_assessments.show", cycle_id=cycle_id),
    )  # fmt: skip


@pages.post("/<uuid:cycle_id>/invite-schools")
@needs(TOOLS, Action.UPDATE)
def invite_schools(cycle_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        by = door.actor()
        number = service.invite_schools(session, cycle_id=cycle_id, by=by)
    noun = "school or college" if number == 1 else "schools and colleges"
    flash(f"{number} {noun} asked. Name the people who answer for each.", "success")
    return redirect(url_for("self_assessments.show", cycle_id=cycle_id))


@pages.route("/<uuid:cycle_id>/close", methods=["GET", "POST"])
@needs(TOOLS, Action.UPDATE)
def close(cycle_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        cycle = one(session, cycle_id)
        return Page(
            title="Close this cycle",
            crumbs=crumbs_of(cycle),
            intro="No return is taken any more. What came stays.",
            boxes=[],
            button="Close it",
            seen=cycle.version,
            now=[("State", cycle.state)],
        )

    def closed(session: Session, given: dict[str, Any]) -> None:
        service.close_cycle(session, cycle_id=cycle_id, by=door.actor(), **given)

    return asked(
        look, schemas.Seen(), closed, stale=ReturnChanged, said="It is closed.",
        to=url_for("self_assessments.show", cycle_id=cycle_id),
    )  # fmt: skip


@pages.post("/remind")
@needs(TOOLS, Action.UPDATE)
def remind() -> ResponseReturnValue:
    with door.transaction() as session:
        number = len(service.remind(session))
    were = "agency was" if number == 1 else "agencies were"
    flash(f"{number} {were} reminded. Each rung of the ladder is told once.", "success")
    return redirect(url_for("self_assessments.index"))


@pages.route("/returns/<uuid:return_id>/people", methods=["GET", "POST"])
@needs(TOOLS, Action.UPDATE)
def name_person(return_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        found = queries.the_return(session, return_id)
        here = queries.who_answers(session, found)
        people = queries.who_may_answer(session, found.agency)
        now = ", ".join(sorted(here.values())) or "nobody"
        return Page(
            title=f"Who answers for {found.name}",
            crumbs=crumbs_of(one(session, found.cycle_id)),
            intro=f"It is open to {now}. People need the role of a representative of "
            f"{found.agency_name} first.",
            boxes=[
                Box(
                    kind="select", name="user_id", label="Person",
                    choices=sorted((str(i), name) for i, name in people.items()),
                )
            ],
            button="Open it to them",
        )  # fmt: skip

    def named(session: Session, given: dict[str, Any]) -> None:
        service.name_person(session, return_id=return_id, by=door.actor(), **given)

    return asked(
        look, schemas.Named(), named, stale=ReturnChanged,
        said="It is open to them.",
        to=url_for("agency_answers.show", return_id=return_id),
    )  # fmt: skip


def one(session: Session, cycle_id: UUID) -> CycleSeen:
    """The cycle, where this person may see it; raises NotFound."""
    cycle = queries.cycle(session, cycle_id)
    scope = Scope(record=str(cycle_id), body=cycle.body)
    authorise(session, door.actor(), Action.READ, TOOLS, scope)
    return cycle


def a_return(session: Session, return_id: UUID) -> ReturnSeen:
    """The return, where this person may see it; raises NotFound."""
    found = queries.the_return(session, return_id)
    authorise(session, door.actor(), Action.READ, RETURNS, found.scope)
    return found


def crumbs_of(cycle: CycleSeen) -> list[tuple[str, str]]:
    """The way back from a page about a cycle."""
    here = url_for("self_assessments.show", cycle_id=cycle.id)
    return [*_crumbs(), (cycle.title, here)]


def _crumbs() -> list[tuple[str, str]]:
    return [("Self-assessments", url_for("self_assessments.index"))]


def _cycles(session: Session) -> list[CycleSeen]:
    seen = reach(session, door.actor(), Action.READ, TOOLS)
    return [
        each
        for each in queries.cycles(session)
        if seen.covers(Scope(record=str(each.id), body=each.body))
    ]


def _mine(session: Session, actor: Actor | None = None) -> list[ReturnSeen]:
    """The returns of one's own agency; none for who speaks for no agency."""
    who = actor or door.actor()
    if who.agency is None or not may(who.role, RETURNS, Action.READ):
        return []
    seen = reach(session, who, Action.READ, RETURNS)
    return queries.returns(session, seen=seen)


def _returns(session: Session, cycle_id: UUID) -> tuple[forms.Form, list[ReturnSeen]]:
    form = forms.load(schemas.Listed(), request.args)
    if not may(door.actor().role, RETURNS, Action.READ):
        return form, []
    seen = reach(session, door.actor(), Action.READ, RETURNS)
    found = queries.returns(session, seen=seen, cycle_id=cycle_id)
    state = form.data.get("state")
    return form, [each for each in found if state in (None, each.state)]


def _on_front_page(session: Session, actor: Actor) -> list[Item]:
    """What an agency has to answer or sign."""
    return [
        Item(
            kind=front.Kind.MINE,
            tag="To sign off" if each.state is State.SIGNING else "To answer",
            text=f"Self-assessment of {each.name}",
            href=f"/self-assessments/returns/{each.id}",
            due=each.due_on,
        )
        for each in _mine(session, actor)
        if each.state is not State.RETURNED
        and not (each.state is State.SIGNING and each.sent_by == actor.user_id)
    ]


def _find(session: Session, actor: Actor, term: Term) -> list[Hit]:
    """Cycles whose title has the words."""
    seen = reach(session, actor, Action.READ, TOOLS)
    return [
        Hit(
            text=each.title,
            href=f"/self-assessments/{each.id}",
            about=each.kind.value.capitalize(),
        )
        for each in queries.cycles(session)
        if term.in_(each.title)
        and seen.covers(Scope(record=str(each.id), body=each.body))
    ]


SOURCES = [Source(name="Self-assessments", need=NEED, look=_on_front_page)]
FINDERS = [Finder(name="Self-assessments", need=NEED, find=_find)]
