"""Databases for tests: each test gets its own, copied from one made beforehand."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Protocol

from sqlalchemy import MetaData, create_engine, text

from kit.db import Database
from tests.support.services import PostgresServer


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
        self.made.append(database)
        return database

    def close(self) -> None:
        for database in self.made:
            database.dispose()


@dataclass(kw_only=True)
class PostgresDatabases:
    """Databases on one server, dropped after the test."""

    server: PostgresServer
    numbers: "count[int]"
    templates: set[str]
    made: list[tuple[str, Database]] = field(default_factory=list)

    def __call__(self, member: str, metadatas: Sequence[MetaData]) -> Database:
        template = _known_as(metadatas)
        if template not in self.templates:
            self._run(f"CREATE DATABASE {template}")
            _fill(self.server.url(template), metadatas)
            self.templates.add(template)
        name = f"test_{next(self.numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        database = Database(self.server.url(name), member=member)
        self.made.append((name, database))
        return database

    def close(self) -> None:
        for name, database in self.made:
            database.dispose()
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        engine = create_engine(
            self.server.url().replace("postgresql:", "postgresql+psycopg:"),
            isolation_level="AUTOCOMMIT",
        )
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


def _fill(url: str, metadatas: Sequence[MetaData]) -> None:
    database = Database(url, member="template")
    database.create_tables(metadatas)
    database.dispose()
