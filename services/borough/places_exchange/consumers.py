"""What arrives from other boroughs: requests for places at our events."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from borough.places_elsewhere.events import PLACE_REQUESTED
from borough.places_exchange import service
from kit.exchange.event import Event, Handlers


def places_requested(session: Session, events: Sequence[Event]) -> None:
    service.take(session, events)


HANDLERS: Handlers = {PLACE_REQUESTED: places_requested}
