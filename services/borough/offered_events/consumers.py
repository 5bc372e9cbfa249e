"""What arrives from other boroughs: events they offer."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from borough.offered_events import service
from borough.offers.events import EVENT_OFFERED
from kit.exchange.event import Event, Handlers


def events_offered(session: Session, events: Sequence[Event]) -> None:
    service.take(session, events)


HANDLERS: Handlers = {EVENT_OFFERED: events_offered}
