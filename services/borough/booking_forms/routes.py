"""Forms of bookings: for oneself, for staff, handing a place over, giving it back."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.bookings import queries, schemas, service
from borough.bookings.model import BOOKINGS, BookingChanged, Staff
from borough.bookings.queries import BookingSeen
from borough.bookings.routes import OWN, one
from borough.events import queries as events
from borough.events.queries import EventSeen
from kit import clock
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.web import door
from partnership.agencies import AGENCIES
from partnership.asking.routes import Box, Page, asked
from partnership.places.model import State

pages = Blueprint("booking_forms", __name__, url_prefix="/bookings")

_COLLEAGUE = (
    Box(kind="text", name="name", label="Name"),
    Box(kind="text", name="email", label="Work address"),
)


@pages.route("/of/<uuid:event_id>/book", methods=["GET", "POST"])
@needs(BOOKINGS, Action.CREATE, within=OWN)
def book(event_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        event = events.event(session, event_id)
        return Page(
            title="Book a place for yourself",
            crumbs=_crumbs(event),
            intro=_terms(event) + " Somebody of your agency is asked to say yes.",
            boxes=[*_who_pays(session), *_elsewhere(event, "I have")],
            button="Ask for a place",
        )

    def verb(session: Session, given: dict[str, Any]) -> None:
        given["elsewhere"] = bool(given["elsewhere"])
        service.book(session, event_id=event_id, by=door.actor(), **given)

    return asked(
        look,
        schemas.Own(),
        verb,
        stale=BookingChanged,
        said="It is asked for. This page says where it stands.",
        to=url_for("bookings.mine"),
    )


@pages.route("/of/<uuid:event_id>/staff", methods=["GET", "POST"])
@needs(BOOKINGS, Action.APPROVE, within=OWN)
def book_staff(event_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        event = events.event(session, event_id)
        return Page(
            title="Book staff",
            crumbs=_crumbs(event),
            intro=_terms(event) + " What is free is theirs at once; the rest waits.",
            boxes=[*_staff(), *_who_pays(session), *_elsewhere(event, "Everybody has")],
            button="Book them",
            values={"partly": "true"},
        )

    def verb(session: Session, given: dict[str, Any]) -> None:
        done = bool(given.pop("elsewhere"))
        people = [replace(each, elsewhere=done) for each in given.pop("staff")]
        agency = door.actor().agency or given.pop("agency")
        given.pop("agency", None)
        service.book_staff(
            session, event_id=event_id, staff=people, agency=agency, by=door.actor(),
            **given,
        )  # fmt: skip

    return asked(
        look,
        schemas.Group(),
        verb,
        stale=BookingChanged,
        said="They are booked. Who waits, and in which position, stands below.",
        to=url_for("events.show", event_id=event_id),
    )


@pages.route("/<uuid:booking_id>/substitute", methods=["GET", "POST"])
@needs(BOOKINGS, Action.UPDATE, within=OWN)
def substitute(booking_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        found = one(session, booking_id)
        return Page(
            title="Let a colleague have this place",
            crumbs=[*_crumbs(found.event), ("Booking", _here(booking_id))],
            intro="Nothing is charged for this, however late.",
            boxes=[*_COLLEAGUE, *_elsewhere(found.event, "They have")],
            button="Hand it over",
            seen=found.version,
            now=[("Name", found.who), ("Place", found.state_word)],
        )

    def verb(session: Session, given: dict[str, Any]) -> None:
        done = bool(given["elsewhere"])
        staff = Staff(name=given["name"], email=given["email"], elsewhere=done)
        service.substitute(
            session, booking_id=booking_id, seen=given["seen"], staff=staff,
            by=door.actor(),
        )  # fmt: skip

    return asked(
        look,
        schemas.Substituted(),
        verb,
        stale=BookingChanged,
        said="The place is handed over.",
        to=url_for("bookings.index"),
    )


@pages.route("/<uuid:booking_id>/cancel", methods=["GET", "POST"])
@needs(BOOKINGS, Action.UPDATE, within=OWN)
def cancel(booking_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        found = one(session, booking_id)
        return Page(
            title="Give this place back",
            crumbs=[*_crumbs(found.event), ("Booking", _here(booking_id))],
            intro=_cost(found),
            boxes=[],
            button="Give it back",
            seen=found.version,
            now=[("Place", found.state_word)],
        )

    def verb(session: Session, given: dict[str, Any]) -> None:
        service.cancel(session, booking_id=booking_id, by=door.actor(), **given)

    return asked(
        look,
        schemas.Seen(),
        verb,
        stale=BookingChanged,
        said="The place is given back.",
        to=_here(booking_id),
    )


def _here(booking_id: UUID) -> str:
    return url_for("bookings.show", booking_id=booking_id)


def _crumbs(event: EventSeen) -> list[tuple[str, str]]:
    return [
        ("Events", url_for("events.index")),
        (event.course.code, url_for("events.show", event_id=event.id)),
    ]


def _terms(event: EventSeen) -> str:
    """The host's rules before somebody books."""
    pounds = f"£{event.charge / 100:.2f}"
    charge = (
        f"the employer is charged {pounds} after that, or if nobody comes"
        if event.charge
        else "nothing is charged"
    )
    days = event.house.cancel_days
    return f"{event.name}. Cancel {days} working days before: {charge}."


def _cost(found: BookingSeen) -> str:
    """What giving a place back costs now."""
    event = found.event
    late = event.starts_at is not None and clock.now() > event.house.cancel_by(
        event.starts_at
    )
    pence = event.house.charge(event.lasting, found.agency)
    if found.state is not State.CONFIRMED or not late:
        return "This is in time: nothing is charged."
    if not pence:
        return "This is late. Your employer pays nothing under the house rules."
    return (
        f"This is late: your employer is charged £{pence / 100:.2f}. A colleague may "
        "have the place instead, at no charge."
    )


def _staff() -> list[Box]:
    return [
        Box(kind="area", name="staff", label="People",
            hint="One to a line: name, comma, work address. For example: Sample "
            "Person, sample.person@example.org", rows=8),
        Box(kind="radios", name="partly", label="If some have to wait",
            choices=[("true", "They may get places one by one"),
                     ("false", "They wait until there is room for all who wait")]),
    ]  # fmt: skip


def _who_pays(session: Session) -> list[Box]:
    boxes = [
        Box(kind="select", name="employer_id", label="Organisation (optional)",
            hint="Of the register of agencies", choices=queries.employers(session)),
    ]  # fmt: skip
    if door.actor().agency is None:
        agency = Box(
            kind="select", name="agency", label="Agency", choices=list(AGENCIES.items())
        )
        boxes.insert(0, agency)
    return boxes


def _elsewhere(event: EventSeen, who: str) -> list[Box]:
    if event.course.requires is None:
        return []
    words = f"{who} done a course of group {event.course.requires} elsewhere"
    return [
        Box(kind="checks", name="elsewhere", label="The course before it",
            hint="Courses done here are on record", choices=[("yes", words)]),
    ]  # fmt: skip
