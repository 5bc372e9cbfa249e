"""Applying: in order, in batches, and one bad event stops only its own subject."""

import threading

import pytest
import time_machine
from sqlalchemy import select

from kit.db import SharedBase
from kit.exchange import waiting
from kit.exchange.applier import Applier
from kit.exchange.model import ReceivedStream, Waiting, WaitingEvent
from kit.exchange.recent import Recent
from tests.support.federation import (
    NOTED,
    Notes,
    Source,
    Trusted,
    a_body,
    a_delivery,
    a_receiver,
)


class Inbox:
    def __init__(self, database, folder):
        self.database = database
        trusted = Trusted()
        self.recent = Recent()
        membership = trusted.membership(database, folder)
        self.receiver = a_receiver(database, membership, self.recent)
        self.source = Source(trusted.keys["havering"])
        self.notes = Notes()
        self.applier = self.an_applier(self.notes.handlers())

    def an_applier(self, handlers):
        return Applier(
            database=self.database,
            handlers=handlers,
            applied=lambda stream: None,
            stop=threading.Event(),
            recent=self.recent,
        )

    def arrive(self, *bodies):
        self.receiver.store([a_delivery(self.source.seal(*bodies).raw)])
        while self.applier.apply_stored():
            pass

    def waits(self):
        with self.database.reading() as session:
            rows = session.scalars(select(WaitingEvent).order_by(WaitingEvent.sequence))
            return [(row.subject, row.sequence, row.state) for row in rows]

    def applied_through(self):
        with self.database.reading() as session:
            return session.scalar(select(ReceivedStream.applied_through))


@pytest.fixture
def inbox(any_database, tmp_path):
    return Inbox(any_database("leadership", [SharedBase.metadata]), tmp_path)


def test_events_are_applied_in_order_and_together(inbox):
    inbox.arrive(a_body("a"), a_body("b"), a_body("a"))

    assert inbox.notes.seen == [("a", 1), ("b", 2), ("a", 3)]
    assert inbox.notes.batches == [3]
    assert inbox.applied_through() == 3


def test_a_bad_event_waits_and_only_its_own_subject_waits_behind_it(inbox):
    inbox.notes.refuse = {"bad"}

    inbox.arrive(a_body("good"), a_body("bad"), a_body("bad"), a_body("other"))
    inbox.arrive(a_body("bad"), a_body("good"))

    assert inbox.notes.seen == [("good", 1), ("other", 4), ("good", 6)]
    assert inbox.waits() == [
        ("bad", 2, Waiting.RETRYING),
        ("bad", 3, Waiting.BEHIND),
        ("bad", 5, Waiting.BEHIND),
    ]
    assert inbox.applied_through() == 6


def test_once_the_cause_is_gone_what_waited_is_applied_in_order(inbox):
    inbox.notes.refuse = {"bad"}
    inbox.arrive(a_body("bad"), a_body("bad"), a_body("bad"))
    inbox.notes.refuse = set()

    with time_machine.travel("2036-01-01", tick=False):
        inbox.applier.retry_waiting()

    assert inbox.notes.seen == [("bad", 1), ("bad", 2), ("bad", 3)]
    assert {state for _, _, state in inbox.waits()} == {Waiting.RESOLVED}


def test_an_event_that_keeps_failing_is_parked_and_tried_when_asked(inbox):
    inbox.notes.refuse = {"bad"}
    inbox.arrive(a_body("bad"))
    for day in range(1, 10):
        with time_machine.travel(f"2036-01-0{day}", tick=False):
            inbox.applier.retry_waiting()
    assert inbox.waits() == [("bad", 1, Waiting.PARKED)]
    inbox.notes.refuse = set()

    with inbox.database.transaction() as session:
        row = session.scalar(select(WaitingEvent))
        assert row.attempts == len(waiting.TRY_AGAIN_AFTER) + 1
        waiting.try_again(session, row.event_id)
        waiting.try_again(session, row.event_id)
    inbox.applier.retry_waiting()

    assert inbox.notes.seen == [("bad", 1)]


def test_a_type_from_the_future_waits_for_the_upgrade_and_is_then_applied(inbox):
    later = NOTED.replace(".v1", ".v2")
    inbox.arrive(a_body("new", type=later), a_body("new"), a_body("old"))
    assert inbox.notes.seen == [("old", 3)]
    assert inbox.waits() == [
        ("new", 1, Waiting.UPGRADE),
        ("new", 2, Waiting.BEHIND),
    ]

    upgraded = inbox.an_applier({NOTED: inbox.notes, later: inbox.notes})
    upgraded.upgrade()
    upgraded.retry_waiting()

    assert inbox.notes.seen == [("old", 3), ("new", 1), ("new", 2)]


def test_an_effect_of_a_refused_event_is_undone(inbox):
    def half(session, events):
        session.add(
            ReceivedStream(
                stream="x/y",
                epoch=1,
                stored_through=0,
                stored_hash="",
                applied_through=0,
                head=0,
            )
        )
        session.flush()
        raise ValueError("after a write")

    inbox.applier = inbox.an_applier({NOTED: half})
    inbox.arrive(a_body("a"))

    with inbox.database.reading() as session:
        assert session.get(ReceivedStream, "x/y") is None
    assert inbox.waits() == [("a", 1, Waiting.RETRYING)]


def test_a_crash_before_the_commit_applies_nothing_twice(inbox, monkeypatch):
    inbox.receiver.store([a_delivery(inbox.source.seal(a_body("a"), a_body("b")).raw)])

    class Crash(BaseException):
        pass

    def crash(*_):
        raise Crash

    dying = inbox.an_applier({NOTED: crash})
    with pytest.raises(Crash):
        dying.apply_stored()
    assert inbox.applied_through() == 0

    while inbox.applier.apply_stored():
        pass
    assert inbox.notes.seen == [("a", 1), ("b", 2)]
