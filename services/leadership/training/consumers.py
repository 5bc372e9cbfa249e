"""What arrives from the boroughs: counts of a quarter's training."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from kit.exchange.event import Event, Handlers
from leadership.training import service
from leadership.training.events import SUMMARY_RELEASED


def summaries_released(session: Session, events: Sequence[Event]) -> None:
    service.take_summaries(session, events)


HANDLERS: Handlers = {SUMMARY_RELEASED: summaries_released}
