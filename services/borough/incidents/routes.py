"""Pages of serious incidents: recorded, notified, reviewed, answered."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy.orm import Session

from borough.incidents import queries, schemas, service
from borough.incidents.model import OUTCOME_WORDS, Harm, OutOfOrder
from borough.incidents.queries import IncidentSeen
from borough.reviews import queries as reviews
from borough.reviews.model import DRAFT
from borough.reviews.routes import NAMED
from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.access import needs
from kit.clock import LONDON
from kit.data_classes import DataClass
from kit.web import door, exports
from partnership.access import authorise, reach
from partnership.agencies import AGENCIES
from partnership.asking.routes import Box, Page, asked, words_of

pages = Blueprint("incidents", __name__, url_prefix="/incidents")

WHEN = (
    Box(kind="day", name="on", label="On which day"),
    Box(kind="text", name="at", label="At what time", hint="For example 16:00"),
)


@pages.get("/")
@needs(DRAFT, Action.READ, within=NAMED)
def index() -> ResponseReturnValue:
    return render_template("incidents/templates/list.html", incidents=_listed())


@pages.get("/incidents.csv")
@needs(DRAFT, Action.READ, within=NAMED)
def as_csv() -> ResponseReturnValue:
    header = [
        "Review", "Title", "What happened", "Part", "Area", "Home area", "Happened",
        "Aware", "Notified", "Review sent", "Outcome", "Panel replied",
    ]  # fmt: skip
    rows = [
        (
            e.review.ref, e.review.title, e.harm.value, e.part.value, e.incident_area,
            e.home_area, e.happened_on, e.aware_at, e.notified_at, e.sent_at,
            e.outcome_word, e.replied_at,
        )
        for e in _listed()
    ]  # fmt: skip
    return exports.csv("incidents", header, rows, holds=DataClass.SPECIAL_CATEGORY)


def _listed() -> Sequence[IncidentSeen]:
    with door.reading() as session:
        seen = reach(session, door.actor(), Action.READ, DRAFT)
        return queries.incidents(session, seen=seen)


@pages.get("/<uuid:incident_id>")
@needs(DRAFT, Action.READ, within=NAMED)
def show(incident_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = _one(session, incident_id)
        clocks = reviews.clocks_of(session, found.review.id)
    return render_template(
        "incidents/templates/show.html", incident=found, clocks=clocks
    )


@pages.route("/new", methods=["GET", "POST"])
@needs(DRAFT, Action.CREATE)
def record() -> ResponseReturnValue:
    def look(_session: Session) -> Page:
        return Page(
            title="Record a serious incident",
            crumbs=[("Serious incidents", url_for("incidents.index"))],
            intro="The area in which it happened notifies the national panel within "
            "five working days and leads; the child's home area helps. A rapid review "
            "is opened by itself.",
            boxes=_boxes(),
            button="Record it",
            values={"aware_on": clock.today(), "part": "leads"},
        )

    def recorded(session: Session, given: dict[str, Any]) -> None:
        aware = moment_of(given.pop("aware_on"), given.pop("aware_time"))
        service.record(session, by=door.actor(), aware_at=aware, **given)

    said = "The incident is recorded, its rapid review is open and the clock runs."
    to = url_for("incidents.index")
    return asked(look, schemas.Recorded(), recorded, stale=OutOfOrder, said=said, to=to)


def _boxes() -> list[Box]:
    parts = [("leads", "We do: it happened here"), ("helps", "Another area: we help")]
    agencies = list(AGENCIES.items())
    return [
        Box(
            kind="text", name="title", label="Title",
            hint="An invented first name, such as Leo. Never the name of a child.",
        ),
        Box(kind="radios", name="harm", label="What happened", choices=words_of(Harm)),
        Box(kind="radios", name="part", label="Who leads", choices=parts),
        Box(
            kind="select", name="agency", label="Agency that notifies",
            choices=agencies,
        ),
        Box(kind="text", name="lead_post", label="Post that leads", hint="No name"),
        Box(kind="text", name="incident_area", label="Area in which it happened"),
        Box(kind="text", name="home_area", label="Area in which the child lives"),
        Box(kind="day", name="happened_on", label="Day it happened"),
        Box(kind="day", name="aware_on", label="Day the authority became aware"),
        Box(
            kind="text", name="aware_time", label="Time it became aware",
            hint="For example 16:00",
        ),
    ]  # fmt: skip


@pages.route("/<uuid:incident_id>/notified", methods=["GET", "POST"])
@needs(DRAFT, Action.UPDATE)
def notify(incident_id: UUID) -> ResponseReturnValue:
    return _step(
        incident_id,
        "The panel was notified",
        "The clock of the notification stops and that of the rapid review begins.",
        WHEN,
        schemas.When(),
        service.notify,
    )


@pages.route("/<uuid:incident_id>/sent", methods=["GET", "POST"])
@needs(DRAFT, Action.UPDATE)
def send(incident_id: UUID) -> ResponseReturnValue:
    choices = [(outcome.value, word) for outcome, word in OUTCOME_WORDS.items()]
    reason = Box(kind="area", name="reason", label="Reasons", hint="Name nobody.")
    return _step(
        incident_id,
        "The rapid review was sent",
        "A review that was decided on is opened by itself. For a practice review the "
        "clock of six months begins.",
        (
            Box(kind="radios", name="outcome", label="Outcome", choices=choices),
            reason,
            *WHEN,
        ),
        schemas.Sent(),
        service.send,
    )


@pages.route("/<uuid:incident_id>/answered", methods=["GET", "POST"])
@needs(DRAFT, Action.UPDATE)
def answer(incident_id: UUID) -> ResponseReturnValue:
    reply = Box(kind="area", name="reply", label="What the panel said")
    return _step(
        incident_id,
        "The panel replied",
        "The clock of the reply stops.",
        (reply, *WHEN),
        schemas.Answered(),
        service.answer,
    )


def _step(
    incident_id: UUID,
    title: str,
    intro: str,
    boxes: Sequence[Box],
    schema: Schema,
    verb: Callable[..., object],
) -> ResponseReturnValue:
    here = url_for("incidents.show", incident_id=incident_id)

    def look(session: Session) -> Page:
        ref = _one(session, incident_id).review.ref
        crumbs = [("Serious incidents", url_for("incidents.index")), (ref, here)]
        return Page(title=title, crumbs=crumbs, intro=intro, boxes=boxes, button="Save")

    def done(session: Session, given: dict[str, Any]) -> None:
        at = moment_of(given.pop("on"), given.pop("at"))
        verb(session, incident_id=incident_id, by=door.actor(), at=at, **given)

    return asked(look, schema, done, stale=OutOfOrder, said="It is noted.", to=here)


def moment_of(day: date, hour: time) -> datetime:
    """A moment on London's clocks."""
    return datetime.combine(day, hour, LONDON)


def _one(session: Session, incident_id: UUID) -> IncidentSeen:
    """The incident, where this person may open its review; raises NotFound."""
    found = queries.incident(session, incident_id)
    scope = Scope(record=str(found.review.id))
    authorise(session, door.actor(), Action.READ, DRAFT, scope)
    return found
