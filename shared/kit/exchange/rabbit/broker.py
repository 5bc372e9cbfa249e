"""One member's way to RabbitMQ."""

import logging
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from pika.adapters.blocking_connection import BlockingConnection
from tenacity import (
    Retrying,
    retry_if_exception_type,
    stop_after_delay,
    wait_random_exponential,
)

from kit.exchange.broker import BrokerAway
from kit.exchange.rabbit.connection import closed_on_error, open_connection, parameters
from kit.exchange.rabbit.consumer import RabbitConsumer
from kit.exchange.rabbit.publisher import RabbitPublisher

CONFIRM_SECONDS = 30.0
PATIENCE_SECONDS = 5.0


class RabbitBroker:
    """One member's way to RabbitMQ.

    ``url`` is ``amqp://member@host:port/vhost``, or ``amqps://`` with ``cacertfile``,
    ``certfile`` and ``keyfile`` as query parameters. Connecting is tried again for
    ``patience`` seconds, unless the name, password or vhost is refused.
    """

    def __init__(
        self,
        url: str,
        *,
        password: str,
        patience: float = PATIENCE_SECONDS,
        confirm_within: float = CONFIRM_SECONDS,
    ) -> None:
        self._member = unquote(urlsplit(url).username or "")
        self._parameters = parameters(url, password)
        self._patience = patience
        self._confirm_within = confirm_within
        # Its errors reach us as exceptions; its log lines may carry message bodies.
        logging.getLogger("pika").setLevel(logging.CRITICAL)

    def publisher(self) -> "RabbitPublisher":
        """Connect for publishing; raises BrokerAway or BrokerRefuses."""
        connection = self._connect()
        with closed_on_error(connection):
            return RabbitPublisher(
                connection,
                member=self._member,
                confirm_within=self._confirm_within,
            )

    def consumer(self, queues: Sequence[str]) -> "RabbitConsumer":
        """Connect for consuming; raises BrokerAway or BrokerRefuses."""
        connection = self._connect()
        with closed_on_error(connection):
            return RabbitConsumer(connection, queues)

    def _connect(self) -> BlockingConnection:
        retrying = Retrying(
            retry=retry_if_exception_type(BrokerAway),
            stop=stop_after_delay(self._patience),
            wait=wait_random_exponential(multiplier=0.1, max=2),
            reraise=True,
        )
        return retrying(open_connection, self._parameters)
