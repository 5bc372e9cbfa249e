"""Delete names of learners when their time is over, and the keys that opened them."""

from datetime import datetime

from sqlalchemy.orm import Session

from borough.bookings import queries as booked
from borough.bookings import service as bookings
from borough.bookings.model import kept_until
from borough.events import queries as events
from borough.offers import queries as offered
from borough.offers import service as offers
from borough.place_answers import service as answers
from borough.places_elsewhere import queries as asked
from borough.places_elsewhere import service as asking
from kit import clock


def forget(session: Session, *, now: datetime | None = None) -> int:
    """Delete names and addresses of our events that are over long enough.

    With them goes the key that names of guests came sealed to, and their boroughs are
    told. How long is the house rule of the event. Returns how many bookings lost
    theirs.
    """
    moment = now or clock.now()
    ids = booked.with_names(session) | offered.with_keys(session)
    over = {
        each.id
        for each in events.events(session, ids=ids)
        if each.ends_at and kept_until(each.ends_at, each.house.keep_months) <= moment
    }
    number = bookings.forget(session, event_ids=over)
    offers.destroy_keys(session, over)
    answers.names_deleted(session, over)
    return number


def forget_asked(session: Session, *, now: datetime | None = None) -> int:
    """Delete names of requests for events elsewhere, as long as hosts keep names.

    No word of the host is waited for: it may be away, and what was never sent it never
    heard of. Returns how many requests lost their names.
    """
    moment = now or clock.now()
    over = {
        ask_id
        for ask_id, event in asked.with_names(session).items()
        if kept_until(event.ends_at, event.keep_months) <= moment
    }
    return asking.forget(session, over)
