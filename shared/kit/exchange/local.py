"""The broker as one SQLite file, for the demo and for tests of our own code.

It routes, confirms, persists, gives again and refuses as RabbitMQ does with the same
topology. It is for one machine only: whoever can open the file can read all of it.
"""

import fcntl
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import BinaryIO

from kit import logs
from kit.exchange import topology as topologies
from kit.exchange.broker import BrokerAway, BrokerRefuses, Delivery, Message, Outcome
from kit.exchange.topology import Topology
from kit.exchange.waking import look_every
from kit.exchange.windows import windows

TABLES = """
CREATE TABLE IF NOT EXISTS topology (
    id INTEGER PRIMARY KEY CHECK (id = 1), text TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS member (slug TEXT PRIMARY KEY, password TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS message (
    id INTEGER PRIMARY KEY, user TEXT NOT NULL, key TEXT NOT NULL,
    message_id TEXT NOT NULL, body BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL,
    message INTEGER NOT NULL REFERENCES message (id), deliveries INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS entry_queue ON entry (queue, id);
CREATE INDEX IF NOT EXISTS entry_message ON entry (message);
CREATE TRIGGER IF NOT EXISTS last_entry_gone AFTER DELETE ON entry
WHEN NOT EXISTS (SELECT 1 FROM entry WHERE message = OLD.message)
BEGIN DELETE FROM message WHERE id = OLD.message; END;
"""
NEXT = """
SELECT entry.id, entry.queue, entry.deliveries, message.key, message.body,
       message.message_id, message.user
FROM entry JOIN message ON message.id = entry.message
WHERE entry.queue = ? AND entry.id > ? ORDER BY entry.id LIMIT ?
"""
BUSY_SECONDS = 15
LOOK_EVERY = 0.003
CLAIM_EVERY = 0.05
PREFETCH = 100

_log = logs.get_logger(__name__)


def create(path: Path, topology: Topology, passwords: Mapping[str, str]) -> None:
    """Make the broker's file, or give an existing one this topology and passwords.

    Messages already waiting stay. Raises ValueError when a member has no password.
    """
    missing = sorted(set(topology.slugs) - set(passwords))
    if missing:
        raise ValueError(f"No password for {', '.join(missing)}")
    path.touch(mode=0o600)
    _locks(path).mkdir(mode=0o700, exist_ok=True)
    connection = _connect(path)
    connection.executescript(f"PRAGMA journal_mode=WAL; {TABLES}")
    with _writing(connection):
        connection.execute(
            "INSERT OR REPLACE INTO topology VALUES (1, ?)", (topology.dump(),)
        )
        connection.execute("DELETE FROM member")
        connection.executemany(
            "INSERT INTO member VALUES (?, ?)",
            [
                (slug, topologies.hash_password(passwords[slug]))
                for slug in topology.slugs
            ],
        )
    connection.close()


class LocalBroker:
    """One member's way to the broker in a file."""

    def __init__(self, path: Path, *, member: str, password: str) -> None:
        self._path = path
        self._member = member
        self._password = password
        _log.warning(
            "local_broker", reason="a file on one machine, for demo and tests only"
        )

    def publisher(self) -> "LocalPublisher":
        """Open the file for publishing; raises BrokerAway or BrokerRefuses."""
        return LocalPublisher(self._open(), member=self._member)

    def consumer(self, queues: Sequence[str]) -> "LocalConsumer":
        """Open the file for consuming; raises BrokerAway or BrokerRefuses."""
        file = self._open()
        for queue in queues:
            if not file.topology.may_read(self._member, queue):
                file.close()
                raise BrokerRefuses(f"{self._member} may not read {queue}")
        return LocalConsumer(file, queues)

    def _open(self) -> "_File":
        if not self._path.exists():
            raise BrokerAway(f"There is no broker at {self._path}")
        with _away():
            file = _File.open(self._path)
        with _away(), file.closed_on_error():
            file.check(self._member, self._password)
        return file


class LocalPublisher:
    """Publishes by storing: once a window is committed it is confirmed."""

    def __init__(self, file: "_File", *, member: str) -> None:
        self._file = file
        self._member = member

    def publish(self, messages: Sequence[Message]) -> Sequence[Outcome]:
        """Store all, window by window; raises BrokerAway when the file is gone."""
        self._file.must_be_there()
        return [
            outcome for part in windows(messages) for outcome in self._publish(part)
        ]

    def service(self) -> None:
        """Nothing is owed to a file, but that it is still there."""
        self._file.must_be_there()

    def close(self) -> None:
        """Close the file; safe to call twice."""
        self._file.close()

    def _publish(self, part: Sequence[Message]) -> Sequence[Outcome]:
        try:
            with _writing(self._file.connection):
                return [self._put(message) for message in part]
        except sqlite3.Error:
            return [Outcome.UNKNOWN] * len(part)

    def _put(self, message: Message) -> Outcome:
        topology, connection = self._file.topology, self._file.connection
        if not topology.may_publish(self._member, message.exchange, message.key):
            return Outcome.REFUSED
        queues = topology.queues_for(message.exchange, message.key)
        if not queues:
            return Outcome.RETURNED
        stored = connection.execute(
            "INSERT INTO message (user, key, message_id, body) VALUES (?, ?, ?, ?)",
            (self._member, message.key, message.message_id, message.body),
        ).lastrowid
        connection.executemany(
            "INSERT INTO entry (queue, message, deliveries) VALUES (?, ?, 0)",
            [(queue, stored) for queue in queues],
        )
        return Outcome.CONFIRMED


class LocalConsumer:
    """Consumes from queues, each held by one consumer at a time."""

    def __init__(self, file: "_File", queues: Sequence[str]) -> None:
        self._file = file
        self._claims = [_Claim(queue) for queue in queues]
        self._taken: dict[int, tuple[int, Delivery]] = {}
        self._tag = 0
        self._changed_at = monotonic()
        # What is lost with the power here only comes again.
        file.connection.execute("PRAGMA synchronous=NORMAL")

    def take(self, *, limit: int, wait: float) -> Sequence[Delivery]:
        """Up to ``limit`` deliveries; raises BrokerAway when the file is gone."""
        deadline = monotonic() + wait
        with _away():
            while True:
                self._file.must_be_there()
                version = self._file.changes()
                self._claim()
                found = self._next(min(limit, PREFETCH - len(self._taken)))
                if found or monotonic() >= deadline:
                    return found
                self._rest(version, deadline)

    def acknowledge(self, through: Delivery) -> None:
        """Remove this delivery and all taken before it.

        Raises ValueError for a delivery that is not waiting for it here.
        """
        known = self._taken.get(through.tag)
        if known is None or known[1] is not through:
            raise ValueError("This delivery is not waiting to be acknowledged here")
        tags = [tag for tag in self._taken if tag <= through.tag]
        with _away(), _writing(self._file.connection):
            self._file.must_be_there()
            self._file.connection.executemany(
                "DELETE FROM entry WHERE id = ?",
                [(self._taken[tag][0],) for tag in tags],
            )
        for tag in tags:
            del self._taken[tag]

    def close(self) -> None:
        """Let go of the queues; what was not acknowledged comes again."""
        for claim in self._claims:
            claim.release()
        self._file.close()

    def _claim(self) -> None:
        for claim in self._claims:
            if not claim.held and claim.take(self._file.locks):
                self._bury(claim.queue)

    def _bury(self, queue: str) -> None:
        """Set aside what was given too often and never acknowledged."""
        topology = self._file.topology
        with _writing(self._file.connection):
            self._file.connection.execute(
                "UPDATE entry SET queue = ? WHERE queue = ? AND deliveries > ?",
                (topology.dead_letters, queue, topology.delivery_limit),
            )

    def _next(self, limit: int) -> Sequence[Delivery]:
        found: list[tuple[int, Delivery]] = []
        for claim in self._claims:
            room = limit - len(found)
            if claim.held and room > 0:
                found += self._read(claim, room)
        if found:
            with _writing(self._file.connection):
                self._file.connection.executemany(
                    "UPDATE entry SET deliveries = deliveries + 1 WHERE id = ?",
                    [(entry,) for entry, _delivery in found],
                )
        for entry, delivery in found:
            self._taken[delivery.tag] = (entry, delivery)
        return [delivery for _entry, delivery in found]

    def _read(self, claim: "_Claim", limit: int) -> Iterator[tuple[int, Delivery]]:
        rows = self._file.connection.execute(NEXT, (claim.queue, claim.seen, limit))
        for entry, queue, deliveries, key, body, message_id, user in rows.fetchall():
            self._tag += 1
            claim.seen = entry
            yield (
                entry,
                Delivery(
                    queue=queue,
                    key=key,
                    body=body,
                    message_id=message_id,
                    user=user,
                    redelivered=deliveries > 0,
                    tag=self._tag,
                ),
            )

    def _rest(self, version: int, deadline: float) -> None:
        """Until another connection wrote, or a queue may have become free."""
        until = min(deadline, monotonic() + CLAIM_EVERY)
        while monotonic() < until:
            if self._file.changes() != version:
                self._changed_at = monotonic()
                return
            sleep(look_every(self._changed_at, lively=LOOK_EVERY))


@dataclass
class _Claim:
    """One queue, held by a lock that the system frees when its process ends."""

    queue: str
    seen: int = 0
    lock: BinaryIO | None = field(default=None, repr=False)

    @property
    def held(self) -> bool:
        return self.lock is not None

    def take(self, locks: Path) -> bool:
        lock = (locks / self.queue).open("ab")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self.lock = lock
        return True

    def release(self) -> None:
        if self.lock is not None:
            self.lock.close()
            self.lock = None


@dataclass
class _File:
    """The open broker file."""

    path: Path
    inode: int
    connection: sqlite3.Connection
    topology: Topology

    @classmethod
    def open(cls, path: Path) -> "_File":
        inode = path.stat().st_ino
        connection = _connect(path)
        try:
            (text,) = connection.execute("SELECT text FROM topology").fetchone()
        except BaseException:
            connection.close()
            raise
        return cls(path, inode, connection, Topology.parse(text))

    @property
    def locks(self) -> Path:
        return _locks(self.path)

    def check(self, member: str, password: str) -> None:
        row = self.connection.execute(
            "SELECT password FROM member WHERE slug = ?", (member,)
        ).fetchone()
        if row is None or not topologies.password_fits(password, row[0]):
            raise BrokerRefuses(f"The broker does not know {member} by this password")

    def must_be_there(self) -> None:
        """A removed file still takes writes, and nobody would ever read them."""
        try:
            there = self.path.stat().st_ino == self.inode
        except FileNotFoundError:
            there = False
        if not there:
            raise BrokerAway(f"The broker at {self.path} has been taken away")

    def changes(self) -> int:
        """A number that differs once another connection has written."""
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        self.connection.close()

    @contextmanager
    def closed_on_error(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.close()
            raise


def _locks(path: Path) -> Path:
    return path.with_name(f"{path.name}.locks")


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("PRAGMA synchronous=FULL")
    return connection


@contextmanager
def _writing(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def _away() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise BrokerAway(f"The broker's file cannot be used: {error}") from error
