"""The exchange end to end: outbox to leadership's read model, over RabbitMQ."""

import secrets
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import create_engine, text

from accord.private_postgres import PrivatePostgres
from accord.private_rabbitmq import PrivateRabbitMQ
from kit.exchange.topology import Topology
from tests.benchmarks.measure import Benchmark, Measure, measured
from tests.benchmarks.reference import windowed_publish
from tests.support.broker import Administrator, definitions_for_tests
from tests.support.pair import SOURCE, TARGET, Pair, a_pair

BACKLOG = 20_000
RUNS = 3
LIGHT_EVENTS = 300
LIGHT_EVERY = 0.02
FIRST_LOOK = 0.010
DEADLINE = 120.0
BODY_BYTES = 1024


def drain(kind: str) -> Measure:
    """Events per second from a committed backlog to the read model."""
    with _federation(kind) as (pair, reference_url):
        rates, references = [], []
        for run in range(RUNS):
            references.append(windowed_publish(reference_url))
            rates.append(_drain_once(pair, first=(run + 1) * BACKLOG))
        _everything_arrived(pair)
    ratios = [rate / one for rate, one in zip(rates, references, strict=True)]
    return measured(
        f"exchange.drain.{kind}",
        statistics.median(rates),
        "events/s",
        reference=statistics.median(references),
        note=(
            f"{BACKLOG} events of {BODY_BYTES} bytes, median of {RUNS}; "
            f"runs {[round(rate) for rate in rates]}; "
            f"references {[round(rate) for rate in references]}; "
            f"ratios {[round(ratio, 2) for ratio in ratios]}"
        ),
    )


def latency(kind: str) -> Measure:
    """Milliseconds from commit to the commit of the read model, at light load."""
    with _federation(kind) as (pair, _):
        probe = _one_write(pair)
        waits = sorted(
            _one_light(pair, first=BACKLOG + number) for number in range(LIGHT_EVENTS)
        )
    p50 = waits[len(waits) // 2]
    p99 = waits[int(len(waits) * 0.99)]
    return measured(
        f"exchange.latency.{kind}",
        p50,
        "ms",
        reference=probe,
        note=(
            f"p50 {p50:.1f} ms, p99 {p99:.1f} ms over {LIGHT_EVENTS} events at "
            f"about {1 / LIGHT_EVERY:.0f}/s; reference: one committed single-row write"
        ),
    )


def _drain_once(pair: Pair, *, first: int) -> float:
    wanted = pair.written() + BACKLOG
    pair.release(BACKLOG, first=first)
    started = time.perf_counter()
    pair.until_applied(seconds=DEADLINE, every=0.005, wanted=wanted)
    return BACKLOG / (time.perf_counter() - started)


def _one_light(pair: Pair, *, first: int) -> float:
    wanted = pair.written() + 1
    pair.release(1, first=first)
    started = time.perf_counter()
    # Asking takes processor time from those who are timed, so it begins late: what
    # was faster counts as this long.
    time.sleep(FIRST_LOOK)
    pair.until_applied(seconds=DEADLINE, every=0.0005, wanted=wanted)
    waited = (time.perf_counter() - started) * 1000
    time.sleep(LIGHT_EVERY)
    return waited


def _one_write(pair: Pair) -> float:
    """Milliseconds of one committed single-row write to the source's database."""
    with pair.source_database.transaction() as session:
        session.execute(text("CREATE TABLE bench (n INTEGER)"))
        session.execute(text("INSERT INTO bench VALUES (0)"))
    took = []
    for _ in range(50):
        started = time.perf_counter()
        with pair.source_database.transaction() as session:
            session.execute(text("UPDATE bench SET n = n + 1"))
        took.append((time.perf_counter() - started) * 1000)
    return statistics.median(took)


def _everything_arrived(pair: Pair) -> None:
    """No figure counts unless every event was shown, once, at its full size."""
    with pair.source_database.reading() as session:
        largest = session.scalar(text("SELECT max(length(body)) FROM exchange_outbox"))
    if len(pair.shown()) != pair.written():
        raise AssertionError(f"{pair.written()} written, {len(pair.shown())} shown")
    if largest != BODY_BYTES:
        raise AssertionError(f"Events are of {largest} bytes, not {BODY_BYTES}")


@contextmanager
def _federation(kind: str) -> Iterator[tuple[Pair, str]]:
    """Two members' running exchanges on RabbitMQ and ``kind``, warmed up."""
    topology = Topology.load()
    passwords = {slug: secrets.token_hex(12) for slug in topology.slugs}
    administrator = Administrator(password=secrets.token_hex(12))
    definitions = definitions_for_tests(topology, passwords, administrator)
    with (
        tempfile.TemporaryDirectory() as name,
        _databases(kind, Path(name)) as database_url,
        PrivateRabbitMQ(definitions) as rabbit,
    ):
        pair = a_pair(
            Path(name),
            database_url=database_url,
            broker_url=lambda slug: rabbit.url(slug, vhost=topology.vhost),
            passwords=passwords,
        )
        with pair.source.running(), pair.target.running():
            pair.release(500)
            pair.until_applied(seconds=DEADLINE)
            yield pair, _as_administrator(administrator, rabbit.port, topology.vhost)
        pair.dispose()


def _as_administrator(user: Administrator, port: int, vhost: str) -> str:
    return f"amqp://{user.name}:{user.password}@127.0.0.1:{port}/{vhost}"


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
