"""Pages of places in other boroughs: ask, say yes, and see what the host answered."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.bookings.model import BOOKINGS, Staff
from borough.events.model import borough_name, boroughs
from borough.offered_events import queries as offered
from borough.offered_events.queries import OfferedEvent
from borough.places_elsewhere import queries, schemas, service
from borough.places_elsewhere.model import AskChanged
from borough.places_elsewhere.queries import AskSeen
from kit import clock
from kit.access.policy import Action, Limit, Need
from kit.accounts.access import needs
from kit.accounts.actor import Actor
from kit.data_classes import DataClass
from kit.errors import Conflict, NotFound
from kit.front.model import Item, Kind, Source
from kit.web import door, exports, forms
from partnership.access import may, reach
from partnership.agencies import AGENCIES
from partnership.asking.routes import Box, Page, asked
from partnership.places.model import State

pages = Blueprint("places_elsewhere", __name__, url_prefix="/places-elsewhere")

FOLDER = "places_elsewhere/templates"
OWN = (Limit.OWN,)
READING = Need(resource=BOOKINGS, action=Action.READ, within=frozenset(OWN))
REASONS = {
    "event_unknown": "The host does not know the event",
    "not_offered": "The host does not offer it any more",
    "bookings_closed": "Bookings were closed",
    "booked_already": "Somebody with that address is booked on it already",
    "course_first": "A course comes first, and the host has none on record",
    "event_cancelled": "The event is cancelled",
    "no_place": "There was no place, or it was not taken up in time",
    "not_opened": "The host could not open the names that were sent. Nothing changed "
    "there. Ask again; if it says so twice, tell your administrator",
    "key_destroyed": "The host has deleted all names of this event and cannot read new "
    "ones",
}


@pages.get("/")
@needs(BOOKINGS, Action.READ, within=OWN)
def index() -> ResponseReturnValue:
    form, found = _listed()
    others = sorted({*boroughs()} - {door.settings().member})
    page = render_template(
        f"{FOLDER}/list.html",
        form=form,
        asks=found,
        hosts=[("", "All"), *((slug, borough_name(slug)) for slug in others)],
        asked=request.args.to_dict(),
    )
    return page, form.status


@pages.get("/places.csv")
@needs(BOOKINGS, Action.READ, within=OWN)
def as_csv() -> ResponseReturnValue:
    _, found = _listed()
    header = [
        "Borough", "Event", "Begins", "Name", "Address", "Employer", "Place",
        "Position", "Charge in pence", "Waits for the host",
    ]  # fmt: skip
    rows = [
        (
            each.host_name, each.name,
            each.event.starts_at if each.event else None, seat.who,
            seat.email, each.agency_name, seat.words, seat.position,
            seat.charge_pence, "yes" if each.waits_for_host else "no",
        )
        for each in found
        for seat in each.seats
    ]  # fmt: skip
    return exports.csv("places-elsewhere", header, rows, holds=DataClass.PERSONAL)


def _listed() -> tuple[forms.Form, list[AskSeen]]:
    form = forms.load(schemas.Filter(), request.args)
    with door.reading() as session:
        near = reach(session, door.actor(), Action.READ, BOOKINGS)
        return form, queries.asks(session, seen=near, host=form.data.get("host", ""))


@pages.get("/<uuid:ask_id>")
@needs(BOOKINGS, Action.READ, within=OWN)
def show(ask_id: UUID) -> ResponseReturnValue:
    actor = door.actor()
    with door.reading() as session:
        found = _one(session, ask_id)
    return render_template(
        f"{FOLDER}/show.html",
        ask=found,
        reasons=REASONS,
        may_approve=may(actor.role, BOOKINGS, Action.APPROVE)
        and actor.user_id != found.asked_by
        and actor.user_id not in found.is_for,
    )


@pages.route("/of/<host>/<uuid:event_id>/own", methods=["GET", "POST"])
@needs(BOOKINGS, Action.CREATE, within=OWN)
def ask_own(host: str, event_id: UUID) -> ResponseReturnValue:
    def staff(_given: dict[str, Any]) -> list[Staff]:
        actor = door.actor()
        return [Staff(name=actor.name, email=actor.email)]

    return _asked(host, event_id, "Ask for a place for yourself", [], staff)


@pages.route("/of/<host>/<uuid:event_id>/staff", methods=["GET", "POST"])
@needs(BOOKINGS, Action.APPROVE, within=OWN)
def ask(host: str, event_id: UUID) -> ResponseReturnValue:
    def staff(given: dict[str, Any]) -> list[Staff]:
        return list(given["staff"])

    return _asked(host, event_id, "Ask for places for staff", _staff(), staff)


def _asked(
    host: str,
    event_id: UUID,
    title: str,
    boxes: list[Box],
    staff: Callable[[dict[str, Any]], list[Staff]],
) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        event = offered.event(session, host, event_id)
        return Page(
            title=title,
            crumbs=[("Events in other boroughs", url_for("offered_events.index"))],
            intro=_terms(event),
            boxes=[*boxes, *_agency(), *_elsewhere(event)],
            button="Continue",
            values={"partly": "true"},
        )

    def verb(session: Session, given: dict[str, Any]) -> None:
        done = bool(given["elsewhere"])
        people = [replace(each, elsewhere=done) for each in staff(given)]
        actor = door.actor()
        service.ask(
            session, host=host, event_id=event_id, staff=people,
            agency=actor.agency or given.get("agency", ""),
            partly=bool(given.get("partly", True)), by=actor,
        )  # fmt: skip

    schema = schemas.AskedStaff() if boxes else schemas.AskedOwn()
    return asked(
        look, schema, verb, stale=AskChanged,
        said="It is written down. Nothing has left: a second person of the agency "
        "sees exactly what would, and says yes.",
        to=url_for("places_elsewhere.index"),
    )  # fmt: skip


@pages.route("/<uuid:ask_id>/seats/<int:seat>/substitute", methods=["GET", "POST"])
@needs(BOOKINGS, Action.UPDATE, within=OWN)
def substitute(ask_id: UUID, seat: int) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        found = _one(session, ask_id)
        return Page(
            title="Let a colleague have this place",
            crumbs=[("Places elsewhere", url_for("places_elsewhere.index"))],
            intro=f"A second person says yes before {found.host_name} is told. Nothing "
            "is charged for this.",
            boxes=[
                Box(kind="text", name="name", label="Name"),
                Box(kind="text", name="email", label="Work address"),
                *(_elsewhere(found.event) if found.event else []),
            ],
            button="Propose it",
            seen=found.version,
        )

    def verb(session: Session, given: dict[str, Any]) -> None:
        done = bool(given["elsewhere"])
        staff = Staff(name=given["name"], email=given["email"], elsewhere=done)
        service.substitute(
            session, ask_id=ask_id, seat=seat, seen=given["seen"], staff=staff,
            by=door.actor(),
        )  # fmt: skip

    return asked(
        look, schemas.Substituted(), verb, stale=AskChanged,
        said="It waits for a second person.", to=_here(ask_id),
    )  # fmt: skip


@pages.post("/<uuid:ask_id>/approve")
@needs(BOOKINGS, Action.APPROVE, within=OWN)
def approve(ask_id: UUID) -> ResponseReturnValue:
    return _done(ask_id, "It is on its way to the host.", service.approve)


@pages.post("/<uuid:ask_id>/refuse")
@needs(BOOKINGS, Action.APPROVE, within=OWN)
def refuse(ask_id: UUID) -> ResponseReturnValue:
    return _done(ask_id, "Nothing of it leaves.", service.refuse)


@pages.post("/<uuid:ask_id>/seats/<int:seat>/accept")
@needs(BOOKINGS, Action.UPDATE, within=OWN)
def accept(ask_id: UUID, seat: int) -> ResponseReturnValue:
    return _done(ask_id, "The host is told. It answers here.", service.accept, seat)


@pages.post("/<uuid:ask_id>/seats/<int:seat>/give-up")
@needs(BOOKINGS, Action.UPDATE, within=OWN)
def give_up(ask_id: UUID, seat: int) -> ResponseReturnValue:
    return _done(ask_id, "The host is told. It answers here.", service.give_up, seat)


def _done(
    ask_id: UUID, said: str, verb: Callable[..., None], seat: int | None = None
) -> ResponseReturnValue:
    form = forms.load(schemas.Seen(), request.form)
    if not form.ok:
        raise AskChanged
    given = {"seat": seat} if seat is not None else {}
    try:
        with door.transaction() as session:
            verb(session, ask_id=ask_id, by=door.actor(), **given, **form.data)
    except Conflict as fault:
        flash(str(fault), "warning")
    else:
        flash(said, "success")
    return redirect(_here(ask_id))


def _one(session: Session, ask_id: UUID) -> AskSeen:
    """A request this person may see; raises NotFound."""
    found = queries.ask(session, ask_id)
    near = reach(session, door.actor(), Action.READ, BOOKINGS)
    if not any(near.covers(each) for each in found.scopes):
        raise NotFound
    return found


def _here(ask_id: UUID) -> str:
    return url_for("places_elsewhere.show", ask_id=ask_id)


def _terms(event: OfferedEvent) -> str:
    return (
        f"{event.name} in {event.host_name}. Name and work address go to "
        f"{event.host_name} alone, once a second person says yes, and sealed: nobody "
        f"on the way can read them. It deletes them {event.keep_months} months after "
        "the event, and so do we. It alone decides on places."
    )


def _staff() -> list[Box]:
    return [
        Box(kind="area", name="staff", label="People",
            hint="One to a line: name, comma, work address", rows=8),
        Box(kind="radios", name="partly", label="If some have to wait",
            choices=[("true", "They may get places one by one"),
                     ("false", "They wait until there is room for all who wait")]),
    ]  # fmt: skip


def _agency() -> list[Box]:
    if door.actor().agency is not None:
        return []
    choices = list(AGENCIES.items())
    return [Box(kind="select", name="agency", label="Agency", choices=choices)]


def _elsewhere(event: OfferedEvent) -> list[Box]:
    if event.requires is None:
        return []
    words = f"A course of group {event.requires.value} was done"
    return [
        Box(kind="checks", name="elsewhere", label="The course before it",
            hint="The host goes by your word", choices=[("yes", words)]),
    ]  # fmt: skip


def _on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Requests to say yes to, and places that hosts hold until somebody says yes."""
    found = queries.asks(session, seen=reach(session, actor, Action.READ, BOOKINGS))
    approves = may(actor.role, BOOKINGS, Action.APPROVE)
    return [item for each in found for item in _items(each, actor, approves)]


def _items(each: AskSeen, actor: Actor, approves: bool) -> list[Item]:
    href, text = f"/places-elsewhere/{each.id}", f"Places at {each.name}"
    made = []
    mine = actor.user_id in {each.asked_by, *each.is_for}
    if each.waits_for_approval and approves and not mine:
        item = Item(kind=Kind.MINE, tag="To approve", text=text, href=href)
        made.append(item)
    until = [s.until for s in each.seats if s.shown is State.HELD and s.until]
    if until and mine:
        due = clock.london_day(min(until))
        made.append(Item(kind=Kind.MINE, tag="Say yes", text=text, href=href, due=due))
    return made


SOURCES = [Source(name="Places elsewhere", need=READING, look=_on_front_page)]
