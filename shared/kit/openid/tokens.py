"""What makes an id token good: who signed it, for whom, and in answer to what.

OpenID Connect Core 1.0, section 3.1.3.7 (2014); OWASP ASVS 5.0, 6.8.2 and 10.5.1 to
10.5.4. Algorithms are ours to choose, never the token's or the provider's: unsigned
tokens are refused, and so are those that the client secret alone would sign.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import (
    ClaimError,
    InvalidKeyIdError,
    JoseError,
    UnsupportedAlgorithmError,
)
from joserfc.jwk import JWKRegistry, KeySet
from joserfc.jws import JWSRegistry

from kit import clock
from kit.errors import NotAllowed
from kit.openid.model import LONGEST

# Ed25519 by its name of RFC 9864 (2025): the older "EdDSA" does not say which curve.
ALGORITHMS = ("RS256", "ES256", "Ed25519")
LEEWAY = 60  # seconds that the provider's clock may differ from ours
_OF_KEYS = {"RSA", "EC", "OKP"}

# Providers put headers of their own beside the registered ones; "crit" is obeyed.
_jws = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)


class Reason(StrEnum):
    """Why a provider's answer lets nobody in; words of the log and the trail."""

    BEGUN_ELSEWHERE = "begun-elsewhere"
    STOPPED = "stopped"
    OTHER_ISSUER = "other-issuer"
    CODE = "code"
    ALGORITHM = "algorithm"
    SIGNATURE = "signature"
    ISSUER = "issuer"
    AUDIENCE = "audience"
    NONCE = "nonce"
    EXPIRED = "expired"
    CLAIM = "claim"
    UNKNOWN = "unknown"
    CLOSED = "closed"


class NotProved(NotAllowed):
    """The provider's answer does not show who you are."""

    code = "not-proved"

    def __init__(self, reason: Reason) -> None:
        super().__init__()
        self.reason = reason


class UnknownKey(Exception):
    """The token is signed with a key that is not in the set: it may be a new one."""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What the token must say: from whom, for whom, and in answer to which nonce."""

    issuer: str
    client_id: str
    nonce: str


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who somebody is by a provider's word.

    ``shown`` is how the provider calls them: to show to that person, for nothing else.
    """

    issuer: str
    subject: str
    shown: str = ""


def key_set(published: Mapping[str, Any]) -> KeySet:
    """The published keys that may sign; others beside them are left out.

    Raises KeyError for what is no set of keys.
    """
    keys = []
    for each in published["keys"]:
        if each.get("kty") not in _OF_KEYS or each.get("use", "sig") != "sig":
            continue
        try:
            keys.append(JWKRegistry.import_key(dict(each)))
        except (JoseError, ValueError):
            continue  # of a curve or form that signs nothing for us
    return KeySet(keys)


def identity_in(token: str, keys: KeySet, *, expected: Expected) -> Identity:
    """Who the token is about.

    Raises UnknownKey when its key is not among ``keys``, NotProved for all else that
    is wrong.
    """
    claims, header = _signed(token, keys)
    _check(claims, header, expected)
    subject = claims["sub"]
    if not 0 < len(subject) <= LONGEST:
        raise NotProved(Reason.CLAIM)
    return Identity(issuer=expected.issuer, subject=subject, shown=_shown(claims))


def _signed(token: str, keys: KeySet) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        found = jwt.decode(token, keys, registry=_jws)
    except InvalidKeyIdError as fault:
        raise UnknownKey from fault
    except UnsupportedAlgorithmError as fault:
        raise NotProved(Reason.ALGORITHM) from fault
    except (JoseError, ValueError) as fault:
        raise NotProved(Reason.SIGNATURE) from fault
    return found.claims, found.header


def _check(claims: dict[str, Any], header: dict[str, Any], expected: Expected) -> None:
    must_be = {
        "iss": {"essential": True, "value": expected.issuer},
        "aud": {"essential": True, "value": expected.client_id},
        "sub": {"essential": True},
    }
    wanted = {"client_id": expected.client_id, "nonce": expected.nonce}
    said = CodeIDToken(claims, header, options=must_be, params=wanted)
    try:
        said.validate(now=int(clock.now().timestamp()), leeway=LEEWAY)
    except ClaimError as fault:
        raise NotProved(_OF_CLAIMS.get(fault.claim, Reason.CLAIM)) from fault
    # Of several audiences one might pass our token on: we take tokens for us alone.
    if claims["aud"] not in (expected.client_id, [expected.client_id]):
        raise NotProved(Reason.AUDIENCE)


_OF_CLAIMS = {
    "iss": Reason.ISSUER,
    "aud": Reason.AUDIENCE,
    "azp": Reason.AUDIENCE,
    "nonce": Reason.NONCE,
    "exp": Reason.EXPIRED,
}


def _shown(claims: Mapping[str, Any]) -> str:
    found = (claims.get(name) for name in ("name", "preferred_username", "email"))
    texts = [text for text in found if isinstance(text, str) and text.isprintable()]
    return ", ".join(dict.fromkeys(texts[:2]))[:200]
