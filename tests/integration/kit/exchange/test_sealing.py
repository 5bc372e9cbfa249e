"""Sealing: contiguous numbers in commit order, one chain per stream."""

import pytest
from sqlalchemy import select

from kit.db import SharedBase
from kit.exchange import bundle, outbox, sealing
from kit.exchange.lease import turn_for
from kit.exchange.model import Numbered, OutboxEvent, SentBundle, SentStream
from tests.support.federation import NOTED, a_key


@pytest.fixture
def database(any_database):
    return any_database("havering", [SharedBase.metadata])


def announce(session, subject="s", audience="leadership"):
    return outbox.announce(
        session, audience=audience, type=NOTED, subject=subject, version=1, data={}
    )


def seal(database, key=None):
    return sealing.seal_committed(database, key=key or a_key(), registry=1)


def test_what_is_rolled_back_is_never_sealed(database):
    def fail_half_way():
        with database.transaction() as session:
            announce(session)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    with database.transaction() as session:
        kept = announce(session)

    (sealed,) = seal(database)

    assert (sealed.first, sealed.last) == (1, 1)
    assert bundle.reopen(sealed.raw).envelopes[0]["id"] == str(kept)


def test_each_stream_is_numbered_and_chained_by_itself(database):
    with database.transaction() as session:
        announce(session, "a")
        announce(session, "b", audience="all")
        announce(session, "c")
    first = {sealed.stream: sealed for sealed in seal(database)}
    with database.transaction() as session:
        announce(session, "d")

    (second,) = seal(database)

    assert {name: one.last for name, one in first.items()} == {
        "havering/leadership": 2,
        "havering/all": 1,
    }
    assert (second.first, second.last) == (3, 3)
    assert bundle.reopen(second.raw).prev == first["havering/leadership"].hash


def test_every_event_knows_its_number_and_is_sealed_once(database):
    with database.transaction() as session:
        ids = [announce(session) for _ in range(5)]

    seal(database)

    assert seal(database) == ()
    with database.reading() as session:
        rows = session.execute(
            select(OutboxEvent.event_id, Numbered.sequence)
            .join(Numbered, Numbered.outbox_id == OutboxEvent.id)
            .order_by(Numbered.sequence)
        ).all()
        assert rows == [(event_id, place) for place, event_id in enumerate(ids, 1)]
        assert session.get_one(SentStream, "havering/leadership").sealed_through == 5
        assert session.scalar(select(SentBundle.sent_at)) is None


def test_a_backlog_goes_into_few_bundles(database):
    with database.transaction() as session:
        for _ in range(1_100):
            announce(session)

    sealed = [one for _ in range(3) for one in seal(database)]

    assert sum(one.last - one.first + 1 for one in sealed) == 1_100
    assert len(sealed) <= 4


def test_only_one_of_two_dispatchers_has_the_turn(database):
    first, second = turn_for(database), turn_for(database)

    assert first.take()
    assert not second.take()
    assert first.take()
    first.release()
    assert second.take()
    second.release()


def test_large_events_are_sealed_a_few_at_a_time_and_none_is_left(
    database, monkeypatch
):
    with database.transaction() as session:
        for number in range(5):
            outbox.announce(
                session, audience="leadership", type=NOTED, subject=f"{number}",
                version=1, data={"text": "x" * 1000},
            )  # fmt: skip
    monkeypatch.setattr(sealing, "BYTES_AT_ONCE", 2000)
    key, seen = a_key(), []
    while sealed := seal(database, key):
        seen.append([(one.first, one.last) for one in sealed])
    assert seen == [[(1, 2)], [(3, 4)], [(5, 5)]]
