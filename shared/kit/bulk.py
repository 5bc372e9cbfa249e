"""Write many rows of one table at once, replacing those already there."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, Dialect, FromClause, String, Table, types
from sqlalchemy.orm import DeclarativeBase, Session

Row = Mapping[str, Any]
CHUNK = 20_000
# Each is written once for a table and its rules; there are not many of those.
STATEMENTS = 256


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What happens to a row that is already there.

    ``key``: the columns that say which row is meant. ``newer``: overwrite only when
    this column is higher than the stored one. ``differs``: overwrite only when one
    of these columns is different. ``counter``: this column rises by one with each
    overwriting. ``keep``: columns written with a new row and then left alone.
    """

    key: Sequence[str]
    newer: str | None = None
    differs: Sequence[str] = ()
    counter: str | None = None
    keep: Sequence[str] = ()


def upsert(
    session: Session,
    table: FromClause | type[DeclarativeBase],
    rows: Iterable[Row],
    *,
    key: Sequence[str],
    newer: str | None = None,
    differs: Sequence[str] = (),
    counter: str | None = None,
    keep: Sequence[str] = (),
) -> int:
    """Insert rows, or overwrite the ones with the same key; say how many were written.

    All rows have the same columns. Of rows with the same key the last one counts,
    or, with ``newer``, the first of those with the highest version. The words are
    those of :class:`Rules`. Objects the session has loaded are not refreshed.
    """
    rules = Rules(
        key=tuple(key),
        newer=newer,
        differs=tuple(differs),
        counter=counter,
        keep=tuple(keep),
    )
    wanted = _once_each(rows, rules)
    if not wanted:
        return 0
    session.flush()
    target = _table(table)
    columns = tuple(target.columns[name] for name in wanted[0])
    write = _write_sqlite if _dialect(session).name == "sqlite" else _write_postgresql
    return sum(
        write(session, target, columns, wanted[start : start + CHUNK], rules)
        for start in range(0, len(wanted), CHUNK)
    )


def _table(table: FromClause | type[DeclarativeBase]) -> Table:
    found = table.__table__ if isinstance(table, type) else table
    if not isinstance(found, Table):
        raise TypeError(f"{found!r} is not a table")
    return found


def _dialect(session: Session) -> Dialect:
    return session.connection().dialect


def _once_each(rows: Iterable[Row], rules: Rules) -> list[Row]:
    """One row for each key: PostgreSQL refuses to write the same row twice."""
    identity = itemgetter(*rules.key)
    if rules.newer is None:
        return list({identity(row): row for row in rows}.values())
    version = itemgetter(rules.newer)
    found: dict[Any, Row] = {}
    for row in rows:
        known = found.get(identity(row))
        if known is None or version(row) > version(known):
            found[identity(row)] = row
    return list(found.values())


def _bound(column: Column[Any], dialect: Dialect, rows: Sequence[Row]) -> list[Any]:
    """One column of all rows as the driver takes it."""
    name = column.name
    processor: Callable[[Any], Any] | None = column.type.dialect_impl(
        dialect
    ).bind_processor(dialect)
    if isinstance(column.type, types.Float):
        # The driver refuses whole and other numbers in one array.
        return [None if row[name] is None else float(row[name]) for row in rows]
    if processor is None:
        return [row[name] for row in rows]
    # Whole batches share one moment, one import, one origin: convert those once.
    last: Any = None
    done = processor(None)
    values = []
    for row in rows:
        value = row[name]
        if value is not last:
            last, done = value, processor(value)
        values.append(done)
    return values


def _write_sqlite(
    session: Session,
    table: Table,
    columns: tuple[Column[Any], ...],
    rows: Sequence[Row],
    rules: Rules,
) -> int:
    dialect = _dialect(session)
    values = [_bound(column, dialect, rows) for column in columns]
    done = session.connection().exec_driver_sql(
        _sqlite_statement(table, columns, rules, dialect),
        list(zip(*values, strict=True)),
    )
    return done.rowcount


@lru_cache(maxsize=STATEMENTS)
def _sqlite_statement(
    table: Table, columns: tuple[Column[Any], ...], rules: Rules, dialect: Dialect
) -> str:
    quote = dialect.identifier_preparer.quote
    names = ", ".join(quote(column.name) for column in columns)
    marks = ", ".join("?" for _ in columns)
    return (
        f"INSERT INTO {quote(table.name)} ({names}) VALUES ({marks}) "  # noqa: S608 - names come from our own tables
        + _on_conflict(table, columns, rules, quote, same="IS NOT")
    )


def _write_postgresql(
    session: Session,
    table: Table,
    columns: tuple[Column[Any], ...],
    rows: Sequence[Row],
    rules: Rules,
) -> int:
    dialect = _dialect(session)
    values = {
        f"c{number}": _bound(column, dialect, rows)
        for number, column in enumerate(columns)
    }
    statement = _postgresql_statement(table, columns, rules, dialect)
    return session.connection().exec_driver_sql(statement, values).rowcount


@lru_cache(maxsize=STATEMENTS)
def _postgresql_statement(
    table: Table, columns: tuple[Column[Any], ...], rules: Rules, dialect: Dialect
) -> str:
    quote = dialect.identifier_preparer.quote
    names = ", ".join(quote(column.name) for column in columns)
    # Binary (%b): as text the driver escapes each element in Python, 3 times slower.
    arrays = ", ".join(
        f"CAST(%(c{number})b AS {_array_type(column, dialect)})"
        for number, column in enumerate(columns)
    )
    return (
        f"INSERT INTO {quote(table.name)} ({names}) SELECT * FROM unnest({arrays}) "  # noqa: S608 - names come from our own tables
        + _on_conflict(table, columns, rules, quote, same="IS DISTINCT FROM")
    )


def _array_type(column: Column[Any], dialect: Dialect) -> str:
    # A cast to VARCHAR(n) would cut long text silently; TEXT lets the insert refuse.
    impl = column.type.dialect_impl(dialect)
    inner = impl.impl if isinstance(impl, types.TypeDecorator) else impl
    if isinstance(inner, String):
        return "TEXT[]"
    return f"{column.type.compile(dialect=dialect)}[]"


def _on_conflict(
    table: Table,
    columns: Sequence[Column[Any]],
    rules: Rules,
    quote: Callable[[str], str],
    *,
    same: str,
) -> str:
    identity = ", ".join(quote(name) for name in rules.key)
    left_alone = {*rules.key, *rules.keep}
    settings = [
        _setting(table, column.name, rules, quote)
        for column in columns
        if column.name not in left_alone
    ]
    if not settings:
        return f"ON CONFLICT ({identity}) DO NOTHING"
    condition = _condition(table, rules, quote, same=same)
    return f"ON CONFLICT ({identity}) DO UPDATE SET {', '.join(settings)}{condition}"


def _setting(table: Table, name: str, rules: Rules, quote: Callable[[str], str]) -> str:
    column = quote(name)
    if name == rules.counter:
        return f"{column} = {quote(table.name)}.{column} + 1"
    return f"{column} = excluded.{column}"


def _condition(
    table: Table, rules: Rules, quote: Callable[[str], str], *, same: str
) -> str:
    stored = quote(table.name)
    parts = []
    if rules.newer is not None:
        column = quote(rules.newer)
        parts.append(f"excluded.{column} > {stored}.{column}")
    if rules.differs:
        parts.append(
            "("
            + " OR ".join(
                _different(table.columns[name], stored, quote, same=same)
                for name in rules.differs
            )
            + ")"
        )
    return f" WHERE {' AND '.join(parts)}" if parts else ""


def _different(
    column: Column[Any], stored: str, quote: Callable[[str], str], *, same: str
) -> str:
    name = quote(column.name)
    if isinstance(column.type, types.JSON):
        # PostgreSQL has no equality for JSON; its text does well enough.
        return f"CAST({stored}.{name} AS TEXT) {same} CAST(excluded.{name} AS TEXT)"
    return f"{stored}.{name} {same} excluded.{name}"
