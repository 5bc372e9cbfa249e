"""The exchange end to end: outbox to leadership's read model, over RabbitMQ."""

import secrets
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from accord.private_postgres import PrivatePostgres
from accord.private_rabbitmq import PrivateRabbitMQ
from borough.wiring import SERVICE as BOROUGH
from kit.db import Database
from kit.exchange import keys, membership, outbox
from kit.exchange.model import ReceivedStream
from kit.exchange.topology import Topology
from leadership.members import service as members
from leadership.performance.events import OBSERVATION_RELEASED
from leadership.wiring import SERVICE as LEADERSHIP
from tests.benchmarks.measure import Benchmark, Measure, measured
from tests.benchmarks.reference import windowed_publish
from tests.support.broker import Administrator, definitions_for_tests
from tests.support.peers import Peer

SOURCE, TARGET = "havering", "leadership"
STREAM = f"{SOURCE}/{TARGET}"
AREA = "E09000016"
BACKLOG = 20_000
RUNS = 3
LIGHT_EVENTS = 300
LIGHT_EVERY = 0.02
DEADLINE = 120.0
BODY_BYTES = 1024


@dataclass(frozen=True)
class Ends:
    """The two databases, and the broker's address for the reference."""

    source: Database
    target: Database
    reference_url: str


def drain(kind: str) -> Measure:
    """Events per second from a committed backlog to the read model."""
    with _federation(kind) as ends:
        _warm(ends)
        rates, references = [], []
        for _ in range(RUNS):
            references.append(windowed_publish(ends.reference_url))
            rates.append(_drain_once(ends))
        _everything_arrived(ends)
    return measured(
        f"exchange.drain.{kind}",
        statistics.median(rates),
        "events/s",
        reference=statistics.median(references),
        note=(
            f"{BACKLOG} events of {BODY_BYTES} bytes, median of {RUNS}; "
            f"runs {[round(rate) for rate in rates]}; "
            f"references {[round(rate) for rate in references]}"
        ),
    )


def latency(kind: str) -> Measure:
    """Milliseconds from commit to the commit of the read model, at light load."""
    with _federation(kind) as ends:
        _warm(ends)
        probe = _round_trip(ends)
        waits = sorted(_one_light(ends) for _ in range(LIGHT_EVENTS))
    p50 = waits[len(waits) // 2]
    p99 = waits[int(len(waits) * 0.99)]
    return measured(
        f"exchange.latency.{kind}",
        p50,
        "ms",
        reference=probe,
        note=(
            f"p50 {p50:.1f} ms, p99 {p99:.1f} ms over {LIGHT_EVENTS} events at "
            f"{1 / LIGHT_EVERY:.0f}/s; reference: one write and commit of one row"
        ),
    )


def _drain_once(ends: Ends) -> float:
    with ends.source.transaction() as session:
        before = _announce(session, BACKLOG)
    started = time.perf_counter()
    _until_applied(ends, before + BACKLOG)
    return BACKLOG / (time.perf_counter() - started)


def _one_light(ends: Ends) -> float:
    with ends.source.transaction() as session:
        before = _announce(session, 1)
    started = time.perf_counter()
    _until_applied(ends, before + 1)
    waited = (time.perf_counter() - started) * 1000
    time.sleep(LIGHT_EVERY)
    return waited


def _round_trip(ends: Ends) -> float:
    """Milliseconds of one committed single-row write to the source's database."""
    took = []
    for _ in range(50):
        started = time.perf_counter()
        with ends.source.transaction() as session:
            session.execute(text("UPDATE bench SET n = n + 1"))
        took.append((time.perf_counter() - started) * 1000)
    return statistics.median(took)


def _warm(ends: Ends) -> None:
    for database in (ends.source, ends.target):
        with database.transaction() as session:
            session.execute(text("CREATE TABLE bench (n INTEGER)"))
            session.execute(text("INSERT INTO bench VALUES (0)"))
    with ends.source.transaction() as session:
        _announce(session, 500)
    _until_applied(ends, 500)


def _announce(session: Session, count: int) -> int:
    """Write ``count`` events of 1 KiB; returns how many were written before."""
    before = session.info.setdefault("written", _written(session))
    for number in range(before, before + count):
        _announce_one(session, number)
    return int(before)


def _written(session: Session) -> int:
    return session.scalar(text("SELECT count(*) FROM exchange_outbox")) or 0


def _announce_one(session: Session, number: int) -> None:
    indicator, period = f"X{number // 1000:04d}", f"{number % 1000:04d}"
    data: dict[str, Any] = {
        "return_id": RETURN,
        "indicator": indicator,
        "period": period,
        "area": AREA,
        "status": "exact",
        "numerator": 105.0,
        "denominator": 454.0,
        "value": 23.127753303964757,
        "rule": "published",
        "standard_version": 1,
        "released_at": RELEASED_AT,
        "released_by": "Business manager",
        "reason": FILLING,
        "history": [],
    }
    outbox.announce(
        session,
        audience=TARGET,
        type=OBSERVATION_RELEASED,
        subject=f"{indicator}:{period}:{AREA}",
        version=1,
        data=data,
    )


RETURN = "019ab000-0000-7000-8000-000000000000"
RELEASED_AT = "2026-11-21T12:00:00.000000Z"
# Fills each event up to 1 KiB; checked by _everything_arrived.
FILLING = "x" * 275


def _until_applied(ends: Ends, wanted: int) -> None:
    deadline = time.monotonic() + DEADLINE
    while time.monotonic() < deadline:
        with ends.target.reading() as session:
            row = session.get(ReceivedStream, STREAM)
            if row is not None and row.applied_through >= wanted:
                return
        time.sleep(0.001)
    with ends.target.reading() as session:
        why = session.execute(
            text("SELECT reason, count(*) FROM exchange_waiting_event GROUP BY 1")
        ).all()
    raise TimeoutError(f"Not all {wanted} events arrived in {DEADLINE} s: {why}")


def _everything_arrived(ends: Ends) -> None:
    with ends.source.reading() as session:
        written = _written(session)
        largest = session.scalar(text("SELECT max(length(body)) FROM exchange_outbox"))
    with ends.target.reading() as session:
        shown = session.scalar(text("SELECT count(*) FROM performance_observation"))
    if written != shown:
        raise AssertionError(f"{written} events written, {shown} shown")
    if largest != BODY_BYTES:
        raise AssertionError(f"Events are of {largest} bytes, not {BODY_BYTES}")


@contextmanager
def _federation(kind: str) -> Iterator[Ends]:
    """Two members with running exchange processes on RabbitMQ and ``kind``."""
    topology = Topology.load()
    passwords = {slug: secrets.token_hex(12) for slug in topology.slugs}
    administrator = Administrator(password=secrets.token_hex(12))
    definitions = definitions_for_tests(topology, passwords, administrator)
    with (
        tempfile.TemporaryDirectory() as name,
        _databases(kind, Path(name)) as url_of,
        PrivateRabbitMQ(definitions) as rabbit,
    ):
        folder = Path(name)
        for slug in topology.slugs:
            keys.create_signing_key(folder / slug)
        peers = {}
        for slug in (SOURCE, TARGET):
            peers[slug] = Peer(
                member=slug,
                database_url=url_of(slug),
                broker_url=rabbit.url(slug, vhost=topology.vhost),
                broker_password=passwords[slug],
                keys_dir=str(folder / slug),
                anchor_file=str(folder / "anchor.json"),
                registry_file=str(folder / "registry.jws"),
            )
        source, target = peers[SOURCE].database(), peers[TARGET].database()
        source.create_tables(BOROUGH.metadatas)
        target.create_tables(LEADERSHIP.metadatas)
        _register(target, folder, topology.slugs)
        reference_url = (
            f"amqp://{administrator.name}:{administrator.password}"
            f"@127.0.0.1:{rabbit.port}/{topology.vhost}"
        )
        with peers[SOURCE].running(), peers[TARGET].running():
            yield Ends(source, target, reference_url)
        source.dispose()
        target.dispose()


def _register(database: Database, folder: Path, slugs: tuple[str, ...]) -> None:
    areas = {SOURCE: AREA}
    with database.transaction() as session:
        for slug in slugs:
            members.add_member(
                session,
                slug=slug,
                name=slug,
                area_code=areas.get(slug),
                jwk=keys.public_jwk(keys.load_signing_key(folder / slug)),
            )
        own = keys.load_signing_key(folder / TARGET)
        raw = members.publish_registry(session, key=own)
    (folder / "registry.jws").write_bytes(raw)
    membership.write_anchor(folder / "anchor.json", own)


@contextmanager
def _databases(kind: str, folder: Path) -> Iterator[Callable[[str], str]]:
    if kind == "sqlite":
        yield lambda slug: f"sqlite:///{folder / slug}.sqlite"
        return
    with PrivatePostgres() as server:
        engine = create_engine(
            server.url().replace("postgresql:", "postgresql+psycopg:"),
            isolation_level="AUTOCOMMIT",
        )
        with engine.connect() as connection:
            for slug in (SOURCE, TARGET):
                connection.execute(text(f'CREATE DATABASE "{slug}"'))
        engine.dispose()
        yield server.url


BENCHMARKS = tuple(
    Benchmark(f"exchange.{measure}.{kind}", partial(run, kind))
    for measure, run in (("drain", drain), ("latency", latency))
    for kind in ("postgresql", "sqlite")
)
