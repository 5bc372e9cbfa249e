"""Pages of the calendar: which meetings there are, and planning more of them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
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

from kit import clock
from kit.access.policy import Action, Limit, Need
from kit.access.service import Scope
from kit.accounts.access import needs
from kit.accounts.actor import Actor
from kit.errors import Invalid
from kit.front.model import Item, Kind, Source
from kit.search.model import Finder
from kit.web import door, exports, forms, limits, narrowing
from kit.web.narrowing import Narrowed
from kit.web.navigation import Entry
from partnership.access import authorise, reach
from partnership.bodies import queries as bodies
from partnership.bodies.routes import choices
from partnership.meetings import queries, schemas, service
from partnership.meetings.model import (
    MEETINGS,
    Every,
    Interest,
    State,
    clock_moment,
)
from partnership.meetings.queries import Line
from partnership.meetings.routes import one, scope_of

pages = Blueprint("calendar", __name__, url_prefix="/meetings")

FOLDER = "partnership/calendar/templates"
GROUP = (Limit.GROUP,)
NAVIGATION = [Entry("Meetings", "calendar.index")]
LOOK_AHEAD, LOOK_BACK = timedelta(days=21), timedelta(days=90)
A_WEEK = timedelta(days=7)


@pages.get("/")
@needs(MEETINGS, Action.READ)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        names = bodies.names(session, clock.today(), ended=True)
        form = _filters(names)
        found = _listed(session, form)
    page = render_template(
        f"{FOLDER}/list.html",
        meetings=found,
        which=form.data.get("which", "coming"),
        names=names,
        asked=form.address,
        form=form,
    )
    return page, form.status


@pages.get("/meetings.csv")
@needs(MEETINGS, Action.READ)
def as_csv() -> ResponseReturnValue:
    with door.reading() as session:
        names = bodies.names(session, clock.today(), ended=True)
        found = _listed(session, _filters(names))
    header = ["Body", "Title", "Starts", "Minutes", "Place", "State"]
    rows = [
        (
            *(each.body_name, each.title, each.starts_at, each.minutes, each.place),
            each.state.value,
        )
        for each in found
    ]
    return exports.csv("meetings", header, rows)


@pages.get("/meetings.ics")
@needs(MEETINGS, Action.READ)
def as_calendar() -> Response:
    with door.reading() as session:
        names = bodies.names(session, clock.today(), ended=True)
        found = _listed(session, _filters(names))
    return _calendar("meetings", found)


@pages.get("/<uuid:meeting_id>/meeting.ics")
@needs(MEETINGS, Action.READ)
def one_as_calendar(meeting_id: UUID) -> Response:
    with door.reading() as session:
        found = one(session, meeting_id, Action.READ).line
    return _calendar("meeting", [found])


@pages.route("/new", methods=["GET", "POST"])
@needs(MEETINGS, Action.CREATE, within=GROUP)
def plan() -> ResponseReturnValue:
    if request.method == "GET":
        body = request.args.get("body", "")
        return _plan_page(forms.blank(body=body, minutes=120, count=1))
    form = forms.load(schemas.Plan(), request.form)
    if not form.ok:
        return _plan_page(form)
    given = dict(form.data)
    slug = given.pop("body")
    try:
        with door.transaction() as session:
            scope = Scope(record=slug, body=slug)
            authorise(session, door.actor(), Action.CREATE, MEETINGS, scope)
            _plan(session, bodies.body(session, slug).id, given)
    except Invalid as fault:
        return _plan_page(form.refused(fault))
    flash("It is in the calendar. Set its agenda next.", "success")
    return redirect(url_for("calendar.index", body=slug))


def _plan(session: Session, body_id: UUID, given: dict[str, Any]) -> None:
    every, count = given.pop("every"), given.pop("count")
    on, at = given.pop("starts_on"), given.pop("at")
    if every is None:
        moment = clock_moment(on, at)
        service.plan(session, body_id=body_id, starts_at=moment, **given)
        return
    service.plan_series(
        session, body_id=body_id, first_on=on, at=at, every=every, count=count, **given
    )


def _plan_page(form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        near = reach(session, door.actor(), Action.CREATE, MEETINGS)
        names = bodies.names(session, clock.today())
    theirs = [
        (slug, name)
        for slug, name in names.items()
        if near.covers(Scope(record=slug, body=slug))
    ]
    page = render_template(
        f"{FOLDER}/plan.html", bodies=theirs, everies=choices(Every), form=form
    )
    return page, form.status


def _filters(names: Collection[str]) -> Narrowed:
    """The filters of the address; a body that there is not filters nothing."""
    return narrowing.read(schemas.Filter(), request.args, body=names)


def _listed(session: Session, form: forms.Form) -> list[Line]:
    near = reach(session, door.actor(), Action.READ, MEETINGS)
    slug, now = form.data.get("body"), clock.now()
    past = form.data.get("which") == "past"
    found = queries.calendar(
        session,
        since=None if past else now,
        until=now if past else None,
        body_id=bodies.body(session, slug).id if slug else None,
    )
    return [
        each for each in (found[::-1] if past else found) if near.covers(scope_of(each))
    ]


def _calendar(name: str, lines: Iterable[Line]) -> Response:
    # Only calendars need it: pages must not wait for it to be read.
    from icalendar import Calendar, Event

    limits.spend(limits.EXPORT)
    calendar = Calendar.new(name=f"Accord: {door.settings().name}")
    for line in lines:
        calendar.add_component(Event.new(**_event(line)))
    return Response(
        calendar.to_ical(),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.ics"'},
    )


def _event(line: Line) -> Mapping[str, Any]:
    """A meeting as calendars know it (RFC 5545); no agenda and no names leave."""
    return {
        "uid": f"{line.id}@{door.settings().member}.accord",
        "summary": f"{line.body_name}: {line.title}",
        "location": line.place,
        "start": line.starts_at,
        "end": line.ends_at,
        "stamp": line.changed_at,
        "sequence": line.version,
        "status": "CANCELLED" if line.state is State.CANCELLED else "CONFIRMED",
    }


def on_front_page(session: Session, actor: Actor) -> list[Item]:
    """The meetings of the next weeks, and those whose outcome nobody noted.

    Interests that were declared beforehand stand beside them, by their kind alone.
    """
    near = reach(session, actor, Action.UPDATE, MEETINGS)
    now = clock.now()
    lines = [
        line
        for line in queries.calendar(
            session, since=now - LOOK_BACK, until=now + LOOK_AHEAD
        )
        if line.state is State.PLANNED and near.covers(scope_of(line))
    ]
    declared = queries.declared(session, [line.id for line in lines])
    return [item for line in lines for item in _items(line, declared.get(line.id, []))]


def _items(line: Line, declared: Sequence[Interest]) -> Iterator[Item]:
    over = line.ends_at < clock.now()
    if declared:
        yield Item(
            kind=Kind.MINE,
            text=f"{line.title}: {', '.join(declared)}",
            href=f"/meetings/{line.id}",
            tag="Interest declared",
        )
    yield Item(
        kind=Kind.MINE,
        text=f"{line.body_name}: {line.title}",
        href=f"/meetings/{line.id}",
        tag="Say whether it was held" if over else "Coming",
        due=line.day + A_WEEK if over else None,
    )


SOURCES = [
    Source(
        name="Meetings",
        need=Need(resource=MEETINGS, action=Action.UPDATE, within=frozenset(GROUP)),
        look=on_front_page,
    )
]
FINDERS = [
    Finder(
        name="Meetings",
        need=Need(resource=MEETINGS, action=Action.READ),
        find=queries.find,
    )
]
