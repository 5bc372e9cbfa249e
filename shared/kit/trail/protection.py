"""Triggers that make the database itself refuse to change what the trail says.

Whoever owns the database can take them off again: they stop mistakes and hasty hands.
What finds a change made in spite of them is the chain.

Migrations run :func:`put_up`, so a column added to these tables later needs the
triggers made anew by its own migration.
"""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, MetaData, Table, event

REFUSAL = "the trail is append-only"
_KEPT = [
    "n",
    "at",
    "actor_id",
    "session_id",
    "role",
    "act",
    "resource",
    "record",
    "purpose",
    "outcome",
    "detail_hash",
    "prev",
    "hash",
]
# For each table the one change that is no tampering; the operator is the database's
# word for "is the same, or both are null".
_ALLOWED = {
    "trail_row": "NEW.detail IS NULL AND NEW.salt IS NULL AND "
    + " AND ".join(f"NEW.{name} {{same}} OLD.{name}" for name in _KEPT),
    "trail_head": "NEW.id = OLD.id AND NEW.n > OLD.n",
    "trail_signed_head": "1 = 0",
    "trail_peer_head": "1 = 0",
}
# SQLite's INSERT OR REPLACE removes the old row without asking its trigger.
_SAME = {
    "trail_row": "n = NEW.n",
    "trail_head": "id = NEW.id",
    "trail_signed_head": "n = NEW.n",
    "trail_peer_head": "member = NEW.member AND n = NEW.n",
}
_SQLITE = "BEGIN SELECT RAISE(ABORT, '" + REFUSAL + "'); END"
_POSTGRESQL = "EXECUTE FUNCTION trail_refuses()"
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION trail_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'insufficient_privilege';
END $$
"""


def put_up(connection: Connection) -> None:
    """Make the triggers on the tables of the trail."""
    if connection.dialect.name == "sqlite":
        statements = _on_sqlite()
    else:
        connection.exec_driver_sql(_FUNCTION)
        statements = _on_postgresql()
    for statement in statements:
        connection.exec_driver_sql(statement)


def take_down(connection: Connection) -> None:
    """Remove the triggers, when the database goes back to a version without them."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP FUNCTION trail_refuses() CASCADE")
        return
    for table in _ALLOWED:
        for what in ("update", "delete", "replace"):
            connection.exec_driver_sql(f"DROP TRIGGER {table}_no_{what}")


def _on_sqlite() -> Iterator[str]:
    for table, allowed in _ALLOWED.items():
        change = allowed.format(same="IS")
        there = f"EXISTS (SELECT 1 FROM {table} WHERE {_SAME[table]})"  # noqa: S608 - names are ours
        yield _trigger(table, "update", f"FOR EACH ROW WHEN NOT ({change}) {_SQLITE}")
        yield _trigger(table, "delete", f"FOR EACH ROW {_SQLITE}")
        yield (
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}"
            f" FOR EACH ROW WHEN {there} {_SQLITE}"
        )


def _on_postgresql() -> Iterator[str]:
    for table, allowed in _ALLOWED.items():
        change = allowed.format(same="IS NOT DISTINCT FROM")
        each = "FOR EACH ROW"
        yield _trigger(table, "update", f"{each} WHEN (NOT ({change})) {_POSTGRESQL}")
        yield _trigger(table, "delete", f"{each} {_POSTGRESQL}")
        yield _trigger(table, "truncate", f"FOR EACH STATEMENT {_POSTGRESQL}")


def _trigger(table: str, what: str, rest: str) -> str:
    return f"CREATE TRIGGER {table}_no_{what} BEFORE {what.upper()} ON {table} {rest}"


def watch(metadata: MetaData) -> None:
    """Make the triggers whenever this metadata makes the tables."""
    event.listen(metadata, "after_create", _protect_new_tables)


def _protect_new_tables(
    _metadata: MetaData, connection: Connection, **made: Iterable[Table]
) -> None:
    if "trail_row" in {table.name for table in made["tables"]}:
        put_up(connection)
