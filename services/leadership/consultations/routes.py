"""Pages of consultations: circulate a draft, read and answer comments, close."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy.orm import Session

from kit.access.policy import Action, Need
from kit.accounts.access import needs, opens
from kit.errors import Conflict, Invalid
from kit.front.model import Source
from kit.web import door, exports, forms
from leadership.consultations import queries, schemas, service
from leadership.consultations.model import ConsultationChanged
from leadership.standards import queries as standards
from leadership.standards.model import RESOURCE
from partnership.asking.routes import Box, Look, Page, Verb, asked
from partnership.standards.routes import detail_rows

pages = Blueprint("consultations", __name__, url_prefix="/consultations")

SOURCES = [
    Source(
        name="Consultations",
        need=Need(resource=RESOURCE, action=Action.READ),
        look=queries.on_front_page,
    )
]


@pages.get("/")
@needs(RESOURCE, Action.READ)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.consultations(session)
    return render_template("consultations/templates/list.html", consultations=found)


@pages.get("/consultations.csv")
@needs(RESOURCE, Action.READ)
def list_csv() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.consultations(session)
    header = ["Draft", "Version", "State", "Last day", "Comments", "To answer"]
    rows = [
        (
            each.title, each.draft_version, "Open" if each.is_open else "Closed",
            each.closes_on, len(each.comments), each.unanswered,
        )
        for each in found
    ]  # fmt: skip
    return exports.csv("consultations", header, rows)


@pages.route("/of/<standard>/<int:version>", methods=["GET", "POST"])
@needs(RESOURCE, Action.APPROVE)
def circulate(standard: str, version: int) -> ResponseReturnValue:
    form = forms.blank()
    if request.method == "POST":
        form = forms.load(schemas.Circulated(), request.form)
        if form.ok:
            form, made = _circulated(standard, version, form)
            if made is not None:
                flash("The draft is on its way to every borough.", "success")
                return redirect(url_for("consultations.show", consultation_id=made))
    with door.reading() as session:
        seen = standards.version_of(session, standard, version)
    page = render_template(
        "consultations/templates/circulate.html",
        seen=seen,
        details={e.id: detail_rows(seen.kind, e.details) for e in seen.items},
        mine=seen.changed_by == door.actor().user_id,
        form=form,
    )
    return page, form.status


def _circulated(
    standard: str, version: int, form: forms.Form
) -> tuple[forms.Form, UUID | None]:
    given = {name: value for name, value in form.data.items() if name != "confirm"}
    try:
        with door.transaction() as session:
            made = service.circulate(
                session, standard=standard, version=version, by=door.actor(), **given
            )
    except Invalid as fault:
        return form.refused(fault), None
    except Conflict as fault:
        return form.refused({"form": str(fault)}), None
    return form, made


@pages.get("/<uuid:consultation_id>")
@needs(RESOURCE, Action.READ)
def show(consultation_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        seen = queries.consultation(session, consultation_id)
    return render_template(
        "consultations/templates/show.html",
        seen=seen,
        may_answer=opens("consultations.answer", door.actor()),
        may_close=opens("consultations.close", door.actor()),
    )


@pages.get("/<uuid:consultation_id>/comments.csv")
@needs(RESOURCE, Action.READ)
def as_csv(consultation_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        seen = queries.consultation(session, consultation_id)
    header = ["Borough", "Item", "Comment", "What becomes of it", "Why"]
    rows = [
        (each.borough, each.item or "The whole", each.text, each.answer, each.why)
        for each in seen.comments
    ]
    name = f"comments-{seen.standard}-version-{seen.draft_version}"
    return exports.csv(name, header, rows)


@pages.route("/comments/<uuid:comment_id>", methods=["GET", "POST"])
@needs(RESOURCE, Action.UPDATE)
def answer(comment_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        consultation_id = queries.comment(session, comment_id)[0].consultation_id

    def look(session: Session) -> Page:
        comment, seen = queries.comment(session, comment_id)
        values = {"why": comment.why}
        if comment.taken_up is not None:
            values["taken_up"] = "yes" if comment.taken_up else "no"
        return Page(
            title="Answer a comment",
            crumbs=_crumbs(seen),
            intro=f"{comment.borough}: {comment.text}",
            boxes=_answer_boxes(),
            button="Save the answer",
            values=values,
            seen=seen.version,
            now=[("Comment", comment.text), ("What becomes of it", comment.answer)],
        )

    def answered(session: Session, given: dict[str, Any]) -> None:
        service.answer(session, comment_id=comment_id, by=door.actor(), **given)

    return _asked(look, schemas.Answered(), answered, "It is kept.", consultation_id)


def _answer_boxes() -> list[Box]:
    choices = [("yes", "Taken up"), ("no", "Not taken up")]
    return [
        Box(
            kind="radios", name="taken_up", label="What becomes of it?", choices=choices
        ),
        Box(
            kind="area", name="why", label="Why", rows=3,
            hint="Needed where it is not taken up. Every borough reads it when the "
            "consultation is closed.",
        ),
    ]  # fmt: skip


@pages.route("/<uuid:consultation_id>/close", methods=["GET", "POST"])
@needs(RESOURCE, Action.APPROVE)
def close(consultation_id: UUID) -> ResponseReturnValue:
    words = "I read every answer, and every borough can have them"

    def look(session: Session) -> Page:
        seen = queries.consultation(session, consultation_id)
        return Page(
            title="Close the consultation and tell the boroughs",
            crumbs=_crumbs(seen),
            intro="Every borough receives these answers and no others.",
            told=[(e.text, f"{e.answer}. {e.why}".strip()) for e in seen.comments],
            boxes=[
                Box(
                    kind="checks", name="confirm", label="Before it leaves",
                    choices=[("yes", words)],
                )
            ],
            button="Close and tell",
            seen=seen.version,
            now=[("Comments", len(seen.comments)), ("Unanswered", seen.unanswered)],
        )  # fmt: skip

    def closed(session: Session, given: dict[str, Any]) -> None:
        service.close(
            session,
            consultation_id=consultation_id,
            seen=given["seen"],
            by=door.actor(),
        )

    return _asked(look, schemas.Closed(), closed, "It is closed.", consultation_id)


def _asked(
    look: Look, schema: Schema, verb: Verb, said: str, consultation_id: UUID
) -> ResponseReturnValue:
    return asked(
        look, schema, verb, stale=ConsultationChanged, said=said,
        to=url_for("consultations.show", consultation_id=consultation_id),
    )  # fmt: skip


def _crumbs(seen: queries.ConsultationSeen) -> list[tuple[str, str]]:
    here = url_for("consultations.show", consultation_id=seen.id)
    return [
        ("Standards", url_for("standards.index")),
        ("Consultations", url_for("consultations.index")),
        (seen.title, here),
    ]
