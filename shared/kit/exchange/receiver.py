"""Receive: verify, store in the chain, commit, acknowledge; apply later.

Nothing here looks inside an event. A bundle is stored once, in its place in the
chain; what cannot be trusted is kept as a refusal and never has an effect.
"""

import threading
from collections.abc import Callable, Sequence

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from kit import clock, logs
from kit.db import Database
from kit.exchange import bundle, control, refusals
from kit.exchange.broker import Broker, Consumer, Delivery
from kit.exchange.bundle import Bundle
from kit.exchange.control import Kind
from kit.exchange.desk import ControlDesk
from kit.exchange.membership import Membership
from kit.exchange.model import ReceivedBundle, ReceivedStream
from kit.exchange.recent import Recent
from kit.exchange.trust import Reason, Refused

log = logs.get_logger(__name__)

TAKE_AT_ONCE = 16
CONTROL_SUFFIX = ".control"


class Receiver:
    """Runs in a thread of its own; one connection, all of this member's queues."""

    def __init__(
        self,
        *,
        database: Database,
        broker: Broker,
        queues: Sequence[str],
        membership: Membership,
        desk: ControlDesk,
        stored: Callable[[], None],
        stop: threading.Event,
        recent: Recent | None = None,
    ) -> None:
        self._database = database
        self._member = database.member
        self._broker = broker
        self._queues = queues
        self._membership = membership
        self._desk = desk
        self._stored = stored
        self._stop = stop
        self._recent = recent or Recent()

    def run_connection(self) -> None:
        """Receive on one connection until it is lost (BrokerAway) or we stop."""
        consumer = self._broker.consumer(self._queues)
        try:
            while not self._stop.is_set():
                self._take(consumer)
        finally:
            consumer.close()

    def _take(self, consumer: Consumer) -> None:
        deliveries = consumer.take(limit=TAKE_AT_ONCE, wait=0.5)
        if deliveries:
            self.store(deliveries)
            consumer.acknowledge(deliveries[-1])

    def store(self, deliveries: Sequence[Delivery]) -> None:
        """Store all deliveries in one transaction; the caller then acknowledges."""
        advanced: set[str] = set()
        with self._database.transaction() as session:
            for delivery in deliveries:
                try:
                    stream = self._store_one(session, delivery)
                except Refused as refused:
                    refusals.record(session, delivery, refused)
                else:
                    advanced.update(stream)
        for stream in advanced:
            self._desk.stored(stream)
        if advanced:
            self._stored()

    def _store_one(self, session: Session, delivery: Delivery) -> Sequence[str]:
        """Store one message; returns the streams that advanced."""
        if delivery.queue.endswith(CONTROL_SUFFIX):
            self._obey(session, delivery)
            return ()
        opened = bundle.open_bundle(
            delivery.body,
            user=delivery.user,
            member=self._member,
            registry=self._membership.current,
        )
        if not chain(session, opened):
            return ()
        self._recent.keep(opened)
        return [opened.stream]

    def _obey(self, session: Session, delivery: Delivery) -> None:
        said = control.open_control(
            delivery.body,
            user=delivery.user,
            member=self._member,
            registry=self._membership.current,
        )
        try:
            if said.kind == Kind.HEAD:
                control.take_head(session, said)
            elif said.kind == Kind.RECEIPT:
                control.take_receipt(session, said, member=self._member)
            elif said.kind == Kind.RESEND:
                self._desk.wish(control.read_wish(said, member=self._member))
            else:
                self._membership.learn(session, str(said.body["registry"]).encode())
        except (KeyError, TypeError, ValueError) as error:
            raise Refused(Reason.MALFORMED, said.kind.value) from error


def chain(session: Session, opened: Bundle) -> bool:
    """Put a bundle in its place; returns whether the stream advanced.

    Raises Refused when it was stored before (SEEN_AGAIN), when it belongs to another
    epoch, or when the source has written two histories (FORK, which freezes the
    stream until people have looked).
    """
    row = session.get(ReceivedStream, opened.stream)
    if row is None:
        row = control.new_received_stream(opened.stream, epoch=opened.epoch)
        session.add(row)
    if row.epoch != opened.epoch:
        raise Refused(Reason.UNKNOWN_EPOCH, f"{opened.epoch}, not {row.epoch}")
    row.head = max(row.head, opened.last)
    stored = session.get(ReceivedBundle, (opened.stream, opened.epoch, opened.first))
    if stored is not None and stored.hash == opened.hash:
        raise Refused(Reason.SEEN_AGAIN, f"{opened.first}-{opened.last}")
    follows = opened.first == row.stored_through + 1
    if stored is not None or opened.first <= row.stored_through:
        _freeze(row, opened)
    if follows and opened.prev != row.stored_hash:
        _freeze(row, opened)
    if row.frozen is not None:
        raise Refused(Reason.FROZEN, row.frozen)
    _keep(session, opened, in_chain=follows)
    if follows:
        _advance(session, row, opened)
    return follows


def _freeze(row: ReceivedStream, opened: Bundle) -> None:
    """Two histories of one stream: nothing of it is applied until people looked."""
    row.frozen = f"fork at {opened.first}"
    log.error("stream forked", stream=opened.stream, first=opened.first)
    raise Refused(Reason.FORK, f"{opened.stream} at {opened.first}"[:200])


def _keep(session: Session, opened: Bundle, *, in_chain: bool) -> None:
    session.execute(
        insert(ReceivedBundle).values(
            stream=opened.stream,
            epoch=opened.epoch,
            first=opened.first,
            last=opened.last,
            hash=opened.hash,
            prev=opened.prev,
            raw=opened.raw,
            received_at=clock.now(),
            in_chain=in_chain,
        )
    )


def _advance(session: Session, row: ReceivedStream, opened: Bundle) -> None:
    """Move the high-water mark, and take in what was kept aside behind the gap."""
    row.stored_through, row.stored_hash = opened.last, opened.hash
    row.stored_at = clock.now()
    if row.head == row.stored_through:
        row.resend_asked_at = None
        return
    while (waiting := _aside(session, row)) is not None:
        if waiting.prev != row.stored_hash:
            row.frozen = f"fork at {waiting.first}"
            return
        waiting.in_chain = True
        row.stored_through, row.stored_hash = waiting.last, waiting.hash
    if row.head == row.stored_through:
        row.resend_asked_at = None


def _aside(session: Session, row: ReceivedStream) -> ReceivedBundle | None:
    return session.scalar(
        select(ReceivedBundle).where(
            ReceivedBundle.stream == row.stream,
            ReceivedBundle.epoch == row.epoch,
            ReceivedBundle.first == row.stored_through + 1,
            ReceivedBundle.in_chain.is_(False),
        )
    )
