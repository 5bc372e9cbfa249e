"""What the exchange refuses, parks or is told to try again becomes rows."""

import pytest

from kit import clock
from kit.db import SharedBase
from kit.exchange import waiting
from kit.exchange.model import Waiting, WaitingEvent
from tests.support.federation import Source, Trusted, a_body, a_delivery, a_receiver
from tests.support.trails import acts_in


@pytest.fixture
def exchange(any_database):
    database = any_database("leadership", [SharedBase.metadata])
    database.info["process"] = "exchange"
    return database


def test_a_refused_message_leaves_one_row_however_often_it_comes(exchange, tmp_path):
    trusted = Trusted()
    receiver = a_receiver(exchange, trusted.membership(exchange, tmp_path))
    forged = Source(Trusted().keys["havering"]).seal(a_body()).raw
    for _ in range(3):
        receiver.store([a_delivery(forged)])
    assert acts_in(exchange) == [
        ("registry.learned", "exchange"),
        ("message.refused", "exchange"),
    ]


def test_a_message_that_is_stored_leaves_none(exchange, tmp_path):
    trusted = Trusted()
    receiver = a_receiver(exchange, trusted.membership(exchange, tmp_path))
    receiver.store([a_delivery(Source(trusted.keys["havering"]).seal(a_body()).raw)])
    assert acts_in(exchange) == [("registry.learned", "exchange")]


def test_an_event_that_is_parked_and_tried_again_leaves_two_rows(exchange):
    event_id = clock.new_id()
    with exchange.transaction() as session:
        session.add(
            WaitingEvent(
                event_id=event_id,
                stream="havering/leadership",
                epoch=1,
                sequence=1,
                type="uk.accord.tests.note.written.v1",
                subject="note",
                body=b"{}",
                state=Waiting.RETRYING,
                reason="",
                attempts=0,
                since=clock.now(),
            )
        )
    for _ in range(len(waiting.TRY_AGAIN_AFTER) + 1):
        with exchange.transaction() as session:
            waiting.failed_again(session, waiting.get(session, event_id), "no")
    with exchange.transaction() as session:
        session.info["actor"] = None
        waiting.try_again(session, event_id)
    assert acts_in(exchange) == [
        ("message.parked", "exchange"),
        ("message.retried", "nobody"),
    ]
