"""The comparison page at design size, against a Flask page that says nothing."""

import random
import socket
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import OKPKey
from sqlalchemy import event as sql
from sqlalchemy.orm import Session

from accord.private_programs import LOOPBACK, free_ports, wait_until
from kit import clock, logs, serving
from kit.db import Database
from kit.exchange.event import Event
from leadership.app import create_app
from leadership.db import METADATAS
from leadership.members import service as members
from leadership.performance import service as performance
from leadership.performance.events import OBSERVATION_RELEASED
from leadership.standards import service as standards
from partnership.figures import service as figures
from tests.benchmarks.measure import Benchmark, Measure, measured
from tests.support.people import client_for, session_for
from tests.support.settings import some_settings

AUTHORITIES = 150
YEARS = tuple(str(year) for year in range(2013, 2026))
INDICATORS = 20
ROUNDS = 3
BARE = 100
INSIDE = 200
BOROUGHS = {
    "havering": "E09000016",
    "barking-and-dagenham": "E09000002",
    "redbridge": "E09000026",
}


@dataclass(frozen=True)
class Visitor:
    """Somebody with an open connection to a served application."""

    connection: HTTPConnection
    cookie: str = ""

    def milliseconds(self, address: str) -> float:
        """How long one answer takes; AssertionError unless it is a page."""
        started = time.perf_counter()
        self.connection.request("GET", address, headers={"Cookie": self.cookie})
        response = self.connection.getresponse()
        response.read()
        took = (time.perf_counter() - started) * 1000
        if response.status != 200:
            raise AssertionError(f"{address} answered {response.status}")
        return took


@dataclass(frozen=True)
class Taken:
    """Milliseconds in the middle: of a page, and of one that says nothing."""

    page: float
    bare: float

    def __str__(self) -> str:
        return f"{self.page:.1f} ms, {self.page / self.bare:.1f} times"


def comparison() -> Measure:
    """Milliseconds for one indicator's page, all areas held, seen again as served."""
    logs.configure(member="leadership", process="bench", level="WARNING")
    with tempfile.TemporaryDirectory() as folder:
        settings = some_settings("leadership", Path(folder))
        database = Database(settings.database_url, member="leadership")
        database.create_tables(METADATAS)
        indicators = _fill(database)
        addresses = [f"/performance/{one}" for one in indicators]
        app = create_app(settings, database)
        cookie = "=".join(session_for(app, "leadership_member"))
        # Served first: a child would start with what its parent remembers.
        database.dispose()
        first, changed, again = _as_served(
            lambda: create_app(settings, database),
            addresses,
            cookie,
            change=lambda: _release_anew(database, indicators),
        )
        client = client_for(app, "leadership_member")
        queries = queries_of(client, database, addresses[0])
        inside = _in_process(client, addresses[0])
        database.dispose()
    return measured(
        "page.comparison",
        again.page,
        "ms",
        reference=again.bare,
        note=(
            f"{AUTHORITIES} authorities, {INDICATORS} indicators, {len(YEARS)} years; "
            f"served by gunicorn, as the reference is: first view of each page "
            f"{first}, first view after all were released anew {changed}, seen again "
            f"{again}; seen again in one process without a server: {inside}; at most "
            f"{queries} queries"
        ),
    )


def _as_served(
    make: Callable[[], Flask],
    addresses: Sequence[str],
    cookie: str,
    change: Callable[[], None],
) -> tuple[Taken, Taken, Taken]:
    """First views after a start, after a change, and later; bare pages around them."""
    with served(make) as connection, served(bare_app) as plain:
        reader, nobody = Visitor(connection, cookie), Visitor(plain)
        bare = bare_times(nobody)
        first = [reader.milliseconds(address) for address in addresses]
        change()
        changed = [reader.milliseconds(address) for address in addresses]
        again = [reader.milliseconds(address) for address in [*addresses] * ROUNDS]
        bare += bare_times(nobody)
    reference = statistics.median(bare)
    return (
        Taken(statistics.median(first), reference),
        Taken(statistics.median(changed), reference),
        Taken(statistics.median(again), reference),
    )


def bare_times(nobody: Visitor) -> list[float]:
    nobody.connection.close()  # the server gave up waiting; the next request reopens
    nobody.milliseconds("/")
    return [nobody.milliseconds("/") for _ in range(BARE)]


def _in_process(client: FlaskClient, address: str) -> Taken:
    """A page already seen, and a bare one, by the test client of each."""
    bare = bare_app().test_client()
    return Taken(_seen_again(client, address), _seen_again(bare, "/"))


def _seen_again(client: FlaskClient, address: str) -> float:
    taken = []
    for _ in range(INSIDE):
        started = time.perf_counter()
        answer = client.get(address)
        taken.append((time.perf_counter() - started) * 1000)
        if answer.status_code != 200:
            raise AssertionError(f"{address} answered {answer.status_code}")
    return statistics.median(taken)


def bare_app() -> Flask:
    app = Flask("bare")
    app.add_url_rule("/", view_func=lambda: "<!doctype html><title>Bare</title>")
    return app


@contextmanager
def served(make: Callable[[], Flask]) -> Iterator[HTTPConnection]:
    """The application behind gunicorn as a member runs it, on a free port."""
    [port] = free_ports(1)
    server = get_context("fork").Process(
        target=serving.serve,
        args=(make,),
        kwargs={"host": LOOPBACK, "port": port, "transport": "http"},
    )
    server.start()
    try:
        wait_until(lambda: _answers(port), seconds=30, what="Starting gunicorn")
        yield HTTPConnection(LOOPBACK, port, timeout=30)
    finally:
        server.terminate()
        server.join()


def _answers(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex((LOOPBACK, port)) == 0


def queries_of(client: FlaskClient, database: Database, address: str) -> int:
    """How many questions the first view asks the database; later ones ask fewer."""
    asked: list[str] = []

    def note(*args: Any) -> None:
        asked.append(args[2])

    sql.listen(database.engine, "before_cursor_execute", note)
    client.get(address)
    sql.remove(database.engine, "before_cursor_execute", note)
    return sum(statement.lstrip().upper().startswith("SELECT") for statement in asked)


def _fill(database: Database) -> list[str]:
    chance = random.Random(1)  # noqa: S311 - made-up figures, the same every time
    with database.transaction() as session:
        for slug, area in BOROUGHS.items():
            key = OKPKey.generate_key("Ed25519").as_dict(private=False)
            members.add_member(
                session, slug=slug, name=slug.title(), area_code=area, jwk=dict(key)
            )
        draft = standards.draft_indicator_set(session)
        standards.publish_indicator_set(
            session, version=draft.version, published_by="Leadership group"
        )
        indicators = [str(one["id"]) for one in draft.indicators][:INDICATORS]
        areas = _areas()
        figures.learn_areas(session, areas)
        figures.record_all_published(
            session,
            [
                {
                    "indicator": indicator,
                    "period": period,
                    "values": [_value(chance, str(area["code"])) for area in areas],
                }
                for indicator in indicators
                for period in YEARS
            ],
        )
        _release(session, chance, indicators)
    return indicators


def _release_anew(database: Database, indicators: Sequence[str]) -> None:
    with database.transaction() as session:
        _release(session, random.Random(2), indicators)  # noqa: S311 - as in _fill


def _release(
    session: Session, chance: random.Random, indicators: Sequence[str]
) -> None:
    for slug, area in BOROUGHS.items():
        performance.take_observations(
            session,
            [
                _released(chance, slug, area, indicator, period)
                for indicator in indicators
                for period in YEARS
            ],
        )


def _areas() -> list[dict[str, Any]]:
    others = [f"E0699{number:04d}" for number in range(AUTHORITIES - len(BOROUGHS))]
    authorities = [
        _area(code, f"Authority {code}", "authority")
        for code in (*BOROUGHS.values(), *others)
    ]
    return [
        *authorities,
        _area("E12000007", "London", "region"),
        _area("E92000001", "England", "country"),
    ]


def _area(code: str, name: str, level: str) -> dict[str, Any]:
    return {
        "code": code,
        "old_code": None,
        "name": name,
        "level": level,
        "region": "E12000007" if level == "authority" else None,
        "neighbours": [],
    }


def _parts(chance: random.Random) -> dict[str, float]:
    denominator = float(chance.randint(200, 5000))
    numerator = float(round(denominator * chance.uniform(0.1, 0.35)))
    return {
        "numerator": numerator,
        "denominator": denominator,
        "value": 100 * numerator / denominator,
    }


def _value(chance: random.Random, area: str) -> dict[str, Any]:
    return {"area": area, "code": None, **_parts(chance)}


def _released(
    chance: random.Random, slug: str, area: str, indicator: str, period: str
) -> Event:
    now = clock.now()
    return Event(
        id=str(clock.new_id()),
        source=slug,
        type=OBSERVATION_RELEASED,
        subject=f"{indicator}:{period}:{area}",
        version=1,
        time=now,
        data={
            "return_id": str(clock.new_id()),
            "indicator": indicator,
            "period": period,
            "area": area,
            "status": "exact",
            "rule": "published",
            "standard_version": 1,
            "released_at": clock.iso(now),
            "released_by": "Business manager",
            "reason": None,
            "history": [],
            **_parts(chance),
        },
        correlation_id="bench",
        causation_id=None,
        stream=f"{slug}/leadership",
        epoch=1,
        sequence=1,
    )


BENCHMARKS = (Benchmark("page.comparison", comparison),)
