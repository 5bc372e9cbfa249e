"""What arrives from the boroughs: what they say of a draft."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from kit.exchange.event import Event, Handlers
from leadership.consultations import service
from leadership.consultations.events import COMMENT_MADE


def comments_made(session: Session, events: Sequence[Event]) -> None:
    service.take_comments(session, events)


HANDLERS: Handlers = {COMMENT_MADE: comments_made}
