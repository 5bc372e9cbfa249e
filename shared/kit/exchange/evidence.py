"""What this member sent to whom, and the proof that it is in the bundles it sealed.

An event is proven when the bundle its number lies in has the bytes its hash was made
of, says the same stream, epoch and numbers, and carries at that place the event as it
was written here. The receiver has the same bundle under the same hash.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Row, Select, func, select, tuple_
from sqlalchemy.orm import Session

from kit.errors import NotFound
from kit.exchange import bundle
from kit.exchange.bundle import Bundle
from kit.exchange.model import Numbered, OutboxEvent, SentBundle, SentReceipt
from kit.exchange.trust import Refused

CHUNK = 1000
Place = tuple[str, int, int]


class Proof(StrEnum):
    """What became of looking for an event in its bundle."""

    PROVEN = "proven"
    WAITING = "waiting"
    MISSING = "missing"
    DIFFERENT = "different"


class UnknownEvent(NotFound):
    """Nothing like this was sent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """One event that was written for somebody.

    ``version`` is the record's; ``digest`` is SHA-256 of the event as written, in hex.
    Place and ``hash`` (of the bundle) are None while it waits to be sealed.
    """

    event_id: UUID
    stream: str
    type: str
    subject: str
    version: int
    written_at: datetime
    digest: str
    epoch: int | None
    sequence: int | None
    first: int | None
    last: int | None
    hash: str | None
    sealed_at: datetime | None
    proof: Proof
    data: Mapping[str, Any]

    @property
    def bundle(self) -> str | None:
        """How its bundle is called on the wire; None while it waits."""
        if self.first is None:
            return None
        return f"{self.stream}:{self.epoch}:{self.first}-{self.last}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """How many events of a type were sent, from when to when."""

    type: str
    number: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What looking at everything found; ``faults`` name bundles and events."""

    bundles: int
    events: int
    waiting: int
    faults: Sequence[str]

    @property
    def whole(self) -> bool:
        """Whether everything that was sealed is proven."""
        return not self.faults


def kinds(session: Session, streams: Sequence[str]) -> Sequence[Kind]:
    """The types of events of some streams, by type."""
    rows = session.execute(
        select(
            OutboxEvent.type,
            func.count().label("number"),
            func.min(OutboxEvent.written_at).label("first_at"),
            func.max(OutboxEvent.written_at).label("last_at"),
        )
        .where(OutboxEvent.stream.in_(streams))
        .group_by(OutboxEvent.type)
        .order_by(OutboxEvent.type)
    )
    return [Kind(**row._mapping) for row in rows]


def last_written(session: Session, streams: Sequence[str]) -> datetime | None:
    """When something was last written for these streams."""
    latest = select(func.max(OutboxEvent.written_at))
    return session.scalar(latest.where(OutboxEvent.stream.in_(streams)))


def stored_through(
    session: Session, stream: str, receiver: str
) -> tuple[int, int] | None:
    """Epoch and number up to which a receiver's receipt says it stored a stream."""
    receipt = session.get(SentReceipt, (stream, receiver))
    return (receipt.epoch, receipt.stored_through) if receipt else None


def sent(
    session: Session,
    streams: Sequence[str],
    *,
    type: str | None = None,
    offset: int = 0,
    limit: int = 50,
) -> Sequence[Sent]:
    """Events of some streams, the latest first, each looked for in its bundle."""
    statement = _events(streams).order_by(OutboxEvent.id.desc())
    if type is not None:
        statement = statement.where(OutboxEvent.type == type)
    rows = session.execute(statement.offset(offset).limit(limit)).all()
    return list(_looked_for(session, rows))


def one(session: Session, streams: Sequence[str], event_id: UUID) -> Sent:
    """One event of these streams, looked for in its bundle; raises UnknownEvent."""
    statement = _events(streams).where(OutboxEvent.event_id == event_id)
    for found in _looked_for(session, session.execute(statement).all()):
        return found
    raise UnknownEvent


def check(
    session: Session,
    streams: Sequence[str],
    *,
    tell: Callable[[Sent], None] | None = None,
) -> Report:
    """Look at every bundle, the chain, and every event of some streams.

    ``tell`` hears of each event as it was looked at, the oldest first.
    """
    bundles, sealed, faults = _chained(session, streams)
    events = waiting = 0
    for each in _every(session, streams):
        events += 1
        if tell is not None:
            tell(each)
        waiting += each.proof is Proof.WAITING
        if each.proof not in (Proof.PROVEN, Proof.WAITING):
            faults.append(f"{each.event_id} {each.proof.value}")
    if sealed != events - waiting:
        faults.append(f"{sealed} events in bundles, {events - waiting} written here")
    return Report(bundles=bundles, events=events, waiting=waiting, faults=faults)


def _events(streams: Sequence[str]) -> Select[Any]:
    first = (
        select(func.max(SentBundle.first))
        .where(
            SentBundle.stream == OutboxEvent.stream,
            SentBundle.epoch == Numbered.epoch,
            SentBundle.first <= Numbered.sequence,
        )
        .correlate(OutboxEvent, Numbered)
        .scalar_subquery()
    )
    return (
        select(
            OutboxEvent.id,
            OutboxEvent.event_id,
            OutboxEvent.stream,
            OutboxEvent.type,
            OutboxEvent.subject,
            OutboxEvent.body,
            OutboxEvent.written_at,
            Numbered.epoch,
            Numbered.sequence,
            first.label("first"),
        )
        .outerjoin(Numbered, Numbered.outbox_id == OutboxEvent.id)
        .where(OutboxEvent.stream.in_(streams))
    )


def _every(session: Session, streams: Sequence[str]) -> Iterator[Sent]:
    last = 0
    statement = _events(streams).order_by(OutboxEvent.id).limit(CHUNK)
    while rows := session.execute(statement.where(OutboxEvent.id > last)).all():
        yield from _looked_for(session, rows)
        last = rows[-1].id


def _looked_for(session: Session, rows: Sequence[Row[Any]]) -> Iterator[Sent]:
    places = {_place(row) for row in rows if row.first is not None}
    found = _bundles(session, sorted(places))
    opened = {place: _opened(row) for place, row in found.items()}
    for row in rows:
        place = _place(row)
        held = found.get(place)
        written = orjson.loads(row.body)
        yield Sent(
            event_id=row.event_id,
            stream=row.stream,
            type=row.type,
            subject=row.subject,
            version=written["recordversion"],
            written_at=row.written_at,
            digest=hashlib.sha256(row.body).hexdigest(),
            epoch=row.epoch,
            sequence=row.sequence,
            first=held.first if held else None,
            last=held.last if held else None,
            hash=held.hash if held else None,
            sealed_at=held.sealed_at if held else None,
            proof=_proof(row, written, opened.get(place)),
            data=written["data"],
        )


def _place(row: Row[Any]) -> Place:
    return row.stream, row.epoch, row.first


def _bundles(session: Session, places: Sequence[Place]) -> Mapping[Place, SentBundle]:
    if not places:
        return {}
    key = tuple_(SentBundle.stream, SentBundle.epoch, SentBundle.first)
    rows = session.scalars(select(SentBundle).where(key.in_(places)))
    return {(row.stream, row.epoch, row.first): row for row in rows}


def _opened(row: SentBundle) -> Bundle | None:
    """The bundle, where its bytes are those it was named for; None for others."""
    try:
        found = bundle.reopen(row.raw)
    except (Refused, ValueError, IndexError):
        return None
    said = (found.hash, found.stream, found.epoch, found.first, found.last)
    known = (row.hash, row.stream, row.epoch, row.first, row.last)
    return found if said == known else None


def _proof(row: Row[Any], written: Mapping[str, Any], held: Bundle | None) -> Proof:
    if row.sequence is None:
        return Proof.WAITING
    if row.first is None:
        return Proof.MISSING
    if held is None:
        return Proof.DIFFERENT
    if row.sequence > held.last:
        return Proof.MISSING
    same = held.envelopes[row.sequence - held.first] == written
    return Proof.PROVEN if same else Proof.DIFFERENT


def _chained(session: Session, streams: Sequence[str]) -> tuple[int, int, list[str]]:
    """Bundles, the events in them, and each that breaks its stream's chain."""
    rows = session.scalars(
        select(SentBundle)
        .where(SentBundle.stream.in_(streams))
        .order_by(SentBundle.stream, SentBundle.epoch, SentBundle.first)
        .execution_options(yield_per=20)
    )
    number = events = 0
    faults: list[str] = []
    before: SentBundle | None = None
    for row in rows:
        number, events = number + 1, events + row.last - row.first + 1
        held = _opened(row)
        if held is None or not _follows(before, held):
            faults.append(f"{row.stream}:{row.epoch}:{row.first}-{row.last} broken")
        before = row
    return number, events, faults


def _follows(before: SentBundle | None, held: Bundle) -> bool:
    """Whether a bundle names the one before it; each epoch begins a chain anew."""
    if before is None or (before.stream, before.epoch) != (held.stream, held.epoch):
        return held.first == 1 or held.epoch > 1
    return (held.prev, held.first) == (before.hash, before.last + 1)
