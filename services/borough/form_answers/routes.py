"""The pages of the one person who was asked: parts, answers, sending, stepping back."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.death_facts import queries as facts
from borough.death_facts.queries import Facts
from borough.deaths.model import CASE
from borough.form_answers import queries, schemas, service
from borough.form_answers.model import AnswersChanged, Said
from borough.reporting_forms import queries as requests
from borough.reporting_forms import service as requesting
from borough.reporting_forms.model import NARRATIVE, WRITABLE, RequestChanged, State
from borough.reporting_forms.queries import RequestSeen
from kit import clock
from kit.access.model import ConflictKind
from kit.access.policy import Action, Limit, Need
from kit.accounts.access import needs
from kit.accounts.actor import Actor
from kit.front.model import Item, Kind, Source
from kit.trail import service as trail
from kit.web import door
from kit.web.filters import day
from kit.web.navigation import Entry
from partnership.asking.routes import Box, Page, asked, words_of
from partnership.death_rules import nhs_number
from partnership.death_rules.reporting_forms import Section

pages = Blueprint("form_answers", __name__, url_prefix="/reporting-forms")

FOLDER = "form_answers/templates"
OWN = (Limit.OWN,)
# A coordinator types in what came on paper.
WRITERS = (Limit.OWN, Limit.NAMED)
NEED = Need(resource=NARRATIVE, action=Action.UPDATE, within=frozenset(OWN))
NAVIGATION = [Entry("Reporting forms", "form_answers.index")]
NO_WORD = "Not written down"


@pages.get("/")
@needs(NARRATIVE, Action.UPDATE, within=OWN)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        found = requests.of_person(session, door.actor())
    return render_template(f"{FOLDER}/list.html", lines=found)


@pages.get("/<uuid:request_id>")
@needs(NARRATIVE, Action.UPDATE, within=WRITERS)
def show(request_id: UUID) -> ResponseReturnValue:
    _opened(request_id)
    crumbs = _crumbs(request_id)
    with door.reading() as session:
        found = _mine(session, request_id)
        wrote, version = queries.said(session, request_id)
        return render_template(
            f"{FOLDER}/show.html",
            found=found,
            crumbs=crumbs,
            wrote=wrote,
            version=version,
            complete=wrote.done(found.sections) == len(found.sections),
            told=_told(facts.facts(session, found.case_id)),
            wanted=requests.wanted(session, request_id)
            if found.state is State.RETURNED
            else "",
        )


@pages.route("/<uuid:request_id>/parts/<int:number>", methods=["GET", "POST"])
@needs(NARRATIVE, Action.UPDATE, within=WRITERS)
def part(request_id: UUID, number: int) -> ResponseReturnValue:
    if request.method == "GET":
        _opened(request_id)
    with door.reading() as session:
        found = _mine(session, request_id)
        section = service.section_of(found, number)
    to = url_for("form_answers.show", request_id=request_id)
    if request.method == "GET" and found.state not in WRITABLE:
        return redirect(to)

    def look(session: Session) -> Page:
        _mine(session, request_id)
        wrote, version = queries.said(session, request_id)
        return _part_page(found, section, wrote, version)

    def saved(session: Session, given: dict[str, Any]) -> None:
        ours = {name: given.pop(name) for name in ("seen", "nothing")}
        service.save(
            session, request_id=request_id, number=number, answers=given,
            by=door.actor(), **ours,
        )  # fmt: skip

    return asked(
        look, schemas.answers_to(section), saved, stale=AnswersChanged,
        said="It is saved, and locked. You can come back to it.", to=to,
    )  # fmt: skip


def _part_page(found: RequestSeen, section: Section, wrote: Said, version: int) -> Page:
    boxes = [
        Box(
            kind=each.kind.value, name=each.word, label=each.label,
            choices=[(choice, choice) for choice in each.choices],
        )
        for each in section.questions
    ]  # fmt: skip
    tick = Box(
        kind="checks", name="nothing", label="If there is nothing to say",
        choices=[("yes", "We hold nothing about any of this")],
    )  # fmt: skip
    words = {each.word: wrote.answers.get(each.word, "") for each in section.questions}
    return Page(
        title=section.title,
        crumbs=_crumbs(found.id),
        intro="Save as often as you like. Write what your agency knows, and how.",
        boxes=[*boxes, tick],
        button="Save",
        values={**words, "nothing": ["yes"] if section.word in wrote.nothing else []},
        seen=version,
        now=[(each.label, words[each.word]) for each in section.questions],
    )


@pages.route("/<uuid:request_id>/send", methods=["GET", "POST"])
@needs(NARRATIVE, Action.UPDATE, within=WRITERS)
def send(request_id: UUID) -> ResponseReturnValue:
    if request.method == "GET":
        _opened(request_id)

    def look(session: Session) -> Page:
        found = _mine(session, request_id)
        wrote, version = queries.said(session, request_id)
        parts = f"{wrote.done(found.sections)} of {found.parts}"
        return Page(
            title="Send the form",
            crumbs=_crumbs(request_id),
            intro="The coordinators of this review read it, and nobody of another "
            "agency. You cannot change it unless they send it back for more.",
            told=[("Parts that are done", parts)],
            boxes=[],
            button="Send it",
            seen=version,
            now=[("Parts that are done", parts)],
        )

    def sent(session: Session, given: dict[str, Any]) -> None:
        service.send(session, request_id=request_id, by=door.actor(), **given)

    return asked(
        look, schemas.Seen(), sent, stale=AnswersChanged,
        said="It is sent. You are told if more is needed.", to=_up(request_id),
    )  # fmt: skip


@pages.route("/<uuid:request_id>/conflict", methods=["GET", "POST"])
@needs(NARRATIVE, Action.UPDATE, within=OWN)
def step_back(request_id: UUID) -> ResponseReturnValue:
    if request.method == "GET":
        _opened(request_id)

    def look(session: Session) -> Page:
        _mine(session, request_id)
        box = Box(
            kind="radios", name="kind", label="Why you must not answer",
            choices=words_of(ConflictKind),
        )  # fmt: skip
        return Page(
            title="Declare a conflict of interest",
            crumbs=_crumbs(request_id),
            intro="Every form about this child closes to you at once, and the "
            "coordinators ask somebody else of your agency. What you saved stays.",
            boxes=[box],
            button="Declare it",
        )

    def declared(session: Session, given: dict[str, Any]) -> None:
        requesting.step_back(session, request_id=request_id, by=door.actor(), **given)

    return asked(
        look, schemas.SteppedBack(), declared, stale=RequestChanged,
        said="Declared. The form is closed to you from now on.",
        to=url_for("form_answers.index"),
    )  # fmt: skip


def _mine(session: Session, request_id: UUID) -> RequestSeen:
    return requests.writable(session, door.actor(), request_id)


def _opened(request_id: UUID) -> None:
    """Write to the case's trail that they open it, before they see it."""
    with door.reading() as session:
        found = _mine(session, request_id)
    trail.record_at_once(
        door, act="reporting-form.read", resource=CASE, record=found.case_id
    )


def _told(found: Facts) -> list[tuple[str, object]]:
    """What the person needs to find the child in their own records, and no more."""
    who, died = found.identity, found.death
    if who is None:
        return []
    number = nhs_number.shown(who.number) if who.number else "None"
    return [
        ("Name", f"{who.given} {who.family}"),
        ("Born", day(who.born_on)),
        ("NHS number", number),
        ("Address", who.address or NO_WORD),
        ("Postcode", who.postcode or NO_WORD),
        ("Died", day(clock.london_day(died.died_at)) if died else NO_WORD),
    ]


def _up(request_id: UUID) -> str:
    """The page of forms: one's own, or those of the case for a coordinator."""
    with door.reading() as session:
        found = _mine(session, request_id)
    if found.person_id is None:
        return url_for("reporting_forms.of_case", case_id=found.case_id)
    return url_for("form_answers.index")


def _crumbs(request_id: UUID) -> list[tuple[str, str]]:
    here = url_for("form_answers.show", request_id=request_id)
    return [("Reporting forms", _up(request_id)), ("The form", here)]


def _on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Forms this person was asked for and has not sent."""
    return [
        Item(
            kind=Kind.MINE,
            tag="To answer",
            text="A reporting form was asked of you",
            href=f"/reporting-forms/{each.request.id}",
            at=each.request.asked_at,
            due=clock.london_day(each.request.due_at),
        )
        for each in requests.of_person(session, actor)
        if each.request.is_writable
    ]


SOURCES = [Source(name="Reporting forms", need=NEED, look=_on_front_page)]
