"""Pages of cases: those open to a person, one case, and what is done with it."""

from datetime import date, datetime, time
from math import ceil
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy.orm import Session

from borough.case_transfers import queries as transfers
from borough.death_facts import queries as facts
from borough.death_triage import queries as triage
from borough.deaths import queries, schemas, service
from borough.deaths.model import CASE, CaseChanged, areas
from borough.deaths.queries import CaseSeen
from borough.professionals import queries as professionals
from kit import clock
from kit.access import queries as opening
from kit.access.policy import Action, Limit, Need
from kit.accounts.access import needs
from kit.accounts.actor import Actor
from kit.clock import LONDON
from kit.data_classes import DataClass
from kit.front.model import Item, Kind, Source
from kit.people import queries as people
from kit.search.model import Finder
from kit.trail import service as trail
from kit.web import asking, door, exports, forms, narrowing
from kit.web.narrowing import Narrowed
from kit.web.navigation import Entry
from partnership.access import may
from partnership.agencies import AGENCIES
from partnership.asking.routes import Box, Look, Page, Verb, asked, words_of
from partnership.death_rules import nhs_number
from partnership.death_rules.pipeline import FOLLOWS, Owner, Stage, Waiting
from partnership.death_rules.scope import Exclusion, Facts

pages = Blueprint("deaths", __name__, url_prefix="/deaths")

NAMED = (Limit.NAMED,)
NEED = Need(resource=CASE, action=Action.READ, within=frozenset(NAMED))
NAVIGATION = [Entry("Child deaths", "deaths.index")]
A_PAGE = 25
YES_NO = [("yes", "Yes"), ("no", "No")]


@pages.get("/")
@needs(CASE, Action.READ, within=NAMED)
def index() -> ResponseReturnValue:
    form = narrowing.read(schemas.Listed(), request.args)
    number = form.data.get("page", 1)
    with door.reading() as session:
        found = queries.page_of(
            session, door.actor(), number=number, size=A_PAGE, **_wanted(form)
        )
    page = render_template(
        "deaths/templates/list.html",
        form=form,
        cases=found.cases,
        total=found.total,
        number=number,
        pages=ceil(found.total / A_PAGE),
        address=lambda page: url_for("deaths.index", page=page, **form.address),
        untaken=found.untaken,
        late=found.late,
        areas=areas(),
        stages=[("", "All that go on"), *words_of(Stage)],
        csv_address=url_for("deaths.as_csv", **form.address),
    )
    return page, form.status


@pages.get("/cases.csv")
@needs(CASE, Action.READ, within=NAMED)
def as_csv() -> ResponseReturnValue:
    form = narrowing.read(schemas.Listed(), request.args)
    with door.reading() as session:
        found = queries.cases(session, door.actor(), **_wanted(form))
    header = [
        "Case", "Notified", "Age", "Home", "Stage", "Since", "With", "Waits for",
        "Next due",
    ]  # fmt: skip
    named = areas()
    rows = [
        (
            e.code, e.received_at, e.band, named.get(e.home, e.home), e.stage.value,
            e.stage_since, e.owner.value, e.waiting.value, e.next_due,
        )
        for e in found
    ]  # fmt: skip
    return exports.csv("cases", header, rows, holds=DataClass.SPECIAL_CATEGORY)


def _wanted(form: Narrowed) -> dict[str, Any]:
    return {"stage": form.data.get("stage"), "done": bool(form.data.get("done"))}


@pages.get("/<uuid:case_id>")
@needs(CASE, Action.READ, within=NAMED)
def show(case_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        actor = door.actor()
        case = queries.known(session, actor, case_id)
        found = facts.facts(session, case_id)
        page = render_template(
            "deaths/templates/show.html",
            case=case,
            facts=found,
            number=_number(found),
            duty=case.duty(door.settings().member),
            triage=triage.triage(session, case_id),
            strands=triage.strands(session, case_id),
            transfers=transfers.transfers(session, case_id),
            professionals=professionals.professionals(session, case_id),
            clocks=queries.clocks_of(session, case_id),
            steps=queries.steps(session, case_id),
            twins=facts.twins(session, actor, case_id),
            people=_people(session, case_id),
            areas=areas(),
        )
    # Nobody gets the page without its being opened standing in the trail.
    trail.record_at_once(door, act="case.read", resource=CASE, record=case_id)
    return page


def _number(found: facts.Facts) -> str:
    """The NHS number as it is printed, or why there is none."""
    if found.identity is None:
        return ""
    if found.identity.number:
        return nhs_number.shown(found.identity.number)
    return f"None: {found.identity.without}" if found.identity.without else ""


def _people(session: Session, case_id: UUID) -> list[tuple[UUID, str, datetime]]:
    """Who may open a case now: the assignment's id, their name, and since when."""
    given = opening.given(session, resource=CASE, record=str(case_id))
    named = people.names(session, user_ids={each.user_id for each in given})
    return [(each.id, named.get(each.user_id, ""), each.from_at) for each in given]


@pages.route("/new", methods=["GET", "POST"])
@needs(CASE, Action.CREATE, within=NAMED)
def notify() -> ResponseReturnValue:
    page = Page(
        title="A death was notified",
        crumbs=[("Child deaths", url_for("deaths.index"))],
        intro="These answers decide whether the death is reviewed, and by whom. Who "
        "the child was is asked on the next page, and only where it is reviewed.",
        boxes=_boxes(),
        button="Go on",
    )

    def notified(session: Session, given: dict[str, Any]) -> UUID:
        received = moment_of(given.pop("received_on"), given.pop("received_time"))
        known = _facts(given)
        return service.notify(
            session, facts=known, received_at=received, by=door.actor(), **given
        )

    return asking.asked(
        schemas.Notified(),
        notified,
        lambda form, _stale: page.shown(form)[0],
        to=lambda case_id: url_for("deaths.show", case_id=case_id),
        said="The notification is stored.",
        now=forms.blank(received_on=clock.today(), termination="no"),
    )


def _facts(given: dict[str, Any]) -> Facts:
    here = door.settings().member
    return Facts(
        signs_of_life=given.pop("signs_of_life"),
        termination=given.pop("termination"),
        weeks=given.pop("weeks"),
        adult=not given.pop("under_18"),
        lived_here=given["home"] == here,
        died_here=given["died_in"] == here,
    )


def _boxes() -> list[Box]:
    return [*_about_notice(), *_about_birth(), *_about_areas()]


def _about_notice() -> list[Box]:
    return [
        Box(kind="day", name="received_on", label="Day the notification came"),
        Box(
            kind="text", name="received_time", label="Time it came",
            hint="For example 16:00",
        ),
        Box(
            kind="select", name="notifier", label="Agency that told of it",
            choices=list(AGENCIES.items()),
        ),
    ]  # fmt: skip


def _about_birth() -> list[Box]:
    return [
        Box(
            kind="radios", name="signs_of_life", choices=YES_NO,
            label="Were there signs of life at birth?",
            hint="For every child who lived, at whatever age they died: yes",
        ),
        Box(
            kind="text", name="weeks", label="Completed weeks of pregnancy",
            hint="Only where there were no signs of life",
        ),
        Box(
            kind="checks", name="unattended", label="A stillbirth at home",
            choices=[("yes", "No professional attended the birth")],
            hint="It asks for a joint agency response, though it is not reviewed",
        ),
        Box(
            kind="radios", name="termination", choices=YES_NO,
            label="Did the birth follow a lawful termination?",
        ),
        Box(
            kind="radios", name="under_18", label="Were they under 18?", choices=YES_NO
        ),
    ]  # fmt: skip


def _about_areas() -> list[Box]:
    known = list(areas().items())
    return [
        Box(
            kind="select", name="home", label="Where the child normally lived",
            choices=known,
        ),
        Box(
            kind="select", name="placed_by", choices=known,
            label="Authority that looked after the child",
            hint="Leave it empty where the child was not looked after",
        ),
        Box(kind="select", name="died_in", label="Where the child died", choices=known),
    ]  # fmt: skip


@pages.route("/<uuid:case_id>/stage", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def move(case_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        case = one(session, case_id)
        return Page(
            title="Where the case stands",
            crumbs=crumbs(case),
            intro="The list shows these words. They say nothing of whose death it is.",
            boxes=_where(case),
            button="Save",
            values={
                "stage": case.stage.value, "owner": case.owner.value,
                "waiting": case.waiting.value,
            },
            seen=case.version,
            now=[("Stage", case.stage.value), ("Waits for", case.waiting.value)],
        )  # fmt: skip

    def moved(session: Session, given: dict[str, Any]) -> None:
        service.move(session, case_id=case_id, by=door.actor(), **given)

    return ask(case_id, look, schemas.Moved(), moved, "It is noted where it stands.")


def _where(case: CaseSeen) -> list[Box]:
    stages = {case.stage, *FOLLOWS[case.stage]}
    return [
        Box(
            kind="radios", name="stage", label="Stage",
            choices=[each for each in words_of(Stage) if each[0] in stages],
        ),
        Box(kind="select", name="owner", label="Who has it", choices=words_of(Owner)),
        Box(
            kind="select", name="waiting", label="What it waits for",
            choices=words_of(Waiting),
        ),
    ]  # fmt: skip


@pages.route("/<uuid:case_id>/exclude", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def exclude(case_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        case = one(session, case_id)
        box = Box(
            kind="radios", name="reason", label="Why", choices=words_of(Exclusion)
        )
        return Page(
            title="This death is not reviewed",
            crumbs=crumbs(case),
            intro="Its clocks stop. What was written stays locked, for as long as the "
            "rules of keeping say.",
            boxes=[box],
            button="Do not review it",
            seen=case.version,
            now=[("Stage", case.stage.value)],
        )

    def excluded(session: Session, given: dict[str, Any]) -> None:
        service.exclude(session, case_id=case_id, by=door.actor(), **given)

    return ask(case_id, look, schemas.Excluded(), excluded, "It is not reviewed.")


def one(session: Session, case_id: UUID, action: Action = Action.UPDATE) -> CaseSeen:
    """The case, where the one who asks may do this to it; raises NotFound."""
    return queries.known(session, door.actor(), case_id, action)


def opened(case_id: UUID) -> None:
    """Write to the trail that somebody opens a case, before they see it.

    Raises NotFound where they may not.
    """
    with door.reading() as session:
        one(session, case_id, Action.READ)
    trail.record_at_once(door, act="case.read", resource=CASE, record=case_id)


def crumbs(case: CaseSeen) -> list[tuple[str, str]]:
    """The way back from a page about a case."""
    here = url_for("deaths.show", case_id=case.id)
    return [("Child deaths", url_for("deaths.index")), (f"Case {case.code}", here)]


def ask(
    case_id: UUID, look: Look, schema: Schema, verb: Verb, said: str
) -> ResponseReturnValue:
    """A form about one case, and then its page; to see it is to open the case."""
    if request.method == "GET":
        opened(case_id)
    to = url_for("deaths.show", case_id=case_id)
    return asked(look, schema, verb, stale=CaseChanged, said=said, to=to)


def moment_of(day: date, hour: time) -> datetime:
    """A moment on London's clocks."""
    return datetime.combine(day, hour, LONDON)


def _on_front_page(session: Session, actor: Actor) -> list[Item]:
    """What is theirs to do, and what nobody took; what is late the clocks say."""
    waits = [
        Item(
            kind=Kind.MINE,
            tag="To do",
            text=f"Case {each.code} waits for: {each.waiting}",
            href=f"/deaths/{each.id}",
            at=each.stage_since,
        )
        for each in queries.cases(session, actor)
        if each.waiting in (Waiting.DETAILS, Waiting.TRIAGE)
    ]
    return [*waits, *_to_take(session, actor)]


def _to_take(session: Session, actor: Actor) -> list[Item]:
    """Notifications nobody works on, for those who could."""
    if not may(actor.role, CASE, Action.CREATE):
        return []
    return [
        Item(
            kind=Kind.MINE,
            tag="To take",
            text=f"Notification {each.code} waits for a coordinator",
            href="/deaths/",
            at=each.received_at,
        )
        for each in queries.untaken(session, actor)
    ]


SOURCES = [Source(name="Child deaths", need=NEED, look=_on_front_page)]
FINDERS = [
    Finder(name="Child deaths", need=NEED, find=queries.find),
    Finder(name="Child deaths by NHS number", need=NEED, find=facts.find),
]
