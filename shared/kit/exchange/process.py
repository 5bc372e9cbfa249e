"""One exchange process: dispatcher, receiver and applier of one instance."""

import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from joserfc.jwk import OKPKey
from sqlalchemy.exc import InterfaceError, OperationalError
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    sleep_using_event,
    stop_when_event_set,
    wait_random_exponential,
)

from kit import logs
from kit.db import Database
from kit.exchange.applier import Applier
from kit.exchange.broker import Broker, BrokerAway
from kit.exchange.desk import ControlDesk, Pace
from kit.exchange.dispatcher import Dispatcher
from kit.exchange.event import Handlers
from kit.exchange.keys import SigningKey
from kit.exchange.membership import Membership
from kit.exchange.receiver import Receiver
from kit.exchange.recent import Recent

log = logs.get_logger(__name__)

WELL_AFTER = 10.0
SWITCH_EVERY = 0.001
# What passes by itself: a broker or a database that is away for a while. Wrong
# credentials are not among them: BrokerRefuses ends the process at once.
PASSING = (BrokerAway, OperationalError, InterfaceError)


class Exchange:
    """The three loops of one instance, each in its thread.

    ``queues`` are those this member may read (``topology.queues_of``). ``further``
    are loops by name that share the process: each works until ``stop`` is set. A loop
    that fails for good stops the others; :meth:`run` then raises its error.
    """

    def __init__(
        self,
        *,
        database: Database,
        broker: Broker,
        queues: Sequence[str],
        key: SigningKey,
        anchor: OKPKey,
        registry_file: Path | None,
        handlers: Handlers,
        stop: threading.Event,
        pace: Pace | None = None,
        trail_key: SigningKey | None = None,
        further: Mapping[str, Callable[[], None]] | None = None,
    ) -> None:
        self._stop = stop
        self._further = further or {}
        self._errors: list[BaseException] = []
        membership = Membership(anchor)
        membership.load(database, registry_file)
        desk = ControlDesk(
            database=database,
            key=key,
            membership=membership,
            pace=pace,
            trail_key=trail_key,
        )
        self._dispatcher = Dispatcher(
            database=database,
            broker=broker,
            key=key,
            membership=membership,
            desk=desk,
            stop=stop,
        )
        self._take_in(database, broker, queues, membership, desk, handlers)

    def _take_in(
        self,
        database: Database,
        broker: Broker,
        queues: Sequence[str],
        membership: Membership,
        desk: ControlDesk,
        handlers: Handlers,
    ) -> None:
        """Set up the receiving half: what one loop stores, the other applies."""
        recent = Recent()
        self._applier = Applier(
            # What is applied stays stored as it came, and is applied again.
            database=database.hasty(),
            handlers=handlers,
            applied=desk.stored,
            stop=self._stop,
            recent=recent,
        )
        self._receiver = Receiver(
            database=database,
            broker=broker,
            queues=queues,
            membership=membership,
            desk=desk,
            stored=self._applier.wake,
            stop=self._stop,
            recent=recent,
        )

    def run(self) -> None:
        """Work until ``stop`` is set; raises what made a loop give up for good."""
        loops = {
            "dispatcher": self._dispatcher.run_connection,
            "receiver": self._receiver.run_connection,
            "applier": self._applier.run,
            **self._further,
        }
        threads = [
            threading.Thread(target=self._keep, args=(name, loop), name=name)
            for name, loop in loops.items()
        ]
        for thread in threads:
            thread.start()
        # Three threads that mostly wait: a short turn lets the one with news begin.
        sys.setswitchinterval(SWITCH_EVERY)
        log.info("exchange started", count=len(threads))
        self._stop.wait()
        self._applier.wake()
        self._dispatcher.wake()
        for thread in threads:
            thread.join()
        self._dispatcher.close()
        log.info("exchange stopped")
        if self._errors:
            raise self._errors[0]

    def _keep(self, name: str, loop: Callable[[], None]) -> None:
        """Run one loop, again and again while what stops it passes by itself."""
        patience = Retrying(
            retry=retry_if_exception_type(PASSING),
            wait=wait_random_exponential(multiplier=0.2, max=5),
            stop=stop_when_event_set(self._stop),
            sleep=sleep_using_event(self._stop),
            before_sleep=self._interrupted(name),
            reraise=True,
        )
        try:
            while not self._stop.is_set():
                patience(_worked_well, loop)
        except PASSING:
            return  # we were stopped while it was away
        except BaseException as error:  # the thread's edge: run() raises it again
            log.exception("loop gave up")
            self._errors.append(error)
        finally:
            self._stop.set()

    def _interrupted(self, name: str) -> Callable[[RetryCallState], None]:
        def note(state: RetryCallState) -> None:
            error = state.outcome.exception() if state.outcome else None
            log.warning(
                "loop interrupted",
                where=name,
                attempt=state.attempt_number,
                error=type(error).__name__,
            )
            if name == "dispatcher":
                self._dispatcher.seal_only()

        return note


def _worked_well(loop: Callable[[], None]) -> None:
    """Run a loop; a fault after a long good run starts the waiting anew."""
    started = time.monotonic()
    try:
        loop()
    except PASSING:
        if time.monotonic() - started < WELL_AFTER:
            raise
