"""What arrives from other members: milestones they lead and share."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from kit.exchange.event import Event, Handlers
from partnership.joint import service
from partnership.joint.events import MILESTONE_SHARED


def milestones_shared(session: Session, events: Sequence[Event]) -> None:
    service.take(session, events)


HANDLERS: Handlers = {MILESTONE_SHARED: milestones_shared}
