"""Databases for tests: each test gets its own, copied from one made beforehand."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import psycopg
from sqlalchemy import URL, Engine, MetaData, create_engine, event

from kit.db import Database
from tests.support.services import PostgresServer

# A table that a test changed, or rows from the beginning, spoil it for the next test.
_WATCH_FOR_CHANGES = """
CREATE SCHEMA watch;
CREATE TABLE watch.change (command text);
CREATE FUNCTION watch.note() RETURNS event_trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO watch.change VALUES (tg_tag); END $$;
CREATE VIEW watch.written AS
    SELECT oid::regclass::text AS name FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    AND pg_relation_size(oid) > 0;
INSERT INTO watch.change SELECT 'rows in ' || name FROM watch.written;
CREATE EVENT TRIGGER changed ON ddl_command_end EXECUTE FUNCTION watch.note();
"""
# As a replica it asks none of the triggers that keep a trail from being emptied.
_EMPTY = """
DO $$
DECLARE written text;
BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid();
    IF EXISTS (SELECT FROM watch.change) THEN
        RAISE EXCEPTION 'a test changed more than rows';
    END IF;
    SET LOCAL session_replication_role = replica;
    SET LOCAL lock_timeout = '10s';
    SELECT string_agg(name, ', ') INTO written FROM watch.written;
    IF written IS NOT NULL THEN
        EXECUTE 'TRUNCATE ' || written || ' RESTART IDENTITY CASCADE';
    END IF;
    PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass,
                   start_value, false)
        FROM pg_sequences WHERE last_value IS NOT NULL;
END $$
"""


class Engines:
    """``create_engine`` whose engines share what they worked out about statements.

    That is kept by dialect, and a dialect knows its server only once it was there.
    """

    def __init__(self) -> None:
        self._first: dict[str, Engine] = {}

    def __call__(self, url: URL, **options: Any) -> Engine:
        engine = create_engine(url, **options)
        first = self._first.get(engine.name)
        if first is None or first.dialect.server_version_info is None:
            self._first[engine.name] = engine
        else:
            engine.dialect = first.dialect
            engine._compiled_cache = first._compiled_cache
        return engine


class DatabaseFactory(Protocol):
    """Makes an empty database with the tables of these metadatas."""

    def __call__(self, member: str, metadatas: Sequence[MetaData]) -> Database: ...


def _known_as(metadatas: Sequence[MetaData]) -> str:
    tables = sorted(name for metadata in metadatas for name in metadata.tables)
    return f"template_{abs(hash(tuple(tables))):x}"


@dataclass(kw_only=True)
class SqliteDatabases:
    """Files in a folder; ``templates`` is kept for the whole session."""

    templates: Path
    folder: Path
    made: list[Database] = field(default_factory=list)

    def __call__(self, member: str, metadatas: Sequence[MetaData]) -> Database:
        template = self.templates / f"{_known_as(metadatas)}.sqlite"
        if not template.exists():
            _fill(f"sqlite:///{template}", metadatas)
        copy = self.folder / f"{member}-{len(self.made)}.sqlite"
        shutil.copyfile(template, copy)
        database = Database(f"sqlite:///{copy}", member=member)
        event.listen(database.engine, "connect", _needed_after_no_power_cut)
        self.made.append(database)
        return database

    def close(self) -> None:
        for database in self.made:
            database.dispose()


@dataclass(kw_only=True)
class PostgresShelf:
    """One server's databases, put back by a test for the next that needs the same.

    The server takes longer to copy a template than most tests take; to empty the few
    tables that a test wrote to takes it no time. What cannot be made as new is dropped.
    """

    server: PostgresServer
    numbers: "count[int]" = field(default_factory=lambda: count(1))
    as_new: dict[str, list[str]] = field(default_factory=dict)

    def take(self, metadatas: Sequence[MetaData]) -> str:
        """The name of a database that holds these tables, and no row."""
        template = _known_as(metadatas)
        if template not in self.as_new:
            self._run("postgres", f"CREATE DATABASE {template}")
            _fill(self.server.url(template), metadatas)
            self._run(template, _WATCH_FOR_CHANGES)
            self.as_new[template] = []
        if self.as_new[template]:
            return self.as_new[template].pop()
        name = f"test_{next(self.numbers)}"
        copied = f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"
        self._run("postgres", copied)
        return name

    def put_back(self, name: str, metadatas: Sequence[MetaData]) -> None:
        """Empty it for the next, or drop it."""
        try:
            self._run(name, _EMPTY)
        except psycopg.Error:
            self._run("postgres", f"DROP DATABASE {name} WITH (FORCE)")
        else:
            self.as_new[_known_as(metadatas)].append(name)

    def _run(self, database: str, statement: str) -> None:
        url = self.server.url(database)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(statement.encode())


@dataclass(kw_only=True)
class PostgresDatabases:
    """Databases on one server, put back on its shelf after the test."""

    shelf: PostgresShelf
    made: list[tuple[str, Sequence[MetaData], Database]] = field(default_factory=list)

    def __call__(self, member: str, metadatas: Sequence[MetaData]) -> Database:
        name = self.shelf.take(metadatas)
        database = Database(self.shelf.server.url(name), member=member)
        self.made.append((name, metadatas, database))
        return database

    def close(self) -> None:
        for name, metadatas, database in self.made:
            database.dispose()
            self.shelf.put_back(name, metadatas)


def _needed_after_no_power_cut(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def _fill(url: str, metadatas: Sequence[MetaData]) -> None:
    database = Database(url, member="template")
    database.create_tables(metadatas)
    database.dispose()
