"""Who is a member and which keys speak for it: signatures and the signed registry.

Every signature is a JWS in compact form (RFC 7515) with ``alg`` Ed25519 (RFC 9864),
``kid`` the key's RFC 7638 thumbprint, a ``typ`` per purpose, and nothing else in the
header. Leadership signs the registry; its own public key is each member's anchor, a
file handed over when the member joins.
"""

from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import orjson
from joserfc import jws
from joserfc.errors import (
    BadSignatureError,
    JoseError,
    MissingAlgorithmError,
    UnsupportedAlgorithmError,
)
from joserfc.jwk import GuestProtocol, OKPKey

from kit import errors
from kit.exchange.keys import SigningKey, Use

MAX_BYTES = 4 * 1024 * 1024

_jws = jws.JWSRegistry(algorithms=["Ed25519"])
# joserfc refuses payloads over 128,000 bytes unless told; our bundles are larger.
_jws.max_payload_length = MAX_BYTES


class Typ(StrEnum):
    """What a signature is for; one signature never serves for another purpose."""

    BUNDLE = "accord-bundle+jws"
    CONTROL = "accord-control+jws"
    REGISTRY = "accord-registry+jws"
    TRAIL = "accord-trail+jws"
    KEY = "accord-key+jws"
    SHARE = "accord-share+jws"
    CERTIFICATE = "accord-certificate+jws"


class Reason(StrEnum):
    """Why something that arrived has no effect."""

    MALFORMED = "malformed"
    TOO_LARGE = "too-large"
    UNSIGNED = "unsigned"
    WRONG_PURPOSE = "wrong-purpose"
    UNKNOWN_KEY = "unknown-key"
    BAD_SIGNATURE = "bad-signature"
    SUSPENDED = "suspended"
    WRONG_SENDER = "wrong-sender"
    WRONG_AUDIENCE = "wrong-audience"
    SEEN_AGAIN = "seen-again"
    FORK = "fork"
    FROZEN = "stream-frozen"
    UNKNOWN_EPOCH = "unknown-epoch"
    OLD_REGISTRY = "old-registry"
    TRAIL_CUT = "trail-cut"
    TRAIL_FORKED = "trail-forked"


class Refused(errors.AccordError):
    """What arrived cannot be trusted and has no effect."""

    code = "refused"

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, kw_only=True, slots=True)
class ToldKey:
    """The key others seal to, as the registry tells it; ``jwk`` is its public half.

    Leadership signs the registry and could name another one: ``cross_sig`` is the
    member's own word for it (:mod:`kit.exchange.cross_signing`), empty without one.
    """

    kid: str
    jwk: Mapping[str, str]
    cross_sig: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """One organisation with an instance and keys.

    ``keys`` sign what it says; ``trail_keys`` sign the heads of its trail and nothing
    else; others seal to ``sealing``. A member that lacks one of the last two is no less
    a member: its trail has no witnesses, and nothing can be sealed to it.
    """

    slug: str
    name: str
    area_code: str
    status: str
    keys: Mapping[str, OKPKey]
    trail_keys: Mapping[str, OKPKey] = field(default_factory=dict)
    sealing: ToldKey | None = None

    def keys_for(self, typ: Typ) -> Mapping[str, OKPKey]:
        """The keys that may sign for a purpose."""
        return self.trail_keys if typ is Typ.TRAIL else self.keys


@dataclass(frozen=True, kw_only=True, slots=True)
class Registry:
    """The members and their public keys as leadership signed them."""

    version: int
    members: Mapping[str, Member]

    def owner_of(self, kid: str, *, typ: Typ = Typ.BUNDLE) -> tuple[Member, OKPKey]:
        """The active member a key speaks for, for one purpose; raises Refused."""
        for member in self.members.values():
            key = member.keys_for(typ).get(kid)
            if key is not None:
                if member.status != "active":
                    raise Refused(Reason.SUSPENDED, member.slug)
                return member, key
        raise Refused(Reason.UNKNOWN_KEY, kid)


@dataclass(frozen=True, slots=True)
class Signed:
    """A payload whose signature was checked, and the member who signed it."""

    payload: bytes
    signer: str


def sign(payload: bytes, *, typ: Typ, key: SigningKey) -> bytes:
    """Sign bytes for one purpose; returns the compact JWS as ASCII bytes."""
    header = {"alg": "Ed25519", "kid": key.kid, "typ": typ.value}
    return jws.serialize_compact(header, payload, key.key, registry=_jws).encode()


def verify(raw: bytes, *, typ: Typ, registry: Registry) -> Signed:
    """Check purpose, key and signature; raises Refused with the reason."""
    signer = ""

    def key_for(header: Mapping[str, Any]) -> OKPKey:
        nonlocal signer
        member, key = registry.owner_of(str(header["kid"]), typ=typ)
        signer = member.slug
        return key

    return Signed(_open(raw, typ=typ, key_for=key_for), signer)


def _open(
    raw: bytes, *, typ: Typ, key_for: Callable[[Mapping[str, Any]], OKPKey]
) -> bytes:
    if len(raw) > MAX_BYTES:
        raise Refused(Reason.TOO_LARGE, f"{len(raw)} bytes")
    if raw.count(b".") != 2 or raw.endswith(b"."):
        raise Refused(Reason.UNSIGNED)

    def choose(opened: GuestProtocol) -> OKPKey:
        header = opened.headers()
        _check_header(header, typ=typ)
        return key_for(header)

    try:
        return bytes(jws.deserialize_compact(raw, choose, registry=_jws).payload)
    except BadSignatureError as error:
        raise Refused(Reason.BAD_SIGNATURE) from error
    except (UnsupportedAlgorithmError, MissingAlgorithmError) as error:
        raise Refused(Reason.UNSIGNED, type(error).__name__) from error
    except (JoseError, ValueError, TypeError) as error:
        raise Refused(Reason.MALFORMED, type(error).__name__) from error


def _check_header(header: Mapping[str, Any], *, typ: Typ) -> None:
    if header.get("alg") != "Ed25519":
        raise Refused(Reason.UNSIGNED, str(header.get("alg"))[:40])
    if set(header) != {"alg", "kid", "typ"}:
        raise Refused(Reason.MALFORMED, "header")
    if header["typ"] != typ:
        raise Refused(Reason.WRONG_PURPOSE, str(header["typ"])[:40])


def sign_registry(payload: Mapping[str, Any], key: SigningKey) -> bytes:
    """Sign a registry payload (``contracts/messages/control/registry``)."""
    return sign(orjson.dumps(payload), typ=Typ.REGISTRY, key=key)


def open_signed(raw: bytes, *, typ: Typ, key: OKPKey) -> bytes:
    """The payload of what must be signed by one known key; raises Refused."""

    def key_for(header: Mapping[str, Any]) -> OKPKey:
        if header["kid"] != key.thumbprint():
            raise Refused(Reason.UNKNOWN_KEY, str(header["kid"])[:80])
        return key

    return _open(raw, typ=typ, key_for=key_for)


def read_registry(raw: bytes, *, anchor: OKPKey) -> Registry:
    """Check a signed registry against the anchor; raises Refused."""
    return _understood(open_signed(raw, typ=Typ.REGISTRY, key=anchor))


def stored_registry(raw: bytes) -> Registry:
    """A signed registry out of our own database, checked when it was stored there."""
    payload = raw.split(b".")[1]
    return _understood(urlsafe_b64decode(payload + b"=" * (-len(payload) % 4)))


def _understood(payload: bytes) -> Registry:
    try:
        return _registry(orjson.loads(payload))
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(Reason.MALFORMED, "registry") from error


def _registry(payload: Mapping[str, Any]) -> Registry:
    members = {}
    for entry in payload["members"]:
        members[str(entry["slug"])] = Member(
            slug=str(entry["slug"]),
            name=str(entry["name"]),
            area_code=str(entry.get("area_code") or ""),
            status=str(entry["status"]),
            keys=_keys(entry, Use.SIGNING),
            trail_keys=_keys(entry, Use.TRAIL),
            sealing=_sealing(entry.get("sealing")),
        )
    return Registry(version=int(payload["version"]), members=members)


def _keys(entry: Mapping[str, Any], use: Use) -> Mapping[str, OKPKey]:
    """One member's keys for a use, by thumbprint; uses not known here are left out."""
    keys = [OKPKey.import_key(k["jwk"]) for k in entry["keys"] if k["use"] == use]
    return {key.thumbprint(): key for key in keys}


def _sealing(entry: Mapping[str, Any] | None) -> ToldKey | None:
    """The key others seal to; one that nobody could seal to is as none."""
    if entry is None:
        return None
    try:
        jwk = {name: str(entry["jwk"][name]) for name in ("crv", "kty", "x")}
        kid = OKPKey.import_key(dict(jwk)).thumbprint()
    except (JoseError, KeyError, TypeError, ValueError):
        return None
    if jwk["crv"] != "X25519":
        return None
    return ToldKey(kid=kid, jwk=jwk, cross_sig=str(entry.get("cross_sig") or ""))
