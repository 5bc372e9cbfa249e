"""The registry this instance goes by: the newest one leadership signed."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import orjson
from joserfc.jwk import OKPKey
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kit import clock, errors
from kit.db import Database
from kit.exchange import trust
from kit.exchange.keys import SigningKey, public_jwk
from kit.exchange.model import RegistryVersion
from kit.exchange.trust import Reason, Refused, Registry
from kit.trail import service as trail


class RegistryMissing(errors.AccordError):
    """There is no member registry yet; leadership hands it over as a file."""

    code = "registry-missing"


def write_anchor(path: Path, key: SigningKey) -> None:
    """Write leadership's public signing key as the anchor file members are given."""
    path.write_bytes(orjson.dumps(public_jwk(key)))


def read_anchor(path: Path) -> OKPKey:
    """Read the anchor file; raises RegistryMissing when there is none."""
    if not path.exists():
        raise RegistryMissing(f"There is no anchor file at {path}.")
    return OKPKey.import_key(orjson.loads(path.read_bytes()))


class Membership:
    """Keeps the registry current; its version only rises."""

    def __init__(self, anchor: OKPKey) -> None:
        self.anchor = anchor
        self._current: Registry | None = None
        self._raw = b""

    @property
    def current(self) -> Registry:
        """The registry in force; raises RegistryMissing before any was learned."""
        if self._current is None:
            raise RegistryMissing
        return self._current

    @property
    def raw(self) -> bytes:
        """The registry in force as leadership signed it."""
        return self._raw

    def load(self, database: Database, file: Path | None = None) -> Registry:
        """Take the newest of what is stored and what the file holds."""
        with database.transaction() as session:
            stored = session.scalar(
                select(RegistryVersion).order_by(RegistryVersion.version.desc())
            )
            if stored is not None:
                self._take(stored.raw)
            if file is not None and file.exists():
                self._learn_if_newer(session, file.read_bytes())
        return self.current

    def refresh(self, database: Database) -> None:
        """Take a newer registry that another process of this instance has stored."""
        with database.reading() as session:
            newest = session.scalar(select(func.max(RegistryVersion.version))) or 0
            if self._current is None or newest > self._current.version:
                stored = session.get(RegistryVersion, newest)
                if stored is not None:
                    self._take(stored.raw)

    def learn(
        self, session: Session, raw: bytes, *, said_at: datetime | None = None
    ) -> Registry:
        """Store a newer registry; raises Refused for a forged or an older one.

        ``said_at`` is when leadership itself said it again: it still goes by it.
        """
        registry = trust.read_registry(raw, anchor=self.anchor)
        known = session.scalar(select(func.max(RegistryVersion.version))) or 0
        if registry.version < known:
            raise Refused(Reason.OLD_REGISTRY, f"{registry.version} < {known}")
        if registry.version > known:
            session.add(
                RegistryVersion(
                    version=registry.version, raw=raw, received_at=clock.now()
                )
            )
            trail.record(
                session,
                act="registry.learned",
                resource="member_registry",
                detail={"version": registry.version},
            )
            self._take(raw)
        elif said_at is not None:
            _hear_again(session, known, said_at)
        return registry

    def is_signed_by(self, slug: str) -> bool:
        """Whether this member is the one whose word the registry is."""
        member = self.current.members.get(slug)
        return member is not None and self.anchor.thumbprint() in member.keys

    def _learn_if_newer(self, session: Session, raw: bytes) -> None:
        version = trust.read_registry(raw, anchor=self.anchor).version
        if self._current is None or version > self._current.version:
            self.learn(session, raw)

    def _take(self, raw: bytes) -> None:
        self._current = trust.read_registry(raw, anchor=self.anchor)
        self._raw = raw


def versions_after(session: Session, version: int) -> Iterator[Registry]:
    """The registries stored since this version, the oldest first."""
    stored = select(RegistryVersion.raw).where(RegistryVersion.version > version)
    for raw in session.scalars(stored.order_by(RegistryVersion.version)):
        yield trust.stored_registry(raw)


def last_heard(session: Session) -> datetime:
    """When leadership last said the registry in force; raises RegistryMissing."""
    newest = select(RegistryVersion).order_by(RegistryVersion.version.desc()).limit(1)
    stored = session.scalar(newest)
    if stored is None:
        raise RegistryMissing
    return stored.received_at


def in_force(session: Session) -> Registry:
    """The newest registry this instance has stored; raises RegistryMissing."""
    newest = select(RegistryVersion.raw).order_by(RegistryVersion.version.desc())
    raw = session.scalar(newest.limit(1))
    if raw is None:
        raise RegistryMissing
    return trust.stored_registry(raw)


def _hear_again(session: Session, version: int, said_at: datetime) -> None:
    """Note when it was said, as its signed message tells: brought again says nothing.

    A clock that is ahead does not make it newer than now.
    """
    stored = session.get_one(RegistryVersion, version)
    stored.received_at = max(stored.received_at, min(said_at, clock.now()))
