"""Members of the federation and the public half of their signing keys."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kit.data_classes import OFFICIAL, PUBLIC
from kit.db import Choice
from kit.errors import Conflict, Invalid, NotFound
from kit.exchange import cross_signing
from kit.exchange.trust import Refused, ToldKey
from leadership.db import Base


class MemberStatus(StrEnum):
    """Whether the other members take what this one sends."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


class UnknownMember(NotFound):
    """There is no such member in the registry."""


class AlreadyAMember(Conflict):
    """A member with this short name, area or key is already in the registry."""


class NotASigningKey(Invalid):
    """This is not the public half of an Ed25519 key."""


class NotASealingKey(Invalid):
    """This is not the public half of an X25519 key with its member's word for it.

    Ask for the file again: ``accord keys init`` or ``renew-sealing`` writes it.
    """


class OneKeyForTwoUses(Invalid):
    """The key of the trail must be another one than the key that signs messages."""


class Member(Base):
    """One organisation with an instance; keys are only ever their public halves.

    ``jwk`` signs what it says, ``trail_jwk`` the heads of its audit trail; others seal
    to ``sealing_jwk``, for which ``sealing_cross_sig`` is the member's own word.
    """

    __tablename__ = "members_member"

    slug: Mapped[str] = mapped_column(String(40), primary_key=True, info=PUBLIC)
    name: Mapped[str] = mapped_column(String(80), info=PUBLIC)
    area_code: Mapped[str | None] = mapped_column(String(9), unique=True, info=PUBLIC)
    status: Mapped[MemberStatus] = mapped_column(Choice(MemberStatus), info=OFFICIAL)
    kid: Mapped[str] = mapped_column(String(43), unique=True, info=PUBLIC)
    jwk: Mapped[dict[str, Any]] = mapped_column(JSON, info=PUBLIC)
    trail_kid: Mapped[str | None] = mapped_column(String(43), unique=True, info=PUBLIC)
    trail_jwk: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True), info=PUBLIC
    )
    sealing_kid: Mapped[str | None] = mapped_column(
        String(43), unique=True, info=PUBLIC
    )
    sealing_jwk: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True), info=PUBLIC
    )
    sealing_cross_sig: Mapped[str | None] = mapped_column(Text, info=PUBLIC)
    since: Mapped[datetime] = mapped_column(info=OFFICIAL)
    changed_at: Mapped[datetime] = mapped_column(info=OFFICIAL)

    def entry(self) -> dict[str, Any]:
        """This member as the signed registry carries it."""
        keys = [{"use": "signing", "kid": self.kid, "jwk": self.jwk}]
        if self.trail_kid is not None and self.trail_jwk is not None:
            keys.append({"use": "trail", "kid": self.trail_kid, "jwk": self.trail_jwk})
        entry: dict[str, Any] = {
            "slug": self.slug,
            "name": self.name,
            "area_code": self.area_code,
            "status": self.status.value,
            "keys": keys,
        }
        if self.sealing_kid is not None:
            entry["sealing"] = {
                "kid": self.sealing_kid,
                "jwk": self.sealing_jwk,
                "cross_sig": self.sealing_cross_sig,
            }
        return entry

    def give_trail_key(self, jwk: Mapping[str, Any]) -> None:
        """Let this key sign the heads of the member's trail.

        Raises NotASigningKey and OneKeyForTwoUses.
        """
        key = public_key(jwk)
        if thumbprint(key) == self.kid:
            raise OneKeyForTwoUses
        self.trail_kid, self.trail_jwk = thumbprint(key), key

    def give_sealing_key(self, told: ToldKey) -> None:
        """Let others seal to this key; raises NotASealingKey."""
        try:
            cross_signing.check(told, member=self.slug, signing=self.jwk)
        except Refused as error:
            raise NotASealingKey from error
        if told.jwk["crv"] != "X25519":
            raise NotASealingKey
        self.sealing_kid, self.sealing_jwk = told.kid, dict(told.jwk)
        self.sealing_cross_sig = told.cross_sig


def public_key(jwk: Mapping[str, Any]) -> dict[str, str]:
    """Only the public members of an Ed25519 key, whatever else was handed over.

    Raises NotASigningKey when it is another kind of key.
    """
    wanted = {name: str(jwk.get(name, "")) for name in ("crv", "kty", "x")}
    if (wanted["crv"], wanted["kty"]) != ("Ed25519", "OKP"):
        raise NotASigningKey
    thumbprint(wanted)
    return wanted


def thumbprint(jwk: Mapping[str, str]) -> str:
    """The key's name everywhere: its RFC 7638 thumbprint, 43 characters."""
    try:
        return OKPKey.import_key(dict(jwk)).thumbprint()
    except (JoseError, ValueError) as error:
        raise NotASigningKey from error
