"""Whatever the order and however often: the highest version is what is shown."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from leadership.performance.consumers import HANDLERS
from leadership.performance.model import (
    ReceivedReturn,
    ReleasedObservation,
    SpeaksForAnother,
)
from tests.support.released import (
    AREAS,
    RETURN,
    a_first_version,
    a_return,
    an_observation,
)


@pytest.fixture
def database(each_database):
    return each_database


@pytest.fixture
def session(database, three_boroughs):
    with database.transaction() as session:
        yield session


def take(session, *events):
    HANDLERS[events[0].type](session, events)


def shown(session):
    session.expire_all()
    return session.scalars(select(ReleasedObservation)).one()


@given(versions=st.lists(st.integers(1, 9), min_size=1, max_size=30), data=st.data())
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_order_repetition_and_batching_ends_with_the_highest_version(
    session, versions, data
):
    session.execute(delete(ReleasedObservation))
    waiting = [an_observation(version, value=version * 1.5) for version in versions]
    while waiting:
        size = data.draw(st.integers(1, len(waiting)))
        take(session, *waiting[:size])
        waiting = waiting[size:]
    row = shown(session)
    assert row.version == max(versions)
    assert row.value == max(versions) * 1.5


def test_the_same_version_twice_keeps_what_came_first(session):
    take(session, an_observation(2, value=1.0))
    take(session, an_observation(2, value=99.0))
    assert shown(session).value == 1.0


def test_whole_numbers_and_others_arrive_together(session):
    take(
        session,
        an_observation(value=12, period="2024"),
        an_observation(value=12.5, period="2025"),
    )
    values = session.scalars(select(ReleasedObservation.value)).all()
    assert sorted(values) == [12.0, 12.5]


def test_a_restatement_carries_the_first_value(session):
    first = a_first_version()
    take(session, an_observation(2, value=25.0, history=[first], reason="Late records"))
    row = shown(session)
    assert row.history == [first]
    assert row.reason == "Late records"


def test_a_hidden_figure_stays_unknown_and_never_becomes_zero(session):
    take(session, an_observation(status="suppressed", numerator=None, value=None))
    row = shown(session)
    assert (row.status, row.value, row.numerator) == ("suppressed", None, None)


@pytest.mark.parametrize("source", ["redbridge", "thurrock"])
def test_a_borough_can_only_speak_for_its_own_area(session, source):
    foreign = an_observation(source=source, area=AREAS["havering"])
    with pytest.raises(SpeaksForAnother):
        take(session, an_observation(), foreign)
    assert session.scalars(select(ReleasedObservation)).all() == []


def test_a_return_is_kept_once(session):
    take(session, a_return(), a_return())
    take(session, a_return())
    kept = session.scalars(select(ReceivedReturn)).one()
    assert (kept.return_id, kept.cells) == (RETURN, 13)
    assert kept.released_by == "Business manager"


def test_a_return_of_anothers_area_is_refused(session):
    with pytest.raises(SpeaksForAnother):
        take(session, a_return(area=AREAS["redbridge"]))
