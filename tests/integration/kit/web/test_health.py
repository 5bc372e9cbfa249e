"""Whether the exchange lives is told, and is no reason to be not ready."""

from datetime import timedelta

import pytest
import time_machine

from kit import clock
from kit.db import SharedBase
from kit.exchange import lease


@pytest.fixture
def database(any_database):
    return any_database("havering", (SharedBase.metadata,))


def seen(database):
    with database.reading() as session:
        return lease.seconds_since(session)


def test_an_exchange_that_runs_is_seen_until_it_stops(database):
    assert seen(database) is None
    turn = lease.turn_for(database)
    assert turn.take()
    assert seen(database) == 0
    turn.release()
    assert seen(database) is None


def test_the_seconds_since_a_process_died_are_told(sqlite_database):
    database = sqlite_database("havering", (SharedBase.metadata,))
    lease.turn_for(database).take()
    with time_machine.travel(clock.now() + timedelta(seconds=90), tick=False):
        assert 89 <= seen(database) <= 91


@pytest.mark.postgresql
def test_another_instances_exchange_is_not_ours(postgresql_database):
    ours = postgresql_database("havering", (SharedBase.metadata,))
    theirs = postgresql_database("redbridge", (SharedBase.metadata,))
    turn = lease.turn_for(theirs)
    turn.take()
    assert (seen(ours), seen(theirs)) == (None, 0)
    turn.release()


def test_pages_are_ready_without_it(make_app):
    app = make_app()
    client = app.test_client()
    assert client.get("/ready").json["exchange"] == "not running"
    turn = lease.turn_for(app.extensions["accord"].database)
    turn.take()
    answer = client.get("/ready")
    assert answer.json["exchange"] == "seen 0 seconds ago"
    assert answer.status_code == 200
    turn.release()
