"""What arrives from the boroughs: where each stands on a standard."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from kit.exchange.event import Event, Handlers
from leadership.alignment import service
from leadership.alignment.events import ADOPTION_RECORDED


def adoptions_recorded(session: Session, events: Sequence[Event]) -> None:
    service.take_positions(session, events)


HANDLERS: Handlers = {ADOPTION_RECORDED: adoptions_recorded}
