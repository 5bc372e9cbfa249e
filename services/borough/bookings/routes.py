"""Pages of bookings: one's own training, an agency's bookings, and one of them."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.bookings import queries, schemas, service
from borough.bookings.model import BOOKINGS, BookingChanged
from borough.bookings.queries import BookingSeen, Wanted
from borough.places_elsewhere import queries as elsewhere
from kit import clock
from kit.access.policy import Action, Limit, Need
from kit.accounts.access import needs
from kit.accounts.actor import Actor
from kit.data_classes import DataClass
from kit.errors import Conflict
from kit.front.model import Item, Kind, Source
from kit.web import door, exports, forms
from partnership.access import authorise, may, reach
from partnership.agencies import AGENCIES
from partnership.places.model import STATE_WORDS, State

pages = Blueprint("bookings", __name__, url_prefix="/bookings")

FOLDER = "bookings/templates"
OWN = (Limit.OWN,)
APPROVING = Need(resource=BOOKINGS, action=Action.APPROVE, within=frozenset(OWN))
READING = Need(resource=BOOKINGS, action=Action.READ, within=frozenset(OWN))
STATES = [(each.value, words) for each, words in STATE_WORDS.items()]
HEADER = [
    "Event", "Begins", "Name", "Address", "Employer", "Home", "Place", "Approval",
    "Asked",
]  # fmt: skip


@pages.get("/")
@needs(BOOKINGS, Action.READ, within=OWN)
def index() -> ResponseReturnValue:
    form, found = _listed()
    page = render_template(
        f"{FOLDER}/list.html",
        form=form,
        bookings=found,
        states=[("", "All"), *STATES],
        agencies=[("", "All"), *AGENCIES.items()],
        asked=request.args.to_dict(),
    )
    return page, form.status


@pages.get("/bookings.csv")
@needs(BOOKINGS, Action.READ, within=OWN)
def as_csv() -> ResponseReturnValue:
    _, found = _listed()
    return exports.csv("bookings", HEADER, map(_line, found), holds=DataClass.PERSONAL)


def _listed() -> tuple[forms.Form, list[BookingSeen]]:
    form = forms.load(schemas.Filter(), request.args)
    wanted = Wanted(**form.data)
    with door.reading() as session:
        near = reach(session, door.actor(), Action.READ, BOOKINGS)
        return form, queries.bookings(session, seen=near, wanted=wanted)


@pages.get("/of/<uuid:event_id>/bookings.csv")
@needs(BOOKINGS, Action.READ, within=OWN)
def of_event_csv(event_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        near = reach(session, door.actor(), Action.READ, BOOKINGS)
        found = queries.of_event(session, event_id, seen=near)
    return exports.csv(
        "event-bookings", HEADER, map(_line, found), holds=DataClass.PERSONAL
    )


def _line(each: BookingSeen) -> tuple[exports.Cell, ...]:
    return (
        each.event.name, each.event.starts_at, each.who, each.email, each.agency_name,
        each.home, each.state_word, each.approval.value, each.asked_at,
    )  # fmt: skip


@pages.get("/mine")
@needs(BOOKINGS, Action.READ, within=OWN)
def mine() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.mine(session, door.actor().user_id)
        away = elsewhere.done(session, door.actor().email, door.actor().user_id)
    done = queries.newest([*queries.done(found), *away])
    return render_template(
        f"{FOLDER}/mine.html", bookings=found, done=done, today=clock.today()
    )


@pages.get("/mine.csv")
@needs(BOOKINGS, Action.READ, within=OWN)
def mine_csv() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.mine(session, door.actor().user_id)
    header = ["Event", "Group", "Begins", "Minutes", "Place"]
    rows = [
        (
            e.event.name, e.event.course.level.value, e.event.starts_at,
            int(e.event.lasting.total_seconds() // 60), e.state_word,
        )
        for e in found
    ]  # fmt: skip
    return exports.csv("my-training", header, rows, holds=DataClass.PERSONAL)


@pages.get("/waiting")
@needs(BOOKINGS, Action.APPROVE, within=OWN)
def waiting() -> ResponseReturnValue:
    with door.reading() as session:
        found = _waiting(session, door.actor())
    return render_template(f"{FOLDER}/waiting.html", bookings=found)


@pages.get("/<uuid:booking_id>")
@needs(BOOKINGS, Action.READ, within=OWN)
def show(booking_id: UUID) -> ResponseReturnValue:
    actor = door.actor()
    with door.reading() as session:
        found = one(session, booking_id)
    return render_template(
        f"{FOLDER}/show.html",
        booking=found,
        may_decide=door.policy().opens(actor.role, APPROVING)
        and found.person_id != actor.user_id,
    )


@pages.post("/<uuid:booking_id>/accept")
@needs(BOOKINGS, Action.UPDATE, within=OWN)
def accept(booking_id: UUID) -> ResponseReturnValue:
    form = forms.load(schemas.Seen(), request.form)
    if not form.ok:
        raise BookingChanged
    with door.transaction() as session:
        service.accept(session, booking_id=booking_id, by=door.actor(), **form.data)
    flash("The place is confirmed.", "success")
    return redirect(_here(booking_id))


@pages.post("/<uuid:booking_id>/decide")
@needs(BOOKINGS, Action.APPROVE, within=OWN)
def decide(booking_id: UUID) -> ResponseReturnValue:
    form = forms.load(schemas.Decided(), request.form)
    if not form.ok:
        raise BookingChanged
    try:
        with door.transaction() as session:
            service.decide(session, booking_id=booking_id, by=door.actor(), **form.data)
    except Conflict as fault:
        flash(str(fault), "warning")
    else:
        flash("Your answer is kept.", "success")
    return redirect(url_for("bookings.waiting"))


def one(session: Session, booking_id: UUID) -> BookingSeen:
    """A booking that this person may see; raises NotFound."""
    found = queries.booking(session, booking_id)
    authorise(session, door.actor(), Action.READ, BOOKINGS, found.scope)
    return found


def _waiting(session: Session, actor: Actor) -> list[BookingSeen]:
    near = reach(session, actor, Action.APPROVE, BOOKINGS)
    found = queries.bookings(session, seen=near, wanted=Wanted(waiting=True))
    return [each for each in found if each.person_id != actor.user_id]


def _here(booking_id: UUID) -> str:
    return url_for("bookings.show", booking_id=booking_id)


def _approvals(session: Session, actor: Actor) -> list[Item]:
    """Bookings that wait for this person's agency to say yes."""
    if not may(actor.role, BOOKINGS, Action.APPROVE):
        return []
    return [
        Item(
            kind=Kind.MINE, tag="To approve", text=f"A booking on {each.event.name}",
            href="/bookings/waiting", at=each.asked_at,
            due=each.until and clock.london_day(each.until),
        )
        for each in _waiting(session, actor)
    ]  # fmt: skip


def _offers(session: Session, actor: Actor) -> list[Item]:
    """Places that are held until this person says yes."""
    near = reach(session, actor, Action.READ, BOOKINGS)
    held = queries.bookings(session, seen=near, wanted=Wanted(state=State.HELD))
    return [
        Item(
            kind=Kind.MINE, tag="Say yes", text=f"A place on {each.event.name}",
            href=f"/bookings/{each.id}", at=each.asked_at,
            due=each.until and clock.london_day(each.until),
        )
        for each in held
        if each.waits_for_yes
        and actor.user_id in (each.booked_by, each.person_id)
    ]  # fmt: skip


SOURCES = [
    Source(name="Bookings to approve", need=APPROVING, look=_approvals),
    Source(name="Places held", need=READING, look=_offers),
]
