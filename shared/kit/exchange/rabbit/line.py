"""Many messages on their way at once, beneath pika's blocking API.

Publishing hundreds before the first confirm is awaited is some ten times faster than
waiting for each. The blocking API of pika cannot do that, so :class:`Line` reaches for
the channel and the loop beneath it; pika's version is pinned, and a test fails when
they are no longer there.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import takewhile
from time import monotonic
from typing import Any, Literal, cast

from pika.adapters.blocking_connection import BlockingChannel, BlockingConnection
from pika.exceptions import ChannelClosedByBroker, StreamLostError
from pika.frame import Method
from pika.spec import Basic, BasicProperties

from kit.exchange.broker import Message, Outcome
from kit.exchange.rabbit.connection import beneath

CONTENT_TYPE = "application/jose"
PERSISTENT: Literal[2] = 2
WRITE_BYTES = 64 * 1024


class Window:
    """Messages on their way, and the outcomes as the broker tells them."""

    def __init__(self, messages: Sequence[Message], outcomes: list[Outcome]) -> None:
        self.messages = messages
        self._outcomes = outcomes
        self._open: dict[int, int] = {}
        self._returned: set[tuple[str, str, str]] = set()

    def sent(self, tag: int, place: int) -> None:
        """The message at this place carries this delivery tag."""
        self._open[tag] = place

    @property
    def settled(self) -> bool:
        """Whether every message has been answered."""
        return not self._open

    def on_confirm(self, method: Basic.Ack | Basic.Nack) -> None:
        """An answer for one delivery tag, or for all up to it."""
        last = int(method.delivery_tag or 0)
        good = isinstance(method, Basic.Ack)
        tags = (
            [*takewhile(lambda tag: tag <= last, self._open)]
            if method.multiple
            else [last]
        )
        for tag in tags:
            place = self._open.pop(tag, None)
            if place is not None and good:
                self._outcomes[place] = self._when_confirmed(self.messages[place])

    def on_return(self, method: Basic.Return, properties: BasicProperties) -> None:
        """Basic.Return comes before the confirm of the same message."""
        self._returned.add(
            (
                str(method.exchange),
                str(method.routing_key),
                str(properties.message_id),
            )
        )

    def _when_confirmed(self, message: Message) -> Outcome:
        known = (message.exchange, message.key, message.message_id)
        return Outcome.RETURNED if known in self._returned else Outcome.CONFIRMED


class Line:
    """A channel in confirm mode, beneath pika's blocking API."""

    def __init__(self, connection: BlockingConnection, member: str) -> None:
        self._connection = connection
        self._member = member
        self._channel: BlockingChannel | None = None
        self._window: Window | None = None
        self._tag = 0
        self.open()

    def open(self) -> None:
        """Open a channel, if the last one has been closed."""
        if self._channel is not None and self._channel.is_open:
            return
        self._tag = 0
        self._channel = self._connection.channel()
        channel = beneath(self._channel)
        channel.confirm_delivery(self._on_confirm)
        channel.add_on_return_callback(self._on_return)

    @property
    def closed_with(self) -> int | None:
        """The code the broker closed the channel with; None while it is open."""
        if self._channel is None or self._channel.is_open:
            return None
        reason = cast("Any", self._channel)._closing_reason
        closed = isinstance(reason, ChannelClosedByBroker)
        return reason.reply_code if closed else None

    def send(self, window: Window, *, within: float) -> bool:
        """Publish a window and await its confirms; False when time ran out.

        Also ends when the channel or the connection is closed, with what is known.
        """
        self.open()
        self._window = window
        channel = beneath(self._channel)
        for place, message in enumerate(window.messages):
            self._tag += 1
            window.sent(self._tag, place)
            channel.basic_publish(
                message.exchange,
                message.key,
                message.body,
                self._properties(message),
                mandatory=True,
            )
        self._join_output()
        return self._turn(
            until=lambda: window.settled or not self._usable, within=within
        )

    def cut(self) -> None:
        """Drop the connection without waiting for the broker to answer."""
        beneath(self._connection)._terminate_stream(StreamLostError("No answer"))
        self._turn(until=lambda: not self._connection.is_open, within=1)

    @property
    def _transport(self) -> Any:  # noqa: ANN401 - private to pika, so without a type
        return beneath(self._connection)._transport

    @property
    def _usable(self) -> bool:
        below = beneath(self._connection)
        return below.is_open and self._channel is not None and self._channel.is_open

    def _join_output(self) -> None:
        """Give the system few large writes: pika makes one call for every frame."""
        if self._transport is not None:
            buffers = self._transport._tx_buffers
            frames = [*buffers]
            buffers.clear()
            buffers.extend(_joined(frames))

    def _turn(self, *, until: Callable[[], bool], within: float) -> bool:
        """Run pika's own loop. Its blocking wait would not end while output stands."""
        loop = beneath(self._connection).ioloop
        deadline = monotonic() + within
        # The timer wakes the loop, which otherwise sleeps until something arrives.
        timer = loop.call_later(within, lambda: None)
        try:
            while not until() and monotonic() < deadline:
                loop.poll()
                loop.process_timeouts()
        finally:
            loop.remove_timeout(timer)
        done = until()
        if beneath(self._connection).is_closed:
            # pika lets go of its sockets only when its own wait saw the end.
            loop.close()
        return done

    def _properties(self, message: Message) -> BasicProperties:
        return BasicProperties(
            content_type=CONTENT_TYPE,
            delivery_mode=PERSISTENT,
            message_id=message.message_id,
            user_id=self._member,
        )

    def _on_confirm(self, frame: "Method[Basic.Ack | Basic.Nack]") -> None:
        if self._window is not None:
            self._window.on_confirm(frame.method)

    def _on_return(
        self,
        _channel: object,
        method: Basic.Return,
        properties: BasicProperties,
        _body: bytes,
    ) -> None:
        if self._window is not None:
            self._window.on_return(method, properties)


def _joined(frames: Iterable[bytes]) -> Iterator[bytes]:
    part: list[bytes] = []
    size = 0
    for frame in frames:
        part.append(frame)
        size += len(frame)
        if size >= WRITE_BYTES:
            yield b"".join(part)
            part, size = [], 0
    if part:
        yield b"".join(part)
