"""Pages of evaluation: what is open to be answered, and what was heard."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.bookings.model import BOOKINGS, BookingChanged
from borough.bookings.routes import one
from borough.courses import queries as courses
from borough.evaluation import queries, schemas, service
from borough.evaluation.model import (
    FEWEST,
    QUESTIONS,
    SCALE,
    STAGE_WORDS,
    Stage,
    Used,
)
from borough.evaluation.queries import Heard
from borough.events import queries as events
from kit.access.policy import Action, Limit, Need
from kit.accounts.access import needs
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.front.model import Item, Kind, Source
from kit.web import door, exports, forms
from partnership.asking.routes import Box, Page, asked, words_of

pages = Blueprint("evaluation", __name__, url_prefix="/evaluation")

FOLDER = "evaluation/templates"
OWN, COUNTED = (Limit.OWN,), (Limit.AGGREGATES,)
HOW = (
    "The same questions are asked before, after and three months later. What you say "
    "is counted with others and shown to nobody with your name."
)
STEPS = [(str(step), words) for step, words in SCALE.items()]
Lines = list[tuple[exports.Cell, ...]]


@pages.get("/")
@needs(BOOKINGS, Action.READ, within=COUNTED)
def index() -> ResponseReturnValue:
    form, heard = _heard()
    with door.reading() as session:
        known = sorted(courses.titles(session).items(), key=lambda pair: pair[1])
    page = render_template(
        f"{FOLDER}/heard.html", form=form, heard=heard, event=None, written=[],
        courses=[("", "All"), *known], stages=STAGE_WORDS, fewest=FEWEST,
        asked=request.args.to_dict(),
    )  # fmt: skip
    return page, form.status


@pages.get("/evaluation.csv")
@needs(BOOKINGS, Action.READ, within=COUNTED)
def as_csv() -> ResponseReturnValue:
    _, heard = _heard()
    return exports.csv("evaluation", ["What", "Which", "n", "Count"], _lines(heard))


@pages.get("/of/<uuid:event_id>")
@needs(BOOKINGS, Action.READ, within=COUNTED)
def show(event_id: UUID) -> ResponseReturnValue:
    whole = Need(resource=BOOKINGS, action=Action.READ)
    with door.reading() as session:
        event = events.event(session, event_id)
        heard = queries.heard(session, event_id=event_id)
        reads = door.policy().opens(door.actor().role, whole)
        written = queries.words(session, event_id) if reads else []
    return render_template(
        f"{FOLDER}/heard.html", form=forms.blank(), heard=heard, event=event,
        written=written, courses=[], stages=STAGE_WORDS, fewest=FEWEST,
        asked={},
    )  # fmt: skip


@pages.get("/of/<uuid:event_id>/evaluation.csv")
@needs(BOOKINGS, Action.READ, within=COUNTED)
def event_csv(event_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        heard = queries.heard(session, event_id=event_id)
    return exports.csv("evaluation", ["What", "Which", "n", "Count"], _lines(heard))


@pages.get("/bookings/<uuid:booking_id>")
@needs(BOOKINGS, Action.READ, within=OWN)
def of_booking(booking_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = one(session, booking_id)
        done = queries.answered(session, booking_id)
    return render_template(
        f"{FOLDER}/booking.html", booking=found, done=done, stages=STAGE_WORDS,
        open=queries.open_stages(found),
    )  # fmt: skip


@pages.route("/bookings/<uuid:booking_id>/<stage>", methods=["GET", "POST"])
@needs(BOOKINGS, Action.CREATE, within=OWN)
def answer(booking_id: UUID, stage: str) -> ResponseReturnValue:
    if stage not in set(Stage):
        raise NotFound
    at = Stage(stage)
    here = url_for("evaluation.of_booking", booking_id=booking_id)

    def look(session: Session) -> Page:
        found = one(session, booking_id)
        return Page(
            title=STAGE_WORDS[at],
            crumbs=[("My training", url_for("bookings.mine")), ("Evaluation", here)],
            intro=f"{found.event.name}. {HOW}",
            boxes=_boxes(at),
            button="Send",
        )

    def verb(session: Session, given: dict[str, Any]) -> None:
        steps = {key: given[key] for key in QUESTIONS if given[key] is not None}
        service.answer(
            session, booking_id=booking_id, stage=at, steps=steps, used=given["used"],
            words=given["words"], by=door.actor(),
        )  # fmt: skip

    return asked(
        look,
        schemas.Answers(),
        verb,
        stale=BookingChanged,
        said="Thank you. Your answers are kept.",
        to=here,
    )


def _boxes(stage: Stage) -> list[Box]:
    boxes = [
        Box(kind="radios", name=key, label=words, choices=STEPS)
        for key, words in QUESTIONS.items()
    ]
    if stage is Stage.LATER:
        boxes.append(
            Box(kind="radios", name="used", label="Did you use it in your work?",
                choices=words_of(Used))
        )  # fmt: skip
    if stage is not Stage.BEFORE:
        boxes.append(
            Box(kind="area", name="words", label="What would make it better (optional)",
                hint="Name nobody: no child, no family, no colleague.")
        )  # fmt: skip
    return boxes


def _heard() -> tuple[forms.Form, Heard]:
    form = forms.load(schemas.Filter(), request.args)
    with door.reading() as session:
        return form, queries.heard(session, course_id=form.data.get("course"))


def _lines(heard: Heard) -> Lines:
    rates: Lines = [
        ("Answered", STAGE_WORDS[each.stage], each.asked, each.answered)
        for each in heard.rates
    ]
    moved: Lines = [
        (f"{each.question}: {name}", f"moved {step:+d}", each.pairs, number)
        for name, found in (("after", heard.after), ("later", heard.later))
        for each in found
        for step, number in sorted((each.steps or {}).items())
    ]
    used: Lines = [
        ("Used it", each.value, sum(heard.used.values()), number)
        for each, number in (heard.used or {}).items()
        if heard.used
    ]
    return rates + moved + used


def _on_front_page(session: Session, actor: Actor) -> list[Item]:
    """The questions this person could answer now."""
    return [
        Item(
            kind=Kind.MINE, tag="A few questions", text=each.event.name,
            href=f"/evaluation/bookings/{each.id}", at=each.event.ends_at,
        )
        for each, _ in queries.due(session, actor.user_id)
    ]  # fmt: skip


SOURCES = [
    Source(
        name="Evaluation",
        need=Need(resource=BOOKINGS, action=Action.CREATE, within=frozenset(OWN)),
        look=_on_front_page,
    )
]
