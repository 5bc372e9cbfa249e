"""Apply: fold stored events, in order, into the read models of this service.

Events are applied in batches of one type. Only an event that fails gets a row of its
own; later events of its subject wait behind it, all others flow.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Table, bindparam, select, update
from sqlalchemy.engine import Connection
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
from kit.errors import AccordError
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


# Every batch passes here, so the statements are made once and go past the mapper.
_streams = cast("Table", ReceivedStream.__table__)
_bundles = cast("Table", ReceivedBundle.__table__)
_this_stream = _streams.c.stream == bindparam("of_stream")
_BEHIND = select(_streams.c.stream).where(
    _streams.c.applied_through < _streams.c.stored_through
)
_APPLIED = (
    update(_streams)
    .where(_this_stream)
    .values(applied_through=bindparam("through"), applied_at=bindparam("at"))
)
# What the applier and the receiver keep in mind may be out of date; this asks.
_APPLIED_NEWEST = (
    update(_streams)
    .where(
        _this_stream,
        _streams.c.epoch == bindparam("of_epoch"),
        _streams.c.applied_through == bindparam("of_first") - 1,
        _streams.c.stored_through == bindparam("through"),
        _streams.c.stored_hash == bindparam("of_hash"),
    )
    .values(applied_through=bindparam("through"), applied_at=bindparam("at"))
    .returning(_streams.c.stream)
)
_NEXT = (
    select(
        _bundles.c.epoch,
        _bundles.c.first,
        _bundles.c.hash,
        _streams.c.applied_through,
        _streams.c.stored_through,
    )
    .join_from(
        _streams,
        _bundles,
        (_bundles.c.stream == _streams.c.stream)
        & (_bundles.c.epoch == _streams.c.epoch),
    )
    .where(
        _this_stream,
        _bundles.c.in_chain.is_(True),
        _bundles.c.last > _streams.c.applied_through,
    )
    .order_by(_bundles.c.first)
    .limit(BUNDLES_AT_ONCE)
)
_RAW = select(_bundles.c.raw).where(
    _bundles.c.stream == bindparam("of_stream"),
    _bundles.c.epoch == bindparam("of_epoch"),
    _bundles.c.first == bindparam("of_first"),
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
        self._stored: deque[str] = deque()
        # Streams of which nothing waits: only this loop sets events down as waiting.
        self._unheld: set[str] = set()
        # How far each stream was applied, by epoch and number, when we looked last.
        self._marks: dict[str, tuple[int, int]] = {}
        self._recent = recent or Recent()

    def wake(self, *streams: str) -> None:
        """These streams were stored further; may be called from any thread."""
        self._stored.extend(streams)
        self._work.set()

    def run(self) -> None:
        """Apply until ``stop`` is set. Starts by looking at what was left."""
        self.upgrade()
        look_at = 0.0
        while not self._stop.is_set():
            self._work.clear()
            while self._stored and not self._stop.is_set():
                self._apply_all(self._stored.popleft())
            if time.monotonic() >= look_at:
                self.apply_stored()
                self.retry_waiting()
                look_at = time.monotonic() + LOOK_AT_WAITING_EVERY
            self._work.wait(LOOK_AT_WAITING_EVERY)

    def apply_stored(self) -> bool:
        """Apply what is stored in any stream; True when there was something."""
        with self._database.reading() as session:
            behind = session.connection().scalars(_BEHIND).all()
        for stream in behind:
            self._apply_all(stream)
        return bool(behind)

    def _apply_all(self, stream: str) -> None:
        while self._apply_some(stream) and not self._stop.is_set():
            self._applied(stream)
        self._applied(stream)

    @_patiently
    def _apply_some(self, stream: str) -> bool:
        """Apply the next bundles: all at once, or, where that fails, with care.

        Returns whether more of the stream is stored.
        """
        try:
            if self._apply_newest(stream):
                return False
            return self._fold(stream, self._apply_boldly)
        except _Careful:
            return self._fold(stream, self._apply)

    def _apply_newest(self, stream: str) -> bool:
        """Apply a bundle that is all there is to apply, without asking for it first.

        That is what nearly every message is at light load, and each question keeps it
        waiting. Returns False, and has changed nothing, where it is anything else.
        """
        opened = self._recent.newest(stream)
        if opened is None or self._marks.get(stream) != (
            opened.epoch,
            opened.first - 1,
        ):
            return False
        mark = {
            "of_stream": stream,
            "of_epoch": opened.epoch,
            "of_first": opened.first,
            "of_hash": opened.hash,
            "through": opened.last,
            "at": clock.now(),
        }
        with self._database.transaction() as session:
            if session.connection().scalar(_APPLIED_NEWEST, mark) is None:
                return False
            items = _items(opened, after=opened.first - 1)
            self._apply_boldly(session, stream, items)
        self._recent.take(opened.hash)
        self._marks[stream] = (opened.epoch, opened.last)
        return True

    def _fold(
        self, stream: str, apply: Callable[[Session, str, Sequence[Item]], None]
    ) -> bool:
        with self._database.transaction() as session:
            connection = session.connection()
            found = connection.execute(_NEXT, {"of_stream": stream}).all()
            if not found:
                return False
            items = self._items(connection, stream, found)
            apply(session, stream, items)
            through = items[-1][0].sequence
            connection.execute(
                _APPLIED,
                {"of_stream": stream, "through": through, "at": clock.now()},
            )
        self._marks[stream] = (found[0].epoch, through)
        return bool(through < found[0].stored_through)

    def _items(
        self,
        connection: Connection,
        stream: str,
        found: Sequence[Row[int, int, str, int, int]],
    ) -> list[Item]:
        items: list[Item] = []
        for row in found:
            place = {
                "of_stream": stream,
                "of_epoch": row.epoch,
                "of_first": row.first,
            }
            opened = self._recent.take(row.hash) or bundle.reopen(
                connection.execute(_RAW, place).scalar_one()
            )
            items += _items(opened, after=row.applied_through)
        return items

    def _apply_boldly(
        self, session: Session, stream: str, items: Sequence[Item]
    ) -> None:
        """Apply everything without a net; raises _Careful when something is amiss."""
        if stream not in self._unheld and waiting.subjects(session, stream):
            raise _Careful
        self._unheld.add(stream)
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
        self._unheld.discard(stream)
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
            return _reason(error)
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
            waiting.failed_again(session, row, reason)
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


def _items(opened: bundle.Bundle, *, after: int) -> list[Item]:
    """The events of a bundle whose number is beyond ``after``, in order."""
    return [
        (
            event.read(
                envelope, stream=opened.stream, epoch=opened.epoch, sequence=sequence
            ),
            envelope,
        )
        for sequence, envelope in enumerate(opened.envelopes, start=opened.first)
        if sequence > after
    ]


def _reason(error: Exception) -> str:
    """What a page may say of it: others' words may quote what was in the event."""
    name = type(error).__name__
    return f"{name}: {error}"[:200] if isinstance(error, AccordError) else name
