from datetime import UTC, datetime
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from borough.performance import queries
from borough.performance.consumers import (
    COMPARATORS_PUBLISHED,
    areas_published,
    comparators_published,
)
from kit.exchange.event import Event
from partnership.figures import queries as figures
from tests.support.boroughs import HERE

LONDON = "E12000007"


def an_event(data, version=1, kind=COMPARATORS_PUBLISHED):
    return Event(
        id=UUID(int=version),
        source="leadership",
        type=kind,
        subject="s",
        version=version,
        time=datetime(2026, 11, 21, 9, 0, tzinfo=UTC),
        data=data,
        correlation_id="c",
        causation_id=None,
        stream="leadership/all",
        epoch=1,
        sequence=version,
    )


def comparators(value, version=1, period="2025-Q1"):
    cell = {"area": LONDON, "numerator": None, "denominator": None, "code": None}
    return an_event(
        {
            "indicator": "AS01",
            "period": period,
            "source": "Made for this test",
            "published_at": "2026-11-21T09:00:00.000000Z",
            "values": [{**cell, "value": value}],
        },
        version,
    )


def the_line(borough):
    with borough.database.reading() as session:
        return queries.lines(session, area=HERE, only="AS01")[0]


def london(borough):
    compared = {one.name: one.values for one in the_line(borough).comparators}
    return compared["London"].get("2025-Q1")


def test_official_figures_stand_beside_our_own(borough):
    with borough.database.transaction() as session:
        comparators_published(session, [comparators(71.5)])
        assert queries.sources(session, indicator="AS01") == ["Made for this test"]
    assert london(borough) == 71.5


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(versions=st.lists(st.integers(1, 4), min_size=1, max_size=6))
def test_the_newest_version_wins_in_any_order_and_number(borough, versions):
    newest = max(versions)
    for batch in (versions[:2], versions[2:]):
        if batch:
            with borough.database.transaction() as session:
                comparators_published(
                    session, [comparators(60.0 + each, each) for each in batch]
                )
    # Earlier examples may have left a newer version behind.
    assert london(borough) >= 60.0 + newest


def test_areas_come_with_their_neighbours(borough):
    area = {
        "code": HERE,
        "old_code": "311",
        "name": "Havering",
        "level": "authority",
        "region": LONDON,
        "neighbours": ["E09000004"],
    }
    data = {"source": "Made for this test", "areas": [area]}
    with borough.database.transaction() as session:
        areas_published(session, [an_event(data), an_event(data)])
        assert figures.area(session, HERE).neighbours == ("E09000004",)


def test_a_borough_without_figures_of_its_own_sees_the_official_ones(borough):
    cell = {"area": HERE, "numerator": 5, "denominator": 50, "value": 10.0}
    data = {
        "indicator": "CP03",
        "period": "2024",
        "source": "Made for this test",
        "published_at": "2026-11-21T09:00:00.000000Z",
        "values": [{**cell, "code": None}],
    }
    with borough.database.transaction() as session:
        comparators_published(session, [an_event(data)])
        (line,) = queries.lines(session, area=HERE, only="CP03")
    assert not line.official
    assert line.value("2025") == 15
