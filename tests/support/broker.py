"""The RabbitMQ that tests talk to, and how each test finds it empty."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any, Protocol

import pika
from pika.adapters.blocking_connection import BlockingChannel

from kit.exchange import topology as topologies
from kit.exchange.topology import Topology

EVERYTHING = ".*"


@dataclass(frozen=True)
class Administrator:
    """The tests' own user with every right; real members have no such user."""

    password: str
    name: str = "tests-administrator"


class Node(Protocol):
    """A broker that can be killed."""

    port: int

    def kill(self) -> None: ...
    def restart(self) -> None: ...
    def remove(self) -> None: ...
    def __enter__(self) -> Any: ...
    def exported(self) -> dict[str, Any]: ...


def definitions_for_tests(
    topology: Topology, passwords: Mapping[str, str], administrator: Administrator
) -> dict[str, Any]:
    """The contract's definitions, and the administrator."""
    definitions = topology.definitions(passwords)
    definitions["users"].append(
        {
            "name": administrator.name,
            "password_hash": topologies.hash_password(administrator.password),
            "hashing_algorithm": topologies.HASHING,
            "tags": ["administrator"],
        }
    )
    rights = dict.fromkeys(("configure", "write", "read"), EVERYTHING)
    definitions["permissions"].append(
        {"user": administrator.name, "vhost": topology.vhost, **rights}
    )
    return definitions


@dataclass(frozen=True, kw_only=True)
class RabbitServer:
    """One node with the topology of the contract; ``fresh`` empties it."""

    node: Node
    topology: Topology
    passwords: Mapping[str, str]
    administrator: Administrator
    host: str

    def url(self, slug: str) -> str:
        return f"amqp://{slug}@{self.host}:{self.node.port}/{self.topology.vhost}"

    def password(self, slug: str) -> str:
        return self.passwords[slug]

    def kill(self) -> None:
        self.node.kill()

    def restart(self) -> None:
        self.node.restart()

    @contextmanager
    def channel(self, user: str | None = None) -> Iterator[BlockingChannel]:
        """A plain channel for looking, as the administrator or as a member."""
        admin = self.administrator
        name = user or admin.name
        password = self.passwords[user] if user else admin.password
        connection = pika.BlockingConnection(
            pika.ConnectionParameters(
                self.host,
                self.node.port,
                self.topology.vhost,
                pika.PlainCredentials(name, password),
            )
        )
        try:
            yield connection.channel()
        finally:
            if connection.is_open:
                connection.close()

    def repair(self) -> None:
        """Make again what a test has taken away."""
        definitions = self.topology.definitions(self.passwords)
        with self.channel() as channel:
            for queue in definitions["queues"]:
                channel.queue_declare(
                    queue["name"], durable=True, arguments=queue["arguments"]
                )
            for binding in definitions["bindings"]:
                channel.queue_bind(
                    binding["destination"], binding["source"], binding["routing_key"]
                )

    def waiting(self, queue: str) -> int:
        """How many messages are ready in a queue."""
        with self.channel() as channel:
            return channel.queue_declare(queue, passive=True).method.message_count

    def fresh(self) -> "RabbitServer":
        """Empty every queue, so that a test sees only its own messages."""
        names = [queue.name for queue in self.topology.queues]
        with self.channel() as channel:
            for name in (*names, self.topology.dead_letters):
                _empty(channel, name)
        return self


def _empty(channel: BlockingChannel, queue: str) -> None:
    deadline = monotonic() + 10
    # A consumer that has just been closed or killed gives its messages back late.
    while channel.queue_declare(queue, passive=True).method.consumer_count:
        if monotonic() > deadline:
            raise AssertionError(f"An earlier test still consumes from {queue}")
        sleep(0.02)
    channel.queue_purge(queue)
