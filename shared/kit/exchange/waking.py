"""Wake a loop when there is work: at once where the database tells, else by a look.

PostgreSQL notifies at commit. On SQLite a cheap look every few milliseconds at
``PRAGMA data_version`` shows that another connection committed.
"""

import os
import select
import sqlite3
import time
from typing import Protocol

import psycopg
from sqlalchemy.engine import make_url

from kit.db import Database
from kit.exchange.outbox import NOTIFY_CHANNEL

LOOK_EVERY = 0.002
# A file that nobody has written to for a moment is looked at less often.
LIVELY_FOR = 0.5
QUIET_EVERY = 0.02


class Waker(Protocol):
    """Something a loop can sleep on."""

    def wait(self, seconds: float) -> None:
        """Sleep until there may be work, or the time is over."""

    def wake(self) -> None:
        """End the current or the next wait; may be called from any thread."""

    def close(self) -> None:
        """Give back what it holds."""


def waker_for(database: Database) -> Waker:
    """The waker that suits the database. It watches other connections' commits."""
    return SqliteWaker(database) if database.is_sqlite else PostgresWaker(database)


class _Pipe:
    """A pipe to oneself: writing to it ends a select."""

    def __init__(self) -> None:
        self.reading, self.writing = os.pipe()
        os.set_blocking(self.reading, False)
        os.set_blocking(self.writing, False)

    def wake(self) -> None:
        try:
            os.write(self.writing, b"w")
        except BlockingIOError:
            return  # full means that a wake-up is waiting already

    def drain(self) -> None:
        try:
            os.read(self.reading, 4096)
        except BlockingIOError:
            return

    def close(self) -> None:
        os.close(self.reading)
        os.close(self.writing)


class PostgresWaker:
    """Listens for the outbox's notifications on a connection of its own."""

    def __init__(self, database: Database) -> None:
        url = make_url(database.url).set(drivername="postgresql")
        self._connection = psycopg.connect(
            url.render_as_string(hide_password=False), autocommit=True
        )
        self._connection.execute(f"LISTEN {NOTIFY_CHANNEL}")
        self._pipe = _Pipe()

    def wait(self, seconds: float) -> None:
        """Sleep until notified, woken, or the time is over."""
        ready, _, _ = select.select(
            [self._connection.fileno(), self._pipe.reading], [], [], seconds
        )
        self._pipe.drain()
        if self._connection.fileno() in ready:
            line = self._connection.pgconn
            line.consume_input()
            while line.notifies() is not None:
                pass

    def wake(self) -> None:
        """End the wait."""
        self._pipe.wake()

    def close(self) -> None:
        """Stop listening."""
        self._connection.close()
        self._pipe.close()


def look_every(changed_at: float, *, lively: float = LOOK_EVERY) -> float:
    """Seconds until a file is looked at again that last changed at ``changed_at``.

    In monotonic time. Soon while there is news, so that news travels fast; a quiet
    instance need not be busy with looking.
    """
    return lively if time.monotonic() - changed_at < LIVELY_FOR else QUIET_EVERY


class SqliteWaker:
    """Looks at the database file's version every few milliseconds."""

    def __init__(self, database: Database) -> None:
        path = make_url(database.url).database or ""
        self._connection = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False
        )
        self._seen = self._version()
        self._changed_at = time.monotonic()
        self._pipe = _Pipe()

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def wait(self, seconds: float) -> None:
        """Sleep until the file changed, a wake-up came, or the time is over."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            version = self._version()
            if version != self._seen:
                self._seen = version
                self._changed_at = time.monotonic()
                return
            rest = min(look_every(self._changed_at), left)
            ready, _, _ = select.select([self._pipe.reading], [], [], rest)
            if ready:
                self._pipe.drain()
                return

    def wake(self) -> None:
        """End the wait."""
        self._pipe.wake()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
        self._pipe.close()
