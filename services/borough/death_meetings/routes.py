"""Pages of the review meeting of a case, its draft, and what the family asks."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy.orm import Session

from borough.death_meetings import queries, schemas, service
from borough.death_meetings.model import (
    Draft,
    FamilyChanged,
    KeyWorker,
    MeetingChanged,
)
from borough.death_meetings.queries import MeetingSeen
from borough.deaths import queries as cases
from borough.deaths.model import CASE
from borough.deaths.queries import CaseSeen
from borough.deaths.routes import NAMED, NEED, crumbs, moment_of, one, opened
from borough.professionals.model import Part
from kit import clock
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.accounts.actor import Actor
from kit.clock import LONDON
from kit.errors import Conflict
from kit.front.model import Item, Kind, Source
from kit.web import door
from kit.web.filters import day
from partnership.asking.routes import Box, Look, Page, Verb, asked, words_of

pages = Blueprint("death_meetings", __name__, url_prefix="/deaths/<uuid:case_id>")

DAY = Box(kind="day", name="on", label="Day")
TIME = Box(kind="text", name="at", label="Time", hint="For example 14:00")
DOMAINS = (
    ("child", "Factors intrinsic to the child"),
    ("social", "Social environment, with family and parenting capacity"),
    ("physical", "Physical environment"),
    ("services", "Services: what was provided, and how"),
    ("learning", "Learning, and what could be done"),
)


@pages.get("/meeting")
@needs(CASE, Action.READ, within=NAMED)
def show(case_id: UUID) -> ResponseReturnValue:
    opened(case_id)
    with door.reading() as session:
        case = cases.known(session, door.actor(), case_id)
        worker, _ = queries.key_worker(session, case_id)
        return render_template(
            "death_meetings/templates/show.html",
            case=case,
            meetings=queries.meetings(session, case_id),
            worker=worker,
            questions=queries.questions(session, case_id),
            domains=DOMAINS,
        )


@pages.route("/meeting/new", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def plan(case_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        return Page(
            title="Plan a review meeting",
            crumbs=_crumbs(one(session, case_id)),
            intro="As soon as possible, ideally within three months of the death.",
            boxes=[DAY, TIME],
            button="Plan it",
        )

    def planned(session: Session, given: dict[str, Any]) -> None:
        at = moment_of(given["on"], given["at"])
        service.plan(session, case_id=case_id, at=at, by=door.actor())

    return _ask(case_id, look, schemas.Moment(), planned, "The meeting is planned.")


@pages.route("/meeting/<uuid:meeting_id>/day", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def change_day(case_id: UUID, meeting_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        case, found = _meeting(session, case_id, meeting_id)
        return Page(
            title="Change the day of the meeting",
            crumbs=_crumbs(case),
            boxes=[DAY, TIME],
            button="Save",
            values=_moment(found.planned_at),
            seen=found.version,
            now=[("Planned for", day(found.planned_at))],
        )

    def moved(session: Session, given: dict[str, Any]) -> None:
        at = moment_of(given["on"], given["at"])
        service.change_day(
            session, case_id=case_id, meeting_id=meeting_id, seen=given["seen"], at=at,
            by=door.actor(),
        )  # fmt: skip

    return _ask(case_id, look, schemas.Moved(), moved, "The day is changed.")


@pages.route("/meeting/<uuid:meeting_id>/held", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def hold(case_id: UUID, meeting_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        return _held_page(*_meeting(session, case_id, meeting_id))

    def held(session: Session, given: dict[str, Any]) -> None:
        at = moment_of(given.pop("on"), given.pop("at"))
        service.hold(
            session, case_id=case_id, meeting_id=meeting_id, at=at, by=door.actor(),
            **given,
        )  # fmt: skip

    return _ask(
        case_id, look, schemas.Held(), held, "It is recorded, and its clock stopped."
    )


def _held_page(case: CaseSeen, found: MeetingSeen) -> Page:
    return Page(
        title="The meeting was held",
        crumbs=_crumbs(case),
        intro="Who came is kept by profession. What you type is locked.",
        boxes=[
            DAY,
            TIME,
            Box(
                kind="checks", name="attendees", label="Who was there",
                choices=words_of(Part),
            ),
            Box(kind="area", name="notes", label="What was said", rows=8),
        ],
        button="Save",
        values=_moment(found.planned_at),
        seen=found.version,
        now=[("Held", day(found.held_at) if found.held_at else "Not yet")],
    )  # fmt: skip


@pages.route("/meeting/<uuid:meeting_id>/draft", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def write_draft(case_id: UUID, meeting_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        case, found = _meeting(session, case_id, meeting_id)
        wrote = found.draft.written()
        boxes = [
            Box(kind="area", name=name, label=label, rows=6) for name, label in DOMAINS
        ]
        summary = Box(
            kind="area", name="summary", label="Summary", rows=6,
            hint="Without names: the panel's papers are made from it",
        )  # fmt: skip
        return Page(
            title="Draft analysis",
            crumbs=_crumbs(case),
            boxes=[summary, *boxes],
            button="Save the draft",
            values=wrote,
            seen=found.version,
            now=[(label, wrote[name]) for name, label in DOMAINS],
        )

    def written(session: Session, given: dict[str, Any]) -> None:
        seen = given.pop("seen")
        service.write_draft(
            session, case_id=case_id, meeting_id=meeting_id, seen=seen,
            draft=Draft(**given), by=door.actor(),
        )  # fmt: skip

    return _ask(case_id, look, schemas.Drafted(), written, "The draft is saved.")


@pages.route("/meeting/<uuid:meeting_id>/hand-on", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def hand_on(case_id: UUID, meeting_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        case, found = _meeting(session, case_id, meeting_id)
        return Page(
            title="Hand the draft on to the panel",
            crumbs=_crumbs(case),
            intro="The draft cannot be changed here any more. The clock of the panel "
            "counts from now, or stands still while an inquiry holds the review.",
            told=[("Summary", found.draft.summary or "Not written yet")],
            boxes=[],
            button="Hand it on",
            seen=found.version,
            now=[("Summary", found.draft.summary)],
        )

    def handed(session: Session, given: dict[str, Any]) -> None:
        service.hand_on(
            session, case_id=case_id, meeting_id=meeting_id, by=door.actor(), **given
        )

    return _ask(case_id, look, schemas.Seen(), handed, "The panel has the draft.")


@pages.route("/meeting/inquest", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def note_inquest(case_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        return Page(
            title="The result of the inquest came",
            crumbs=_crumbs(one(session, case_id)),
            intro="The clock of the panel counts from then.",
            boxes=[DAY, TIME],
            button="Save",
        )

    def noted(session: Session, given: dict[str, Any]) -> None:
        at = moment_of(given["on"], given["at"])
        service.note_inquest(session, case_id=case_id, at=at, by=door.actor())

    return _ask(case_id, look, schemas.Moment(), noted, "The panel's clock counts.")


@pages.route("/key-worker", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def name_key_worker(case_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        worker, version = queries.key_worker(session, case_id)
        told = {name: getattr(worker, name, "") for name in ("name", "part", "contact")}
        return Page(
            title="The family's key worker",
            crumbs=_crumbs(one(session, case_id)),
            intro="One person whom the family can turn to throughout the review.",
            boxes=[
                Box(kind="text", name="name", label="Name"),
                Box(kind="text", name="part", label="Post"),
                Box(kind="text", name="contact", label="Telephone or e-mail"),
            ],
            button="Save",
            values=told,
            seen=version,
            now=[("Name", told["name"])],
        )

    def named(session: Session, given: dict[str, Any]) -> None:
        seen = given.pop("seen")
        who = KeyWorker(**given)
        service.name_key_worker(
            session, case_id=case_id, seen=seen, who=who, by=door.actor()
        )

    return _ask(
        case_id, look, schemas.KeyWorkerNamed(), named, "The key worker is named.",
        stale=FamilyChanged,
    )  # fmt: skip


@pages.route("/questions/new", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def ask_question(case_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        return Page(
            title="A question of the family",
            crumbs=_crumbs(one(session, case_id)),
            intro="In the family's own words. The meeting and the panel answer it.",
            boxes=[Box(kind="area", name="question", label="What do they ask?")],
            button="Save",
        )

    def put(session: Session, given: dict[str, Any]) -> None:
        service.ask(session, case_id=case_id, by=door.actor(), **given)

    return _ask(case_id, look, schemas.Questioned(), put, "The question is kept.")


@pages.route("/questions/<uuid:question_id>", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def answer_question(case_id: UUID, question_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        case = one(session, case_id)
        found = queries.question(session, case_id, question_id)
        return Page(
            title="Answer the family",
            crumbs=_crumbs(case),
            told=[("They ask", found.question)],
            boxes=[
                Box(kind="area", name="words", label="Answer", rows=6),
                Box(
                    kind="day", name="told_on", label="Day the family heard it",
                    hint="Leave it empty until they have",
                ),
            ],
            button="Save",
            values={"words": found.answer, "told_on": found.told_on},
            seen=found.version,
            now=[("Answer", found.answer)],
        )  # fmt: skip

    def answered(session: Session, given: dict[str, Any]) -> None:
        service.answer(
            session, case_id=case_id, question_id=question_id, by=door.actor(), **given
        )

    return _ask(
        case_id, look, schemas.Answered(), answered, "The answer is kept.",
        stale=FamilyChanged,
    )  # fmt: skip


def _ask(
    case_id: UUID,
    look: Look,
    schema: Schema,
    verb: Verb,
    said: str,
    *,
    stale: type[Conflict] = MeetingChanged,
) -> ResponseReturnValue:
    if request.method == "GET":
        opened(case_id)
    to = url_for("death_meetings.show", case_id=case_id)
    return asked(look, schema, verb, stale=stale, said=said, to=to)


def _meeting(
    session: Session, case_id: UUID, meeting_id: UUID
) -> tuple[CaseSeen, MeetingSeen]:
    case = one(session, case_id)
    return case, queries.meeting(session, case.id, meeting_id)


def _moment(at: datetime) -> dict[str, Any]:
    there = at.astimezone(LONDON)
    return {"on": there.date(), "at": there.strftime("%H:%M")}


def _crumbs(case: CaseSeen) -> list[tuple[str, str]]:
    here = url_for("death_meetings.show", case_id=case.id)
    return [*crumbs(case), ("Review meeting", here)]


def _on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Meetings whose day has come and of which nothing is written down."""
    return [
        Item(
            kind=Kind.MINE,
            tag="To write down",
            text=f"A review meeting of case {each.code} was planned",
            href=f"/deaths/{each.case_id}/meeting",
            at=each.planned_at,
            due=clock.london_day(each.planned_at),
        )
        for each in queries.not_written_down(session, actor)
    ]


SOURCES = [Source(name="Review meetings", need=NEED, look=_on_front_page)]
