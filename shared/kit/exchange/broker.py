"""The port to a message broker; ``rabbit`` and ``local`` are its two adapters."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kit import errors


class Outcome(StrEnum):
    """What became of one published message."""

    CONFIRMED = "confirmed"  # the broker has it, on disk, in at least one queue
    RETURNED = "returned"  # no queue is bound for its key
    REFUSED = "refused"  # this member may not publish there: do not retry
    UNKNOWN = "unknown"  # nack, lost channel or no answer in time: publish again


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One message on its way out: persistent, mandatory, from the broker's user."""

    exchange: str
    key: str
    body: bytes
    message_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One message handed to us; ``user`` is whom the broker says published it."""

    queue: str
    key: str
    body: bytes
    message_id: str | None
    user: str | None
    redelivered: bool
    tag: int


class BrokerAway(errors.Unavailable):
    """The broker cannot be reached now; connect again later."""

    code = "broker-away"


class BrokerRefuses(errors.AccordError):
    """The broker refuses this member's name or password: retrying cannot help."""

    code = "broker-refuses"


class Publisher(Protocol):
    """One connection that only publishes."""

    def publish(self, messages: Sequence[Message]) -> Sequence[Outcome]:
        """Publish all in a window of confirms; one outcome per message, in order.

        Returns within the adapter's deadline. Raises BrokerAway when the connection
        is gone before anything was published.
        """

    def service(self) -> None:
        """Answer heartbeats while there is nothing to publish."""

    def close(self) -> None:
        """Close the connection; safe to call twice."""


class Consumer(Protocol):
    """One connection that only consumes, from one or more queues."""

    def take(self, *, limit: int, wait: float) -> Sequence[Delivery]:
        """Up to ``limit`` deliveries, waiting at most ``wait`` seconds for the first.

        Raises BrokerAway when the connection is gone; unacknowledged deliveries
        then come again.
        """

    def acknowledge(self, through: Delivery) -> None:
        """Settle this delivery and every earlier one that ``take`` has returned."""

    def close(self) -> None:
        """Close the connection; what was not acknowledged comes again."""


class Broker(Protocol):
    """A broker one member can connect to. Both calls block at most some seconds.

    Both raise BrokerAway or BrokerRefuses.
    """

    def publisher(self) -> Publisher:
        """Open a connection for publishing."""

    def consumer(self, queues: Sequence[str]) -> Consumer:
        """Open a connection for consuming; single active consumer per queue."""
