"""Apply: fold stored events, in order, into the read models of this service.

Events are applied in batches of one type. Only an event that fails gets a row of its
own; later events of its subject wait behind it, all others flow.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    ProgrammingError,
)
from sqlalchemy.orm import Session
from tenacity import (
    retry,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from kit import clock, logs
from kit.db import Database
from kit.exchange import bundle, event, waiting
from kit.exchange.event import Event, Handlers
from kit.exchange.model import ReceivedBundle, ReceivedStream, Waiting
from kit.exchange.recent import Recent

log = logs.get_logger(__name__)

BUNDLES_AT_ONCE = 8
LOOK_AT_WAITING_EVERY = 1.0

Item = tuple[Event, Mapping[str, Any]]
"""An event and the envelope it was read from."""

# The database's answer to what the event says; any other fault of it passes.
_ANSWERS = (IntegrityError, DataError, ProgrammingError)

_patiently = retry(
    retry=retry_if_exception_type(DBAPIError),
    wait=wait_random_exponential(multiplier=0.05, max=2),
    stop=stop_after_attempt(8),
    reraise=True,
)


class _Careful(Exception):
    """Something is amiss among many events: undo, and go through them one by one."""


class Applier:
    """Runs in a thread of its own; wakes when the receiver has stored something."""

    def __init__(
        self,
        *,
        database: Database,
        handlers: Handlers,
        applied: Callable[[str], None],
        stop: threading.Event,
        recent: Recent | None = None,
    ) -> None:
        self._database = database
        self._handlers = handlers
        self._applied = applied
        self._stop = stop
        self._work = threading.Event()
        self._recent = recent or Recent()

    def wake(self) -> None:
        """There is something new to apply; may be called from any thread."""
        self._work.set()

    def run(self) -> None:
        """Apply until ``stop`` is set. Starts by looking at what was left."""
        self.upgrade()
        look_at = 0.0
        while not self._stop.is_set():
            self._work.clear()
            while self.apply_stored() and not self._stop.is_set():
                pass
            if time.monotonic() >= look_at:
                self.retry_waiting()
                look_at = time.monotonic() + LOOK_AT_WAITING_EVERY
            self._work.wait(LOOK_AT_WAITING_EVERY)

    def apply_stored(self) -> bool:
        """Apply some of what is stored in every stream; True when there was any."""
        with self._database.reading() as session:
            behind = session.scalars(
                select(ReceivedStream.stream).where(
                    ReceivedStream.applied_through < ReceivedStream.stored_through
                )
            ).all()
        for stream in behind:
            self._apply_some(stream)
            self._applied(stream)
        return bool(behind)

    @_patiently
    def _apply_some(self, stream: str) -> None:
        """Apply the next bundles: all at once, or, where that fails, with care."""
        try:
            self._fold(stream, self._apply_boldly)
        except _Careful:
            self._fold(stream, self._apply)

    def _fold(
        self, stream: str, apply: Callable[[Session, str, Sequence[Item]], None]
    ) -> None:
        with self._database.transaction() as session:
            row = session.get_one(ReceivedStream, stream)
            items = self._next_items(session, row)
            apply(session, stream, items)
            row.applied_through = items[-1][0].sequence
            row.applied_at = clock.now()

    def _next_items(self, session: Session, row: ReceivedStream) -> list[Item]:
        items: list[Item] = []
        for first, hash_ in _next_stored(session, row):
            opened = self._recent.take(hash_) or bundle.reopen(
                session.get_one(ReceivedBundle, (row.stream, row.epoch, first)).raw
            )
            for sequence, envelope in enumerate(opened.envelopes, start=opened.first):
                if sequence > row.applied_through:
                    items.append((_read(envelope, opened, sequence), envelope))
        return items

    def _apply_boldly(
        self, session: Session, stream: str, items: Sequence[Item]
    ) -> None:
        """Apply everything without a net; raises _Careful when something is amiss."""
        if waiting.subjects(session, stream):
            raise _Careful
        for kind, group in groupby(items, key=lambda item: item[0].type):
            events = [one for one, _ in group]
            if kind not in self._handlers:
                raise _Careful
            try:
                self._handle(session, kind, events)
            except DBAPIError as error:
                if isinstance(error, _ANSWERS):
                    raise _Careful from error
                raise
            except Exception as error:
                raise _Careful from error

    def _handle(self, session: Session, kind: str, events: list[Event]) -> None:
        with logs.correlation(events[0].correlation_id):
            self._handlers[kind](session, events)
            session.flush()

    def _apply(self, session: Session, stream: str, items: Sequence[Item]) -> None:
        """Apply items in order; those that cannot be now are set down as waiting."""
        held = waiting.subjects(session, stream)
        for kind, group in groupby(items, key=lambda item: item[0].type):
            run = list(group)
            free = [item for item in run if item[0].subject not in held]
            for item in run:
                if item[0].subject in held:
                    waiting.put(session, item, Waiting.BEHIND, "an earlier one waits")
            if kind not in self._handlers:
                for item in free:
                    held.add(item[0].subject)
                    waiting.put(session, item, Waiting.UPGRADE, "type not known here")
                continue
            held |= self._apply_run(session, kind, free)

    def _apply_run(self, session: Session, kind: str, items: list[Item]) -> set[str]:
        """Apply a run of one type at once, or, where that fails, one by one."""
        if not items or self._try(session, kind, [one for one, _ in items]) is None:
            return set()
        held: set[str] = set()
        for item in items:
            subject = item[0].subject
            if subject in held:
                waiting.put(session, item, Waiting.BEHIND, "an earlier one waits")
                continue
            reason = self._try(session, kind, [item[0]])
            if reason is not None:
                held.add(subject)
                waiting.put(session, item, Waiting.RETRYING, reason)
        return held

    def _try(self, session: Session, kind: str, events: list[Event]) -> str | None:
        """Run the handler inside a savepoint; the reason when it refuses."""
        try:
            with session.begin_nested():
                self._handle(session, kind, events)
        except DBAPIError as error:
            if not isinstance(error, _ANSWERS):
                raise
            return f"{type(error).__name__}: {type(error.orig).__name__}"
        except Exception as error:  # the loop's edge: any refusal becomes a record
            log.exception("event refused", event_type=kind, count=len(events))
            return f"{type(error).__name__}: {error}"[:200]
        return None

    @_patiently
    def retry_waiting(self) -> None:
        """Try again what is due, oldest first, and what waits behind it."""
        with self._database.reading() as session:
            if not waiting.due(session):
                return  # nothing to write: others need not wait for us
        with self._database.transaction() as session:
            for row in waiting.due(session):
                self._retry(session, row.event_id)

    def _retry(self, session: Session, event_id: UUID) -> None:
        row = waiting.get(session, event_id)
        reason = (
            self._try(session, row.type, [waiting.event_of(row)])
            if row.type in self._handlers
            else "type not known here"
        )
        if reason is not None:
            waiting.failed_again(row, reason)
            return
        row.state = Waiting.RESOLVED
        session.flush()
        follower = waiting.next_behind(session, row)
        if follower is not None:
            self._retry(session, follower.event_id)

    @_patiently
    def upgrade(self) -> None:
        """After a start: what waited for an upgrade is tried when its type is known."""
        with self._database.transaction() as session:
            waiting.release_upgraded(session, known=set(self._handlers))


def _next_stored(session: Session, row: ReceivedStream) -> Sequence[tuple[int, str]]:
    """Where the next bundles begin, and their hashes, in order."""
    found = session.execute(
        select(ReceivedBundle.first, ReceivedBundle.hash)
        .where(
            ReceivedBundle.stream == row.stream,
            ReceivedBundle.epoch == row.epoch,
            ReceivedBundle.in_chain.is_(True),
            ReceivedBundle.last > row.applied_through,
        )
        .order_by(ReceivedBundle.first)
        .limit(BUNDLES_AT_ONCE)
    )
    return [(first, hash_) for first, hash_ in found]


def _read(envelope: Mapping[str, Any], opened: bundle.Bundle, sequence: int) -> Event:
    return event.read(
        envelope, stream=opened.stream, epoch=opened.epoch, sequence=sequence
    )
