"""What arrives from other boroughs: which coordinators they have."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from borough.coordinators import service
from borough.coordinators.events import COORDINATORS_TOLD
from kit.exchange.event import Event, Handlers


def coordinators_told(session: Session, events: Sequence[Event]) -> None:
    service.hear(session, events)


HANDLERS: Handlers = {COORDINATORS_TOLD: coordinators_told}
