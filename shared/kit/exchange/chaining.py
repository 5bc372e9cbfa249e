"""Put a received bundle in its place in the chain of its stream.

Every message passes here, so the statements are made once and go past the mapper.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, insert, literal, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from kit import clock, logs
from kit.db import Database
from kit.exchange.bundle import FIRST_PREV, Bundle
from kit.exchange.model import ReceivedBundle, ReceivedStream
from kit.exchange.trust import Reason, Refused

log = logs.get_logger(__name__)


def _table(model: Any) -> Table:  # noqa: ANN401 - a mapped class's table, typed
    table: Table = model.__table__
    return table


_streams, _bundles = _table(ReceivedStream), _table(ReceivedBundle)
_this_stream = _streams.c.stream == bindparam("of_stream")
_this_bundle = (
    (_bundles.c.stream == bindparam("of_stream"))
    & (_bundles.c.epoch == bindparam("of_epoch"))
    & (_bundles.c.first == bindparam("of_first"))
)
_STANDING = select(
    _streams.c.stream,
    _streams.c.epoch,
    _streams.c.stored_through,
    _streams.c.stored_hash,
    _streams.c.head,
    _streams.c.frozen,
    _streams.c.resend_asked_at,
    _streams.c.stored_at,
).where(_this_stream)
_BEGIN = insert(_streams)
_SAVE = (
    update(_streams)
    .where(_this_stream)
    .values(
        {
            name: bindparam(f"new_{name}")
            for name in (
                "stored_through", "stored_hash", "head", "frozen",
                "resend_asked_at", "stored_at",
            )
        }
    )
)  # fmt: skip
_KEEP = insert(_bundles)
_STORED_HASH = select(_bundles.c.hash).where(_this_bundle)
_ASIDE = select(_bundles.c.last, _bundles.c.hash, _bundles.c.prev).where(
    _this_bundle, _bundles.c.in_chain.is_(False)
)
_GIVEN = ("stream", "epoch", "first", "last", "hash", "prev", "raw", "received_at")
_TAKE_IN = update(_bundles).where(_this_bundle).values(in_chain=True)


def _follow() -> ReturningInsert[tuple[int]]:
    """One statement that stores a bundle, if it is simply the next of its stream."""
    # Called otherwise than columns: a value of a column's name would be stored in it.
    given = {
        name: bindparam(f"its_{name}", type_=_bundles.c[name].type) for name in _GIVEN
    }
    here = _streams.c
    moved = (
        update(_streams)
        .where(
            here.stream == given["stream"],
            here.epoch == given["epoch"],
            here.stored_through == given["first"] - 1,
            here.stored_hash == given["prev"],
            here.head == here.stored_through,
            here.frozen.is_(None),
        )
        .values(
            stored_through=given["last"],
            stored_hash=given["hash"],
            head=given["last"],
            resend_asked_at=None,
            stored_at=given["received_at"],
        )
        .returning(here.stream)
        .cte("moved")
    )
    names = [name for name in _GIVEN if name != "stream"]
    stored = select(moved.c.stream, *(given[name] for name in names), literal(True))
    storing = insert(_bundles).from_select(["stream", *names, "in_chain"], stored)
    return storing.returning(_bundles.c.first)


_FOLLOW = _follow()


@dataclass(kw_only=True, slots=True)
class Standing:
    """How far one received stream is stored."""

    stream: str
    epoch: int
    stored_through: int = 0
    stored_hash: str = FIRST_PREV
    head: int = 0
    frozen: str | None = None
    resend_asked_at: datetime | None = None
    stored_at: datetime | None = None


def chain(session: Session, opened: Bundle) -> bool:
    """Put a bundle in its place; returns whether the stream advanced.

    Raises Refused when it was stored before (SEEN_AGAIN), when it belongs to another
    epoch, or when the source has written two histories (FORK, which freezes the
    stream until people have looked).
    """
    session.flush()
    connection = session.connection()
    standing = standing_of(connection, opened.stream, epoch=opened.epoch)
    if standing.epoch != opened.epoch:
        raise Refused(Reason.UNKNOWN_EPOCH, f"{opened.epoch}, not {standing.epoch}")
    try:
        return _chain(connection, standing, opened)
    finally:
        _save(connection, standing)


def follow(database: Database, opened: Bundle) -> bool:
    """Store the next bundle of a stream whose chain has no gap, in one statement.

    That is what nearly every message is, and on PostgreSQL each further question would
    keep it waiting. Returns False, and has changed nothing, where it is anything else
    or on SQLite: then :func:`chain` looks closer.
    """
    if database.is_sqlite:
        return False
    values = {f"its_{name}": value for name, value in _values(opened).items()}
    with database.one_by_one() as connection:
        return connection.scalar(_FOLLOW, values) is not None


def standing_of(connection: Connection, stream: str, *, epoch: int) -> Standing:
    """How far a stream is stored; a new one is begun with ``epoch``."""
    row = connection.execute(_STANDING, {"of_stream": stream}).one_or_none()
    if row is not None:
        return Standing(**row._mapping)
    standing = Standing(stream=stream, epoch=epoch)
    connection.execute(_BEGIN, asdict(standing) | {"applied_through": 0})
    return standing


def note_head(connection: Connection, stream: str, *, epoch: int, head: int) -> None:
    """The source says its stream goes as far as ``head``."""
    standing = standing_of(connection, stream, epoch=epoch)
    if standing.epoch == epoch and head > standing.head:
        standing.head = head
        _save(connection, standing)


def _chain(connection: Connection, standing: Standing, opened: Bundle) -> bool:
    # Nothing beyond the head can have been stored, so only then is it asked.
    stored = _stored_hash(connection, opened) if opened.first <= standing.head else None
    standing.head = max(standing.head, opened.last)
    if stored == opened.hash:
        raise Refused(Reason.SEEN_AGAIN, f"{opened.first}-{opened.last}")
    follows = opened.first == standing.stored_through + 1
    forked = stored is not None or opened.first <= standing.stored_through
    if forked or (follows and opened.prev != standing.stored_hash):
        _freeze(standing, opened)
    if standing.frozen is not None:
        raise Refused(Reason.FROZEN, standing.frozen)
    _keep(connection, opened, in_chain=follows)
    if follows:
        _advance(connection, standing, opened)
    return follows


def _stored_hash(connection: Connection, opened: Bundle) -> str | None:
    found: str | None = connection.scalar(
        _STORED_HASH, _place(opened.stream, opened.epoch, opened.first)
    )
    return found


def _freeze(standing: Standing, opened: Bundle) -> None:
    """Two histories of one stream: nothing more of it is used until people looked."""
    standing.frozen = f"fork at {opened.first}"
    log.error("stream forked", stream=opened.stream, first=opened.first)
    raise Refused(Reason.FORK, f"{opened.stream} at {opened.first}"[:200])


def _keep(connection: Connection, opened: Bundle, *, in_chain: bool) -> None:
    connection.execute(_KEEP, _values(opened) | {"in_chain": in_chain})


def _values(opened: Bundle) -> dict[str, Any]:
    return {
        "stream": opened.stream,
        "epoch": opened.epoch,
        "first": opened.first,
        "last": opened.last,
        "hash": opened.hash,
        "prev": opened.prev,
        "raw": opened.raw,
        "received_at": clock.now(),
    }


def _advance(connection: Connection, standing: Standing, opened: Bundle) -> None:
    """Move the high-water mark, and take in what was kept aside behind the gap."""
    standing.stored_through, standing.stored_hash = opened.last, opened.hash
    standing.stored_at = clock.now()
    while standing.head > standing.stored_through and standing.frozen is None:
        first = standing.stored_through + 1
        place = _place(standing.stream, standing.epoch, first)
        waiting = connection.execute(_ASIDE, place).one_or_none()
        if waiting is None:
            return
        if waiting.prev != standing.stored_hash:
            standing.frozen = f"fork at {first}"
            return
        connection.execute(_TAKE_IN, place)
        standing.stored_through, standing.stored_hash = waiting.last, waiting.hash
    standing.resend_asked_at = None


def _save(connection: Connection, standing: Standing) -> None:
    values = {
        f"new_{name}": value
        for name, value in asdict(standing).items()
        if name not in {"stream", "epoch"}
    }
    connection.execute(_SAVE, values | {"of_stream": standing.stream})


def _place(stream: str, epoch: int, first: int) -> dict[str, str | int]:
    return {"of_stream": stream, "of_epoch": epoch, "of_first": first}
