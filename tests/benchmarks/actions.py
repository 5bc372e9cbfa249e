"""The list of actions at design size, against a Flask page that says nothing."""

import statistics
import tempfile
from pathlib import Path
from uuid import UUID

from borough.app import create_app
from borough.db import METADATAS
from kit import clock, logs
from kit.accounts.actor import Actor
from kit.db import Database
from partnership.actions import service
from partnership.agencies import AGENCIES
from partnership.brag.model import Brag
from tests.benchmarks.measure import Benchmark, Measure, measured
from tests.benchmarks.page import (
    Taken,
    Visitor,
    bare_app,
    queries_of,
    served,
)
from tests.support.people import client_for, session_for
from tests.support.settings import some_settings

ACTIONS = 2_000
PLANS = 60
ROUNDS = 20
LIST = "/actions/"
ADDRESSES = (LIST, "/actions/?page=40", "/actions/?show=missing", "/actions/?brag=red")
STATES = (Brag.AMBER, Brag.GREEN, Brag.AMBER, Brag.RED)
MANAGER = Actor(
    user_id=UUID(int=1),
    name="The business manager",
    role="business_manager",
    email="manager@example.org",
)


def listed() -> Measure:
    """Milliseconds for a page of the list of actions as it is served, filters too."""
    logs.configure(member="havering", process="bench", level="WARNING")
    with tempfile.TemporaryDirectory() as folder:
        settings = some_settings("havering", Path(folder))
        database = Database(settings.database_url, member="havering")
        database.create_tables(METADATAS)
        _fill(database)
        app = create_app(settings, database)
        cookie = "=".join(session_for(app, "business_manager"))
        # Served first: a child would start with what its parent remembers.
        database.dispose()
        with (
            served(lambda: create_app(settings, database)) as connection,
            served(bare_app) as plain,
        ):
            by_page, taken = _taken(Visitor(connection, cookie), Visitor(plain))
        client = client_for(app, "business_manager")
        queries = max(queries_of(client, database, one) for one in ADDRESSES)
        database.dispose()
    slowest = max(by_page, key=lambda address: by_page[address])
    return measured(
        "page.actions",
        taken.page,
        "ms",
        reference=taken.bare,
        note=(
            f"{ACTIONS} actions in {PLANS} plans; served by gunicorn, as the reference "
            f"is, by turns: the list {taken}; the slowest of {len(ADDRESSES)} lists, "
            f"{slowest}, {Taken(by_page[slowest], taken.bare)}; at most {queries} "
            f"queries"
        ),
    )


def _taken(reader: Visitor, nobody: Visitor) -> tuple[dict[str, float], Taken]:
    """Each list in the middle of its views, and the first beside a bare page.

    Both are asked by turns: what else the machine does slows them alike.
    """
    bare: list[float] = []
    taken: dict[str, list[float]] = {address: [] for address in ADDRESSES}
    for _ in range(ROUNDS):
        for address in ADDRESSES:
            taken[address].append(reader.milliseconds(address))
            bare.append(nobody.milliseconds("/"))
    by_page = {address: statistics.median(times) for address, times in taken.items()}
    return by_page, Taken(by_page[LIST], statistics.median(bare))


def _fill(database: Database) -> None:
    agencies = list(AGENCIES)
    with database.transaction() as session:
        plans = [
            service.make_plan(
                session,
                ref=f"P{number:02}",
                title=f"Plan {number}",
                source="review",
                by=MANAGER,
            )
            for number in range(PLANS)
        ]
        day = clock.today()
        for number in range(ACTIONS):
            service.add_action(
                session,
                plan_id=plans[number % PLANS],
                title=f"Action {number} of those agreed",
                owner_post="Head of service",
                agency=agencies[number % len(agencies)],
                by=MANAGER,
                brag=STATES[number % len(STATES)],
                due=day if number % 3 else None,
            )


BENCHMARKS = (Benchmark("page.actions", listed),)
