"""Pages of events: all of them, one with its places, and planning them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.bookings import queries as bookings
from borough.bookings.model import BOOKINGS
from borough.bookings.queries import BookingSeen
from borough.courses import queries as courses
from borough.courses.model import COURSES
from borough.courses.routes import LEVELS
from borough.events import queries, schemas
from borough.events.model import Standing, Why, borough_name
from borough.events.queries import EventSeen, SessionSeen, Wanted
from kit import clock
from kit.access.policy import Action, Limit, Need
from kit.accounts.access import needs
from kit.accounts.actor import Actor
from kit.front.model import Item, Kind, Source
from kit.web import door, exports, forms, limits
from partnership.access import may, reach
from partnership.agencies import AGENCIES
from partnership.asking.routes import words_of
from partnership.places.model import Places

pages = Blueprint("events", __name__, url_prefix="/events")

FOLDER = "events/templates"
SOON = timedelta(days=21)
# Fewer than half of the places taken this near to an event is few.
FEW = 0.5
OWN = (Limit.OWN,)


@pages.get("/")
@needs(COURSES, Action.READ)
def index() -> ResponseReturnValue:
    form, found, seats = _listed()
    with door.reading() as session:
        known = sorted(courses.titles(session).items(), key=lambda pair: pair[1])
    page = render_template(
        f"{FOLDER}/list.html",
        form=form,
        events=found,
        seats=seats,
        clashes=_clashes(found),
        courses=[("", "All"), *known],
        levels=[("", "All"), *LEVELS],
        asked=request.args.to_dict(),
    )
    return page, form.status


@pages.get("/events.csv")
@needs(COURSES, Action.READ)
def as_csv() -> ResponseReturnValue:
    _, found, seats = _listed()
    header = [
        "Event", "Group", "Begins", "Sessions", "Minutes", "Standing", "Places",
        "Taken", "Waiting", "Released on",
    ]  # fmt: skip
    rows = [
        (
            e.name, e.course.level.value, e.starts_at, len(e.sessions),
            int(e.lasting.total_seconds() // 60), e.standing.value, e.capacity,
            seats[e.id].taken if e.id in seats else None,
            waiting(seats[e.id]) if e.id in seats else None, e.release_on,
        )
        for e in found
    ]  # fmt: skip
    return exports.csv("events", header, rows)


@pages.get("/events.ics")
@needs(COURSES, Action.READ)
def as_calendar() -> Response:
    _, found, _ = _listed()
    return calendar("events", found)


def _listed() -> tuple[forms.Form, list[EventSeen], dict[UUID, Places]]:
    form = forms.load(schemas.Filter(), request.args)
    wanted = Wanted(
        course_id=form.data.get("course"),
        level=form.data.get("level"),
        past=form.data.get("which") == "past",
    )
    plans = may(door.actor().role, COURSES, Action.UPDATE)
    with door.reading() as session:
        found = [
            each
            for each in queries.events(session, wanted)
            if plans or each.standing is not Standing.DRAFT
        ]
        seats = queries.places_of(session, [each.id for each in found])
    return form, found, dict(seats)


@pages.get("/<uuid:event_id>")
@needs(COURSES, Action.READ)
def show(event_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.event(session, event_id)
        seats = queries.places_of(session, [event_id]).get(event_id)
        theirs = _theirs(session, event_id)
    return render_template(
        f"{FOLDER}/show.html",
        event=found,
        seats=seats,
        queue=bookings.queue(seats) if seats else [],
        bookings=theirs,
        home=door.settings().member,
        borough_name=borough_name,
        agencies=AGENCIES,
        whys=words_of(Why),
        form=forms.blank(),
    )


@pages.get("/<uuid:event_id>/event.ics")
@needs(COURSES, Action.READ)
def one_as_calendar(event_id: UUID) -> Response:
    with door.reading() as session:
        found = queries.event(session, event_id)
    return calendar("event", [found])


def calendar(name: str, found: Iterable[EventSeen]) -> Response:
    """Sessions as calendars know them (RFC 5545); links stay on the page."""
    # Only calendars need it: pages must not wait for it to be read.
    from icalendar import Calendar, Event

    limits.spend(limits.EXPORT)
    made = Calendar.new(name=f"Accord: {door.settings().name} training")
    for event in found:
        for sitting in event.sessions:
            made.add_component(Event.new(**_in_calendar(event, sitting)))
    return Response(
        made.to_ical(),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.ics"'},
    )


def _in_calendar(event: EventSeen, sitting: SessionSeen) -> Mapping[str, Any]:
    return {
        "uid": f"{sitting.id}@{door.settings().member}.accord",
        "summary": event.name,
        "location": sitting.room or "Online",
        "start": sitting.starts_at,
        "end": sitting.ends_at,
        "stamp": event.changed_at,
        "sequence": event.version,
        "status": "CANCELLED" if event.standing is Standing.CANCELLED else "CONFIRMED",
    }


def waiting(seats: Places) -> int:
    """How many places are waited for."""
    return sum(len(each.waiting) for each in seats.queue)


def _theirs(session: Session, event_id: UUID) -> Sequence[BookingSeen]:
    """The event's bookings that this person may see; none for other roles."""
    actor = door.actor()
    need = Need(resource=BOOKINGS, action=Action.READ, within=frozenset(OWN))
    if not door.policy().opens(actor.role, need):
        return []
    near = reach(session, actor, Action.READ, BOOKINGS)
    return bookings.of_event(session, event_id, seen=near)


def _clashes(found: Sequence[EventSeen]) -> dict[UUID, int]:
    """How many other listed events have a session on a day of each one's."""
    days: dict[date, set[UUID]] = {}
    for event in found:
        for sitting in event.sessions:
            days.setdefault(clock.london_day(sitting.starts_at), set()).add(event.id)
    return {
        event.id: len(set().union(*(s for s in days.values() if event.id in s))) - 1
        for event in found
        if event.sessions
    }


def _on_front_page(session: Session, _actor: Actor) -> list[Item]:
    """Events that come soon with few booked, and drafts nobody opened."""
    now = clock.now()
    found = [
        each
        for each in queries.events(session)
        if each.starts_at is not None and now < each.starts_at <= now + SOON
    ]
    seats = queries.places_of(session, [each.id for each in found])
    return [item for each in found for item in _items(each, seats.get(each.id))]


def _items(event: EventSeen, seats: Places | None) -> Iterable[Item]:
    few = seats is not None and seats.taken < FEW * event.capacity
    tags = {Standing.OPEN: "Few booked" if few else "", Standing.DRAFT: "Not open yet"}
    tag = tags.get(event.standing)
    if tag and event.starts_at is not None:
        yield Item(
            kind=Kind.MINE, text=event.name, href=f"/events/{event.id}", tag=tag,
            due=clock.london_day(event.starts_at),
        )  # fmt: skip


SOURCES = [
    Source(
        name="Events",
        need=Need(resource=COURSES, action=Action.UPDATE),
        look=_on_front_page,
    )
]
