"""What arrives from other boroughs: what they did with the returns we shared."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from borough.held_returns.events import RETURN_ANSWERED
from borough.section_returns import service
from kit.exchange.event import Event, Handlers


def returns_answered(session: Session, events: Sequence[Event]) -> None:
    service.learn(session, events)


HANDLERS: Handlers = {RETURN_ANSWERED: returns_answered}
