"""Open a connection to RabbitMQ, close it, and give its errors our words."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, cast
from urllib.parse import parse_qs, unquote, urlsplit

import pika
from pika.adapters.blocking_connection import BlockingConnection
from pika.exceptions import (
    AMQPError,
    ChannelClosedByBroker,
    ConnectionClosedByBroker,
    ProbableAccessDeniedError,
    ProbableAuthenticationError,
)

from kit.exchange.broker import BrokerAway, BrokerRefuses

HEARTBEAT = 30
BLOCKED_SECONDS = 30
SOCKET_SECONDS = 5
READ_BYTES = 64 * 1024
NOT_FOUND = 404


def parameters(url: str, password: str) -> pika.ConnectionParameters:
    """What pika needs to know; see RabbitBroker for the address."""
    parts = urlsplit(url)
    secure = parts.scheme == "amqps"
    return pika.ConnectionParameters(
        host=parts.hostname or "",
        port=parts.port or (5671 if secure else 5672),
        virtual_host=unquote(parts.path.removeprefix("/")),
        credentials=pika.PlainCredentials(unquote(parts.username or ""), password),
        heartbeat=HEARTBEAT,
        blocked_connection_timeout=BLOCKED_SECONDS,
        socket_timeout=SOCKET_SECONDS,
        stack_timeout=2 * SOCKET_SECONDS,
        ssl_options=_tls(parts.query, parts.hostname) if secure else None,
    )


def _tls(query: str, host: str | None) -> pika.SSLOptions:
    files = {name: values[-1] for name, values in parse_qs(query).items()}
    context = ssl.create_default_context(cafile=files.get("cacertfile"))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if "certfile" in files:
        context.load_cert_chain(files["certfile"], files.get("keyfile"))
    return pika.SSLOptions(context, host)


def open_connection(known: pika.ConnectionParameters) -> BlockingConnection:
    """Connect once; raises BrokerAway or BrokerRefuses."""
    with away():
        try:
            connection = BlockingConnection(known)
        except (ProbableAuthenticationError, ProbableAccessDeniedError) as error:
            # pika guesses the same from a line that broke at that moment; only an
            # answer of the broker is a refusal.
            if ConnectionClosedByBroker.__name__ in str(error):
                raise BrokerRefuses(f"The broker refuses us: {error}") from error
            raise
    # pika reads 4 KiB at a time, which makes hard work of a large body.
    beneath(connection)._transport._MAX_RECV_BYTES = READ_BYTES
    return connection


def beneath(part: object) -> Any:  # noqa: ANN401 - pika types only what is public
    """The callback API that pika's blocking one is built on."""
    return cast("Any", part)._impl


def serve(connection: BlockingConnection, seconds: float) -> None:
    """Read and answer for at most so long, or until something came.

    Raises BrokerAway when the connection is gone.
    """
    if not connection.is_open:
        raise BrokerAway("The connection to the broker is closed")
    with away():
        connection.process_data_events(time_limit=seconds)


def close(connection: BlockingConnection) -> None:
    """Close a connection, whatever its state."""
    with suppress(AMQPError, OSError):
        if connection.is_open:
            connection.close()


@contextmanager
def closed_on_error(connection: BlockingConnection) -> Iterator[None]:
    """Leave no connection open behind an error."""
    try:
        yield
    except BaseException:
        close(connection)
        raise


@contextmanager
def away() -> Iterator[None]:
    """Turn pika's errors into BrokerAway, or BrokerRefuses where a right is missing."""
    try:
        yield
    except ChannelClosedByBroker as error:
        if error.reply_code == NOT_FOUND:
            raise BrokerAway(f"The broker lacks something: {error}") from error
        raise BrokerRefuses(f"The broker refuses: {error}") from error
    except (AMQPError, OSError) as error:
        raise BrokerAway(f"The broker cannot be reached: {error!r}") from error
