"""Store sealed bundles: their bytes, their events' numbers, and how far each stream is.

All or nothing. What is under way at light load is one bundle, and a message waits for
each question to the database, so on PostgreSQL one bundle is one statement.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import cast

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Insert,
    Table,
    any_,
    bindparam,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from kit import bulk, clock
from kit.db import Database
from kit.exchange.bundle import Sealed
from kit.exchange.model import Numbered, SentBundle, SentStream, Unsealed


@dataclass(slots=True)
class Chain:
    """Where a stream of ours stands while bundles are being added to it."""

    stream: str
    epoch: int
    through: int
    hash: str


Number = Mapping[str, int]

_unsealed, _numbered, _streams, _bundles = (
    cast("Table", model.__table__)
    for model in (Unsealed, Numbered, SentStream, SentBundle)
)
_STORE = insert(_bundles)
# A list of 2,000 ids is slow to hand over, so one range and a look-up do it; what was
# committed into the range meanwhile has no number and stays.
_span = (
    bindparam("first_id", type_=BigInteger),
    bindparam("last_id", type_=BigInteger),
)
_FORGET = delete(_unsealed).where(
    _unsealed.c.outbox_id.between(*_span),
    _unsealed.c.outbox_id.in_(
        select(_numbered.c.outbox_id).where(_numbered.c.outbox_id.between(*_span))
    ),
)


def store(
    database: Database,
    bundles: Sequence[Sealed],
    numbers: Sequence[Number],
    chains: Sequence[Chain],
) -> None:
    """Store new bundles with the numbers of all their events, by outbox id."""
    if len(bundles) == 1 and not database.is_sqlite:
        _store_one(database, bundles[0], [each["outbox_id"] for each in numbers])
        return
    with database.transaction() as session:
        _store(session, bundles, numbers, chains)


def _store(
    session: Session,
    bundles: Iterable[Sealed],
    numbers: Sequence[Number],
    chains: Iterable[Chain],
) -> None:
    connection = session.connection()
    for sealed in bundles:
        # One by one: the driver's way for many costs more than a few statements.
        connection.execute(_STORE, _row(sealed))
    bulk.upsert(session, Numbered, numbers, key=["outbox_id"])
    ids = [number["outbox_id"] for number in numbers]
    session.connection().execute(_FORGET, {"first_id": min(ids), "last_id": max(ids)})
    bulk.upsert(
        session,
        SentStream,
        [
            {
                "stream": chain.stream,
                "epoch": chain.epoch,
                "sealed_through": chain.through,
                "sealed_hash": chain.hash,
            }
            for chain in chains
        ],
        key=["stream"],
    )


def _store_one(database: Database, sealed: Sealed, ids: Sequence[int]) -> None:
    with database.one_by_one() as connection:
        connection.execute(_AT_ONCE, _row(sealed) | {"ids": list(ids)})


def _row(sealed: Sealed) -> dict[str, object]:
    return asdict(sealed) | {"sealed_at": clock.now(), "attempts": 0}


def _at_once() -> Insert:
    """One statement that stores a bundle whose events have the outbox ids ``ids``."""
    ids = bindparam("ids", type_=ARRAY(BigInteger))
    given = func.unnest(ids).table_valued("id", with_ordinality="place")
    given = given.render_derived()
    first = bindparam("first", type_=BigInteger)
    epoch = bindparam("epoch", type_=_numbered.c.epoch.type)
    numbers = postgresql.insert(_numbered).from_select(
        ["outbox_id", "epoch", "sequence"],
        select(given.c.id, epoch, first + given.c.place - 1),
    )
    names = ("stream", "epoch", "first", "last", "hash", "raw", "sealed_at", "attempts")
    bundle = insert(_bundles).values({name: bindparam(name) for name in names})
    forgotten = delete(_unsealed).where(_unsealed.c.outbox_id == any_(ids))
    stream = postgresql.insert(_streams).values(
        stream=bindparam("stream"),
        epoch=epoch,
        sealed_through=bindparam("last", type_=BigInteger),
        sealed_hash=bindparam("hash"),
    )
    moved = ("epoch", "sealed_through", "sealed_hash")
    return stream.on_conflict_do_update(
        index_elements=["stream"],
        set_={name: stream.excluded[name] for name in moved},
    ).add_cte(
        bundle.cte("bundle"),
        _renumbered(numbers).cte("numbers"),
        forgotten.cte("forgotten"),
    )


def _renumbered(numbers: postgresql.Insert) -> postgresql.Insert:
    """An event that had a number, in an epoch before, has its new one from now on."""
    return numbers.on_conflict_do_update(
        index_elements=["outbox_id"],
        set_={name: numbers.excluded[name] for name in ("epoch", "sequence")},
    )


_AT_ONCE = _at_once()
