"""Pages of cases at design size, decryption included, beside a page that says nothing.

Both are served by gunicorn and timed as a visitor has them, as the comparison page is.
The note says what the processor did for each: whatever else the machine does meanwhile
makes no difference to that.
"""

import statistics
import tempfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from multiprocessing import active_children
from pathlib import Path
from uuid import UUID

from flask import Flask
from sqlalchemy.orm import Session

from borough.app import create_app
from borough.db import METADATAS
from borough.death_facts import service as facts
from borough.death_facts.model import (
    Death,
    Ethnicity,
    Identity,
    PlaceKind,
    Sex,
)
from borough.deaths import service as deaths
from borough.professionals import service as professionals
from borough.professionals.model import Part
from kit import clock, logs
from kit.accounts import queries as accounts
from kit.accounts.actor import Actor
from kit.db import Database
from kit.vault import keyring
from kit.vault.service import open_vault
from partnership.access import Role
from partnership.death_rules.nhs_number import WithoutNumber
from partnership.death_rules.scope import Facts
from tests.benchmarks.measure import Benchmark, Measure, measured
from tests.benchmarks.page import Taken, Visitor, bare_app, served
from tests.support.people import session_for
from tests.support.settings import some_settings

CASES = 500
VIEWS = 40
WARM = 5
BARE = 5  # after each view
NANOSECONDS = 1_000_000  # of a millisecond
_EMAIL = "cdop.coordinator@example.org"  # as tests call the first of them


def case_list() -> Measure:
    """Milliseconds for the first page of the list of 500 cases, open to one person."""
    return _measured("page.case_list", lambda _cases: ["/deaths/"])


def case_page() -> Measure:
    """Milliseconds for a case's own page: unlocked, and its opening in the trail."""
    return _measured("page.case", lambda cases: [f"/deaths/{each}" for each in cases])


def _measured(name: str, addresses: Callable[[Sequence[UUID]], list[str]]) -> Measure:
    logs.configure(member="havering", process="bench", level="WARNING")
    with tempfile.TemporaryDirectory() as folder:
        settings = some_settings("havering", Path(folder))
        keyring.create(settings.vault_file)
        database = Database(settings.database_url, member="havering")
        database.create_tables(METADATAS)
        open_vault(database, settings)
        app = create_app(settings, database)
        cookie = "=".join(session_for(app, Role.CDOP_COORDINATOR))
        asked = addresses(_fill(database))
        database.dispose()  # a child would start with what its parent has open
        taken, spent = _as_served(
            lambda: create_app(settings, database),
            [asked[number % len(asked)] for number in range(VIEWS)],
            cookie,
        )
    return measured(
        name,
        taken.page,
        "ms",
        reference=taken.bare,
        note=(
            f"served by gunicorn, as the reference is; {CASES} cases, {VIEWS} views; "
            f"of the processor's time {spent}"
        ),
    )


def _as_served(
    make: Callable[[], Flask], addresses: Sequence[str], cookie: str
) -> tuple[Taken, Taken]:
    """These pages once all is warm, and bare ones in turns: the machine's pace changes.

    The first are milliseconds in the middle, the second the processor's on average.
    """
    taken: list[float] = []
    bare: list[float] = []
    with served(make) as connection:
        [busy] = active_children()
        with served(bare_app) as plain:
            [idle] = set(active_children()) - {busy}
            reader, nobody = Visitor(connection, cookie), Visitor(plain)
            for address in addresses[:WARM]:
                reader.milliseconds(address)
            nobody.milliseconds("/")
            before = _spent(busy.pid), _spent(idle.pid)
            for address in addresses:
                taken.append(reader.milliseconds(address))
                bare += [nobody.milliseconds("/") for _ in range(BARE)]
            spent = (_spent(busy.pid) - before[0]) / len(taken)
            nothing = (_spent(idle.pid) - before[1]) / len(bare)
    return (
        Taken(statistics.median(taken), statistics.median(bare)),
        Taken(spent / NANOSECONDS, nothing / NANOSECONDS),
    )


def _spent(process: int) -> int:
    """Nanoseconds that a process and its children had the processor so far."""
    spent = 0
    for thread in Path(f"/proc/{process}/task").iterdir():
        spent += int((thread / "schedstat").read_text().split()[0])
        children = (thread / "children").read_text().split()
        spent += sum(_spent(int(child)) for child in children)
    return spent


def _fill(database: Database) -> list[UUID]:
    with database.transaction() as session:
        known = accounts.person(session, email=_EMAIL)
        assert known is not None
        by = Actor(
            user_id=known.user_id, name="C", email=_EMAIL, role=Role.CDOP_COORDINATOR
        )
        return [_case(session, by, number) for number in range(CASES)]


def _case(session: Session, by: Actor, number: int) -> UUID:
    told = clock.now() - timedelta(days=number + 1)
    case_id = deaths.notify(
        session, facts=Facts(signs_of_life=True), received_at=told, by=by,
        notifier="health-provider", home="havering", died_in="havering",
    )  # fmt: skip
    facts.write_identity(
        session, case_id=case_id, seen=0, who=_child(number), another=True, by=by
    )
    facts.write_death(session, case_id=case_id, seen=1, death=_death(told), by=by)
    professionals.add(
        session, case_id=case_id, part=Part.HEALTH_VISITOR, agency="health-provider",
        name="Nora Visitor", by=by,
    )  # fmt: skip
    return case_id


def _child(number: int) -> Identity:
    return Identity(
        given=f"Child {number}", family="Testname", born_on=date(2024, 3, 1),
        without=WithoutNumber.NOT_AVAILABLE, sex=Sex.FEMALE,
        ethnicity=Ethnicity.UNKNOWN,
        address="1 Nowhere Street", postcode="ZZ99 3WZ",
    )  # fmt: skip


def _death(told: datetime) -> Death:
    return Death(
        died_at=told - timedelta(hours=6), place=PlaceKind.HOME,
        story="Found in the morning", cause="Not known", known=frozenset(),
    )  # fmt: skip


BENCHMARKS = (
    Benchmark("page.case_list", case_list),
    Benchmark("page.case", case_page),
)
