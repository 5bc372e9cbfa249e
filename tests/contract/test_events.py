"""Verbs announce what the contract says, and the other side's handlers eat it."""

from uuid import UUID

import pytest

from borough.db import METADATAS as BOROUGH_TABLES
from borough.returns import service as returns
from borough.wiring import SERVICE as BOROUGH
from kit.accounts.actor import Actor
from kit.exchange import keys
from leadership.db import METADATAS as LEADERSHIP_TABLES
from leadership.members import service as members
from leadership.performance import service as comparison
from leadership.standards import service as standards
from leadership.wiring import SERVICE as LEADERSHIP
from partnership.figures import queries as figures
from partnership.figures import service as recording
from partnership.figures.service import MeasureRow
from tests.contract.crossing import TYPE_PREFIX, announced, carry, problems
from tests.support.federation import a_key

HAVERING = "E09000016"
ENGLAND = "E92000001"
YEARS = ("2023", "2024", "2025")
PUBLISHED = [
    "standards.standard.published.v1",
    "performance.areas.published.v1",
    "performance.comparators.published.v1",
]
RELEASED = ["performance.observation.released.v1", "performance.return.released.v1"]
ANALYST = Actor(user_id=UUID(int=1), name="", role="analyst", email="")
MANAGER = Actor(user_id=UUID(int=2), name="", role="business_manager", email="")


@pytest.fixture
def leadership(sqlite_database):
    """Leadership with a member, a published standard and official figures."""
    database = sqlite_database("leadership", LEADERSHIP_TABLES)
    with database.transaction() as session:
        members.add_member(
            session,
            slug="havering",
            name="Havering",
            area_code=HAVERING,
            jwk=keys.public_jwk(a_key()),
        )
        standards.draft_indicator_set(session)
        standards.publish_indicator_set(session, version=1, published_by="Chair")
        areas = [area(HAVERING, "authority"), area(ENGLAND, "country")]
        recording.learn_areas(session, areas)
        recording.record_measures(session, counts(ENGLAND, 1000.0), own_area=None)
        comparison.announce_comparators(session)
    return database


@pytest.fixture
def borough(sqlite_database, leadership):
    """A borough that heard leadership and released figures, one of them twice."""
    database = sqlite_database("havering", BOROUGH_TABLES)
    carry(leadership, BOROUGH.handlers, database)
    with database.transaction() as session:
        recording.record_measures(session, counts(HAVERING, 100.0), own_area=HAVERING)
        release(session)
    with database.transaction() as session:
        recording.correct_figure(
            session,
            measure="cpp_second_or_subsequent",
            area=HAVERING,
            period="2025",
            value=41.0,
            own_area=HAVERING,
        )
        release(session, reason="Two plans were counted twice.")
    return database


@pytest.mark.parametrize("message", PUBLISHED)
def test_leadership_announces_what_the_contract_says(leadership, message):
    of_this_type = of_type(announced(leadership), message)
    assert of_this_type
    for envelope in of_this_type:
        assert problems(envelope) == []


@pytest.mark.parametrize("message", RELEASED)
def test_a_borough_announces_what_the_contract_says(borough, message):
    of_this_type = of_type(announced(borough), message)
    assert of_this_type
    for envelope in of_this_type:
        assert problems(envelope) == []


def test_a_restatement_carries_its_reason_and_the_first_figure(borough):
    restated = [
        envelope
        for envelope in of_type(announced(borough), RELEASED[0])
        if envelope["recordversion"] == 2
    ]
    assert restated
    for envelope in restated:
        assert envelope["data"]["reason"] == "Two plans were counted twice."
        assert [past["version"] for past in envelope["data"]["history"]] == [1]


def test_a_borough_eats_what_leadership_announces(sqlite_database, leadership):
    database = sqlite_database("redbridge", BOROUGH_TABLES)
    handled = carry(leadership, BOROUGH.handlers, database)
    assert set(handled) == {TYPE_PREFIX + message for message in PUBLISHED}
    with database.reading() as session:
        assert len(figures.indicators(session)) >= 20
        assert {one.code for one in figures.areas(session)} == {HAVERING, ENGLAND}


def test_leadership_eats_what_a_borough_announces(leadership, borough):
    handled = carry(borough, LEADERSHIP.handlers, leadership)
    assert set(handled) == {TYPE_PREFIX + message for message in RELEASED}


def test_eating_everything_twice_changes_nothing(leadership, borough):
    for _ in range(2):
        carry(borough, LEADERSHIP.handlers, leadership)
        carry(leadership, BOROUGH.handlers, borough)


def release(session, reason=None):
    given = returns.start(session, by=ANALYST, area=HAVERING)
    returns.submit(
        session, return_id=given.id, by=ANALYST, seen=given.preview, reason=reason
    )
    returns.approve(session, return_id=given.id, by=MANAGER, seen=given.preview)


def counts(where, scale):
    """Made-up counts of three years for one area, small ones among them."""
    factors = {
        "referrals": 20.0,
        "rereferrals": 3.0,
        "cpp_started": 4.0,
        "cpp_second_or_subsequent": 0.4,
        "population_0_17": 600.0,
    }
    return [
        MeasureRow(measure, where, str(int(year) - lag), scale * factor, None)
        for measure, factor in factors.items()
        for year in YEARS
        for lag in (0, 1)
    ]


def area(code, level):
    return {
        "code": code,
        "old_code": None,
        "name": f"Area {code}",
        "level": level,
        "region": None,
        "neighbours": [],
    }


def of_type(envelopes, message):
    return [one for one in envelopes if one["type"] == TYPE_PREFIX + message]
