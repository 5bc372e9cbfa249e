import threading
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import update

from borough.wiring import SERVICE
from kit import clock
from kit.accounts import service as accounts
from kit.exchange.model import ReceivedStream, Waiting, WaitingEvent
from kit.notices import queries, service, watch
from kit.notices.watch import Watch, Watching
from partnership.access import policy
from tests.support.settings import some_settings


@pytest.fixture
def database(any_database):
    return any_database("havering", SERVICE.metadatas)


@pytest.fixture
def administrator(database):
    return person(database, "administrator")


@pytest.fixture
def watcher(database):
    return Watch(database, roles=["administrator"])


def person(database, role):
    with database.transaction() as session:
        return accounts.create_user(
            session, email=f"{role}@example.org", name=role, role=role
        )


def told(database, user_id):
    """What is unread; reading it, so that only news is found the next time."""
    with database.transaction() as session:
        found = [
            one.text
            for one in queries.everything(session, user_id)
            if one.read_at is None
        ]
        service.read_all(session, user_id=user_id)
    return found


def park(database):
    with database.transaction() as session:
        event = WaitingEvent(
            event_id=clock.new_id(),
            stream="leadership/all",
            epoch=1,
            sequence=1,
            type="t",
            subject="s",
            body=b"{}",
            state=Waiting.PARKED,
            reason="x",
            attempts=6,
            since=clock.now(),
        )
        session.add(event)


def stop(database, frozen):
    with database.transaction() as session:
        if session.get(ReceivedStream, "leadership/all") is None:
            none = dict.fromkeys(("stored_through", "applied_through", "head"), 0)
            row = ReceivedStream(
                stream="leadership/all", epoch=1, stored_hash="", **none
            )
            session.add(row)
            session.flush()
        session.execute(update(ReceivedStream).values(frozen=frozen))


def test_a_stopped_stream_is_told_to_the_administrator_once(
    database, administrator, watcher
):
    watcher.look()
    assert told(database, administrator) == []
    stop(database, "fork at 3")
    watcher.look()
    assert told(database, administrator) == [watch.STOPPED["text"]]
    watcher.look()
    assert told(database, administrator) == []


def test_it_is_told_again_when_it_stops_again(database, administrator, watcher):
    for frozen in ("fork at 3", None, "fork at 9"):
        stop(database, frozen)
        watcher.look()
    assert told(database, administrator) == [watch.STOPPED["text"]]
    stop(database, None)
    watcher.look()
    stop(database, "fork at 12")
    watcher.look()
    assert told(database, administrator) == [watch.STOPPED["text"]]


def test_each_further_message_that_cannot_be_applied_is_news(
    database, administrator, watcher
):
    for _ in range(2):
        park(database)
        watcher.look()
        assert told(database, administrator) == [watch.PARKED["text"]]


def test_what_was_read_a_year_ago_is_forgotten(database, administrator, watcher):
    words = {"kind": "return", "text": "Look", "href": "/"}
    long_ago = clock.now() - timedelta(days=366)
    with time_machine.travel(long_ago), database.transaction() as session:
        service.tell(session, user_id=administrator, **words)
        service.tell(session, user_id=administrator, **words | {"text": "Unread"})
        first = queries.everything(session, administrator)[-1]
        service.read(session, notice_id=first.id, user_id=administrator)
    watcher.tidy()
    with database.reading() as session:
        assert len(queries.everything(session, administrator)) == 1


def test_what_was_wrong_before_we_started_is_told(database, administrator, tmp_path):
    park(database)
    analyst = person(database, "analyst")
    ended = threading.Event()
    ended.set()
    Watching(policy=policy()).run(some_settings("havering", tmp_path), database, ended)
    assert told(database, administrator) == [watch.PARKED["text"]]
    assert told(database, analyst) == []
