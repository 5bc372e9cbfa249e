"""A borough's child death reviews, as tests need them. Every child is made up."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import time_machine

from borough.death_facts import queries as reading_facts
from borough.death_facts import service as facts
from borough.death_facts.model import Death, Ethnicity, Identity, PlaceKind, Sex
from borough.deaths import service as deaths
from borough.wiring import SERVICE
from kit import clock
from kit.accounts.actor import Actor
from kit.accounts.service import create_user
from kit.clock import LONDON
from kit.db import Database
from partnership.access import Role
from partnership.death_rules.circumstances import Circumstance
from partnership.death_rules.scope import Facts
from tests.support.gathering import Gathering
from tests.support.vaults import with_vault


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)


FRIDAY = london(2026, 5, 22, 16)  # before a bank-holiday Monday
TUESDAY = london(2026, 5, 26, 10)
NUMBER = "9990000018"
LIVED = Facts(signs_of_life=True)
ELLA = Identity(
    given="Ella",
    family="Testname",
    born_on=date(2024, 3, 1),
    number=NUMBER,
    sex=Sex.FEMALE,
    ethnicity=Ethnicity.UNKNOWN,
    address="1 Nowhere Street",
    postcode="ZZ99 3WZ",
)
ASLEEP = Death(
    died_at=FRIDAY - timedelta(hours=6),
    place=PlaceKind.HOME,
    story="Found in the morning",
    cause="Not known",
    known=frozenset({Circumstance.ASLEEP}),
)


@dataclass
class Cases:
    """A database's cases, with verbs that read well in tests."""

    database: Database
    by: Actor = field(init=False)

    def __post_init__(self) -> None:
        self.by = self.person()

    def person(self, role: Role = Role.CDOP_COORDINATOR, **more: object) -> Actor:
        with self.database.transaction() as session:
            user_id = create_user(
                session, email=f"{clock.new_id()}@example.org", name="A", role=role
            )
        given = {"confirmed_at": clock.now(), **more}
        return Actor(
            user_id=user_id, name="A", role=role, email="a@example.org", **given
        )

    def do(self, verb, *, by: Actor | None = None, **given):
        """One verb of a service, in a transaction of its own."""
        with self.database.transaction() as session:
            return verb(session, by=by or self.by, **given)

    def look(self, query, *args, **given):
        """One query of any slice, in a reading of its own."""
        with self.database.reading() as session:
            return query(session, *args, **given)

    def notified(self, *, by: Actor | None = None, **more) -> UUID:
        given = {
            "facts": LIVED, "received_at": FRIDAY, "notifier": "health-provider",
            "home": "havering", "died_in": "havering", **more,
        }  # fmt: skip
        return self.do(deaths.notify, by=by, **given)

    def write(self, case_id, *, who=ELLA, death=ASLEEP, by=None, another=False):
        """Write who the child was and how they died, whichever is given."""
        for verb, given in (
            (facts.write_identity, {"who": who, "another": another}),
            (facts.write_death, {"death": death}),
        ):
            if next(iter(given.values())) is not None:
                seen = self.look(reading_facts.facts, case_id).version
                self.do(verb, by=by, case_id=case_id, seen=seen, **given)

    def detailed(self, *, by: Actor | None = None, **more) -> UUID:
        """A case with all its details."""
        case_id = self.notified(by=by)
        self.write(case_id, by=by, **more)
        return case_id


@pytest.fixture
def travel():
    with time_machine.travel(FRIDAY, tick=False) as machine:
        yield machine.move_to


@pytest.fixture
def cases(any_database, tmp_path: Path, travel) -> Cases:
    """A borough's cases on each database, on the Friday."""
    database = any_database("havering", SERVICE.metadatas)
    with_vault(database, tmp_path)
    return Cases(database)


@pytest.fixture
def gathering(cases) -> Gathering:
    """A triaged case with one professional, and somebody to ask."""
    return Gathering(cases)
