"""Pages of events elsewhere, and of all boroughs' events week by week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.courses.model import COURSES
from borough.events import queries as own
from borough.events.model import Standing, borough_name, boroughs
from borough.offered_events import queries, schemas
from borough.offered_events.queries import OfferedEvent, Wanted
from kit import clock
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.web import door, exports, forms, limits

pages = Blueprint("offered_events", __name__, url_prefix="/events-elsewhere")

FOLDER = "offered_events/templates"
SITTING = ["Week of", "Borough", "Event", "Group", "Begins", "Ends", "Overlaps"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sat:
    """One session of any borough; ``clashes`` are others of its group at that time."""

    uid: str
    borough: str
    name: str
    level: str
    starts_at: datetime
    ends_at: datetime
    place: str
    href: str
    changed_at: datetime
    clashes: Sequence[str] = ()

    @property
    def week(self) -> date:
        """The Monday of its week."""
        day = clock.london_day(self.starts_at)
        return day - timedelta(days=day.weekday())


@pages.get("/")
@needs(COURSES, Action.READ)
def index() -> ResponseReturnValue:
    form, found = _listed()
    page = render_template(
        f"{FOLDER}/list.html",
        form=form,
        events=found,
        hosts=[("", "All"), *((s, borough_name(s)) for s in _others())],
        asked=request.args.to_dict(),
    )
    return page, form.status


@pages.get("/events.csv")
@needs(COURSES, Action.READ)
def as_csv() -> ResponseReturnValue:
    _, found = _listed()
    header = [
        "Borough", "Event", "Group", "Begins", "Sessions", "Places", "Released on",
        "Book by", "Takes requests",
    ]  # fmt: skip
    rows = [
        (
            e.host_name, e.name, e.level.value, e.starts_at, len(e.sessions),
            e.capacity, e.release_on, e.book_by, "yes" if e.is_bookable else "no",
        )
        for e in found
    ]  # fmt: skip
    return exports.csv("events-elsewhere", header, rows)


@pages.get("/<host>/<uuid:event_id>")
@needs(COURSES, Action.READ)
def show(host: str, event_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.event(session, host, event_id)
    return render_template(
        f"{FOLDER}/show.html", event=found, borough_name=borough_name
    )


@pages.get("/calendar")
@needs(COURSES, Action.READ)
def calendar() -> ResponseReturnValue:
    weeks: dict[date, list[Sat]] = {}
    for each in _sittings():
        weeks.setdefault(each.week, []).append(each)
    return render_template(f"{FOLDER}/calendar.html", weeks=weeks)


@pages.get("/calendar.csv")
@needs(COURSES, Action.READ)
def calendar_csv() -> ResponseReturnValue:
    rows = [
        (
            each.week, each.borough, each.name, each.level, each.starts_at,
            each.ends_at, "; ".join(each.clashes),
        )
        for each in _sittings()
    ]  # fmt: skip
    return exports.csv("training-calendar", SITTING, rows)


@pages.get("/calendar.ics")
@needs(COURSES, Action.READ)
def as_calendar() -> Response:
    # Only calendars need it: pages must not wait for it to be read.
    from icalendar import Calendar, Event

    limits.spend(limits.EXPORT)
    made = Calendar.new(name="Accord: training in all boroughs")
    for each in _sittings():
        made.add_component(Event.new(**_in_calendar(each)))
    return Response(
        made.to_ical(),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="training.ics"'},
    )


def _in_calendar(each: Sat) -> Mapping[str, Any]:
    return {
        "uid": each.uid,
        "summary": f"{each.name} ({each.borough})",
        "location": each.place,
        "start": each.starts_at,
        "end": each.ends_at,
        "stamp": each.changed_at,
    }


def _listed() -> tuple[forms.Form, list[OfferedEvent]]:
    form = forms.load(schemas.Filter(), request.args)
    wanted = Wanted(
        host=form.data.get("host", ""), past=form.data.get("which") == "past"
    )
    with door.reading() as session:
        return form, queries.events(session, wanted)


def _others() -> list[str]:
    return sorted({*boroughs()} - {door.settings().member})


def _sittings() -> list[Sat]:
    """Every coming session of all boroughs in time order, with what overlaps it."""
    with door.reading() as session:
        found = [*_ours(session), *_theirs(session)]
    found.sort(key=lambda each: (each.starts_at, each.borough, each.name))
    return [_with_clashes(each, found) for each in found]


def _with_clashes(each: Sat, found: Sequence[Sat]) -> Sat:
    """The same people are asked for: one group, at one time, for two events."""
    others = [
        f"{other.name}, {other.borough}"
        for other in found
        if other.uid != each.uid
        and other.level == each.level
        and (other.name, other.borough) != (each.name, each.borough)
        and other.starts_at < each.ends_at
        and each.starts_at < other.ends_at
    ]
    names = {name: getattr(each, name) for name in Sat.__dataclass_fields__}
    return Sat(**{**names, "clashes": others})


def _ours(session: Session) -> list[Sat]:
    member = door.settings().member
    return [
        Sat(
            uid=f"{sat.id}@{member}.accord", borough=borough_name(member),
            name=event.name, level=event.course.level.value, starts_at=sat.starts_at,
            ends_at=sat.ends_at, place=sat.room or "Online",
            href=url_for("events.show", event_id=event.id),
            changed_at=event.changed_at,
        )
        for event in own.events(session)
        if event.standing is Standing.OPEN
        for sat in event.sessions
    ]  # fmt: skip


def _theirs(session: Session) -> list[Sat]:
    return [
        Sat(
            uid=f"{sat.id}@{event.host}.accord", borough=event.host_name,
            name=event.name, level=event.level.value, starts_at=sat.starts_at,
            ends_at=sat.ends_at, place=sat.room or "Online",
            href=url_for("offered_events.show", host=event.host, event_id=event.id),
            changed_at=event.applied_at,
        )
        for event in queries.events(session)
        if event.standing == Standing.OPEN.value
        for sat in event.sessions
    ]  # fmt: skip
