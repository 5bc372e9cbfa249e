"""The database: one naming convention, typed columns, and who ends a transaction.

SQLite (WAL, ``synchronous=FULL``, foreign keys, ``BEGIN IMMEDIATE`` for writes) and
PostgreSQL are the two databases Accord runs on. A door opens a transaction with
:meth:`Database.transaction` and ends it; services never commit.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Executable,
    MetaData,
    String,
    create_engine,
    event,
    types,
)
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(types.TypeDecorator[datetime]):
    """An aware moment, stored in UTC; refuses a naive one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Turn to UTC on the way in (SQLite keeps no zone)."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment without a time zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Give back an aware moment in UTC."""
        if value is None:
            return None
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(UTC)


class Choice(types.TypeDecorator[StrEnum]):
    """A StrEnum stored by its value, so the database reads like the page."""

    impl = String(40)
    cache_ok = True

    def __init__(self, choices: type[StrEnum]) -> None:
        super().__init__()
        self.choices = choices

    def process_bind_param(
        self, value: StrEnum | str | None, dialect: Dialect
    ) -> str | None:
        """Refuse a word that is not one of the choices."""
        return None if value is None else self.choices(value).value

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """Give back the member of the enum; a dictionary is the quickest way to it."""
        members: dict[str | None, StrEnum | None] = {None: None}
        members.update((member.value, member) for member in self.choices)
        return members.__getitem__


class IdDigits(GenericFunction[str]):
    """The 32 hexadecimal digits of an id, as text: what :func:`digits_of` gives.

    To make UUIDs of the ids of a long list costs more than to read them.
    """

    type = String()
    inherit_cache = True


@compiles(IdDigits)
def _cast(element: IdDigits, compiler: SQLCompiler, **how: Any) -> str:
    text = f"CAST({compiler.process(element.clauses, **how)} AS VARCHAR)"
    return f"REPLACE({text}, '-', '')"


@compiles(IdDigits, "sqlite")
def _as_it_is(element: IdDigits, compiler: SQLCompiler, **how: Any) -> str:
    return compiler.process(element.clauses, **how)


def digits_of(records: Iterable[str]) -> set[str]:
    """The digits of ids that are written as ``str`` writes them."""
    return {record.replace("-", "") for record in records}


shared_registry = registry(
    type_annotation_map={
        datetime: UtcDateTime(),
        UUID: types.Uuid(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }
)


def service_metadata() -> MetaData:
    """A fresh metadata with the house's constraint names."""
    return MetaData(naming_convention=NAMING)


class SharedBase(DeclarativeBase):
    """Base of the tables of ``kit`` and ``partnership``, which every service has."""

    registry = shared_registry
    metadata = service_metadata()


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # The driver must not open transactions of its own: _begin_sqlite does.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=15000",
        # What is deleted must be gone, not left lying in free pages.
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("accord_reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _hurry_sqlite(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=NORMAL")


def _hurry_postgresql(connection: Any, _record: object) -> None:
    connection.execute("SET synchronous_commit TO off")
    connection.commit()


def engine_for(url: str, *, patient: bool = False, hasty: bool = False) -> Engine:
    """An engine with the house's settings for SQLite or PostgreSQL.

    A ``patient`` user tries again by itself when a connection turns out to be lost;
    for all others each connection is tried out before it is used, at a round trip.
    A ``hasty`` one does not wait for the disk, see :meth:`Database.hasty`.

    An error never quotes the values of its statement: they may be a record's. Raises
    ValueError for any other database.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, hide_parameters=True)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        if hasty:
            event.listen(engine, "connect", _hurry_sqlite)
        return engine
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(parsed, pool_pre_ping=not patient, hide_parameters=True)
        if hasty:
            event.listen(engine, "connect", _hurry_postgresql)
        return engine
    raise ValueError(
        f"Accord runs on SQLite and PostgreSQL, not on {parsed.drivername}"
    )


_AUTOCOMMIT = {"isolation_level": "AUTOCOMMIT"}


class Database:
    """One instance's database; ``member`` is the slug whose records it holds.

    ``info`` is what verbs may know of the instance: every session carries it.
    """

    def __init__(
        self, url: str, *, member: str, patient: bool = False, hasty: bool = False
    ) -> None:
        self.url = url
        self.member = member
        self.info: dict[str, Any] = {"member": member}
        self.engine = engine_for(url, patient=patient, hasty=hasty)
        self._looking = self.engine.execution_options(accord_reading=True)
        self._singly = (
            self._looking
            if self.is_sqlite
            else self.engine.execution_options(**_AUTOCOMMIT)
        )
        self._hasty: Database | None = None

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.engine.dialect.name == "sqlite"

    def hasty(self) -> "Database":
        """The same database, for work that a power cut may undo as a whole.

        Its commits are seen at once but do not wait for the disk. Only for what is
        done again from what is stored: whatever is committed after it, by the usual
        way, takes it to the disk first. Closed together with this one.
        """
        if self._hasty is None:
            self._hasty = Database(
                self.url, member=self.member, patient=True, hasty=True
            )
            self._hasty.info = self.info
        return self._hasty

    def create_tables(self, metadatas: Sequence[MetaData]) -> None:
        """Make all tables at once; for tests. Real instances migrate."""
        with self.engine.begin() as connection:
            for metadata in metadatas:
                metadata.create_all(connection)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """All inside is stored together, or nothing is."""
        with (
            Session(self.engine, info=dict(self.info)) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent look; whatever is changed inside is thrown away."""
        with Session(self._looking, info={**self.info, "reading": True}) as session:
            yield session
            session.rollback()

    @contextmanager
    def one_by_one(self) -> Iterator[Connection]:
        """Each statement is stored by itself, without a transaction around it.

        That saves the two round trips of beginning and ending one where they are what
        a message waits for. On SQLite nothing is saved: there it is one transaction,
        that writes from its first change on.
        """
        begin = self._singly.begin if self.is_sqlite else self._singly.connect
        with begin() as connection:
            yield connection

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()
        if self._hasty is not None:
            self._hasty.dispose()


def read_rows(
    session: Session,
    statement: Executable,
    values: Mapping[str, Any] | None = None,
) -> CursorResult[*tuple[Any, ...]]:
    """Rows that are only looked at, past the mapper: half the cost where it counts.

    Sees what the session has changed so far.
    """
    session.flush()
    return session.connection().execute(statement, values)
