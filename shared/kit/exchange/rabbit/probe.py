"""Try on a live broker what a member must not be able to do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

from pika.adapters.blocking_connection import BlockingChannel, BlockingConnection
from pika.exceptions import ChannelClosedByBroker, UnroutableError
from pika.spec import BasicProperties

from kit.exchange.rabbit.connection import (
    NOT_FOUND,
    away,
    close,
    open_connection,
    parameters,
)

ALLOWED = "allowed"
DENIED = "denied"
MISSING = "not there"
NO_RIGHT = frozenset({403})
FORGERY = frozenset({403, 406})


@dataclass(frozen=True)
class Probe:
    """One member's connection, used to try things; answers in one word."""

    connection: BlockingConnection

    @classmethod
    @contextmanager
    def connected(cls, url: str, password: str) -> Iterator[Self]:
        """Connect once; raises BrokerAway or BrokerRefuses."""
        connection = open_connection(parameters(url, password))
        try:
            yield cls(connection)
        finally:
            close(connection)

    def exists(self, queue: str) -> str:
        """``there`` or ``not there``; asking needs no right."""
        found = self._try(lambda channel: channel.queue_declare(queue, passive=True))
        return "there" if found == ALLOWED else MISSING

    def consume(self, queue: str) -> str:
        """Read a queue, without taking a message out of it."""
        return self._try(
            lambda channel: channel.basic_consume(queue, lambda *_delivered: None)
        )

    def publish_as(self, user: str, exchange: str, key: str) -> str:
        """Publish an empty message that says another user sent it."""
        forged = BasicProperties(user_id=user)

        def publish(channel: BlockingChannel) -> None:
            channel.confirm_delivery()
            channel.basic_publish(exchange, key, b"", forged, mandatory=True)

        return self._try(publish, denials=FORGERY)

    def declare_queue(self, name: str) -> str:
        """Declare a queue that would go with this connection."""
        return self._try(lambda channel: channel.queue_declare(name, exclusive=True))

    def declare_exchange(self, name: str) -> str:
        """Declare an exchange; taken away again should it be allowed."""

        def declare(channel: BlockingChannel) -> None:
            channel.exchange_declare(name)
            channel.exchange_delete(name)

        return self._try(declare)

    def bind(self, queue: str, exchange: str) -> str:
        """Bind to a key nobody uses; taken away again should it be allowed."""
        key = "check.check.check.check"

        def bind(channel: BlockingChannel) -> None:
            channel.queue_bind(queue, exchange, key)
            channel.queue_unbind(queue, exchange, key)

        return self._try(bind)

    def declare_anew(self, queue: str) -> str:
        """Declare a queue that exists with other properties, which changes nothing.

        The right is judged first; whoever has it hears that the properties differ.
        """
        return self._try(lambda channel: channel.queue_declare(queue, exclusive=True))

    def _try(
        self,
        attempt: Callable[[BlockingChannel], object],
        *,
        denials: frozenset[int] = NO_RIGHT,
    ) -> str:
        with away():
            channel = self.connection.channel()
            try:
                attempt(channel)
            except ChannelClosedByBroker as refused:
                if refused.reply_code == NOT_FOUND:
                    return MISSING
                return DENIED if refused.reply_code in denials else ALLOWED
            except UnroutableError:
                return ALLOWED
            else:
                channel.close()
        return ALLOWED
