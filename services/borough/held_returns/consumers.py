"""What arrives from other boroughs: returns they share, restate and withdraw."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from borough.held_returns import service
from borough.section_returns.events import RETURN_SHARED
from kit.exchange.event import Event, Handlers


def returns_shared(session: Session, events: Sequence[Event]) -> None:
    service.take(session, events)


HANDLERS: Handlers = {RETURN_SHARED: returns_shared}
