"""What every broker adapter promises; each test runs on the file and on RabbitMQ."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from kit.exchange.broker import BrokerRefuses, Consumer, Delivery, Outcome
from tests.support.brokers import (
    CONTROL,
    BrokerUnderTest,
    a_message,
    closing,
    in_a_file,
    numbered,
    on_rabbitmq,
    take_all,
)

QUEUE = "leadership.in.havering"
KEY = "havering.leadership"
CHILD = """
import sys
from types import SimpleNamespace
from kit import logs
from kit.exchange import brokers
logs.configure(member="leadership", process="test")
member, url, password, queue = sys.argv[1:]
broker = brokers.connect(
    SimpleNamespace(member=member, broker_url=url, broker_password=password)
)
consumer = broker.consumer([queue])
taken = []
while not taken:
    taken = consumer.take(limit=10, wait=1)
print(len(taken), flush=True)
sys.stdin.read()
"""


@pytest.fixture(params=["local", pytest.param("rabbit", marks=pytest.mark.rabbitmq)])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BrokerUnderTest]:
    if request.param == "local":
        under_test = in_a_file(tmp_path)
    else:
        under_test = on_rabbitmq(request.getfixturevalue("rabbitmq"))
    with closing(under_test):
        yield under_test


def ids(deliveries: "list[Delivery] | tuple[Delivery, ...]") -> list[str | None]:
    return [delivery.message_id for delivery in deliveries]


def nothing_comes(consumer: Consumer) -> bool:
    return not consumer.take(limit=10, wait=0.15)


def test_a_released_message_comes_to_its_audience_as_it_was_sent(
    broker: BrokerUnderTest,
) -> None:
    message = a_message(KEY, body=b"\x00sealed\xff", message_id="id:1")
    assert broker.publisher("havering").publish([message]) == [Outcome.CONFIRMED]
    (delivery,) = take_all(broker.consumer("leadership", QUEUE), 1)
    assert (delivery.body, delivery.message_id) == (b"\x00sealed\xff", "id:1")
    assert (delivery.queue, delivery.key) == (QUEUE, KEY)
    assert delivery.user == "havering"
    assert not delivery.redelivered


def test_what_leadership_tells_all_comes_to_every_borough(
    broker: BrokerUnderTest,
) -> None:
    broker.publisher("leadership").publish([a_message("leadership.all")])
    for borough in ("havering", "barking-and-dagenham", "redbridge"):
        assert take_all(broker.consumer(borough, f"{borough}.in"), 1)


def test_what_one_borough_sends_another_comes_to_no_third(
    broker: BrokerUnderTest,
) -> None:
    sent = [a_message("havering.barking-and-dagenham")]
    assert broker.publisher("havering").publish(sent) == [Outcome.CONFIRMED]
    third = broker.consumer("redbridge", "redbridge.in")
    leadership = broker.consumer("leadership", QUEUE)
    receiver = broker.consumer("barking-and-dagenham", "barking-and-dagenham.in")
    assert take_all(receiver, 1)
    assert nothing_comes(third)
    assert nothing_comes(leadership)


def test_a_control_message_comes_to_the_member_it_names(
    broker: BrokerUnderTest,
) -> None:
    key = "leadership.havering.receipt"
    broker.publisher("leadership").publish([a_message(key, exchange=CONTROL)])
    assert take_all(broker.consumer("havering", "havering.control"), 1)[0].key == key
    assert nothing_comes(broker.consumer("redbridge", "redbridge.control"))


def test_a_control_message_for_all_comes_to_every_member(
    broker: BrokerUnderTest,
) -> None:
    message = a_message("redbridge.all.key", exchange=CONTROL)
    broker.publisher("redbridge").publish([message])
    for member in broker.topology.slugs:
        assert take_all(broker.consumer(member, f"{member}.control"), 1)


def test_one_consumer_reads_several_queues(broker: BrokerUnderTest) -> None:
    broker.publisher("havering").publish([a_message(KEY)])
    broker.publisher("redbridge").publish([a_message("redbridge.leadership")])
    queues = broker.topology.queues_of("leadership")
    taken = take_all(broker.consumer("leadership", *queues), 2)
    assert {delivery.queue for delivery in taken} == {QUEUE, "leadership.in.redbridge"}


def test_a_message_nobody_is_bound_for_is_returned(broker: BrokerUnderTest) -> None:
    messages = [a_message("havering.nobody", message_id="1"), a_message(KEY)]
    assert broker.publisher("havering").publish(messages) == [
        Outcome.RETURNED,
        Outcome.CONFIRMED,
    ]


def test_only_the_message_with_anothers_key_is_refused(
    broker: BrokerUnderTest,
) -> None:
    messages = [
        a_message(KEY, message_id="1"),
        a_message("redbridge.leadership", message_id="2"),
        a_message("havering.nobody", message_id="3"),
        a_message(KEY, message_id="4"),
    ]
    publisher = broker.publisher("havering")
    assert publisher.publish(messages) == [
        Outcome.CONFIRMED,
        Outcome.REFUSED,
        Outcome.RETURNED,
        Outcome.CONFIRMED,
    ]
    assert publisher.publish([a_message(KEY)]) == [Outcome.CONFIRMED]
    assert nothing_comes(broker.consumer("leadership", "leadership.in.redbridge"))


@pytest.mark.parametrize(
    "exchange", ["accord.dead", "", "amq.topic", "not.there"], ids=str
)
def test_a_member_publishes_to_no_other_exchange(
    broker: BrokerUnderTest, exchange: str
) -> None:
    message = a_message(KEY, exchange=exchange)
    assert broker.publisher("havering").publish([message]) == [Outcome.REFUSED]


def test_a_slug_that_begins_like_anothers_gives_no_right_to_it(
    broker: BrokerUnderTest,
) -> None:
    message = a_message("havering-two.leadership")
    assert broker.publisher("havering").publish([message]) == [Outcome.REFUSED]


@pytest.mark.parametrize(
    ("member", "queue"),
    [
        ("redbridge", QUEUE),
        ("redbridge", "havering.in"),
        ("leadership", "havering.in"),
        ("leadership", "havering.control"),
        ("havering", "accord.dead"),
    ],
)
def test_a_member_cannot_read_anothers_queue(
    broker: BrokerUnderTest, member: str, queue: str
) -> None:
    with pytest.raises(BrokerRefuses):
        broker.broker(member).consumer([queue])


@pytest.mark.parametrize("side", ["publisher", "consumer"])
def test_a_wrong_password_is_given_up_at_once(
    broker: BrokerUnderTest, side: str
) -> None:
    wrong = broker.broker("havering", password="wrong")
    started = monotonic()
    with pytest.raises(BrokerRefuses):
        wrong.publisher() if side == "publisher" else wrong.consumer(["havering.in"])
    assert monotonic() - started < 2


def test_order_is_kept(broker: BrokerUnderTest) -> None:
    publisher = broker.publisher("havering")
    messages = numbered(KEY, 1200)
    assert set(publisher.publish(messages)) == {Outcome.CONFIRMED}
    taken = take_all(broker.consumer("leadership", QUEUE), 1200)
    assert ids([*taken]) == [message.message_id for message in messages]


def test_large_bodies_arrive_whole(broker: BrokerUnderTest) -> None:
    bodies = [bytes([number]) * 1_000_000 for number in range(12)]
    publisher = broker.publisher("havering")
    messages = [a_message(KEY, body=body) for body in bodies]
    assert set(publisher.publish(messages)) == {Outcome.CONFIRMED}
    taken = take_all(broker.consumer("leadership", QUEUE), 12)
    assert [delivery.body for delivery in taken] == bodies


def test_take_gives_no_more_than_asked_and_waits_no_longer(
    broker: BrokerUnderTest,
) -> None:
    consumer = broker.consumer("leadership", QUEUE)
    started = monotonic()
    assert consumer.take(limit=5, wait=0.2) == []
    assert 0.15 < monotonic() - started < 2
    broker.publisher("havering").publish(numbered(KEY, 8))
    deadline = monotonic() + 5
    taken: list[Delivery] = []
    while len(taken) < 8:
        part = consumer.take(limit=3, wait=0.2)
        assert len(part) <= 3
        assert monotonic() < deadline
        taken += part


def test_what_was_not_acknowledged_comes_again(broker: BrokerUnderTest) -> None:
    broker.publisher("havering").publish(numbered(KEY, 5))
    first = broker.consumer("leadership", QUEUE)
    taken: list[Delivery] = []
    deadline = monotonic() + 5
    while len(taken) < 5:
        taken += first.take(limit=5, wait=0.2)
        assert monotonic() < deadline
    first.acknowledge(taken[1])
    first.close()
    again = take_all(broker.consumer("leadership", QUEUE), 3)
    assert ids([*again]) == ["3", "4", "5"]
    assert all(delivery.redelivered for delivery in again)


def test_what_was_acknowledged_never_comes_again(broker: BrokerUnderTest) -> None:
    broker.publisher("havering").publish(numbered(KEY, 3))
    first = broker.consumer("leadership", QUEUE)
    take_all(first, 3)
    first.close()
    assert nothing_comes(broker.consumer("leadership", QUEUE))


def test_a_consumer_that_emptied_its_queue_gets_what_comes_after(
    broker: BrokerUnderTest,
) -> None:
    publisher = broker.publisher("havering")
    consumer = broker.consumer("leadership", QUEUE)
    for _ in range(3):
        publisher.publish(numbered(KEY, 4))
        assert ids([*take_all(consumer, 4)]) == ["1", "2", "3", "4"]


def test_an_old_delivery_settles_nothing_on_a_new_connection(
    broker: BrokerUnderTest,
) -> None:
    broker.publisher("havering").publish(numbered(KEY, 2))
    first = broker.consumer("leadership", QUEUE)
    old = first.take(limit=1, wait=5)[0]
    first.close()
    second = broker.consumer("leadership", QUEUE)
    assert second.take(limit=1, wait=5)[0].message_id == "1"
    with pytest.raises(ValueError, match="not waiting"):
        second.acknowledge(old)


def test_only_one_consumer_of_a_queue_is_active(broker: BrokerUnderTest) -> None:
    active = broker.consumer("leadership", QUEUE)
    active.take(limit=1, wait=0)
    waiting = broker.consumer("leadership", QUEUE)
    broker.publisher("havering").publish(numbered(KEY, 4))
    assert nothing_comes(waiting)
    assert len(take_all(active, 4)) == 4
    broker.publisher("havering").publish(numbered(KEY, 2))
    active.close()
    started = monotonic()
    assert ids([*take_all(waiting, 2)]) == ["1", "2"]
    assert monotonic() - started < 2


def test_a_killed_consumers_messages_come_to_the_next_within_two_seconds(
    broker: BrokerUnderTest,
) -> None:
    broker.publisher("havering").publish(numbered(KEY, 3))
    words = ("leadership", broker.urls["leadership"], broker.passwords["leadership"])
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, *words, QUEUE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as child:
        assert child.stdout is not None
        assert int(child.stdout.readline()) >= 1
        next_one = broker.consumer("leadership", QUEUE)
        assert nothing_comes(next_one)
        os.kill(child.pid, signal.SIGKILL)
        started = monotonic()
        again = take_all(next_one, 3)
        assert monotonic() - started < 2
    assert ids([*again]) == ["1", "2", "3"]
    assert again[0].redelivered


def test_a_message_given_too_often_is_set_aside(broker: BrokerUnderTest) -> None:
    broker.publisher("havering").publish([a_message(KEY)])
    times = 0
    while True:
        consumer = broker.consumer("leadership", QUEUE)
        taken = consumer.take(limit=1, wait=0.5)
        consumer.close()
        if not taken:
            break
        times += 1
        assert times <= broker.topology.delivery_limit + 1
    assert times == broker.topology.delivery_limit + 1


def test_closing_twice_does_no_harm(broker: BrokerUnderTest) -> None:
    publisher = broker.publisher("havering")
    consumer = broker.consumer("havering", "havering.in")
    for _ in range(2):
        publisher.close()
        consumer.close()
