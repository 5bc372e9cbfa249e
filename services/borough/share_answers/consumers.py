"""What arrives from boroughs that were shared with: answers, looks, certificates."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from borough.share_answers import service
from borough.shared_cases.events import (
    SHARE_ANSWERED,
    SHARE_DELETED,
    SHARE_OPENED,
    SHARE_WANTED,
)
from kit.exchange.event import Event, Handlers


def shares_answered(session: Session, events: Sequence[Event]) -> None:
    service.learn(session, events)


def shares_opened(session: Session, events: Sequence[Event]) -> None:
    service.learn_looks(session, events)


def shares_deleted(session: Session, events: Sequence[Event]) -> None:
    service.learn_deleted(session, events)


def shares_wanted(session: Session, events: Sequence[Event]) -> None:
    service.learn_wanted(session, events)


HANDLERS: Handlers = {
    SHARE_ANSWERED: shares_answered,
    SHARE_OPENED: shares_opened,
    SHARE_DELETED: shares_deleted,
    SHARE_WANTED: shares_wanted,
}
