"""What arrives from the boroughs: how each partnership stands."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from kit.exchange.event import Event, Handlers
from leadership.oversight import service
from leadership.oversight.events import RETURN_RELEASED


def returns_released(session: Session, events: Sequence[Event]) -> None:
    service.take_returns(session, events)


HANDLERS: Handlers = {RETURN_RELEASED: returns_released}
