"""How every peer's key stands here, and the key to seal to or the reason why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.pins.model import (
    HEARD_WITHIN,
    REASONS,
    CannotSealTo,
    How,
    Known,
    Offer,
    Pin,
    State,
    UnknownPeer,
    others,
    state_of,
)
from kit import clock
from kit.accounts.actor import Actor
from kit.exchange import membership
from kit.exchange.cross_signing import Jwk
from kit.exchange.trust import Member
from kit.front.model import Item, Kind

PAGE = "/sealing-keys/"


@dataclass(frozen=True, kw_only=True, slots=True)
class PeerSeen:
    """One other borough: how its key stands, and how it was confirmed if it was.

    ``kid`` names the key that the registry names now, ``known`` what counts here.
    """

    slug: str
    name: str
    state: State
    kid: str
    known: Known | None
    how: How | None
    confirmed_at: datetime | None

    @property
    def reason(self) -> str:
        """Why nothing may be sealed to it; empty when something may."""
        return REASONS.get(self.state, "")


def peers(session: Session) -> Sequence[PeerSeen]:
    """Every other borough the registry in force names, by name."""
    pins = {pin.peer: pin for pin in session.scalars(select(Pin))}
    counts = _counting(session, pins)
    members = sorted(others(session).values(), key=lambda each: each.name)
    silent = bool(members) and _is_silent(session)
    return [
        _seen(one, pins.get(one.slug), counts.get(one.slug), silent=silent)
        for one in members
    ]


def peer(session: Session, slug: str) -> PeerSeen:
    """One other borough; raises UnknownPeer."""
    for found in peers(session):
        if found.slug == slug:
            return found
    raise UnknownPeer


def offered(session: Session, slug: str) -> Offer | None:
    """The keys the registry in force names for a peer; None where it names none."""
    member = membership.in_force(session).members.get(slug)
    return None if member is None else Offer.of(member)


def may_seal_to(session: Session, slug: str) -> str:
    """Why nothing may be sealed to this peer, in a sentence; empty when it may.

    Raises UnknownPeer.
    """
    return peer(session, slug).reason


def sealing_key_of(session: Session, slug: str) -> Jwk:
    """The key to seal to: a public JWK with kty, crv and x.

    Raises CannotSealTo with the reason, and UnknownPeer.
    """
    return _keys_of(session, slug, State.CONFIRMED).sealing.jwk


def receipt_key_of(session: Session, slug: str) -> Jwk:
    """The same for receipts, which go on while leadership is silent.

    They tell the peer of what it shared itself, and nothing of the child.
    """
    return _keys_of(session, slug, State.CONFIRMED, State.SILENT).sealing.jwk


def signing_key_of(session: Session, slug: str) -> Jwk:
    """The key this peer's people vouched for by voice, which signs what it shares.

    Raises CannotSealTo with the reason, and UnknownPeer.
    """
    return _keys_of(session, slug, State.CONFIRMED, State.SILENT).signing_jwk


def on_front_page(session: Session, _actor: Actor) -> list[Item]:
    """Keys that changed, and keys nobody has confirmed yet."""
    words = {
        State.SILENT: (Kind.LATE, "Registry not heard", "Nothing can be sealed to {}"),
        State.CHANGED: (Kind.LATE, "Key changed", "Nothing can be sealed to {}"),
        State.UNCONFIRMED: (Kind.MINE, "To confirm", "The key of {}"),
    }
    return [
        Item(kind=kind, tag=tag, text=text.format(one.name), href=PAGE)
        for one in peers(session)
        if one.state in words
        for kind, tag, text in [words[one.state]]
    ]


def _keys_of(session: Session, slug: str, *enough: State) -> Known:
    found = peer(session, slug)
    if found.state not in enough or found.known is None:
        raise CannotSealTo(found.state)
    return found.known


def _counting(session: Session, pins: Mapping[str, Pin]) -> dict[str, Known]:
    """What counts for each pinned peer, after all that the registry said since."""
    counts = {slug: pin.known() for slug, pin in pins.items()}
    if not pins:
        return counts
    first = min(pin.registry_version for pin in pins.values())
    for registry in membership.versions_after(session, first):
        for slug, known in counts.items():
            member = registry.members.get(slug)
            offer = None if member is None else Offer.of(member)
            if offer and registry.version > pins[slug].registry_version:
                counts[slug] = known.after(offer)
    return counts


def _is_silent(session: Session) -> bool:
    """Whether leadership was last heard so long ago that its word may be outdated."""
    return clock.now() - membership.last_heard(session) > HEARD_WITHIN


def _seen(
    member: Member, pin: Pin | None, known: Known | None, *, silent: bool
) -> PeerSeen:
    offer = Offer.of(member)
    stands = state_of(known, offer)
    if stands is State.CONFIRMED and silent:
        stands = State.SILENT
    active = member.status == "active"
    return PeerSeen(
        slug=member.slug,
        name=member.name,
        state=stands if active else State.SUSPENDED,
        kid=offer.sealing.kid if offer else "",
        known=known,
        how=pin.how if pin else None,
        confirmed_at=pin.confirmed_at if pin else None,
    )
