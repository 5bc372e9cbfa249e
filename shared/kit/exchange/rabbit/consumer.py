"""Consume from several queues on one channel, and acknowledge many at once."""

from collections import deque
from collections.abc import Sequence
from itertools import takewhile
from time import monotonic

from pika.adapters.blocking_connection import BlockingConnection
from pika.spec import Basic, BasicProperties

from kit.exchange.broker import BrokerAway, Delivery
from kit.exchange.rabbit.connection import away, close, serve

MOST_UNACKNOWLEDGED = 100


class RabbitConsumer:
    """One connection and one channel that only consume."""

    def __init__(self, connection: BlockingConnection, queues: Sequence[str]) -> None:
        self._connection = connection
        self._waiting: deque[Delivery] = deque()
        self._taken: dict[int, Delivery] = {}
        self._cancelled = False
        self._queues: dict[str, str] = {}
        with away():
            self._channel = connection.channel()
            # Counted for each queue; shared out, as every delivery may be large.
            most = max(MOST_UNACKNOWLEDGED // max(len(queues), 1), 4)
            self._channel.basic_qos(prefetch_count=most)
            self._channel.add_on_cancel_callback(self._on_cancel)
            for queue in queues:
                # Named beforehand: the first delivery may come with the answer.
                tag = f"accord.{queue}"
                self._queues[tag] = queue
                self._channel.basic_consume(queue, self._on_message, consumer_tag=tag)

    def take(self, *, limit: int, wait: float) -> Sequence[Delivery]:
        """Up to ``limit`` deliveries; raises BrokerAway when the connection is gone."""
        deadline = monotonic() + wait
        self._read(0)
        while not self._waiting and (left := deadline - monotonic()) > 0:
            self._read(left)
        while 0 < (known := len(self._waiting)) < limit:
            self._read(0)
            if len(self._waiting) == known:
                break
        count = min(limit, len(self._waiting))
        deliveries = [self._waiting.popleft() for _ in range(count)]
        self._taken.update((delivery.tag, delivery) for delivery in deliveries)
        return deliveries

    def acknowledge(self, through: Delivery) -> None:
        """Settle this delivery and all taken before it.

        Raises ValueError for a delivery that is not waiting for it here: its tag
        would mean another message on this channel.
        """
        if self._taken.get(through.tag) is not through:
            raise ValueError("This delivery is not waiting to be acknowledged here")
        with away():
            self._channel.basic_ack(through.tag, multiple=True)
        for tag in [*takewhile(lambda tag: tag <= through.tag, self._taken)]:
            del self._taken[tag]

    def close(self) -> None:
        """Close the connection; what was not acknowledged comes again."""
        close(self._connection)

    def _read(self, seconds: float) -> None:
        serve(self._connection, seconds)
        if self._cancelled or not self._channel.is_open:
            raise BrokerAway("The broker has ended this consumer")

    def _on_cancel(self, _frame: object) -> None:
        self._cancelled = True

    def _on_message(
        self,
        _channel: object,
        method: Basic.Deliver,
        properties: BasicProperties,
        body: bytes,
    ) -> None:
        self._waiting.append(
            Delivery(
                queue=self._queues[str(method.consumer_tag)],
                key=str(method.routing_key),
                body=body,
                message_id=properties.message_id,
                user=properties.user_id,
                redelivered=bool(method.redelivered),
                tag=int(method.delivery_tag or 0),
            )
        )
