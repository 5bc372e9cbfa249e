"""What only RabbitMQ can show: crashes, silence, forgery, and pika beneath us."""

import os
import signal
from collections.abc import Callable, Iterator
from threading import Event, Thread
from time import monotonic

import pika
import pytest
from pika.adapters.blocking_connection import BlockingChannel, BlockingConnection
from pika.exceptions import ChannelClosedByBroker

from accord.private_rabbitmq import PrivateRabbitMQ
from kit.exchange.broker import BrokerAway, BrokerRefuses, Outcome, Publisher
from kit.exchange.rabbit.broker import RabbitBroker
from kit.exchange.rabbit.connection import beneath
from tests.support.broker import RabbitServer
from tests.support.brokers import (
    BrokerUnderTest,
    a_message,
    closing,
    numbered,
    on_rabbitmq,
    patiently,
    take_all,
)

pytestmark = [pytest.mark.rabbitmq, pytest.mark.long]
QUEUE = "leadership.in.havering"
KEY = "havering.leadership"


@pytest.fixture
def broker(rabbitmq: RabbitServer) -> Iterator[BrokerUnderTest]:
    with closing(on_rabbitmq(rabbitmq)) as under_test:
        yield under_test


def publisher_once_back(broker: BrokerUnderTest, member: str) -> Publisher:
    def opened() -> Publisher:
        return broker.publisher(member)

    return patiently(opened, stop=Event())


def publish_until_confirmed(publisher: Publisher, count: int) -> None:
    """A queue without its leader says no for a moment after a crash."""
    deadline = monotonic() + 30
    waiting = numbered(KEY, count)
    while waiting:
        outcomes = publisher.publish(waiting)
        waiting = [
            message
            for message, outcome in zip(waiting, outcomes, strict=True)
            if outcome is not Outcome.CONFIRMED
        ]
        assert monotonic() < deadline, f"{len(waiting)} were not confirmed"


def test_confirmed_messages_survive_the_brokers_crash(
    rabbitmq: RabbitServer, broker: BrokerUnderTest
) -> None:
    publisher = broker.publisher("havering")
    assert set(publisher.publish(numbered(KEY, 700))) == {Outcome.CONFIRMED}
    rabbitmq.kill()
    with pytest.raises(BrokerAway):
        publisher.publish(numbered(KEY, 1))
    rabbitmq.restart()
    publish_until_confirmed(publisher_once_back(broker, "havering"), 50)
    consumer = broker.consumer("leadership", QUEUE)
    taken = take_all(consumer, 750, within=30)
    numbers = [int(str(delivery.message_id)) for delivery in taken]
    assert numbers[:700] == [*range(1, 701)]
    assert set(numbers[700:]) == {*range(1, 51)}


def test_a_crash_while_publishing_leaves_the_rest_unknown(
    rabbitmq: RabbitServer, broker: BrokerUnderTest
) -> None:
    publisher = broker.publisher("havering")
    killer = Thread(target=rabbitmq.kill)
    outcomes: list[Outcome] = []
    messages = numbered(KEY, 3000, body=b"x" * 20_000)

    def publish_for_ever() -> None:
        while True:
            outcomes.extend(publisher.publish(messages))

    try:
        killer.start()
        with pytest.raises(BrokerAway):
            publish_for_ever()
    finally:
        killer.join()
        rabbitmq.restart()
    assert set(outcomes) <= {Outcome.CONFIRMED, Outcome.UNKNOWN}
    # A confirm that was lost on the way is not counted, so no fewer can be there.
    deadline = monotonic() + 30
    while rabbitmq.waiting(QUEUE) < outcomes.count(Outcome.CONFIRMED):
        assert monotonic() < deadline


def test_a_consumer_says_so_when_the_broker_crashes(
    rabbitmq: RabbitServer, broker: BrokerUnderTest
) -> None:
    consumer = broker.consumer("leadership", QUEUE)
    consumer.take(limit=1, wait=0)
    rabbitmq.kill()
    try:
        with pytest.raises(BrokerAway):
            consumer.take(limit=1, wait=5)
        with pytest.raises(BrokerAway):
            on_rabbitmq(rabbitmq).publisher("havering")
    finally:
        rabbitmq.restart()
    again = patiently(lambda: broker.consumer("leadership", QUEUE), stop=Event())
    assert again.take(limit=1, wait=0) == []


def test_a_broker_that_does_not_answer_is_left_in_time(rabbitmq: RabbitServer) -> None:
    if not isinstance(rabbitmq.node, PrivateRabbitMQ):
        pytest.skip("Only a private node can be stopped without a word")
    frozen = RabbitBroker(
        rabbitmq.url("havering"),
        password=rabbitmq.password("havering"),
        confirm_within=0.5,
    )
    publisher = frozen.publisher()
    os.kill(rabbitmq.node.pid, signal.SIGSTOP)
    started = monotonic()
    try:
        outcomes = publisher.publish(numbered(KEY, 40, body=b"x" * 1_000_000))
        assert set(outcomes) == {Outcome.UNKNOWN}
        assert monotonic() - started < 5
        with pytest.raises(BrokerAway):
            publisher.publish([a_message(KEY)])
    finally:
        os.kill(rabbitmq.node.pid, signal.SIGCONT)
        publisher.close()


def test_a_deleted_queue_ends_its_consumer(
    rabbitmq: RabbitServer, broker: BrokerUnderTest
) -> None:
    consumer = broker.consumer("havering", "havering.in")
    with rabbitmq.channel() as administrator:
        administrator.queue_delete("havering.in")
    try:
        with pytest.raises(BrokerAway):
            consumer.take(limit=1, wait=5)
        with pytest.raises(BrokerAway):
            broker.consumer("havering", "havering.in")
        lost = broker.publisher("redbridge").publish([a_message("redbridge.havering")])
        assert lost == [Outcome.RETURNED]
    finally:
        rabbitmq.repair()


@pytest.mark.parametrize("part", ["havering@", "/accord"])
def test_an_unknown_name_or_vhost_is_given_up_at_once(
    rabbitmq: RabbitServer, part: str
) -> None:
    url = rabbitmq.url("havering").replace(part, part[0] + "x" + part[1:])
    started = monotonic()
    with pytest.raises(BrokerRefuses):
        RabbitBroker(url, password=rabbitmq.password("havering")).publisher()
    assert monotonic() - started < 2


def test_nobody_listening_is_given_up_after_some_seconds() -> None:
    away = RabbitBroker("amqp://havering@127.0.0.1:1/x", password="x", patience=0.3)
    started = monotonic()
    with pytest.raises(BrokerAway):
        away.publisher()
    assert monotonic() - started < 5


def test_the_broker_refuses_anothers_name_on_a_message(
    rabbitmq: RabbitServer,
) -> None:
    forged = pika.BasicProperties(user_id="redbridge")
    with rabbitmq.channel("havering") as channel:
        channel.confirm_delivery()
        with pytest.raises(ChannelClosedByBroker) as refused:
            channel.basic_publish("accord.events", KEY, b"forged", forged)
    assert refused.value.reply_code == 406


FORBIDDEN: dict[str, Callable[[BlockingChannel], object]] = {
    "a spy's queue": lambda channel: channel.queue_declare("havering.spy"),
    "a nameless queue": lambda channel: channel.queue_declare("", exclusive=True),
    "a binding": lambda channel: channel.queue_bind("havering.in", "accord.events"),
    "an exchange": lambda channel: channel.exchange_declare("havering.own"),
    "a deletion": lambda channel: channel.queue_delete("havering.in"),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_a_member_can_configure_nothing(rabbitmq: RabbitServer, what: str) -> None:
    with rabbitmq.channel("havering") as channel:
        with pytest.raises(ChannelClosedByBroker) as refused:
            FORBIDDEN[what](channel)
        assert refused.value.reply_code == 403


def test_pika_still_has_what_lies_beneath_its_blocking_api(
    rabbitmq: RabbitServer,
) -> None:
    with rabbitmq.channel("havering") as channel:
        assert isinstance(channel.connection, BlockingConnection)
        connection = beneath(channel.connection)
        assert connection.is_open
        assert hasattr(channel, "_closing_reason")
        assert hasattr(connection._transport, "_tx_buffers")
        assert hasattr(connection._transport, "_MAX_RECV_BYTES")
        for part, names in (
            (beneath(channel), ("confirm_delivery", "add_on_return_callback")),
            (connection.ioloop, ("poll", "process_timeouts", "call_later")),
            (connection, ("_terminate_stream",)),
        ):
            assert all(callable(getattr(part, name)) for name in names)


def test_pikas_own_lines_tell_nothing(rabbitmq: RabbitServer) -> None:
    RabbitBroker(rabbitmq.url("havering"), password="wrong")
    assert not pika.connection.LOGGER.isEnabledFor(40)


def test_the_user_in_the_address_must_be_the_member(rabbitmq: RabbitServer) -> None:
    under_test = on_rabbitmq(rabbitmq)
    under_test.urls = {"havering": rabbitmq.url("redbridge")}
    with pytest.raises(BrokerRefuses):
        under_test.broker("havering")
