"""The one dispatcher of an instance: seals, sends, and speaks the control messages.

A crash between the broker's confirm and our note of it sends a bundle twice; the
receiver's high-water mark makes the second one harmless.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from kit import clock, logs
from kit.db import Database
from kit.exchange import sealing
from kit.exchange.broker import Broker, Message, Outcome, Publisher
from kit.exchange.bundle import Sealed
from kit.exchange.desk import ControlDesk
from kit.exchange.keys import SigningKey
from kit.exchange.lease import turn_for
from kit.exchange.membership import Membership
from kit.exchange.model import SentBundle
from kit.exchange.waking import waker_for

log = logs.get_logger(__name__)

EVENTS = "accord.events"
SEND_AT_ONCE = 16
TURN_EVERY = 3.0
TROUBLE_WAITS = (1.0, 2.0, 5.0, 15.0, 30.0)


class Dispatcher:
    """Runs in a thread of its own until ``stop`` is set; reconnects by returning."""

    def __init__(
        self,
        *,
        database: Database,
        broker: Broker,
        key: SigningKey,
        membership: Membership,
        desk: ControlDesk,
        stop: threading.Event,
    ) -> None:
        self._database = database
        self._broker = broker
        self._key = key
        self._membership = membership
        self._desk = desk
        self._stop = stop
        self._turn = turn_for(database)
        self._waker = waker_for(database)
        self._troubles = 0
        self._look_again_at = 0.0
        self._chains: sealing.Chains = {}
        desk.on_work(self._waker.wake)

    def wake(self) -> None:
        """End the current wait; may be called from any thread."""
        self._waker.wake()

    def close(self) -> None:
        """Give up the turn and the watch on the database."""
        self._turn.release()
        self._waker.close()

    def run_connection(self) -> None:
        """Work on one connection to the broker until it is lost or we stop.

        Sealing needs no broker: it goes on while a connection is being sought, in
        :meth:`seal_only`. Raises BrokerAway when the connection is lost.
        """
        publisher = self._broker.publisher()
        try:
            self._look_again_at = 0.0
            self._chains.clear()
            self._work(publisher)
        finally:
            publisher.close()

    def seal_only(self) -> None:
        """Seal what is committed, so that the journey moves on without a broker."""
        if self._turn.take():
            while self._seal():
                pass

    def _work(self, publisher: Publisher) -> None:
        turn_until = 0.0
        while not self._stop.is_set():
            if time.monotonic() >= turn_until:
                if not self._turn.take():
                    self._chains.clear()  # another dispatcher moves them now
                    self._stop.wait(1.0)
                    continue
                turn_until = time.monotonic() + TURN_EVERY
                publisher.service()
            if not self._step(publisher):
                self._waker.wait(min(1.0, self._desk.next_due()))

    def _step(self, publisher: Publisher) -> bool:
        """One round of work; returns whether there may be more at once."""
        sealed = self._seal()
        if sealed:
            self._send(publisher, sealed)
        elif time.monotonic() >= self._look_again_at:
            self._send_left_over(publisher)
        self._send_again(publisher)
        self._desk.speak(publisher)
        return bool(sealed)

    def _seal(self) -> Sequence[Sealed]:
        return sealing.seal_committed(
            self._database,
            key=self._key,
            registry=self._membership.current.version,
            known=self._chains,
        )

    def _send_left_over(self, publisher: Publisher) -> None:
        """Send what a crash, a lost connection or a refusal has left unsent."""
        with self._database.reading() as session:
            rows = session.scalars(
                select(SentBundle)
                .where(SentBundle.sent_at.is_(None))
                .order_by(SentBundle.sealed_at, SentBundle.first)
                .limit(SEND_AT_ONCE)
            )
            left = [_sealed(row) for row in rows]
        if left and self._send(publisher, left):
            self._look_again_at = 0.0
        elif not left:
            self._look_again_at = float("inf")

    def _send(self, publisher: Publisher, bundles: Sequence[Sealed]) -> bool:
        """Publish bundles; notes each one's outcome; True when all were confirmed."""
        outcomes = publisher.publish([_message(sealed) for sealed in bundles])
        pairs = list(zip(bundles, outcomes, strict=True))
        self._note(pairs)
        for sealed in bundles:
            self._desk.sent(sealed)
        failed = [outcome for _, outcome in pairs if outcome != Outcome.CONFIRMED]
        if not failed:
            self._troubles = 0
            return True
        wait = TROUBLE_WAITS[min(self._troubles, len(TROUBLE_WAITS) - 1)]
        self._troubles += 1
        self._look_again_at = time.monotonic() + wait
        log.warning("bundles not confirmed", count=len(failed), reason=failed[0])
        return False

    def _note(self, pairs: Sequence[tuple[Sealed, Outcome]]) -> None:
        groups: dict[tuple[str, int, Outcome], list[int]] = defaultdict(list)
        for sealed, outcome in pairs:
            groups[sealed.stream, sealed.epoch, outcome].append(sealed.first)
        now = clock.now()
        # A note that a power cut takes back means one more sending, which does no harm.
        with self._database.hasty().transaction() as session:
            for (stream, epoch, outcome), firsts in groups.items():
                session.execute(
                    update(SentBundle)
                    .where(
                        SentBundle.stream == stream,
                        SentBundle.epoch == epoch,
                        SentBundle.first.in_(firsts),
                    )
                    .values(_noted(outcome, now))
                )

    def _send_again(self, publisher: Publisher) -> None:
        """Serve what receivers asked for, byte for byte, a handful at a time."""
        for wish in self._desk.wishes():
            with self._database.reading() as session:
                rows = session.scalars(
                    select(SentBundle)
                    .where(
                        SentBundle.stream == wish.stream,
                        SentBundle.epoch == wish.epoch,
                        SentBundle.last >= wish.first,
                        SentBundle.first <= wish.last,
                    )
                    .order_by(SentBundle.first)
                    .limit(SEND_AT_ONCE)
                )
                again = [_sealed(row) for row in rows]
            if again:
                self._send(publisher, again)
                self._desk.served(wish, through=again[-1].last)


def _noted(outcome: Outcome, now: datetime) -> dict[str, Any]:
    """What a try at sending changes: the first confirm's time stays."""
    tried = {"attempts": SentBundle.attempts + 1}
    if outcome == Outcome.CONFIRMED:
        sent_at = func.coalesce(SentBundle.sent_at, now)
        return tried | {"sent_at": sent_at, "trouble": None}
    return tried | {"trouble": outcome.value}


def _message(sealed: Sealed) -> Message:
    return Message(
        exchange=EVENTS,
        key=sealed.stream.replace("/", "."),
        body=sealed.raw,
        message_id=sealed.message_id,
    )


def _sealed(row: SentBundle) -> Sealed:
    return Sealed(
        stream=row.stream,
        epoch=row.epoch,
        first=row.first,
        last=row.last,
        hash=row.hash,
        raw=row.raw,
    )
