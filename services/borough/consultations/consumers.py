"""What leadership asks all boroughs of a draft, and what became of their comments."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from borough.consultations import service
from borough.consultations.events import DRAFT_CIRCULATED
from kit.exchange.event import Event, Handlers


def drafts_circulated(session: Session, events: Sequence[Event]) -> None:
    service.take_drafts(session, events)


HANDLERS: Handlers = {DRAFT_CIRCULATED: drafts_circulated}
