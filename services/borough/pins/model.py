"""Pins: a peer's keys as a person compared them, and what may take their place.

Leadership signs the registry, so a key it names counts for nothing by itself. A person
who heard the number from the peer's own coordinator pins two keys with it: the one to
seal to, and the one that signs. Later a new sealing key counts when that signing key
vouches for it, more recently than for the one before, or when it is confirmed again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from borough.db import Base
from kit.data_classes import OFFICIAL, PERSONAL, PUBLIC
from kit.db import Choice
from kit.errors import Conflict, Invalid, NotFound
from kit.exchange import cross_signing, membership
from kit.exchange.cross_signing import Jwk
from kit.exchange.membership import RegistryMissing
from kit.exchange.trust import Member, Refused, ToldKey

KEYS = "sealing_keys"
# A registry not heard for longer may lack that a key is lost: our own rule.
HEARD_WITHIN = timedelta(days=45)


class How(StrEnum):
    """How the number was compared."""

    TELEPHONE = "by telephone"
    IN_PERSON = "in person"


class State(StrEnum):
    """How a peer's key stands here."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    CHANGED = "changed"
    MISSING = "missing"
    SUSPENDED = "suspended"
    SILENT = "registry not heard"


# Why nothing may be sealed to a peer, as pages say it; none for a confirmed key.
REASONS = {
    State.UNCONFIRMED: "Nobody here has confirmed its key yet.",
    State.CHANGED: "Its key changed, and nothing that was confirmed vouches for the "
    "new one. Somebody may be trying to read what is meant for it.",
    State.MISSING: "It has not told a key yet.",
    State.SUSPENDED: "It is suspended as a member.",
    State.SILENT: "Leadership’s registry was last heard more than "
    f"{HEARD_WITHIN.days} days ago: a key that was taken back since would not be known "
    "here. Whoever tends this instance looks at its connection.",
}


class UnknownPeer(NotFound):
    """There is no such borough in the registry."""


class PinChanged(Conflict):
    """Somebody else confirmed this key at the same moment."""


class CannotSealTo(Conflict):
    """Nothing can be sealed to this borough now."""

    def __init__(self, state: State) -> None:
        super().__init__(f"Nothing was sent. {REASONS[state]}")
        self.state = state


class NotTheirNumber(Invalid):
    """The number heard is not the one of the key that the registry names."""

    def __init__(self) -> None:
        sentence = (
            "These are not the digits of the key we were told. Ask for them again; if "
            "they still differ, share nothing and tell leadership by telephone"
        )
        super().__init__(sentence, {"group": sentence})


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """A peer's two keys as one version of the registry names them."""

    peer: str
    sealing: ToldKey
    signing_kid: str
    signing_jwk: Jwk

    @classmethod
    def of(cls, member: Member) -> Self | None:
        """What the registry offers for a member; None without both keys."""
        if member.sealing is None or not member.keys:
            return None
        kid, key = sorted(member.keys.items())[0]
        public = key.as_dict(private=False)
        jwk = {name: str(public[name]) for name in ("crv", "kty", "x")}
        return cls(
            peer=member.slug, sealing=member.sealing, signing_kid=kid, signing_jwk=jwk
        )

    @property
    def groups(self) -> list[str]:
        """The number people compare: eight groups of five digits."""
        return cross_signing.fingerprint(
            sealing=self.sealing.jwk, signing=self.signing_jwk
        )

    def vouched_at(self, signing: Jwk) -> datetime | None:
        """When that signing key said the sealing key is its own; None if never."""
        try:
            return cross_signing.check(self.sealing, member=self.peer, signing=signing)
        except Refused:
            return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """The keys that count for a peer; ``since`` is what a newer word must be after."""

    sealing: ToldKey
    signing_kid: str
    signing_jwk: Jwk
    since: datetime

    def is_same(self, offer: Offer) -> bool:
        """Whether the registry names these very keys."""
        return (self.sealing.kid, self.signing_kid) == (
            offer.sealing.kid,
            offer.signing_kid,
        )

    def after(self, offer: Offer) -> "Known":
        """What counts once the registry said this: these keys, or the newer one.

        An older word than the last one is an old key coming back: it does not count.
        """
        if self.is_same(offer) or offer.signing_kid != self.signing_kid:
            return self
        vouched_at = offer.vouched_at(self.signing_jwk)
        if vouched_at is None or vouched_at <= self.since:
            return self
        return replace(self, sealing=offer.sealing, since=vouched_at)


class Pin(Base):
    """One peer's keys as they were confirmed, by whom, how and when.

    ``registry_version`` is the version that named them: what later versions say is
    held against these keys. ``since`` as in :class:`Known`.
    """

    __tablename__ = "pins_pin"

    peer: Mapped[str] = mapped_column(String(40), primary_key=True, info=PUBLIC)
    kid: Mapped[str] = mapped_column(String(43), info=PUBLIC)
    jwk: Mapped[dict[str, Any]] = mapped_column(JSON, info=PUBLIC)
    signing_kid: Mapped[str] = mapped_column(String(43), info=PUBLIC)
    signing_jwk: Mapped[dict[str, Any]] = mapped_column(JSON, info=PUBLIC)
    since: Mapped[datetime] = mapped_column(info=OFFICIAL)
    registry_version: Mapped[int] = mapped_column(info=OFFICIAL)
    how: Mapped[How] = mapped_column(Choice(How), info=OFFICIAL)
    confirmed_by: Mapped[UUID] = mapped_column(info=PERSONAL)
    confirmed_at: Mapped[datetime] = mapped_column(info=OFFICIAL)

    def take(
        self, offer: Offer, *, version: int, how: How, by: UUID, at: datetime
    ) -> None:
        """Pin what a person confirmed, in place of anything before."""
        self.kid, self.jwk = offer.sealing.kid, dict(offer.sealing.jwk)
        self.signing_kid, self.signing_jwk = offer.signing_kid, dict(offer.signing_jwk)
        self.since = offer.vouched_at(offer.signing_jwk) or at
        self.registry_version = version
        self.how, self.confirmed_by, self.confirmed_at = how, by, at

    def known(self) -> Known:
        """The keys that were confirmed."""
        return Known(
            sealing=ToldKey(kid=self.kid, jwk=self.jwk),
            signing_kid=self.signing_kid,
            signing_jwk=self.signing_jwk,
            since=self.since,
        )


def others(session: Session) -> Mapping[str, Member]:
    """The other boroughs of the registry in force; none before there is a registry."""
    try:
        members = membership.in_force(session).members
    except RegistryMissing:
        return {}
    own = session.info["member"]
    return {slug: one for slug, one in members.items() if one.area_code and slug != own}


def state_of(known: Known | None, offer: Offer | None) -> State:
    """How a peer stands, by what counts for it and what the registry names now."""
    if offer is None:
        return State.MISSING
    if known is None:
        return State.UNCONFIRMED
    return State.CONFIRMED if known.is_same(offer) else State.CHANGED
