"""A small federation of keys, and a source whose bundles tests can tamper with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from joserfc.jwk import OKPKey
from sqlalchemy.orm import Session

from kit import clock
from kit.db import Database
from kit.exchange import bundle, event, keys, sealing, trust
from kit.exchange.broker import Delivery
from kit.exchange.bundle import Sealed
from kit.exchange.desk import ControlDesk
from kit.exchange.event import Event
from kit.exchange.keys import SigningKey
from kit.exchange.membership import Membership
from kit.exchange.receiver import Receiver
from kit.exchange.recent import Recent

SLUGS = ("havering", "barking-and-dagenham", "redbridge", "leadership")
NOTED = "uk.accord.tests.note.written.v1"


def a_key() -> SigningKey:
    key = OKPKey.generate_key("Ed25519")
    return SigningKey(key.thumbprint(), key)


@dataclass
class Trusted:
    """Four members' keys, and the registry leadership signed over them."""

    keys: dict[str, SigningKey] = field(
        default_factory=lambda: {slug: a_key() for slug in SLUGS}
    )
    trail_keys: dict[str, SigningKey] = field(
        default_factory=lambda: {slug: a_key() for slug in SLUGS}
    )
    suspended: tuple[str, ...] = ()

    def signed(self, version: int = 1) -> bytes:
        members = [
            {
                "slug": slug,
                "name": slug.title(),
                "area_code": None,
                "status": "suspended" if slug in self.suspended else "active",
                "keys": [
                    _entry("signing", key),
                    *(_entry("trail", key) for key in self._trail_key(slug)),
                ],
            }
            for slug, key in self.keys.items()
        ]
        payload = {"version": version, "issued_at": "2026-11-21", "members": members}
        return trust.sign_registry(payload, self.keys["leadership"])

    def _trail_key(self, slug: str) -> list[SigningKey]:
        return [self.trail_keys[slug]] if slug in self.trail_keys else []

    @property
    def anchor(self) -> OKPKey:
        return self.keys["leadership"].key

    @property
    def registry(self) -> trust.Registry:
        return trust.read_registry(self.signed(), anchor=self.anchor)

    def membership(self, database: Database, folder: Path) -> Membership:
        file = folder / "registry.jws"
        file.write_bytes(self.signed())
        membership = Membership(self.anchor)
        membership.load(database, file)
        return membership


def _entry(use: str, key: SigningKey) -> dict[str, Any]:
    return {"use": use, "kid": key.kid, "jwk": keys.public_jwk(key)}


def a_body(subject: str = "note-1", *, source: str = "havering", **more: Any) -> bytes:
    version = more.pop("version", 1)
    kind = more.pop("type", NOTED)
    return event.write(
        event_id=clock.new_id(),
        source=source,
        type=kind,
        subject=subject,
        version=version,
        data=more,
        correlation_id="test",
    )


@dataclass
class Source:
    """Seals bundles as a member would, without a database."""

    key: SigningKey
    stream: str = "havering/leadership"
    last: int = 0
    hash: str = bundle.FIRST_PREV

    def seal(self, *bodies: bytes) -> Sealed:
        sealed = bundle.seal(
            bodies,
            stream=self.stream,
            epoch=sealing.FIRST_EPOCH,
            first=self.last + 1,
            prev=self.hash,
            registry=1,
            key=self.key,
        )
        self.last, self.hash = sealed.last, sealed.hash
        return sealed


def a_delivery(
    raw: bytes, *, user: str | None = "havering", queue: str = "leadership.in.havering"
) -> Delivery:
    return Delivery(
        queue=queue,
        key="havering.leadership",
        body=raw,
        message_id="a message",
        user=user,
        redelivered=False,
        tag=1,
    )


def a_receiver(
    database: Database, membership: Membership, recent: Recent | None = None
) -> Receiver:
    """A receiver to be handed deliveries directly; it has no broker."""
    desk = ControlDesk(database=database, key=a_key(), membership=membership, pace=None)
    return Receiver(
        database=database,
        broker=None,  # type: ignore[arg-type]  # store() is called by hand
        queues=(),
        membership=membership,
        desk=desk,
        stored=lambda *streams: None,
        stop=None,  # type: ignore[arg-type]  # nothing runs
        recent=recent,
    )


class Notes:
    """A handler that remembers, and refuses what it is told to refuse."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, int]] = []
        self.refuse: set[str] = set()
        self.batches: list[int] = []

    def __call__(self, _session: Session, events: Sequence[Event]) -> None:
        if any(event.subject in self.refuse for event in events):
            raise ValueError("told to refuse")
        self.batches.append(len(events))
        self.seen += [(event.subject, event.sequence) for event in events]

    def handlers(self) -> Mapping[str, "Notes"]:
        return {NOTED: self}
