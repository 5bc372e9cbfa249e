"""Publish in windows, and learn of each message what became of it."""

from collections.abc import Sequence
from contextlib import suppress

from pika.adapters.blocking_connection import BlockingConnection
from pika.exceptions import AMQPError

from kit.exchange.broker import Message, Outcome
from kit.exchange.rabbit.connection import NOT_FOUND, close, serve
from kit.exchange.rabbit.line import Line, Window
from kit.exchange.windows import windows

# What a channel is closed with when the message itself is refused: the right is
# missing (403), the exchange is missing (404), the user or the size is wrong (406).
ABOUT_THE_MESSAGE = frozenset({403, NOT_FOUND, 406})


class RabbitPublisher:
    """One connection that only publishes, with confirms awaited by the window."""

    def __init__(
        self, connection: BlockingConnection, *, member: str, confirm_within: float
    ) -> None:
        self._connection = connection
        self._confirm_within = confirm_within
        self._line = Line(connection, member)

    def publish(self, messages: Sequence[Message]) -> Sequence[Outcome]:
        """Publish all; one outcome per message, in order.

        Raises BrokerAway when the connection was gone before anything was published.
        """
        self.service()
        outcomes: list[Outcome] = []
        for part in windows(messages):
            outcomes += self._publish(part)
        return outcomes

    def service(self) -> None:
        """Answer heartbeats; raises BrokerAway when the connection is gone."""
        serve(self._connection, 0)

    def close(self) -> None:
        """Close the connection; safe to call twice."""
        close(self._connection)

    def _publish(self, part: Sequence[Message]) -> Sequence[Outcome]:
        outcomes = [Outcome.UNKNOWN] * len(part)
        with suppress(AMQPError, OSError):
            self._send(part, outcomes)
            self._find_the_refused(part, outcomes)
        return outcomes

    def _send(self, part: Sequence[Message], outcomes: list[Outcome]) -> None:
        window = Window(part, outcomes)
        if not self._line.send(window, within=self._confirm_within):
            # A broker that does not answer: nothing more is said on this line.
            self._line.cut()

    def _find_the_refused(
        self, part: Sequence[Message], outcomes: list[Outcome]
    ) -> None:
        """One refused message closes the channel for all; ask about each alone."""
        if self._line.closed_with not in ABOUT_THE_MESSAGE:
            return
        for place, message in enumerate(part):
            if outcomes[place] is not Outcome.UNKNOWN:
                continue
            alone = [Outcome.UNKNOWN]
            self._line.open()
            self._send([message], alone)
            if self._line.closed_with in ABOUT_THE_MESSAGE:
                missing = self._line.closed_with == NOT_FOUND
                alone = [Outcome.RETURNED if missing else Outcome.REFUSED]
            outcomes[place] = alone[0]
        self._line.open()
