"""Havering and leadership with real tables, keys and handlers, on any broker."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
from sqlalchemy import Connection, func, select, text
from sqlalchemy.orm import Session

from borough.wiring import SERVICE as BOROUGH
from kit.db import Database
from kit.exchange import keys, membership, outbox
from kit.exchange.keys import Use
from kit.exchange.model import (
    OutboxEvent,
    Refusal,
    WaitingEvent,
)
from leadership.members import service as members
from leadership.performance.events import OBSERVATION_RELEASED
from leadership.performance.model import ReleasedObservation
from leadership.wiring import SERVICE as LEADERSHIP
from partnership.disclosure.digest import digest
from tests.support.federation import SLUGS
from tests.support.peers import Peer

SOURCE, TARGET = "havering", "leadership"
STREAM = f"{SOURCE}/{TARGET}"
AREA = "E09000016"
APPLIED = text(
    "SELECT applied_through FROM exchange_received_stream WHERE stream = :stream"
)
PERIODS = 1000
_RETURN = "019ab000-0000-7000-8000-000000000000"
# Fills an event up to the 1 KiB that benchmarks are stated for.
_FILLING = "x" * 275


@dataclass(frozen=True)
class Pair:
    """Two members' exchanges and their databases."""

    source: Peer
    target: Peer
    source_database: Database
    target_database: Database
    watch: list[Connection] = field(default_factory=list)

    def release(self, count: int, *, version: int = 1, first: int = 0) -> None:
        """Commit ``count`` released observations, numbered from ``first``."""
        with self.source_database.transaction() as session:
            for number in range(first, first + count):
                release(session, number, version=version)

    def written(self) -> int:
        with self.source_database.reading() as session:
            return session.scalar(select(func.count()).select_from(OutboxEvent)) or 0

    def applied(self) -> int:
        """Asked often while others are timed, so it asks as cheaply as can be."""
        if not self.watch:
            engine = self.target_database.engine.execution_options(
                accord_reading=True, isolation_level="AUTOCOMMIT"
            )
            self.watch.append(engine.connect())
        found = self.watch[0].scalar(APPLIED, {"stream": STREAM}) or 0
        self.watch[0].rollback()
        return int(found)

    def shown(self) -> Mapping[tuple[str, str], int]:
        """What leadership's figures hold: the version of each observation."""
        with self.target_database.reading() as session:
            rows = session.execute(
                select(
                    ReleasedObservation.indicator,
                    ReleasedObservation.period,
                    ReleasedObservation.version,
                )
            )
            return {(one, period): version for one, period, version in rows}

    def released_digest(self) -> str:
        """The digest of what was released, from the source's own outbox."""
        with self.source_database.reading() as session:
            bodies = session.scalars(select(OutboxEvent.body).order_by(OutboxEvent.id))
            events = [orjson.loads(body) for body in bodies]
        latest = {
            event["subject"]: SimpleNamespace(
                **event["data"], version=event["recordversion"]
            )
            for event in events
        }
        return digest(latest.values())

    def shown_digest(self) -> str:
        """The digest of what leadership's figures hold."""
        with self.target_database.reading() as session:
            return digest(session.scalars(select(ReleasedObservation)).all())

    def waiting(self) -> int:
        with self.target_database.reading() as session:
            return session.scalar(select(func.count()).select_from(WaitingEvent)) or 0

    def refusals(self) -> set[str]:
        with self.target_database.reading() as session:
            return set(session.scalars(select(Refusal.reason)))

    def until_applied(
        self, *, seconds: float = 60, every: float = 0.01, wanted: int | None = None
    ) -> None:
        """Wait until all that was written is applied; AssertionError if it never is.

        ``wanted`` is how much that is, where it is known and counting would be timed.
        """
        deadline = time.monotonic() + seconds
        wanted = self.written() if wanted is None else wanted
        while self.applied() < wanted:
            if time.monotonic() > deadline:
                raise AssertionError(
                    f"{self.applied()} of {wanted} applied; {self.waiting()} wait; "
                    f"refused: {self.refusals()}"
                )
            time.sleep(every)

    def dispose(self) -> None:
        for connection in self.watch:
            connection.close()
        self.source_database.dispose()
        self.target_database.dispose()


def release(session: Session, number: int, *, version: int = 1) -> None:
    """One released observation, an event of exactly 1 KiB while version is 1."""
    indicator, period = name_of(number)
    data: dict[str, Any] = {
        "return_id": _RETURN,
        "indicator": indicator,
        "period": period,
        "area": AREA,
        "status": "exact",
        "numerator": 105.0,
        "denominator": 454.0,
        "value": 23.127753303964757,
        "rule": "published",
        "standard_version": 1,
        "released_at": "2026-11-21T12:00:00.000000Z",
        "released_by": "Business manager",
        "reason": _FILLING,
        "history": [],
    }
    outbox.announce(
        session,
        audience=TARGET,
        type=OBSERVATION_RELEASED,
        subject=f"{indicator}:{period}:{AREA}",
        version=version,
        data=data,
    )


def name_of(number: int) -> tuple[str, str]:
    """The indicator and period that stand for a number; a million are different."""
    return f"X{number // PERIODS:04d}", f"{number % PERIODS:04d}"


def a_pair(
    folder: Path,
    *,
    database_url: Callable[[str], str],
    broker_url: Callable[[str], str],
    passwords: Mapping[str, str],
    pace: Mapping[str, float] | None = None,
) -> Pair:
    """Make keys, tables and a registry for the two; nothing runs yet."""
    for slug in SLUGS:
        keys.create_missing_keys(folder / slug)
    peers = {
        slug: Peer(
            member=slug,
            database_url=database_url(slug),
            broker_url=broker_url(slug),
            broker_password=passwords[slug],
            keys_dir=str(folder / slug),
            anchor_file=str(folder / "anchor.json"),
            registry_file=str(folder / "registry.jws"),
            pace=dict(pace or {}),
        )
        for slug in (SOURCE, TARGET)
    }
    source, target = peers[SOURCE].database(), peers[TARGET].database()
    source.create_tables(BOROUGH.metadatas)
    target.create_tables(LEADERSHIP.metadatas)
    _register(target, folder)
    return Pair(peers[SOURCE], peers[TARGET], source, target)


def _register(database: Database, folder: Path) -> None:
    with database.transaction() as session:
        for slug in SLUGS:
            members.add_member(
                session,
                slug=slug,
                name=slug.title(),
                area_code=AREA if slug == SOURCE else None,
                jwk=keys.public_jwk(keys.load_signing_key(folder / slug)),
                trail_jwk=keys.public_jwk(keys.load_key(folder / slug, Use.TRAIL)),
            )
        own = keys.load_signing_key(folder / TARGET)
        raw = members.publish_registry(session, key=own)
    (folder / "registry.jws").write_bytes(raw)
    membership.write_anchor(folder / "anchor.json", own)
