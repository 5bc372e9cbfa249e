"""Forms that plan an event, change what it offers, open it and call it off."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy.orm import Session

from borough.bookings import service as booking
from borough.courses import queries as courses
from borough.courses.model import COURSES
from borough.events import queries, schemas, service
from borough.events.model import EventChanged, borough_name, boroughs
from borough.events.queries import EventSeen
from borough.events.service import Offer, Sitting
from borough.offers import service as offers
from kit import clock
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.web import door, forms
from partnership.agencies import AGENCIES
from partnership.asking.routes import Box, Page, asked
from partnership.places.model import Places

pages = Blueprint("event_plans", __name__, url_prefix="/event-plans")

Changed = Callable[[Session, dict[str, Any]], Places | None]
Looked = tuple[str, list[Box], dict[str, Any]]


@pages.route("/of/<uuid:course_id>", methods=["GET", "POST"])
@needs(COURSES, Action.CREATE)
def plan(course_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        course = courses.course(session, course_id)
        return Page(
            title=f"Plan an event of {course.code}",
            crumbs=_crumbs(),
            intro="It stays a draft until you open it for booking. More sessions can "
            "be added.",
            boxes=[*_sitting(), *_offer()],
            button="Plan it",
            values={"capacity": 20, "minutes": course.minutes, "at": "09:30"},
        )

    def verb(session: Session, given: dict[str, Any]) -> None:
        given.pop("seen")
        first = _sat(given)
        service.plan(
            session, course_id=course_id, offer=_offered(given), first=first,
            by=door.actor(),
        )  # fmt: skip

    return asked(
        look,
        schemas.offered(boroughs(), with_session=True),
        verb,
        stale=EventChanged,
        said="The event is planned. Open it when it is ready.",
        to=url_for("events.index", course=course_id),
    )


@pages.route("/<uuid:event_id>/change", methods=["GET", "POST"])
@needs(COURSES, Action.UPDATE)
def change(event_id: UUID) -> ResponseReturnValue:
    def look(event: EventSeen) -> Looked:
        names = ("capacity", "release_on", "trainer_agency", "trainer_post", "joining")
        values = {name: getattr(event, name) or "" for name in names}
        quotas = {f"{schemas.QUOTA}{k}": n for k, n in event.quotas.items()}
        return "Change what it offers", _offer(), {**values, **quotas}

    def verb(session: Session, given: dict[str, Any]) -> Places | None:
        seen = given.pop("seen") or 0
        return service.change(
            session, event_id=event_id, seen=seen, offer=_offered(given),
            by=door.actor(),
        )  # fmt: skip

    return _asked(event_id, look, schemas.offered(boroughs()), verb)


@pages.route("/<uuid:event_id>/sessions/new", methods=["GET", "POST"])
@needs(COURSES, Action.UPDATE)
def add_session(event_id: UUID) -> ResponseReturnValue:
    def look(_event: EventSeen) -> Looked:
        return "Add a session", _sitting(), {}

    def verb(session: Session, given: dict[str, Any]) -> Places | None:
        seen = given.pop("seen") or 0
        return service.add_session(
            session, event_id=event_id, seen=seen, sitting=_sat(given), by=door.actor()
        )

    return _asked(event_id, look, schemas.Sat(), verb)


@pages.route("/<uuid:event_id>/sessions/<uuid:session_id>", methods=["GET", "POST"])
@needs(COURSES, Action.UPDATE)
def move_session(event_id: UUID, session_id: UUID) -> ResponseReturnValue:
    def look(event: EventSeen) -> Looked:
        found = queries.sitting(event, session_id)
        here = found.starts_at.astimezone(clock.LONDON)
        values = {
            "on": here.date(), "at": f"{here:%H:%M}", "minutes": found.minutes,
            "room": found.room, "link": found.link,
        }  # fmt: skip
        return "Change a session", _sitting(), values

    def verb(session: Session, given: dict[str, Any]) -> Places | None:
        seen = given.pop("seen") or 0
        return service.move_session(
            session, event_id=event_id, session_id=session_id, seen=seen,
            sitting=_sat(given), by=door.actor(),
        )  # fmt: skip

    return _asked(event_id, look, schemas.Sat(), verb)


@pages.post("/<uuid:event_id>/sessions/<uuid:session_id>/drop")
@needs(COURSES, Action.UPDATE)
def drop_session(event_id: UUID, session_id: UUID) -> ResponseReturnValue:
    return _done(
        event_id,
        "The session is taken away.",
        lambda session, given: service.drop_session(
            session, event_id=event_id, session_id=session_id, by=door.actor(), **given
        ),
    )


@pages.post("/<uuid:event_id>/open")
@needs(COURSES, Action.UPDATE)
def open_bookings(event_id: UUID) -> ResponseReturnValue:
    return _done(
        event_id,
        "The event is open for booking.",
        lambda session, given: service.open_bookings(
            session, event_id=event_id, by=door.actor(), **given
        ),
    )


@pages.post("/<uuid:event_id>/cancel")
@needs(COURSES, Action.UPDATE)
def cancel(event_id: UUID) -> ResponseReturnValue:
    return _done(
        event_id,
        "The event is called off. Everybody who was booked is told.",
        lambda session, given: service.cancel(
            session, event_id=event_id, by=door.actor(), **given
        ),
        schemas.CalledOff(),
    )


def _done(
    event_id: UUID, said: str, verb: Changed, schema: Schema | None = None
) -> ResponseReturnValue:
    form = forms.load(schema or schemas.Seen(), request.form)
    if not form.ok:
        flash(next(iter(form.errors.values())), "warning")
        return redirect(url_for("events.show", event_id=event_id))
    with door.transaction() as session:
        seats = verb(session, dict(form.data))
        _settle(session, event_id, seats)
    flash(said, "success")
    return redirect(url_for("events.show", event_id=event_id))


def _asked(
    event_id: UUID,
    look: Callable[[EventSeen], Looked],
    schema: Schema,
    verb: Changed,
) -> ResponseReturnValue:
    """A form about one event; whoever is booked is told when it changed."""

    def looked(session: Session) -> Page:
        event = queries.event(session, event_id)
        title, boxes, values = look(event)
        here = url_for("events.show", event_id=event_id)
        return Page(
            title=title, crumbs=[*_crumbs(), (event.name, here)], boxes=boxes,
            button="Save", values=values, seen=event.version, now=_now(event),
        )  # fmt: skip

    def changed(session: Session, given: dict[str, Any]) -> None:
        _settle(session, event_id, verb(session, given), moved=True)

    return asked(
        looked,
        schema,
        changed,
        stale=EventChanged,
        said="The event is changed.",
        to=url_for("events.show", event_id=event_id),
    )


def _settle(
    session: Session, event_id: UUID, seats: Places | None, *, moved: bool = False
) -> None:
    if seats is not None:
        booking.settle(session, event_id=event_id, places=seats)
        offers.restate(session, event_id=event_id)
        if moved:
            booking.tell_moved(session, event_id=event_id)


def _now(event: EventSeen) -> list[tuple[str, object]]:
    return [
        ("Places", event.capacity),
        ("Begins", event.starts_at and clock.iso(event.starts_at)),
        ("Sessions", len(event.sessions)),
        ("Post that teaches", event.trainer_post),
    ]


def _sat(given: dict[str, Any]) -> Sitting:
    starts_at = schemas.moment(given)
    kept = {name: given.pop(name) for name in ("minutes", "room", "link")}
    return Sitting(starts_at=starts_at, **kept)


def _offered(given: dict[str, Any]) -> Offer:
    quotas = {
        name.removeprefix(schemas.QUOTA): given.pop(name) or 0
        for name in list(given)
        if name.startswith(schemas.QUOTA)
    }
    return Offer(quotas=quotas, **given)


def _sitting() -> list[Box]:
    return [
        Box(kind="day", name="on", label="Day of the session"),
        Box(kind="text", name="at", label="Time", hint="For example, 14:30"),
        Box(kind="text", name="minutes", label="Minutes"),
        Box(kind="text", name="room", label="Room (or a link)",
            hint="With the building, as people find it"),
        Box(kind="text", name="link", label="Link (or a room)",
            hint="Shown to people with a confirmed place"),
    ]  # fmt: skip


def _offer() -> list[Box]:
    quotas = [
        Box(kind="text", name=f"{schemas.QUOTA}{slug}",
            label=f"Kept for {borough_name(slug)} (optional)")
        for slug in boroughs()
    ]  # fmt: skip
    return [
        Box(kind="text", name="capacity", label="Places"),
        *quotas,
        Box(kind="day", name="release_on", label="Release day (optional)",
            hint="From midnight of this day what is kept and free opens to all, in the "
            "order of the waiting list. For example, 1 9 2026"),
        Box(kind="select", name="trainer_agency", label="Agency that teaches",
            choices=list(AGENCIES.items())),
        Box(kind="text", name="trainer_post", label="Post that teaches",
            hint="Never a name"),
        Box(kind="area", name="joining", label="Joining instructions (optional)"),
    ]  # fmt: skip


def _crumbs() -> list[tuple[str, str]]:
    return [
        ("Training", url_for("courses.index")),
        ("Events", url_for("events.index")),
    ]
