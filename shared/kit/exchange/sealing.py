"""Seal what is committed in the outbox: number it, chain it, sign it, store it.

Only the one dispatcher of an instance calls this, so numbers are contiguous per
stream whatever order transactions committed in.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import cast

from sqlalchemy import Table, bindparam, func, select
from sqlalchemy.engine import Connection

from kit.db import Database
from kit.exchange import bundle, storing
from kit.exchange.bundle import Sealed
from kit.exchange.keys import SigningKey
from kit.exchange.model import OutboxEvent, SentStream, Unsealed
from kit.exchange.storing import Chain

FIRST_EPOCH = 1
ROWS_AT_ONCE = 2_000
# Files of sealed shares are events of a third of a megabyte: not all at once in memory.
BYTES_AT_ONCE = 8 * 1024 * 1024


# Every event passes here, so the statements are made once and go past the mapper.
_outbox, _unsealed = (
    cast("Table", model.__table__) for model in (OutboxEvent, Unsealed)
)
_streams = cast("Table", SentStream.__table__)
_size = func.length(_outbox.c.body)
# The bodies are looked up afterwards: to add up, a database may set all it read aside.
_next = (
    select(
        _unsealed.c.outbox_id,
        (func.sum(_size).over(order_by=_unsealed.c.outbox_id) - _size).label("before"),
    )
    .join_from(_unsealed, _outbox, _unsealed.c.outbox_id == _outbox.c.id)
    .order_by(_unsealed.c.outbox_id)
    .limit(ROWS_AT_ONCE)
    .subquery()
)
_WAITING = (
    select(_outbox.c.id, _outbox.c.stream, _outbox.c.body)
    .join_from(_next, _outbox, _next.c.outbox_id == _outbox.c.id)
    .where(_next.c.before < bindparam("at_once"))
    .order_by(_outbox.c.id)
)
_CHAINS = select(
    _streams.c.stream,
    _streams.c.epoch,
    _streams.c.sealed_through,
    _streams.c.sealed_hash,
).where(_streams.c.stream.in_(bindparam("streams", expanding=True)))


Chains = dict[str, Chain]


def seal_committed(
    database: Database,
    *,
    key: SigningKey,
    registry: int,
    known: Chains | None = None,
) -> Sequence[Sealed]:
    """Seal up to 2,000 unsealed events, or about 8 MiB; returns the new bundles.

    Oldest first. Call again until it returns none.

    Reading and signing happen outside the write transaction: writers wait only while
    the finished bundles are stored. ``known`` is kept by a dispatcher between calls,
    so that it need not ask where its own chains stand; a fault empties it.
    """
    known = {} if known is None else known
    try:
        return _seal(database, key=key, registry=registry, known=known)
    except BaseException:
        known.clear()
        raise


def _seal(
    database: Database, *, key: SigningKey, registry: int, known: Chains
) -> Sequence[Sealed]:
    with database.one_by_one() as connection:
        rows = connection.execute(_WAITING, {"at_once": BYTES_AT_ONCE}).all()
        if not rows:
            return ()
        streams = {row.stream for row in rows}
        known.update(_chains(connection, streams - known.keys()))
    bundles: list[Sealed] = []
    numbers: list[dict[str, int]] = []
    for stream, group in groupby(
        sorted(rows, key=lambda row: row.stream), key=lambda row: row.stream
    ):
        chain = known[stream]
        members = list(group)
        numbers += [
            {
                "outbox_id": row.id,
                "epoch": chain.epoch,
                "sequence": chain.through + offset,
            }
            for offset, row in enumerate(members, start=1)
        ]
        bundles += _extend(chain, [row.body for row in members], key, registry)
    storing.store(database, bundles, numbers, [known[stream] for stream in streams])
    return bundles


def _chains(connection: Connection, streams: set[str]) -> Chains:
    if not streams:
        return {}
    known = connection.execute(_CHAINS, {"streams": list(streams)})
    chains = {row.stream: Chain(*row) for row in known}
    for stream in streams - chains.keys():
        chains[stream] = Chain(stream, FIRST_EPOCH, 0, bundle.FIRST_PREV)
    return chains


def _extend(
    chain: Chain, bodies: Sequence[bytes], key: SigningKey, registry: int
) -> list[Sealed]:
    added = []
    for piece in bundle.cut(bodies):
        sealed = bundle.seal(
            piece,
            stream=chain.stream,
            epoch=chain.epoch,
            first=chain.through + 1,
            prev=chain.hash,
            registry=registry,
            key=key,
        )
        chain.through, chain.hash = sealed.last, sealed.hash
        added.append(sealed)
    return added
