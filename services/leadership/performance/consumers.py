"""What arrives from the boroughs: released figures and the returns they came in."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from kit.exchange.event import Event, Handlers
from leadership.performance import service
from leadership.performance.events import OBSERVATION_RELEASED, RETURN_RELEASED


def observations_released(session: Session, events: Sequence[Event]) -> None:
    service.take_observations(session, events)


def returns_released(session: Session, events: Sequence[Event]) -> None:
    service.take_returns(session, events)


HANDLERS: Handlers = {
    OBSERVATION_RELEASED: observations_released,
    RETURN_RELEASED: returns_released,
}
