"""Pages of packs: what the panel reads, and the page by page work before it may."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.deaths import queries as cases
from borough.deaths import routes as deaths
from borough.pack_words.queries import proposed
from borough.panel_packs import queries, schemas, service
from borough.panel_packs.model import PageChanged
from borough.panels import queries as panels
from borough.panels.model import PACK
from borough.panels.routes import THEIRS
from kit.access.policy import Action, Need
from kit.accounts.access import needs
from kit.front.model import Source
from kit.trail import service as trail
from kit.web import asking, door, forms
from kit.web.forms import Form
from partnership.redaction.known import Mark

pages = Blueprint("panel_packs", __name__, url_prefix="/panels")

_NEED = Need(resource=PACK, action=Action.READ, within=frozenset(THEIRS))
SOURCES = [Source(name="Child death panel", need=_NEED, look=queries.on_front_page)]


@pages.get("/<uuid:meeting_id>/pack")
@needs(PACK, Action.READ, within=THEIRS)
def read(meeting_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        panels.meeting(session, door.actor(), meeting_id)
    trail.record_at_once(door, act="pack.read", resource=PACK, record=meeting_id)
    with door.reading() as session:
        meeting = panels.meeting(session, door.actor(), meeting_id)
        found = queries.readable(session, door.actor(), meeting_id)
    return render_template(
        "panel_packs/templates/pack.html", meeting=meeting, pages=found
    )


@pages.post("/<uuid:meeting_id>/pack/make")
@needs(PACK, Action.CREATE)
def make(meeting_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        number = service.make(session, meeting_id=meeting_id, by=door.actor())
    flash(f"{number} {'page' if number == 1 else 'pages'} made. Read each.", "success")
    return _back(meeting_id)


@pages.post("/<uuid:meeting_id>/pack/open")
@needs(PACK, Action.APPROVE)
def open_pack(meeting_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        service.open_pack(session, meeting_id=meeting_id, seen=_seen(), by=door.actor())
    flash("The pack is open to the members of this meeting.", "success")
    return _back(meeting_id)


@pages.post("/<uuid:meeting_id>/pack/back")
@needs(PACK, Action.APPROVE)
def take_back(meeting_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        service.take_back(session, meeting_id=meeting_id, seen=_seen(), by=door.actor())
    flash("Nobody reads the pack until it is opened again.", "success")
    return _back(meeting_id)


@pages.route("/pages/<uuid:page_id>", methods=["GET", "POST"])
@needs(PACK, Action.UPDATE)
def page(page_id: UUID) -> ResponseReturnValue:
    """Read one page beside what the case says; save it, or confirm it."""
    with door.reading() as session:
        seen = queries.page(session, door.actor(), page_id)
    if request.method == "GET":
        deaths.opened(seen.line.case_id)

    def verb(session: Session, given: dict[str, Any]) -> UUID:
        confirmed = given.pop("read")
        if confirmed:
            service.confirm(session, page_id=page_id, by=door.actor(), **given)
        else:
            given.pop("looked")
            service.write(session, page_id=page_id, by=door.actor(), **given)
        return seen.meeting_id

    return asking.asked(
        schemas.Written(),
        verb,
        lambda form, stale: _page(page_id, form, stale=stale),
        to=lambda meeting_id: url_for("panels.show", meeting_id=meeting_id),
        said="The page is saved.",
        now=forms.blank(text=seen.text, seen=seen.line.version),
        stale=PageChanged,
    )


@pages.post("/pages/<uuid:page_id>/again")
@needs(PACK, Action.UPDATE)
def again(page_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        service.propose_again(session, page_id=page_id, seen=_seen(), by=door.actor())
    flash("The page says what the case says now. Read it.", "success")
    return redirect(url_for("panel_packs.page", page_id=page_id))


def _page(page_id: UUID, form: Form, *, stale: bool) -> str:
    with door.reading() as session:
        seen = queries.page(session, door.actor(), page_id)
        case = cases.known(session, door.actor(), seen.line.case_id, Action.UPDATE)
        told, cleaned = proposed(session, case)
    return render_template(
        "panel_packs/templates/page.html",
        page=seen,
        case=case,
        form=form,
        stale=stale,
        pieces=list(_pieces(told, list(cleaned.marks))),
    )


def _pieces(text: str, marks: list[Mark]) -> Iterator[tuple[str, Mark | None]]:
    """A text in pieces: plain ones, and those the assistant marked."""
    last = 0
    for mark in marks:
        yield text[last : mark.start], None
        yield text[mark.start : mark.end], mark
        last = mark.end
    yield text[last:], None


def _seen() -> int:
    return int(forms.load(schemas.Sure(), request.form).data.get("seen", 0))


def _back(meeting_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("panels.show", meeting_id=meeting_id))
