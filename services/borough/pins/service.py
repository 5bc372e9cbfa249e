"""Confirm a peer's key once its own coordinator read the number out; take that back."""

import hmac

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from borough.pins.model import (
    KEYS,
    CannotSealTo,
    How,
    NotTheirNumber,
    Offer,
    Pin,
    PinChanged,
    State,
    UnknownPeer,
    others,
)
from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.exchange import membership
from kit.exchange.trust import Member
from kit.trail import service as trail
from partnership.access import authorise


def confirm(
    session: Session, *, peer: str, at: int, group: str, how: How, by: Actor
) -> None:
    """Pin the keys the registry names for a peer.

    ``group`` is what the peer's coordinator read out as the group at place ``at`` of
    its number, from 0. Raises NotAllowed, UnknownPeer, NotTheirNumber, CannotSealTo
    where there is no key to confirm, and PinChanged.
    """
    authorise(session, by, Action.UPDATE, KEYS, Scope(record=peer))
    member = _other(session, peer)
    if member.status != "active":
        raise CannotSealTo(State.SUSPENDED)
    offer = Offer.of(member)
    if offer is None:
        raise CannotSealTo(State.MISSING)
    if not hmac.compare_digest(_digits(group), offer.groups[at].encode()):
        raise NotTheirNumber
    pin = session.get(Pin, peer, with_for_update=True) or Pin(peer=peer)
    pin.take(
        offer,
        version=membership.in_force(session).version,
        how=how,
        by=by.user_id,
        at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(pin)
    except IntegrityError as error:
        raise PinChanged from error
    _note(session, "sealing-key.confirmed", peer, hash=pin.kid)


def withdraw(session: Session, *, peer: str, by: Actor) -> None:
    """Let a peer's key count no longer, until it is confirmed again.

    Raises NotAllowed, UnknownPeer. A key nobody confirmed stays as it is.
    """
    authorise(session, by, Action.UPDATE, KEYS, Scope(record=peer))
    _other(session, peer)
    pin = session.get(Pin, peer, with_for_update=True)
    if pin is not None:
        session.delete(pin)
        _note(session, "sealing-key.withdrawn", peer, hash=pin.kid)


def _other(session: Session, peer: str) -> Member:
    member = others(session).get(peer)
    if member is None:
        raise UnknownPeer
    return member


def _digits(typed: str) -> bytes:
    """What was typed without blanks; other signs are no digits and match nothing."""
    return "".join(typed.split()).encode()


def _note(session: Session, act: str, peer: str, **detail: str) -> None:
    trail.record(session, act=act, resource=KEYS, record=peer, detail=detail)
