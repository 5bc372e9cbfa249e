"""Coordinators' pages: ask agencies for forms, check what came in, see what is out."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy.orm import Session

from borough.death_facts import queries as facts
from borough.deaths import queries as cases
from borough.deaths.model import CASE
from borough.deaths.queries import CaseSeen
from borough.deaths.routes import NAMED, NEED, crumbs, one, opened
from borough.form_answers import queries as answers
from borough.professionals import queries as professionals
from borough.reporting_forms import queries, schemas, service
from borough.reporting_forms.model import MAIN, RequestChanged, State, askable
from borough.reporting_forms.queries import RequestSeen
from kit import clock
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.accounts.actor import Actor
from kit.data_classes import DataClass
from kit.errors import NotFound
from kit.front.model import Item, Kind, Source
from kit.people import queries as people
from kit.web import door, exports
from partnership.asking.routes import Box, Look, Page, asked

pages = Blueprint("reporting_forms", __name__, url_prefix="/deaths")

FOLDER = "reporting_forms/templates"
# The rung from which on a coordinator is told of a form that is late.
_TOLD = 3


@pages.get("/forms/")
@needs(CASE, Action.READ, within=NAMED)
def outstanding() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.outstanding(session, door.actor())
    return render_template(f"{FOLDER}/outstanding.html", lines=found)


@pages.get("/forms/outstanding.csv")
@needs(CASE, Action.READ, within=NAMED)
def as_csv() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.outstanding(session, door.actor())
    header = [
        "Case", "Agency", "Stands", "Asked", "Due", "Late", "Parts done", "Parts",
        "Reminders",
    ]  # fmt: skip
    rows = [
        (
            each.code, each.request.agency_name, each.request.state.value,
            each.request.asked_at, each.request.due_at,
            "yes" if each.request.is_late else "no", each.request.done,
            each.request.parts, each.request.rung,
        )
        for each in found
    ]  # fmt: skip
    return exports.csv(
        "reporting-forms", header, rows, holds=DataClass.SPECIAL_CATEGORY
    )


@pages.get("/<uuid:case_id>/forms")
@needs(CASE, Action.READ, within=NAMED)
def of_case(case_id: UUID) -> ResponseReturnValue:
    opened(case_id)
    with door.reading() as session:
        case = cases.known(session, door.actor(), case_id)
        found = queries.of_case(session, case_id)
        listed = professionals.professionals(session, case_id)
    out = {each.professional_id for each in found if each.is_out}
    return render_template(
        f"{FOLDER}/case.html",
        case=case,
        requests=found,
        how_far=queries.completeness(found),
        to_ask=[each for each in listed if each.id not in out],
    )


@pages.get("/<uuid:case_id>/forms/gathered")
@needs(CASE, Action.READ, within=NAMED)
def gathered(case_id: UUID) -> ResponseReturnValue:
    opened(case_id)
    with door.reading() as session:
        case = cases.known(session, door.actor(), case_id)
        found = answers.gathered(session, case_id)
    return render_template(f"{FOLDER}/gathered.html", case=case, lines=found)


@pages.get("/<uuid:case_id>/forms/<uuid:request_id>")
@needs(CASE, Action.READ, within=NAMED)
def show(case_id: UUID, request_id: UUID) -> ResponseReturnValue:
    opened(case_id)
    with door.reading() as session:
        case = cases.known(session, door.actor(), case_id)
        found = queries.one(session, case, request_id)
        wrote, _ = answers.said(session, request_id)
        holder = {found.person_id} if found.person_id else set()
        return render_template(
            f"{FOLDER}/show.html",
            case=case,
            found=found,
            wrote=wrote,
            is_in=found.state in answers.IN,
            wanted=queries.wanted(session, request_id),
            deeds=queries.deeds(session, request_id),
            names=list(people.names(session, user_ids=holder).values()),
        )


@pages.route(
    "/<uuid:case_id>/professionals/<uuid:professional_id>/ask", methods=["GET", "POST"]
)
@needs(CASE, Action.UPDATE, within=NAMED)
def ask(case_id: UUID, professional_id: UUID) -> ResponseReturnValue:
    if request.method == "GET":
        opened(case_id)

    def look(session: Session) -> Page:
        return _asking(session, one(session, case_id), professional_id)

    def done(session: Session, given: dict[str, Any]) -> None:
        given.pop("paper")
        service.ask(
            session, case_id=case_id, professional_id=professional_id,
            by=door.actor(), **given,
        )  # fmt: skip

    return asked(
        look,
        schemas.Asked(),
        done,
        stale=RequestChanged,
        said="They were asked. The notice names nobody.",
        to=url_for("reporting_forms.of_case", case_id=case_id),
    )


def _asking(session: Session, case: CaseSeen, professional_id: UUID) -> Page:
    listed = professionals.professionals(session, case.id)
    found = next((each for each in listed if each.id == professional_id), None)
    if found is None:
        raise NotFound
    more = facts.facts(session, case.id).asks_for(case.received_at)
    forms = [(MAIN, "Main reporting form"), *((e.word, e.title) for e in more)]
    return Page(
        title="Ask for a reporting form",
        crumbs=_crumbs(case),
        intro="Only the person you choose opens the form, and it closes to them once "
        "it is accepted. Agencies must comply: Children Act 2004, section 16N. What "
        "the notification or an accepted form says already is not asked again.",
        told=[
            ("Professional", f"{found.part.value.capitalize()}: {found.name}"),
            ("Agency", found.agency_name),
        ],
        boxes=[
            _people(session, case.id, found.agency),
            Box(
                kind="checks",
                name="paper",
                label="If nobody there has an account",
                choices=[("yes", "The form comes on paper, and I type it in")],
            ),
            Box(kind="checks", name="forms", label="Forms", choices=forms),
        ],
        button="Ask them",
        values={"forms": [word for word, _ in forms]},
    )


def _people(session: Session, case_id: UUID, agency: str) -> Box:
    found = askable(session, case_id, agency)
    named = people.names(session, user_ids=found)
    hint = "Somebody who speaks for this agency here"
    if not named:
        hint = "Nobody speaks for this agency yet: an administrator can invite somebody"
    return Box(
        kind="select", name="person_id", label="Person who answers", hint=hint,
        choices=sorted(((str(i), name) for i, name in named.items()), key=_by_name),
    )  # fmt: skip


def _by_name(choice: tuple[str, str]) -> str:
    return choice[1]


@pages.route("/<uuid:case_id>/forms/<uuid:request_id>/person", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def give(case_id: UUID, request_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        case = one(session, case_id)
        found = queries.one(session, case, request_id)
        return Page(
            title="Give the form to another person",
            crumbs=_crumbs(case),
            intro="It closes to the person before at once. What they saved stays.",
            told=[("Agency", found.agency_name)],
            boxes=[_people(session, case_id, found.agency)],
            button="Give it to them",
            seen=found.version,
            now=[("It is", found.state.value)],
        )

    return _done(
        case_id, request_id, look, schemas.Given(), service.give, "It is theirs now."
    )


@pages.route("/<uuid:case_id>/forms/<uuid:request_id>/accept", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def accept(case_id: UUID, request_id: UUID) -> ResponseReturnValue:
    said = "It closes to the person who wrote it, and it is not asked again."
    return _confirmed(
        case_id, request_id, "Accept this form", said, service.accept, "It is accepted."
    )


@pages.route(
    "/<uuid:case_id>/forms/<uuid:request_id>/withdraw", methods=["GET", "POST"]
)
@needs(CASE, Action.UPDATE, within=NAMED)
def withdraw(case_id: UUID, request_id: UUID) -> ResponseReturnValue:
    said = "It closes to the person at once, and nobody is chased any more."
    return _confirmed(
        case_id, request_id, "Ask no longer", said, service.withdraw, "It is withdrawn."
    )


@pages.route("/<uuid:case_id>/forms/<uuid:request_id>/more", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def send_back(case_id: UUID, request_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        case = one(session, case_id)
        found = queries.one(session, case, request_id)
        box = Box(
            kind="area", name="wanted", label="What more is needed", rows=6,
            hint="The person reads it on the form. It is locked, like the answers",
        )  # fmt: skip
        return Page(
            title="Send the form back for more",
            crumbs=_crumbs(case),
            told=[("Agency", found.agency_name)],
            boxes=[box],
            button="Send it back",
            seen=found.version,
            now=[("It is", found.state.value)],
        )

    return _done(
        case_id, request_id, look, schemas.Returned(), service.send_back,
        "It is with them again, and a new clock counts.",
    )  # fmt: skip


def _confirmed(
    case_id: UUID,
    request_id: UUID,
    title: str,
    intro: str,
    verb: Callable[..., None],
    said: str,
) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        case = one(session, case_id)
        found = queries.one(session, case, request_id)
        return Page(
            title=title,
            crumbs=_crumbs(case),
            intro=intro,
            told=[("Agency", found.agency_name), ("It is", found.state.value)],
            boxes=[],
            button=title,
            seen=found.version,
            now=[("It is", found.state.value)],
        )

    return _done(case_id, request_id, look, schemas.Seen(), verb, said)


def _done(
    case_id: UUID,
    request_id: UUID,
    look: Look,
    schema: Schema,
    verb: Callable[..., None],
    said: str,
) -> ResponseReturnValue:
    if request.method == "GET":
        opened(case_id)

    def done(session: Session, given: dict[str, Any]) -> None:
        about = {"case_id": case_id, "request_id": request_id}
        verb(session, by=door.actor(), **about, **given)

    to = url_for("reporting_forms.of_case", case_id=case_id)
    return asked(look, schema, done, stale=RequestChanged, said=said, to=to)


def _crumbs(case: CaseSeen) -> list[tuple[str, str]]:
    here = url_for("reporting_forms.of_case", case_id=case.id)
    return [*crumbs(case), ("Reporting forms", here)]


def _on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Forms to check, without a person, or long late, in cases open to somebody."""
    return [
        Item(
            kind=Kind.MINE,
            tag=_tag(each.request),
            text=f"A reporting form of case {each.code}: {each.request.state.value}",
            href=f"/deaths/{each.request.case_id}/forms/{each.request.id}",
            at=each.request.asked_at,
            due=clock.london_day(each.request.due_at),
        )
        for each in queries.outstanding(session, actor)
        if each.request.state in (State.SENT, State.VACANT)
        or each.request.rung >= _TOLD
    ]


def _tag(found: RequestSeen) -> str:
    if found.state is State.SENT:
        return "To check"
    return "To give" if found.state is State.VACANT else "To chase"


SOURCES = [Source(name="Reporting forms", need=NEED, look=_on_front_page)]
