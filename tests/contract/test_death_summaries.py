"""What boroughs tell of child deaths is what the contract says, and no more."""

import orjson
import pytest

from borough.wiring import SERVICE as BOROUGH
from kit.exchange import keys
from leadership.deaths import queries as deaths_told
from leadership.members import service as members
from leadership.wiring import SERVICE as LEADERSHIP
from tests.contract.crossing import TYPE_PREFIX, announced, carry, problems
from tests.support.federation import a_key
from tests.support.told_deaths import AREA, YEAR, after_the_years, three_years

SUMMARY = "deaths.summary.released.v1"


@pytest.fixture
def here(sqlite_database):
    """A borough that told of three years in which seventy deaths were reviewed."""
    here = three_years(sqlite_database("havering", BOROUGH.metadatas))
    with after_the_years():
        here.released(note="Figures of three years.")
        yield here


@pytest.fixture
def leadership(sqlite_database):
    database = sqlite_database("leadership", LEADERSHIP.metadatas)
    with database.transaction() as session:
        members.add_member(
            session, slug="havering", name="Havering", area_code=AREA,
            jwk=keys.public_jwk(a_key()),
        )  # fmt: skip
    return database


def test_figures_are_announced_as_the_contract_says_without_any_case(here):
    [envelope] = [
        e for e in announced(here.database) if e["type"] == TYPE_PREFIX + SUMMARY
    ]
    assert problems(envelope) == []
    said = orjson.dumps(envelope).decode()
    for case_id in here.found:
        assert str(case_id) not in said


def test_leadership_eats_figures_and_eating_twice_is_once(here, leadership):
    for _ in range(2):
        handled = carry(here.database, LEADERSHIP.handlers, leadership)
        assert TYPE_PREFIX + SUMMARY in handled
    with leadership.reading() as session:
        found = deaths_told.view(session)
    [told] = found.telling
    assert told.year == YEAR
    assert told.pool["notified"]["total"] == 70
    assert told.note == "Figures of three years."
