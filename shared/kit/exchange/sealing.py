"""Seal what is committed in the outbox: number it, chain it, sign it, store it.

Only the one dispatcher of an instance calls this, so numbers are contiguous per
stream whatever order transactions committed in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.orm import Session

from kit import bulk, clock
from kit.db import Database
from kit.exchange import bundle
from kit.exchange.bundle import Sealed
from kit.exchange.keys import SigningKey
from kit.exchange.model import Numbered, OutboxEvent, SentBundle, SentStream, Unsealed

FIRST_EPOCH = 1
ROWS_AT_ONCE = 2_000


@dataclass(slots=True)
class _Chain:
    """Where a stream stands while bundles are being added to it."""

    stream: str
    epoch: int
    through: int
    hash: str
    new: bool


def seal_committed(
    database: Database, *, key: SigningKey, registry: int
) -> Sequence[Sealed]:
    """Seal up to 2,000 unsealed events; returns the new bundles, oldest first.

    Reading and signing happen outside the write transaction: writers wait only while
    the finished bundles are stored.
    """
    with database.reading() as session:
        rows = _unsealed(session)
        chains = _chains(session, {row.stream for row in rows})
    if not rows:
        return ()
    bundles: list[Sealed] = []
    numbers: list[dict[str, int]] = []
    for stream, group in groupby(
        sorted(rows, key=lambda row: row.stream), key=lambda row: row.stream
    ):
        chain = chains[stream]
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
    with database.transaction() as session:
        _store(session, bundles, numbers, chains.values())
    return bundles


def _unsealed(session: Session) -> Sequence[Row[int, str, bytes]]:
    return session.execute(
        select(OutboxEvent.id, OutboxEvent.stream, OutboxEvent.body)
        .join(Unsealed, Unsealed.outbox_id == OutboxEvent.id)
        .order_by(Unsealed.outbox_id)
        .limit(ROWS_AT_ONCE)
    ).all()


def _chains(session: Session, streams: set[str]) -> dict[str, _Chain]:
    known = session.scalars(select(SentStream).where(SentStream.stream.in_(streams)))
    chains = {
        row.stream: _Chain(
            row.stream, row.epoch, row.sealed_through, row.sealed_hash, new=False
        )
        for row in known
    }
    for stream in streams - chains.keys():
        chains[stream] = _Chain(stream, FIRST_EPOCH, 0, bundle.FIRST_PREV, new=True)
    return chains


def _extend(
    chain: _Chain, bodies: Sequence[bytes], key: SigningKey, registry: int
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


def _store(
    session: Session,
    bundles: Sequence[Sealed],
    numbers: Sequence[dict[str, int]],
    chains: Iterable[_Chain],
) -> None:
    now = clock.now()
    session.execute(
        insert(SentBundle),
        [asdict(sealed) | {"sealed_at": now, "attempts": 0} for sealed in bundles],
    )
    bulk.upsert(session, Numbered, numbers, key=["outbox_id"])
    _forget(session, [number["outbox_id"] for number in numbers])
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


def _forget(session: Session, ids: Sequence[int]) -> None:
    """Take sealed events off the list of the unsealed.

    A list of 2,000 ids is slow to hand over, so one range and a look-up do it; what
    was committed into the range meanwhile has no number and stays.
    """
    span = (min(ids), max(ids))
    session.execute(
        delete(Unsealed).where(
            Unsealed.outbox_id.between(*span),
            Unsealed.outbox_id.in_(
                select(Numbered.outbox_id).where(Numbered.outbox_id.between(*span))
            ),
        )
    )
