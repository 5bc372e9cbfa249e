"""The two brokers behind one face, for tests that every adapter must pass."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from time import monotonic
from typing import TypeVar

from tenacity import (
    Retrying,
    retry_if_exception_type,
    sleep_using_event,
    stop_when_event_set,
    wait_random_exponential,
)

from kit.exchange import brokers, local
from kit.exchange.broker import (
    Broker,
    BrokerAway,
    Consumer,
    Delivery,
    Message,
    Publisher,
)
from kit.exchange.topology import Topology
from tests.support.broker import RabbitServer

T = TypeVar("T")
EVENTS, CONTROL = "accord.events", "accord.control"


@dataclass(frozen=True, kw_only=True)
class Address:
    """The settings a connection needs."""

    member: str
    broker_url: str
    broker_password: str


@dataclass(kw_only=True)
class BrokerUnderTest:
    """Opens connections as any member, and closes them all at the end of the test."""

    kind: str
    topology: Topology
    urls: Mapping[str, str]
    passwords: Mapping[str, str]
    opened: ExitStack = field(default_factory=ExitStack)

    def broker(self, member: str, *, password: str | None = None) -> Broker:
        return brokers.connect(
            Address(
                member=member,
                broker_url=self.urls[member],
                broker_password=password or self.passwords[member],
            )
        )

    def publisher(self, member: str) -> Publisher:
        publisher = self.broker(member).publisher()
        self.opened.callback(publisher.close)
        return publisher

    def consumer(self, member: str, *queues: str) -> Consumer:
        consumer = self.broker(member).consumer(queues)
        self.opened.callback(consumer.close)
        return consumer


def on_rabbitmq(server: RabbitServer) -> BrokerUnderTest:
    slugs = server.topology.slugs
    return BrokerUnderTest(
        kind="rabbit",
        topology=server.topology,
        urls={slug: server.url(slug) for slug in slugs},
        passwords=server.passwords,
    )


def in_a_file(folder: Path) -> BrokerUnderTest:
    topology = Topology.load()
    passwords = {slug: f"password of {slug}" for slug in topology.slugs}
    local.create(folder / "broker.sqlite", topology, passwords)
    return BrokerUnderTest(
        kind="local",
        topology=topology,
        urls=dict.fromkeys(topology.slugs, f"local://{folder}/broker.sqlite"),
        passwords=passwords,
    )


@contextmanager
def closing(under_test: BrokerUnderTest) -> Iterator[BrokerUnderTest]:
    with under_test.opened:
        yield under_test


def a_message(
    key: str,
    *,
    exchange: str = EVENTS,
    body: bytes = b"body",
    message_id: str = "havering/leadership:1:1-1",
) -> Message:
    return Message(exchange=exchange, key=key, body=body, message_id=message_id)


def numbered(key: str, count: int, *, body: bytes = b"body") -> list[Message]:
    """Messages whose ids are their numbers, from 1."""
    return [
        a_message(key, body=body, message_id=str(number))
        for number in range(1, count + 1)
    ]


def take_all(
    consumer: Consumer, count: int, *, within: float = 10
) -> Sequence[Delivery]:
    """Exactly ``count`` deliveries, acknowledged as they come; fails after a while."""
    taken: list[Delivery] = []
    deadline = monotonic() + within
    while len(taken) < count:
        part = consumer.take(limit=count - len(taken), wait=0.2)
        if part:
            consumer.acknowledge(part[-1])
            taken += part
        assert monotonic() < deadline, f"{len(taken)} of {count} came"
    return taken


def patiently(opening: Callable[[], T], *, stop: Event) -> T:
    """Open a publisher or consumer, however long the broker is away.

    Raises BrokerAway once ``stop`` is set, and BrokerRefuses at once.
    """
    retrying = Retrying(
        retry=retry_if_exception_type(BrokerAway),
        stop=stop_when_event_set(stop),
        sleep=sleep_using_event(stop),
        wait=wait_random_exponential(multiplier=0.2, max=5),
        reraise=True,
    )
    return retrying(opening)
