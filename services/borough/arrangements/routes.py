"""Pages of a borough's arrangements: the partners as at a day, and the phases."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy.orm import Session

from borough.arrangements import queries, schemas, service
from borough.arrangements.model import (
    ARRANGEMENTS,
    ArrangementsChanged,
    Circle,
    Form,
    Part,
    Phase,
)
from borough.arrangements.queries import PartnerSeen, PhaseSeen
from borough.arrangements.service import Speakers
from kit import clock
from kit.access.policy import Action, Need
from kit.accounts.access import needs
from kit.accounts.actor import Actor
from kit.front.model import Item, Kind, Source
from kit.search.model import Finder
from kit.web import door, exports, forms
from kit.web.navigation import Entry
from partnership.asking.routes import (
    Box,
    Look,
    Page,
    Verb,
    asked,
    post_of_actor,
    words_of,
)
from partnership.charts import timeline

pages = Blueprint("arrangements", __name__, url_prefix="/arrangements")

NAVIGATION = [Entry("Arrangements", "arrangements.index")]
BASIS = Box(kind="area", name="because", label="On what basis?", rows=3)
NAME = Box(kind="text", name="name", label="Name of the body")
FROM = Box(kind="day", name="from_on", label="First day")
UNTIL = Box(
    kind="day",
    name="until_on",
    label="Last day (optional)",
    hint="Leave empty while it goes on. A clinical commissioning group needs one, "
    "30 June 2022 at the latest",
)
FORM = Box(
    kind="select", name="in_law", label="What it is in law", choices=words_of(Form)
)
SPEAKERS = (
    Box(
        kind="text",
        name="accountable",
        label="Accountable lead (optional)",
        hint="The post at its head, such as chief executive. Never a name.",
    ),
    Box(
        kind="text",
        name="delegated",
        label="Delegated lead (optional)",
        hint="The post that decides for it day by day",
    ),
)
PHASE = (
    Box(kind="radios", name="phase", label="Phase", choices=words_of(Phase)),
    Box(kind="text", name="name", label="What it is called"),
    FROM,
    UNTIL,
    Box(kind="area", name="note", label="Note (optional)", rows=3),
)


@pages.get("/")
@needs(ARRANGEMENTS, Action.READ)
def index() -> ResponseReturnValue:
    form = forms.load(schemas.Filter(), request.args)
    on = form.data.get("on") or clock.today()
    with door.reading() as session:
        sets = [
            (
                circle,
                queries.of_circle(session, circle, on),
                queries.missing(session, circle, on),
                _others(session, circle, on),
            )
            for circle in Circle
        ]
        lanes = list(_lanes(session, on))
        page = render_template(
            "arrangements/templates/show.html",
            form=form,
            on=on,
            today=clock.today(),
            sets=sets,
            phases=queries.phases(session),
            phase=queries.phase_on(session, on),
            picture=_picture(lanes),
        )
    return page, form.status


@pages.get("/partners.csv")
@needs(ARRANGEMENTS, Action.READ)
def partners_csv() -> Response:
    header = [
        "Set", "Name", "In law", "Takes the place of", "First day", "Last day",
        "Basis", "Lead", "Post", "Post's first day", "Post's last day",
    ]  # fmt: skip
    with door.reading() as session:
        found = [
            each
            for circle in Circle
            for each in queries.history(session, circle, clock.today())
        ]
    rows = [row for each in found for row in _lines(each)]
    return exports.csv("partners", header, rows)


def _lines(each: PartnerSeen) -> Iterator[tuple[exports.Cell, ...]]:
    """A line for each post of a partner; one without a post where it has none."""
    about = (
        each.circle.value,
        each.name,
        each.form.value,
        each.follows,
        each.from_on,
        each.until_on,
        each.because,
    )
    for post in each.posts:
        yield *about, post.part.value, post.title, post.from_on, post.until_on
    if not each.posts:
        yield *about, None, None, None, None


@pages.get("/phases.csv")
@needs(ARRANGEMENTS, Action.READ)
def phases_csv() -> Response:
    with door.reading() as session:
        found = queries.phases(session)
    rows = [
        (each.phase.value, each.name, each.from_on, each.until_on, each.note)
        for each in found
    ]
    header = ["Phase", "Name", "First day", "Last day", "Note"]
    return exports.csv("phases", header, rows)


@pages.route("/partners/new", methods=["GET", "POST"])
@needs(ARRANGEMENTS, Action.CREATE)
def name_partner() -> ResponseReturnValue:
    circles = words_of(Circle)
    which = Box(kind="radios", name="circle", label="Which partners", choices=circles)

    def look(_session: Session) -> Page:
        return _page(
            "Enter a partner",
            [which, FORM, NAME, FROM, UNTIL, BASIS, *SPEAKERS],
            intro="The two sets are kept apart: the police are a safeguarding partner "
            "and not a child death review partner. None of them leads another.",
        )

    def verb(session: Session, given: dict[str, Any]) -> None:
        speakers = _speakers(given)
        by = post_of_actor()
        form = given.pop("in_law")
        service.name_partner(session, form=form, speakers=speakers, by=by, **given)

    return _asked(look, schemas.Named(), verb, "The partner is entered.")


@pages.route("/partners/<uuid:partner_id>/successor", methods=["GET", "POST"])
@needs(ARRANGEMENTS, Action.UPDATE)
def succeed(partner_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        seen = queries.partner(session, partner_id, clock.today())
        return _page(
            f"What follows {seen.name}?",
            [FORM, NAME, FROM, UNTIL, BASIS, *SPEAKERS],
            intro=f"{seen.name} ends the day before what follows begins, unless it "
            "ended earlier. Both stay in the history.",
            seen=seen.version,
            now=_said(seen),
        )

    def verb(session: Session, given: dict[str, Any]) -> None:
        speakers, by = _speakers(given), post_of_actor()
        form = given.pop("in_law")
        service.succeed(
            session, partner_id=partner_id, form=form, speakers=speakers, by=by, **given
        )

    return _asked(look, schemas.Follow(), verb, "The successor is entered.")


@pages.route("/partners/<uuid:partner_id>/change", methods=["GET", "POST"])
@needs(ARRANGEMENTS, Action.UPDATE)
def correct(partner_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        seen = queries.partner(session, partner_id, clock.today())
        names = ("name", "from_on", "until_on", "because")
        return _page(
            f"Put {seen.name} right",
            [NAME, FROM, UNTIL, BASIS],
            values={name: getattr(seen, name) or "" for name in names},
            seen=seen.version,
            now=_said(seen),
        )

    def verb(session: Session, given: dict[str, Any]) -> None:
        service.correct(session, partner_id=partner_id, **given)

    return _asked(look, schemas.Correct(), verb, "It is put right.")


@pages.route("/partners/<uuid:partner_id>/post", methods=["GET", "POST"])
@needs(ARRANGEMENTS, Action.UPDATE)
def appoint(partner_id: UUID) -> ResponseReturnValue:
    boxes = [
        Box(kind="radios", name="part", label="Which lead", choices=words_of(Part)),
        Box(kind="text", name="title", label="Post", hint="A job title, never a name"),
        FROM,
    ]

    def look(session: Session) -> Page:
        seen = queries.partner(session, partner_id, clock.today())
        intro = "The post before it ends the day before."
        return _page(f"Who speaks for {seen.name}?", boxes, intro=intro)

    def verb(session: Session, given: dict[str, Any]) -> None:
        service.appoint(session, partner_id=partner_id, **given)

    return _asked(look, schemas.Appoint(), verb, "The post is entered.")


@pages.route("/phases/new", methods=["GET", "POST"])
@needs(ARRANGEMENTS, Action.CREATE)
def begin_phase() -> ResponseReturnValue:
    def look(_session: Session) -> Page:
        intro = (
            "Enter the board that was there before, the shadow time in which the "
            "arrangements were tried, and the day they came fully into force."
        )
        return _page("Enter a phase", PHASE, intro=intro)

    def verb(session: Session, given: dict[str, Any]) -> None:
        given.pop("seen")
        service.begin_phase(session, by=post_of_actor(), **given)

    return _asked(look, schemas.Begin(), verb, "The phase is entered.")


@pages.route("/phases/<uuid:phase_id>/change", methods=["GET", "POST"])
@needs(ARRANGEMENTS, Action.UPDATE)
def change_phase(phase_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        seen = queries.phase(session, phase_id)
        names = ("phase", "name", "note", "from_on", "until_on")
        return _page(
            f"Change {seen.name}",
            PHASE,
            values={name: getattr(seen, name) or "" for name in names},
            seen=seen.version,
            now=_said_of_phase(seen),
        )

    def verb(session: Session, given: dict[str, Any]) -> None:
        given["seen"] = given["seen"] or 0
        service.change_phase(session, phase_id=phase_id, by=post_of_actor(), **given)

    return _asked(look, schemas.Begin(), verb, "The phase is changed.")


def _page(title: str, boxes: Any, **more: Any) -> Page:  # noqa: ANN401 - what Page takes
    crumbs = [("Arrangements", url_for("arrangements.index"))]
    return Page(title=title, crumbs=crumbs, boxes=boxes, button="Save", **more)


def _asked(look: Look, schema: Schema, verb: Verb, said: str) -> ResponseReturnValue:
    to = url_for("arrangements.index")
    return asked(look, schema, verb, stale=ArrangementsChanged, said=said, to=to)


def _speakers(given: dict[str, Any]) -> Speakers:
    names = ("accountable", "delegated")
    return Speakers(**{name: given.pop(name) for name in names})


def _said(seen: PartnerSeen) -> list[tuple[str, object]]:
    return [
        ("Name", seen.name),
        ("First day", forms_day(seen.from_on)),
        ("Last day", forms_day(seen.until_on)),
        ("Basis", seen.because),
    ]


def _said_of_phase(seen: PhaseSeen) -> list[tuple[str, object]]:
    return [
        ("Phase", seen.phase.value),
        ("Name", seen.name),
        ("First day", forms_day(seen.from_on)),
        ("Last day", forms_day(seen.until_on)),
        ("Note", seen.note),
    ]


def forms_day(day: date | None) -> str:
    """A day as sentences write it; empty for none."""
    return f"{day.day} {day:%B %Y}" if day else ""


def _others(session: Session, circle: Circle, on: date) -> list[PartnerSeen]:
    """Bodies that were or will be in a set, and are not on the day."""
    now = {each.id for each in queries.of_circle(session, circle, on)}
    found = queries.history(session, circle, on)
    return [each for each in found if each.id not in now]


def _lanes(session: Session, on: date) -> Iterator[timeline.Lane]:
    """A lane for each place among the safeguarding partners, and one for phases."""
    found = queries.history(session, Circle.SAFEGUARDING, on)
    for place in sorted({each.agency_name for each in found}):
        rows = [each for each in found if each.agency_name == place]
        rows.sort(key=lambda each: each.from_on)
        yield timeline.Lane(
            place, [timeline.Span(r.name, r.from_on, r.until_on) for r in rows]
        )
    phases = queries.phases(session)
    if phases:
        spans = [timeline.Span(p.name, p.from_on, p.until_on) for p in phases]
        yield timeline.Lane("Arrangements", spans)


def _picture(lanes: list[timeline.Lane]) -> str:
    if not lanes:
        return ""
    return timeline.draw(
        lanes,
        today=clock.today(),
        title="Safeguarding partners and phases over time",
        description="The tables on this page hold the same days.",
    )


def on_front_page(session: Session, _actor: Actor) -> list[Item]:
    """Places among the partners that nobody holds, once there are any partners."""
    today = clock.today()
    return [
        Item(
            kind=Kind.MINE,
            text=f"Nobody is entered among the {circle.value} for: {', '.join(empty)}",
            href="/arrangements/",
            tag="Missing",
        )
        for circle in Circle
        if (empty := queries.missing(session, circle, today))
        and queries.history(session, circle, today)
    ]


SOURCES = [
    Source(
        name="Arrangements",
        need=Need(resource=ARRANGEMENTS, action=Action.UPDATE),
        look=on_front_page,
    )
]
FINDERS = [
    Finder(
        name="Partners",
        need=Need(resource=ARRANGEMENTS, action=Action.READ),
        find=queries.find,
    )
]
