"""Seal something to one key: nobody can read it who does not hold the other half.

What is sealed is a JWE in compact form (RFC 7516) with ``alg`` ECDH-ES+A256KW over
X25519 (RFC 8037), ``enc`` A256GCM, ``kid`` the RFC 7638 thumbprint of the key it is
for, one ``typ``, and nothing else in the header. Inside is JSON, ``{"context",
"payload"}``, with blanks after it up to one of a few sizes, so that its length tells
next to nothing.

A seal hides; it does not say who sealed. It travels in a signed bundle, and where the
sender must be known for longer than that, the payload is itself signed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import orjson
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from joserfc.util import urlsafe_b64decode

from kit import errors

ALG, ENC, TYP = "ECDH-ES+A256KW", "A256GCM", "accord-sealed+jwe"
KTY: Final = "OKP"
CRV: Final = "X25519"
HEADER = {"alg", "enc", "kid", "typ", "epk"}
KEY = {"kty", "crv", "x"}
# Bytes of what is inside. Few sizes tell less; a step of four wastes at most that.
SIZES = tuple(kib * 1024 for kib in (4, 16, 64, 256, 1024))
LONGEST = 2 * SIZES[-1]  # characters; base64 makes four of three


class _Registry(jwe.JWERegistry):
    """One algorithm and no other, and no ``zip``; larger texts than 65,536 bytes."""

    max_ciphertext_length = LONGEST


_jwe = _Registry(algorithms=[ALG, ENC])

Jwk = Mapping[str, Any]
Context = Mapping[str, str]
Payload = Mapping[str, Any]


class Fault(StrEnum):
    """Why a seal does not open."""

    MALFORMED = "malformed"
    OTHER_KEY = "other-key"
    BROKEN = "broken"
    OTHER_CONTEXT = "other-context"


class CannotSeal(errors.AccordError):
    """This cannot be sealed: no key to seal to, or it is too large."""

    code = "cannot-seal"


class CannotOpen(errors.AccordError):
    """This was sealed to another key, for something else, or was changed."""

    code = "cannot-open"

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class SealingKey:
    """Both halves of a key, as JWKs (RFC 8037); only ``public`` may be told."""

    kid: str
    public: Jwk
    private: Jwk


def make_key() -> SealingKey:
    """A new key for sealing, from the operating system's randomness."""
    key = OKPKey.generate_key(CRV)
    public, private = (dict(key.as_dict(private=each)) for each in (False, True))
    return SealingKey(key.thumbprint(), *map(_bare, (public, private)))


def thumbprint(public: Jwk) -> str:
    """What names a key, RFC 7638; raises CannotSeal where it is no key for this."""
    return _to(public).thumbprint()


def seal(payload: Payload, *, to: Jwk, context: Context) -> str:
    """Seal JSON values to a public key; returns the JWE, at most 1.4 million letters.

    ``context`` says what it is about: it opens only for whoever expects the same.
    Raises CannotSeal for what is no key for this, and for more than a mebibyte.
    """
    key = _to(to)
    content = orjson.dumps({"context": dict(context), "payload": payload})
    header = {"alg": ALG, "enc": ENC, "kid": key.thumbprint(), "typ": TYP}
    try:
        return jwe.encrypt_compact(header, _padded(content), key, registry=_jwe)
    except (JoseError, ValueError) as error:
        # A point of low order is a key in form only: all would share its secret.
        raise CannotSeal from error


def unseal(sealed: str, *, key: Jwk, context: Context) -> Payload:
    """Open a seal with the private JWK; returns the payload. Raises CannotOpen."""
    own = OKPKey.import_key(dict(key))
    _check_header(sealed, kid=own.thumbprint())
    try:
        content = jwe.decrypt_compact(sealed, own, registry=_jwe).plaintext
    except (JoseError, ValueError, TypeError) as error:
        raise CannotOpen(Fault.BROKEN) from error
    return _payload(content or b"", context)


def _payload(content: bytes, context: Context) -> Payload:
    try:
        found = orjson.loads(content)
        about, payload = found["context"], {**found["payload"]}
    except (KeyError, TypeError, ValueError) as error:
        raise CannotOpen(Fault.MALFORMED) from error
    if about != dict(context):
        raise CannotOpen(Fault.OTHER_CONTEXT)
    return payload


def _padded(content: bytes) -> bytes:
    for size in SIZES:
        if len(content) <= size:
            return content.ljust(size)
    raise CannotSeal(f"{len(content)} bytes are too many to seal at once.")


def _check_header(sealed: str, *, kid: str) -> None:
    """Raise CannotOpen unless the header is one that :func:`seal` writes."""
    if len(sealed) > LONGEST:
        raise CannotOpen(Fault.MALFORMED)
    try:
        header = orjson.loads(urlsafe_b64decode(sealed.partition(".")[0].encode()))
        names, epk = set(header), header["epk"]
        kinds = [header["alg"], header["enc"], header["typ"], epk["kty"], epk["crv"]]
    except (KeyError, TypeError, ValueError) as error:
        raise CannotOpen(Fault.MALFORMED) from error
    if names != HEADER or set(epk) != KEY or kinds != [ALG, ENC, TYP, KTY, CRV]:
        raise CannotOpen(Fault.MALFORMED)
    if header["kid"] != kid:
        raise CannotOpen(Fault.OTHER_KEY)


def _to(public: Jwk) -> OKPKey:
    if set(public) != KEY or (public["kty"], public["crv"]) != (KTY, CRV):
        raise CannotSeal
    try:
        return OKPKey.import_key(dict(public))
    except (JoseError, ValueError, TypeError) as error:
        raise CannotSeal from error


def _bare(jwk: dict[str, Any]) -> Jwk:
    """The key and nothing a library adds to it."""
    return {name: jwk[name] for name in ("kty", "crv", "x", "d") if name in jwk}
