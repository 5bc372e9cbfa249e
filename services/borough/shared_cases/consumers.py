"""What arrives from boroughs that share: a share, or that it is asked back."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from borough.case_shares.events import SHARE_RECALLED, SHARE_SEALED
from borough.shared_cases import service
from kit.exchange.event import Event, Handlers


def shares_sealed(session: Session, events: Sequence[Event]) -> None:
    service.take(session, events)


def shares_recalled(session: Session, events: Sequence[Event]) -> None:
    service.asked_back(session, events)


HANDLERS: Handlers = {SHARE_SEALED: shares_sealed, SHARE_RECALLED: shares_recalled}
