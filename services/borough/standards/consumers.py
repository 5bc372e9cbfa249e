"""What leadership publishes for all boroughs to work to."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from borough.standards import service
from kit.exchange.event import Event, Handlers

STANDARD_PUBLISHED = "uk.accord.standards.standard.published.v1"


def standards_published(session: Session, events: Sequence[Event]) -> None:
    for event in events:
        service.take_in(session, event)


HANDLERS: Handlers = {STANDARD_PUBLISHED: standards_published}
