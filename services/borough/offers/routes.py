"""The page of an offer: what of an event leaves, to whom, and by whose word."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.courses.model import COURSES
from borough.events import queries as events
from borough.events.model import borough_name, boroughs
from borough.offers import queries, schemas, service
from borough.offers.events import words_of
from borough.offers.model import OfferChanged
from kit.access.policy import Action, Need
from kit.accounts.access import needs
from kit.accounts.actor import Actor
from kit.errors import Conflict
from kit.front.model import Item, Kind, Source
from kit.web import door, forms

pages = Blueprint("offers", __name__, url_prefix="/offers")

FOLDER = "offers/templates"


@pages.get("/<uuid:event_id>")
@needs(COURSES, Action.UPDATE)
def show(event_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        event = events.event(session, event_id)
        offer = queries.offers(session, [event_id]).get(event_id)
        key = queries.key(session, event_id)
    others = sorted({*boroughs()} - {door.settings().member})
    return render_template(
        f"{FOLDER}/show.html",
        event=event,
        offer=offer,
        key=key,
        mine=offer is not None and offer.proposed_by == door.actor().user_id,
        now=words_of(event),
        differs=offer is not None and offer.words != words_of(event),
        others=[borough_name(each) for each in others],
    )


@pages.post("/<uuid:event_id>/propose")
@needs(COURSES, Action.UPDATE)
def propose(event_id: UUID) -> ResponseReturnValue:
    return _done(
        event_id,
        "It waits for a second person.",
        lambda session: service.propose(session, event_id=event_id, by=door.actor()),
    )


@pages.post("/<uuid:event_id>/approve")
@needs(COURSES, Action.APPROVE)
def approve(event_id: UUID) -> ResponseReturnValue:
    form = forms.load(schemas.Approved(), request.form)
    if not form.ok:
        raise OfferChanged
    return _done(
        event_id,
        "The event is offered to the other boroughs.",
        lambda session: service.approve(
            session, event_id=event_id, by=door.actor(), **form.data
        ),
    )


@pages.post("/<uuid:event_id>/withdraw")
@needs(COURSES, Action.UPDATE)
def withdraw(event_id: UUID) -> ResponseReturnValue:
    return _done(
        event_id,
        "No more requests are taken from other boroughs.",
        lambda session: service.withdraw(session, event_id=event_id, by=door.actor()),
    )


def _done(
    event_id: UUID, said: str, verb: Callable[[Session], None]
) -> ResponseReturnValue:
    try:
        with door.transaction() as session:
            verb(session)
    except Conflict as fault:
        flash(str(fault), "warning")
    else:
        flash(said, "success")
    return redirect(url_for("offers.show", event_id=event_id))


def _on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Offers that wait for a second person."""
    return [
        Item(
            kind=Kind.MINE, tag="To approve", text="An event to offer elsewhere",
            href=f"/offers/{each.event_id}",
        )
        for each in queries.waiting(session)
        if each.proposed_by != actor.user_id
    ]  # fmt: skip


SOURCES = [
    Source(
        name="Offers to other boroughs",
        need=Need(resource=COURSES, action=Action.APPROVE),
        look=_on_front_page,
    )
]
