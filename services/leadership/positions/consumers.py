"""What arrives from the boroughs: how each partnership stands."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from kit.exchange.event import Event, Handlers
from leadership.positions import service
from leadership.positions.events import POSITION_RELEASED


def positions_released(session: Session, events: Sequence[Event]) -> None:
    service.take_positions(session, events)


HANDLERS: Handlers = {POSITION_RELEASED: positions_released}
