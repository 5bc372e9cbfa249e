"""What leadership publishes to compare with: areas and official figures."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from borough.performance import service
from kit.exchange.event import Event, Handlers

AREAS_PUBLISHED = "uk.accord.performance.areas.published.v1"
COMPARATORS_PUBLISHED = "uk.accord.performance.comparators.published.v1"


def areas_published(session: Session, events: Sequence[Event]) -> None:
    service.take_areas(session, events)


def comparators_published(session: Session, events: Sequence[Event]) -> None:
    service.take_comparators(session, events)


HANDLERS: Handlers = {
    AREAS_PUBLISHED: areas_published,
    COMPARATORS_PUBLISHED: comparators_published,
}
