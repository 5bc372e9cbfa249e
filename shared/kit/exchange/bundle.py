"""Bundles: one signature over 1..N numbered events, chained to the bundle before."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from kit.exchange.event import URN
from kit.exchange.keys import SigningKey
from kit.exchange.trust import Reason, Refused, Registry, Typ, sign, verify

MAX_EVENTS = 500
MAX_BYTES = 256 * 1024
FIRST_PREV = "0" * 64
ALL = "all"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sealed:
    """A bundle ready to be stored and sent; ``hash`` is SHA-256 of ``raw`` in hex."""

    stream: str
    epoch: int
    first: int
    last: int
    hash: str
    raw: bytes

    @property
    def message_id(self) -> str:
        """How the bundle is called on the wire."""
        return f"{self.stream}:{self.epoch}:{self.first}-{self.last}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Bundle:
    """A bundle that was opened: its place in the chain and its parsed envelopes."""

    stream: str
    epoch: int
    first: int
    last: int
    prev: str
    hash: str
    raw: bytes
    envelopes: Sequence[Mapping[str, Any]]

    @property
    def source(self) -> str:
        """The member whose stream it is."""
        return self.stream.partition("/")[0]


def hash_of(raw: bytes) -> str:
    """SHA-256 of the received bytes, in hex: how bundles are chained."""
    return hashlib.sha256(raw).hexdigest()


def cut(bodies: Sequence[bytes]) -> list[Sequence[bytes]]:
    """Cut event bodies, in order, into pieces of at most 500 events or 256 KiB."""
    pieces: list[Sequence[bytes]] = []
    start = size = 0
    for index, body in enumerate(bodies):
        full = index - start == MAX_EVENTS or size + len(body) > MAX_BYTES
        if full and index > start:
            pieces.append(bodies[start:index])
            start, size = index, 0
        size += len(body)
    if bodies:
        pieces.append(bodies[start:])
    return pieces


def seal(
    bodies: Sequence[bytes],
    *,
    stream: str,
    epoch: int,
    first: int,
    prev: str,
    registry: int,
    key: SigningKey,
) -> Sealed:
    """Number, chain and sign event bodies (UTF-8 JSON objects) as one bundle."""
    last = first + len(bodies) - 1
    head = orjson.dumps(
        {
            "stream": stream,
            "epoch": epoch,
            "first": first,
            "last": last,
            "prev": prev,
            "registry": registry,
        }
    )
    # The bodies are JSON already; joining them saves writing each a second time.
    payload = head[:-1] + b',"events":[' + b",".join(bodies) + b"]}"
    raw = sign(payload, typ=Typ.BUNDLE, key=key)
    return Sealed(
        stream=stream, epoch=epoch, first=first, last=last, hash=hash_of(raw), raw=raw
    )


def open_bundle(
    raw: bytes, *, user: str | None, member: str, registry: Registry
) -> Bundle:
    """Check everything about one bundle that needs no memory of others.

    ``user`` is whom the broker names as publisher; it must be the stream's source and
    the owner of the signing key. ``member`` is the receiver. Raises Refused.
    """
    signed = verify(raw, typ=Typ.BUNDLE, registry=registry)
    bundle = parse(signed.payload, raw=raw)
    audience = bundle.stream.partition("/")[2]
    if not signed.signer == bundle.source == user:
        raise Refused(Reason.WRONG_SENDER, f"{user}/{signed.signer}/{bundle.source}")
    if audience not in (member, ALL) or bundle.source == member:
        raise Refused(Reason.WRONG_AUDIENCE, bundle.stream[:100])
    own = f"{URN}{bundle.source}"
    if any(envelope["source"] != own for envelope in bundle.envelopes):
        raise Refused(Reason.WRONG_SENDER, "event source")
    return bundle


def parse(payload: bytes, *, raw: bytes) -> Bundle:
    """Read a bundle's payload; raises Refused when it is not one."""
    try:
        content = orjson.loads(payload)
        bundle = Bundle(
            stream=str(content["stream"]),
            epoch=int(content["epoch"]),
            first=int(content["first"]),
            last=int(content["last"]),
            prev=str(content["prev"]),
            hash=hash_of(raw),
            raw=raw,
            envelopes=content["events"],
        )
        whole = len(bundle.envelopes) == bundle.last - bundle.first + 1 > 0
        known = all("source" in envelope for envelope in bundle.envelopes)
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(Reason.MALFORMED, "bundle") from error
    if not (whole and known and bundle.first >= 1 and bundle.epoch >= 1):
        raise Refused(Reason.MALFORMED, "bundle")
    return bundle


def reopen(raw: bytes) -> Bundle:
    """Read a bundle whose signature was checked when it was stored."""
    part = raw.split(b".", 2)[1]
    payload = base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))
    return parse(payload, raw=raw)
