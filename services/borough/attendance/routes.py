"""Pages of an event's register: the sheet to print, the list to tick, certificates."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.attendance import queries, service
from borough.attendance.model import Mark, RegisterOpen
from borough.bookings.model import BOOKINGS
from borough.bookings.queries import BookingSeen
from borough.bookings.routes import OWN, one
from borough.events import queries as events
from borough.events.model import Standing, borough_name
from borough.events.queries import Wanted
from kit import clock, pdf
from kit.access.policy import Action, Need
from kit.accounts.access import needs
from kit.accounts.actor import Actor
from kit.data_classes import DataClass
from kit.documents import LANGUAGE
from kit.errors import Conflict, Invalid, NotFound
from kit.front.model import Item, Kind, Source
from kit.web import door, exports
from partnership.asking.routes import words_of
from partnership.places.model import State

pages = Blueprint("attendance", __name__, url_prefix="/attendance")

FOLDER = "attendance/templates"
BOX = "mark-"


@pages.get("/<uuid:event_id>")
@needs(BOOKINGS, Action.READ)
def show(event_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.register(session, event_id)
    return render_template(
        f"{FOLDER}/show.html", register=found, now=clock.now(),
        marks=[("", "Not marked"), *words_of(Mark)], box=BOX,
        home=door.settings().member, borough_name=borough_name,
    )  # fmt: skip


@pages.get("/<uuid:event_id>/register.csv")
@needs(BOOKINGS, Action.READ)
def as_csv(event_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.register(session, event_id)
    header = ["Name", "Employer", "Session", "Mark", "Outcome"]
    rows = [
        (
            each.who, each.agency_name, sitting.starts_at,
            found.mark(each.id, sitting.id), each.state_word,
        )
        for each in found.people
        for sitting in found.event.sessions
    ]  # fmt: skip
    return exports.csv("register", header, rows, holds=DataClass.PERSONAL)


@pages.get("/<uuid:event_id>/sheet")
@needs(BOOKINGS, Action.READ)
def sheet(event_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.register(session, event_id)
    return render_template(
        f"{FOLDER}/sheet.html",
        register=found,
        home=door.settings().member,
        borough_name=borough_name,
    )


@pages.post("/<uuid:event_id>/sessions/<uuid:session_id>")
@needs(BOOKINGS, Action.UPDATE)
def mark(event_id: UUID, session_id: UUID) -> ResponseReturnValue:
    try:
        marks = _marks()
        with door.transaction() as session:
            service.mark(
                session, event_id=event_id, session_id=session_id, marks=marks,
                by=door.actor(),
            )  # fmt: skip
    except (Invalid, Conflict) as fault:
        flash(str(fault), "warning")
    else:
        flash(f"{len(marks)} marks are kept.", "success")
    return redirect(url_for("attendance.show", event_id=event_id))


def _marks() -> dict[UUID, Mark]:
    """The marks of a posted list, by booking; empty boxes are left out."""
    try:
        return {
            UUID(name.removeprefix(BOX)): Mark(value)
            for name, value in request.form.items()
            if name.startswith(BOX) and value
        }
    except ValueError as error:
        raise Invalid("Choose one of the marks for each person") from error


@pages.post("/<uuid:event_id>/close")
@needs(BOOKINGS, Action.UPDATE)
def close(event_id: UUID) -> ResponseReturnValue:
    try:
        with door.transaction() as session:
            service.close(session, event_id=event_id, by=door.actor())
    except RegisterOpen as fault:
        flash(str(fault), "warning")
    else:
        flash("The register is closed. Charges are listed, and certificates are "
              "there.", "success")  # fmt: skip
    return redirect(url_for("attendance.show", event_id=event_id))


@pages.get("/certificates/<uuid:booking_id>")
@needs(BOOKINGS, Action.READ, within=OWN)
def certificate(booking_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = _attended(session, booking_id)
    return render_template(
        f"{FOLDER}/certificate.html", no_pdf=pdf.available(), **_said(found)
    )


@pages.get("/certificates/<uuid:booking_id>/certificate.pdf")
@needs(BOOKINGS, Action.READ, within=OWN)
def certificate_pdf(booking_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = _attended(session, booking_id)
    html = render_template(f"{FOLDER}/paper.html", language=LANGUAGE, **_said(found))
    return Response(
        pdf.write(html),
        content_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="certificate.pdf"'},
    )


def _attended(session: Session, booking_id: UUID) -> BookingSeen:
    """A booking whose person attended and may see it; raises NotFound."""
    found = one(session, booking_id)
    if found.state is not State.ATTENDED or found.name is None:
        raise NotFound
    return found


def _said(found: BookingSeen) -> dict[str, Any]:
    return {"booking": found, "event": found.event, "host": door.settings().name}


def _on_front_page(session: Session, _actor: Actor) -> Sequence[Item]:
    """Registers of events that are over and were not closed."""
    found = events.events(session, Wanted(standing=Standing.OPEN, past=True))
    return [
        Item(
            kind=Kind.MINE, tag="Close the register", text=each.name,
            href=f"/attendance/{each.id}", at=each.ends_at,
        )
        for each in found
    ]  # fmt: skip


SOURCES = [
    Source(
        name="Registers",
        need=Need(resource=BOOKINGS, action=Action.UPDATE),
        look=_on_front_page,
    )
]
