"""One dispatcher per instance: an advisory lock, or a lease row on SQLite."""

import os
import socket
from contextlib import suppress
from datetime import timedelta
from typing import Protocol

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from kit import clock
from kit.db import Database
from kit.exchange.model import Lease

DISPATCHER = "dispatcher"
LEASE_FOR = timedelta(seconds=10)
# Any fixed number will do; this one spells nothing.
_LOCK_NUMBER = 7_240_613
_LET_GO = text("SELECT pg_advisory_unlock(:number)")
_LOCK_HELD = text(
    "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
    "WHERE locktype = 'advisory' AND granted AND objid = :number "
    "AND datname = current_database()"
)


class Turn(Protocol):
    """The right to be the one who dispatches."""

    def take(self) -> bool:
        """Take or renew the right; False while another process has it."""

    def release(self) -> None:
        """Give it up at once."""


def turn_for(database: Database) -> Turn:
    """The right to dispatch for this instance's database."""
    return LeaseTurn(database) if database.is_sqlite else LockTurn(database)


class LockTurn:
    """A PostgreSQL advisory lock: gone the moment its connection is."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine
        self._connection: Connection | None = None

    def take(self) -> bool:
        """Take the lock, or make sure the connection that holds it is alive."""
        if self._connection is not None:
            return self._still_there(self._connection)
        connection = self._engine.connect().execution_options(
            isolation_level="AUTOCOMMIT"
        )
        if connection.scalar(
            text("SELECT pg_try_advisory_lock(:number)"), {"number": _LOCK_NUMBER}
        ):
            self._connection = connection
            return True
        connection.close()
        return False

    def _still_there(self, connection: Connection) -> bool:
        """A connection that was lost has lost the lock too; it must not come back."""
        try:
            connection.execute(text("SELECT 1"))
        except DBAPIError:
            self.release()
            raise
        return True

    def release(self) -> None:
        """Let go of the lock."""
        if self._connection is not None:
            # The server ends a connection some time after it was closed. One that
            # was lost has lost the lock too.
            with suppress(DBAPIError):
                self._connection.execute(_LET_GO, {"number": _LOCK_NUMBER})
            self._connection.invalidate()
            self._connection.close()
            self._connection = None


class LeaseTurn:
    """A row in SQLite: renewed well before it ends, taken over when it did.

    A process that died is known by its number, so its lease need not run out.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._holder = f"{socket.gethostname()}:{os.getpid()}:{id(self)}"

    def take(self) -> bool:
        """Take or renew the lease."""
        with self._database.transaction() as session:
            lease = session.get(Lease, DISPATCHER)
            now = clock.now()
            if lease is None:
                lease = Lease(name=DISPATCHER, holder=self._holder, until=now)
                session.add(lease)
            taken = lease.holder != self._holder and lease.until > now
            if taken and _alive(lease.holder):
                return False
            lease.holder = self._holder
            lease.until = now + LEASE_FOR
            return True

    def release(self) -> None:
        """End the lease now."""
        with self._database.transaction() as session:
            lease = session.get(Lease, DISPATCHER)
            if lease is not None and lease.holder == self._holder:
                session.delete(lease)


def seconds_since(session: Session) -> int | None:
    """How long ago this instance's dispatcher was seen; None when none is at work.

    On PostgreSQL its lock says that it is connected now, and nothing of the past.
    """
    if session.get_bind().dialect.name == "postgresql":
        return 0 if session.scalar(_LOCK_HELD, {"number": _LOCK_NUMBER}) else None
    lease = session.get(Lease, DISPATCHER)
    if lease is None:
        return None
    return max(0, int((clock.now() - (lease.until - LEASE_FOR)).total_seconds()))


def _alive(holder: str) -> bool:
    host, number, _ = holder.rsplit(":", 2)
    if host != socket.gethostname():
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
