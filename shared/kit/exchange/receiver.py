"""Receive: verify, store in the chain, commit, acknowledge; apply later.

Nothing here looks inside an event. A bundle is stored once, in its place in the
chain; what cannot be trusted is kept as a refusal and never has an effect.
"""

import threading
from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from kit import logs
from kit.db import Database
from kit.exchange import bundle, control, refusals
from kit.exchange.broker import Broker, Consumer, Delivery
from kit.exchange.chaining import chain, follow
from kit.exchange.control import Control, Kind
from kit.exchange.desk import ControlDesk
from kit.exchange.membership import Membership
from kit.exchange.recent import Recent
from kit.exchange.trust import Reason, Refused
from kit.trail import witness

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
        stored: Callable[..., None],
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
        self._shown: set[str] = set()

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
        """Store all deliveries, or none; the caller then acknowledges."""
        advanced = self._store_next(deliveries) or self._store_all(deliveries)
        if advanced:
            self._stored(*advanced)
        for stream in advanced:
            self._desk.stored(stream)
        while self._shown:
            self._desk.shown(self._shown.pop())

    def _store_next(self, deliveries: Sequence[Delivery]) -> set[str]:
        """The short way for a single bundle that follows; empty where it is no such."""
        if len(deliveries) > 1 or deliveries[0].queue.endswith(CONTROL_SUFFIX):
            return set()
        try:
            opened = self._open(deliveries[0])
        except Refused:
            return set()  # the long way says why
        if not follow(self._database, opened):
            return set()
        self._recent.keep(opened)
        return {opened.stream}

    def _store_all(self, deliveries: Sequence[Delivery]) -> set[str]:
        """Store deliveries in one transaction; returns the streams that advanced."""
        advanced: set[str] = set()
        with self._database.transaction() as session:
            for delivery in deliveries:
                try:
                    stream = self._store_one(session, delivery)
                except Refused as refused:
                    refusals.record(session, delivery, refused)
                else:
                    advanced.update(stream)
        return advanced

    def _open(self, delivery: Delivery) -> bundle.Bundle:
        return bundle.open_bundle(
            delivery.body,
            user=delivery.user,
            member=self._member,
            registry=self._membership.current,
        )

    def _store_one(self, session: Session, delivery: Delivery) -> Sequence[str]:
        """Store one message; returns the streams that advanced."""
        if delivery.queue.endswith(CONTROL_SUFFIX):
            self._obey(session, delivery)
            return ()
        opened = self._open(delivery)
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
            elif said.kind in {Kind.TRAIL, Kind.WITNESS}:
                self._witness(session, said)
            else:
                self._learn(session, said)
        except (KeyError, TypeError, ValueError) as error:
            raise Refused(Reason.MALFORMED, said.kind.value) from error

    def _learn(self, session: Session, said: Control) -> None:
        """Take the registry; that it still stands is leadership's alone to say."""
        own = self._membership.is_signed_by(said.source)
        raw = str(said.body["registry"]).encode()
        self._membership.learn(session, raw, said_at=said.time if own else None)

    def _witness(self, session: Session, said: Control) -> None:
        """Keep another's head, or learn who keeps ours; our own comes back to us."""
        head, registry = str(said.body["head"]), self._membership.current
        if said.kind == Kind.WITNESS:
            witness.note_witness(
                session,
                head,
                holder=said.source,
                member=self._member,
                registry=registry,
            )
        elif said.source != self._member:
            # Told even when it is refused: the sender then sees what we keep instead.
            self._shown.add(said.source)
            witness.keep(session, head, source=said.source, registry=registry)
