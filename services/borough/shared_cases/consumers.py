"""What arrives from boroughs that share: a share, its files, or the wish to end it."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from borough.case_shares.events import SHARE_RECALLED, SHARE_SEALED
from borough.share_files.events import SHARE_PIECE
from borough.shared_cases import service
from kit.exchange.event import Event, Handlers


def shares_sealed(session: Session, events: Sequence[Event]) -> None:
    service.take(session, events)


def shares_recalled(session: Session, events: Sequence[Event]) -> None:
    service.asked_back(session, events)


def pieces_shared(session: Session, events: Sequence[Event]) -> None:
    service.take_pieces(session, events)


HANDLERS: Handlers = {
    SHARE_SEALED: shares_sealed,
    SHARE_PIECE: pieces_shared,
    SHARE_RECALLED: shares_recalled,
}
