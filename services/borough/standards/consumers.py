"""What leadership publishes for all boroughs to work to."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from borough.standards import service
from kit.exchange.event import Event, Handlers

# Indicator sets come as the first version of the message, other kinds as the second.
STANDARD_PUBLISHED = "uk.accord.standards.standard.published.v1"
ITEMS_PUBLISHED = "uk.accord.standards.standard.published.v2"


def standards_published(session: Session, events: Sequence[Event]) -> None:
    for event in events:
        service.take_in(session, event)


HANDLERS: Handlers = {
    STANDARD_PUBLISHED: standards_published,
    ITEMS_PUBLISHED: standards_published,
}
