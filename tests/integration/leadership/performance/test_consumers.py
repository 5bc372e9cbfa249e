"""Whatever the order and however often: the highest version is what is shown."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from kit.db import Database
from kit.exchange.event import Event
from leadership.db import METADATAS
from leadership.members import service as members
from leadership.performance.consumers import HANDLERS
from leadership.performance.events import OBSERVATION_RELEASED, RETURN_RELEASED
from leadership.performance.model import (
    ReceivedReturn,
    ReleasedObservation,
    SpeaksForAnother,
)

HAVERING, REDBRIDGE = "E09000016", "E09000026"
RETURN = UUID("0190c000-0000-7000-8000-000000000001")


def an_event(type_, data, *, version=1, source="havering"):
    return Event(
        id=uuid4(),
        source=source,
        type=type_,
        subject="irrelevant here",
        version=version,
        time=datetime(2026, 11, 21, tzinfo=UTC),
        data=data,
        correlation_id="c",
        causation_id=None,
        stream=f"{source}/leadership",
        epoch=1,
        sequence=1,
    )


def an_observation(version=1, *, value=12.5, source="havering", **changes):
    data = {
        "return_id": str(RETURN),
        "indicator": "CP03",
        "period": "2025",
        "area": HAVERING,
        "status": "exact",
        "numerator": 1.0,
        "denominator": 8.0,
        "value": value,
        "rule": "published/1",
        "standard_version": 1,
        "released_at": "2026-11-21T10:00:00Z",
        "released_by": "Business manager",
        "reason": None,
        "history": [],
    } | changes
    return an_event(OBSERVATION_RELEASED, data, version=version, source=source)


def a_return(version=1, **changes):
    data = {
        "return_id": str(RETURN),
        "standard": "indicator-set",
        "standard_version": 1,
        "area": HAVERING,
        "first_period": "2013",
        "last_period": "2025",
        "cells": 13,
        "suppressed": 0,
        "digest": "0" * 64,
        "released_at": "2026-11-21T10:00:00Z",
        "prepared_by": "Analyst",
        "released_by": "Business manager",
        "note": None,
    } | changes
    return an_event(RETURN_RELEASED, data, version=version)


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    folder = tmp_path_factory.mktemp("leadership")
    database = Database(f"sqlite:///{folder}/l.sqlite", member="leadership")
    database.create_tables(METADATAS)
    with database.transaction() as session:
        for slug, area in (("havering", HAVERING), ("redbridge", REDBRIDGE)):
            jwk = a_public_key()
            members.add_member(session, slug=slug, name=slug, area_code=area, jwk=jwk)
    yield database
    database.dispose()


def a_public_key():
    from joserfc.jwk import OKPKey

    return OKPKey.generate_key("Ed25519").as_dict(private=False)


@pytest.fixture
def session(database):
    with database.transaction() as session:
        session.execute(delete(ReleasedObservation))
        session.execute(delete(ReceivedReturn))
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


def test_a_restatement_carries_the_first_value(session):
    first = {
        "version": 1,
        "status": "exact",
        "numerator": 1.0,
        "denominator": 8.0,
        "value": 12.5,
        "released_at": "2026-05-01T10:00:00Z",
        "reason": None,
    }
    take(session, an_observation(2, value=25.0, history=[first], reason="Late records"))
    row = shown(session)
    assert row.history == [first]
    assert row.reason == "Late records"


def test_a_hidden_figure_stays_unknown_and_never_becomes_zero(session):
    hidden = {"status": "suppressed", "numerator": None, "value": None}
    take(session, an_observation(**hidden))
    row = shown(session)
    assert (row.status, row.value, row.numerator) == ("suppressed", None, None)


@pytest.mark.parametrize("source", ["redbridge", "thurrock"])
def test_a_borough_can_only_speak_for_its_own_area(session, source):
    with pytest.raises(SpeaksForAnother):
        take(session, an_observation(), an_observation(source=source))
    assert session.scalars(select(ReleasedObservation)).all() == []


def test_a_return_is_kept_once(session):
    take(session, a_return(), a_return())
    take(session, a_return())
    kept = session.scalars(select(ReceivedReturn)).one()
    assert (kept.return_id, kept.cells, kept.released_by) == (
        RETURN,
        13,
        "Business manager",
    )


def test_a_return_of_anothers_area_is_refused(session):
    with pytest.raises(SpeaksForAnother):
        take(session, a_return(area=REDBRIDGE))
