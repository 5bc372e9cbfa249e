"""The comparison page at design size, against a Flask page that says nothing."""

import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import OKPKey
from sqlalchemy import event as sql

from kit import clock, logs
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
from tests.support.people import client_for
from tests.support.settings import some_settings

AUTHORITIES = 150
YEARS = tuple(str(year) for year in range(2013, 2026))
INDICATORS = 20
VIEWS = 40
BOROUGHS = {
    "havering": "E09000016",
    "barking-and-dagenham": "E09000002",
    "redbridge": "E09000026",
}


def comparison() -> Measure:
    """Milliseconds of server time for one indicator's page, all areas held."""
    logs.configure(member="leadership", process="bench", level="WARNING")
    with tempfile.TemporaryDirectory() as folder, _leadership(Path(folder)) as site:
        client, database, indicators = site
        addresses = [f"/performance/{one}" for one in indicators]
        first = [_milliseconds(client, address) for address in addresses]
        again = [_milliseconds(client, addresses[n % 20]) for n in range(VIEWS)]
        queries = _queries(client, database, addresses[0])
    bare = _bare_page()
    return measured(
        "page.comparison",
        statistics.median(again),
        "ms",
        reference=bare,
        note=(
            f"{AUTHORITIES} authorities, {INDICATORS} indicators, {len(YEARS)} years; "
            f"{queries} queries; first view of each page, nothing remembered: "
            f"{statistics.median(first):.1f} ms, "
            f"{statistics.median(first) / bare:.1f} times the reference"
        ),
    )


def _milliseconds(client: FlaskClient, address: str) -> float:
    started = time.perf_counter()
    response = client.get(address)
    took = (time.perf_counter() - started) * 1000
    if response.status_code != 200:
        raise AssertionError(f"{address} answered {response.status_code}")
    return took


def _bare_page() -> float:
    app = Flask("bare")
    app.add_url_rule("/", view_func=lambda: "<!doctype html><title>Bare</title>")
    client = app.test_client()
    for _ in range(20):
        _milliseconds(client, "/")
    return statistics.median(_milliseconds(client, "/") for _ in range(200))


def _queries(client: FlaskClient, database: Database, address: str) -> int:
    asked: list[str] = []

    def note(*args: Any) -> None:
        asked.append(args[2])

    sql.listen(database.engine, "before_cursor_execute", note)
    client.get(address)
    sql.remove(database.engine, "before_cursor_execute", note)
    return sum(statement.lstrip().upper().startswith("SELECT") for statement in asked)


@contextmanager
def _leadership(folder: Path) -> Iterator[tuple[FlaskClient, Database, list[str]]]:
    database = Database(f"sqlite:///{folder}/leadership.sqlite", member="leadership")
    database.create_tables(METADATAS)
    indicators = _fill(database)
    app = create_app(some_settings("leadership", folder), database)
    yield client_for(app, "leadership_member"), database, indicators
    database.dispose()


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
        for slug, area in BOROUGHS.items():
            performance.take_observations(
                session,
                [
                    _released(chance, slug, area, indicator, period)
                    for indicator in indicators
                    for period in YEARS
                ],
            )
    return indicators


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
