"""What the comparison pages read, on both databases."""

import pytest

from leadership.comparison import queries
from leadership.comparison.model import UnknownIndicator, Wanted
from leadership.members import service as members
from leadership.performance import queries as performance
from leadership.performance import service
from leadership.performance.queries import Freshness
from leadership.standards import service as standards
from partnership.disclosure.digest import digest
from partnership.figures import service as figures
from tests.integration.leadership.conftest import BOROUGHS, a_public_jwk
from tests.support.released import (
    RETURN,
    a_first_version,
    a_return,
    an_observation,
)


@pytest.fixture
def session(each_database):
    with each_database.transaction() as session:
        for slug, (name, area_code) in BOROUGHS.items():
            members.add_member(
                session, slug=slug, name=name, area_code=area_code, jwk=a_public_jwk()
            )
        standards.draft_indicator_set(session)
        standards.publish_indicator_set(session, version=1, published_by="x")
        figures.learn_areas(
            session,
            [
                {
                    "code": area_code,
                    "old_code": None,
                    "name": name,
                    "level": "authority",
                    "region": "E13000002",
                    "neighbours": [],
                }
                for name, area_code in BOROUGHS.values()
            ],
        )
        yield session


def test_a_borough_is_read_as_it_released(session):
    first = a_first_version(10.0)
    service.take_observations(
        session,
        [
            an_observation(period="2024", value=20.0),
            an_observation(2, period="2025", value=23.1, history=[first]),
        ],
    )
    comparison = queries.compare(session, indicator="CP03", wanted=Wanted())
    line = comparison.boroughs[0]
    assert line.member.slug == "havering"
    assert [line.shown(period, 1) for period in ("2024", "2025")] == ["20.0", "23.1"]
    assert [cell.first_shown(1) for _, cell in comparison.restated] == ["10.0"]
    assert [point.value for point in line.chart.points] == [20.0, 23.1]


def test_the_overview_holds_every_indicator_and_says_what_is_missing(session):
    service.take_observations(session, [an_observation(value=23.1)])
    overview = queries.overview(session)
    assert len(overview.rows) == 22
    havering = [member.slug for member in overview.boroughs].index("havering")
    assert len(overview.missing(havering)) == 21
    assert "CP03" not in overview.missing(havering)


def test_what_is_held_here_proves_itself_by_the_boroughs_digest(session):
    sent = [an_observation(period=str(year)) for year in range(2020, 2026)]
    service.take_observations(session, sent)
    held = performance.released_in(session, source="havering", return_id=RETURN)
    assert len(held) == 6
    before = digest(held)
    service.take_observations(session, [an_observation(2, period="2025", value=1.0)])
    after = performance.released_in(session, source="havering", return_id=RETURN)
    assert digest(after) != before


def test_the_last_return_of_each_borough_says_how_fresh_it_is(session):
    service.take_returns(
        session,
        [
            a_return(released_at="2020-01-01T10:00:00Z"),
            a_return(
                return_id="0190c000-0000-7000-8000-000000000002",
                released_at="2020-06-01T10:00:00Z",
            ),
        ],
    )
    comparison = queries.compare(session, indicator="CP03", wanted=Wanted())
    standings = {one.member.slug: one for one in comparison.standings}
    assert standings["havering"].freshness is Freshness.LATE
    assert standings["havering"].last.released_at.month == 6
    assert standings["redbridge"].freshness is Freshness.NEVER


def test_what_the_set_does_not_define_cannot_be_compared(session):
    with pytest.raises(UnknownIndicator):
        queries.compare(session, indicator="XX99", wanted=Wanted())
