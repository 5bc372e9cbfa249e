"""What boroughs tell of a quarter's training is what the contract says, and no more."""

import orjson
import pytest

from borough.wiring import SERVICE as BOROUGH
from kit.exchange import keys
from leadership.members import service as members
from leadership.training import queries as training_told
from leadership.wiring import SERVICE as LEADERSHIP
from tests.contract.crossing import TYPE_PREFIX, announced, carry, problems
from tests.support.federation import a_key
from tests.support.training import Training
from tests.support.training_told import (
    AREA,
    QUARTER,
    after_the_quarter,
    from_elsewhere,
    released,
    taught,
)

SUMMARY = "training.summary.released.v1"


@pytest.fixture
def here(sqlite_database):
    """A borough that told of a quarter in which 18 came and 7 did not."""
    here = Training(sqlite_database("havering", BOROUGH.metadatas))
    event = taught(here, {"education": (12, 5, 2), "police": (6, 0, 0)})
    from_elsewhere(here, event, "redbridge", 3)
    with after_the_quarter():
        released(here)
    return here


@pytest.fixture
def leadership(sqlite_database):
    database = sqlite_database("leadership", LEADERSHIP.metadatas)
    with database.transaction() as session:
        members.add_member(
            session, slug="havering", name="Havering", area_code=AREA,
            jwk=keys.public_jwk(a_key()),
        )  # fmt: skip
    return database


def test_a_quarter_is_announced_as_the_contract_says_without_anybody(here):
    [envelope] = [
        e for e in announced(here.database) if e["type"] == TYPE_PREFIX + SUMMARY
    ]
    assert problems(envelope) == []
    said = orjson.dumps(envelope).decode()
    for word in ("Sample", "example.org", "Room 1", "Detective"):
        assert word not in said


def test_leadership_eats_a_quarter_and_eating_twice_is_once(here, leadership):
    for _ in range(2):
        handled = carry(here.database, LEADERSHIP.handlers, leadership)
        assert TYPE_PREFIX + SUMMARY in handled
    with leadership.reading() as session:
        found = training_told.view(session)
    assert found.quarters == [QUARTER]
    [told] = found.boroughs
    assert (told.version, told.latest["counts"]["attended"]) == (1, 18)
    assert told.latest["counts"]["no_show"] is None
