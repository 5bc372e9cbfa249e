"""Who a sealing key belongs to, in that member's own word and in people's voices.

Leadership signs the registry, so it could name a sealing key of its own for a borough.
Two things it cannot make: a cross-signature, which is the member's signing key's word
for its sealing key, and a fingerprint that sounds the same on both telephones.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from joserfc.jwk import OKPKey

from kit import clock
from kit.exchange import trust
from kit.exchange.keys import SigningKey
from kit.exchange.trust import Reason, Refused, ToldKey, Typ

Jwk = Mapping[str, Any]

GROUPS = 8
DIGITS = 5  # of each group: 40 digits say 132 bits


def cross_sign(member: str, jwk: Jwk, *, key: SigningKey) -> str:
    """The member's word that this is its sealing key, from now on."""
    said = {
        "member": member,
        "kid": thumbprint(jwk),
        "jwk": dict(jwk),
        "made_at": clock.iso(clock.now()),
    }
    return trust.sign(orjson.dumps(said), typ=Typ.KEY, key=key).decode()


def check(told: ToldKey, *, member: str, signing: Jwk) -> datetime:
    """When the member said so with that signing key; raises Refused."""
    payload = trust.open_signed(
        told.cross_sig.encode(), typ=Typ.KEY, key=OKPKey.import_key(dict(signing))
    )
    try:
        said = orjson.loads(payload)
        made_at = clock.parse_iso(said["made_at"])
        same = (said["member"], said["kid"], said["jwk"])
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(Reason.MALFORMED, "cross-signature") from error
    if same != (member, told.kid, dict(told.jwk)):
        raise Refused(Reason.WRONG_SENDER, "cross-signature")
    return made_at


def thumbprint(jwk: Jwk) -> str:
    """A key's name everywhere: its RFC 7638 thumbprint, 43 characters."""
    return OKPKey.import_key(dict(jwk)).thumbprint()


def fingerprint(*, sealing: Jwk, signing: Jwk) -> list[str]:
    """Eight groups of five digits to be read out: one number for both keys.

    SHA-256 of what RFC 7638 hashes for a thumbprint, of the sealing key and then of
    the signing key: whoever confirms the number confirms whose word counts later.
    """
    digest = hashlib.sha256(_canonical(sealing) + _canonical(signing)).digest()
    text = str(int.from_bytes(digest) % 10 ** (GROUPS * DIGITS))
    text = text.zfill(GROUPS * DIGITS)
    return [text[at : at + DIGITS] for at in range(0, len(text), DIGITS)]


def _canonical(jwk: Jwk) -> bytes:
    wanted = {name: str(jwk[name]) for name in ("crv", "kty", "x")}
    return orjson.dumps(wanted, option=orjson.OPT_SORT_KEYS)
