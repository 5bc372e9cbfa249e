"""Pages of drafts: read, comment item by item, approve what leaves."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy.orm import Session

from borough.consultations import queries, schemas, service
from borough.consultations.model import RESOURCE, ResponseChanged, State
from borough.consultations.queries import DraftSeen
from borough.standards import queries as standards
from kit.access.policy import Action, Need
from kit.accounts.access import needs, opens
from kit.errors import Conflict, Invalid
from kit.front.model import Source
from kit.web import door, exports, forms
from partnership.asking.routes import Box, Look, Page, Verb, asked
from partnership.standards.model import find_item
from partnership.standards.queries import Difference, diff
from partnership.standards.routes import detail_rows

pages = Blueprint("consultations", __name__, url_prefix="/consultations")

SOURCES = [
    Source(
        name="Consultations",
        need=Need(resource=RESOURCE, action=Action.READ),
        look=queries.on_front_page,
    )
]
BOX = Box(
    kind="area", name="text", label="Comment",
    hint="Name no child, no family and no person. The leadership group reads it, "
    "with the name of the borough.",
)  # fmt: skip


@pages.get("/")
@needs(RESOURCE, Action.READ)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.drafts(session)
    return render_template("consultations/templates/list.html", drafts=found)


@pages.get("/drafts.csv")
@needs(RESOURCE, Action.READ)
def list_csv() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.drafts(session)
    header = ["Draft", "Version", "Comments until", "State", "Our response", "Comments"]
    rows = [
        (
            each.title, each.draft_version, each.closes_on,
            "Open" if each.is_open else "Closed", each.state, len(each.comments),
        )
        for each in found
    ]  # fmt: skip
    return exports.csv("drafts-to-comment-on", header, rows)


@pages.get("/<uuid:consultation_id>")
@needs(RESOURCE, Action.READ)
def show(consultation_id: UUID) -> ResponseReturnValue:
    return _show_page(consultation_id, forms.blank())


def _show_page(consultation_id: UUID, form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        seen = _one(session, consultation_id)
        held, changes = _since(session, seen)
    actor = door.actor()
    page = render_template(
        "consultations/templates/show.html",
        seen=seen,
        held=held,
        changes=changes,
        details={e.id: detail_rows(seen.kind, e.details) for e in seen.items},
        mine=seen.response is not None and seen.response.prepared_by == actor.user_id,
        may_comment=opens("consultations.submit", actor),
        may_approve=opens("consultations.approve", actor),
        form=form,
    )
    return page, form.status


def _one(session: Session, consultation_id: UUID) -> DraftSeen:
    """A draft; what we say of it only to those who write it, until it has left."""
    seen = queries.draft(session, consultation_id)
    left = seen.response is not None and seen.response.state is State.MADE
    if left or opens("consultations.submit", door.actor()):
        return seen
    return replace(seen, comments=(), response=None)


def _since(session: Session, seen: DraftSeen) -> tuple[int | None, Difference]:
    """The newest version received, and what the draft changes from it."""
    versions = standards.versions_of(session, seen.standard)
    if not versions:
        return None, Difference()
    return versions[0].version, diff(versions[0].items, seen.items)


@pages.get("/<uuid:consultation_id>/comments.csv")
@needs(RESOURCE, Action.READ)
def as_csv(consultation_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        seen = _one(session, consultation_id)
    header = ["Item", "Comment", "What became of it", "Why"]
    rows = [
        (each.item or "The whole", each.text, each.answer, each.why)
        for each in seen.comments
    ]
    return exports.csv(f"comments-{seen.standard}", header, rows)


@pages.route("/<uuid:consultation_id>/comment", methods=["GET", "POST"])
@needs(RESOURCE, Action.UPDATE)
def comment(consultation_id: UUID) -> ResponseReturnValue:
    return _add(consultation_id, None)


@pages.route("/<uuid:consultation_id>/items/<item_id>", methods=["GET", "POST"])
@needs(RESOURCE, Action.UPDATE)
def comment_item(consultation_id: UUID, item_id: str) -> ResponseReturnValue:
    return _add(consultation_id, item_id)


def _add(consultation_id: UUID, item_id: str | None) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        seen = queries.draft(session, consultation_id)
        about = seen.summary
        if item_id is not None:
            about = find_item(seen.items, item_id).text
        return Page(
            title=f"Comment on {item_id or 'the whole draft'}",
            crumbs=_crumbs(seen),
            intro=about,
            boxes=[BOX],
            button="Keep the comment",
        )

    def added(session: Session, given: dict[str, Any]) -> None:
        service.add(
            session,
            consultation_id=consultation_id,
            item=item_id,
            by=door.actor(),
            **given,
        )

    return _asked(look, schemas.Commented(), added, consultation_id)


@pages.route(
    "/<uuid:consultation_id>/comments/<uuid:comment_id>", methods=["GET", "POST"]
)
@needs(RESOURCE, Action.UPDATE)
def change(consultation_id: UUID, comment_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        seen, said = _comment(session, consultation_id, comment_id)
        return Page(
            title="Change a comment",
            crumbs=_crumbs(seen),
            boxes=[BOX],
            button="Save",
            values={"text": said.text},
            seen=seen.response.version if seen.response else 0,
            now=[("Comment", said.text)],
        )

    def changed(session: Session, given: dict[str, Any]) -> None:
        service.change(
            session,
            consultation_id=consultation_id,
            comment_id=comment_id,
            by=door.actor(),
            **given,
        )

    return _asked(look, schemas.Changed(), changed, consultation_id)


@pages.route(
    "/<uuid:consultation_id>/comments/<uuid:comment_id>/remove",
    methods=["GET", "POST"],
)
@needs(RESOURCE, Action.UPDATE)
def remove(consultation_id: UUID, comment_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        seen, said = _comment(session, consultation_id, comment_id)
        return Page(
            title="Take a comment out",
            crumbs=_crumbs(seen),
            intro=said.text,
            boxes=[],
            button="Take it out",
            seen=seen.response.version if seen.response else 0,
            now=[("Comment", said.text)],
        )

    def removed(session: Session, given: dict[str, Any]) -> None:
        service.remove(
            session,
            consultation_id=consultation_id,
            comment_id=comment_id,
            by=door.actor(),
            **given,
        )

    return _asked(look, schemas.Removed(), removed, consultation_id)


def _comment(
    session: Session, consultation_id: UUID, comment_id: UUID
) -> tuple[DraftSeen, queries.CommentSeen]:
    seen = queries.draft(session, consultation_id)
    return seen, queries.comment_of(seen, comment_id)


@pages.post("/<uuid:consultation_id>/submit")
@needs(RESOURCE, Action.UPDATE)
def submit(consultation_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        service.submit(session, consultation_id=consultation_id, by=door.actor())
    flash("It waits for a second person. Nothing has left.", "success")
    return _back(consultation_id)


@pages.post("/<uuid:consultation_id>/send-back")
@needs(RESOURCE, Action.UPDATE)
def send_back(consultation_id: UUID) -> ResponseReturnValue:
    form = forms.load(schemas.SentBack(), request.form)
    if not form.ok:
        return _show_page(consultation_id, form)
    with door.transaction() as session:
        service.send_back(
            session, consultation_id=consultation_id, by=door.actor(), **form.data
        )
    flash("It is back in preparation. Nothing has left.", "success")
    return _back(consultation_id)


@pages.post("/<uuid:consultation_id>/approve")
@needs(RESOURCE, Action.APPROVE)
def approve(consultation_id: UUID) -> ResponseReturnValue:
    form = forms.load(schemas.Approved(), request.form)
    if not form.ok:
        return _show_page(consultation_id, form)
    try:
        with door.transaction() as session:
            service.approve(
                session,
                consultation_id=consultation_id,
                seen=form.data["seen"],
                area=door.settings().area_code,
                by=door.actor(),
            )
    except (Invalid, Conflict) as fault:
        return _show_page(consultation_id, form.refused({"form": str(fault)}))
    flash("It is on its way to the leadership group.", "success")
    return _back(consultation_id)


def _asked(
    look: Look, schema: Schema, verb: Verb, consultation_id: UUID
) -> ResponseReturnValue:
    return asked(
        look, schema, verb, stale=ResponseChanged, said="It is kept. Nothing has left.",
        to=url_for("consultations.show", consultation_id=consultation_id),
    )  # fmt: skip


def _back(consultation_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("consultations.show", consultation_id=consultation_id))


def _crumbs(seen: DraftSeen) -> list[tuple[str, str]]:
    here = url_for("consultations.show", consultation_id=seen.id)
    return [("Consultations", url_for("consultations.index")), (seen.title, here)]
