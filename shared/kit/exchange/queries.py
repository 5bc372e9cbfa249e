"""What the exchange pages show: streams, what waits, what was refused. No content."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kit import clock
from kit.accounts.actor import Actor
from kit.exchange.bundle import ALL
from kit.exchange.model import (
    OutboxEvent,
    ReceivedStream,
    Refusal,
    SentBundle,
    SentReceipt,
    SentStream,
    Unsealed,
    Waiting,
    WaitingEvent,
)
from kit.front.model import Item, Kind

SHOWN = 200
# The broker may be away that long before anybody needs to hear of it.
SENT_WITHIN = timedelta(minutes=15)
ONE_DAY = timedelta(days=1)
_PAGE = "/exchange/"


@dataclass(frozen=True, kw_only=True)
class Sending:
    """One of our streams as one receiver has it."""

    stream: str
    receiver: str
    sealed: int
    stored: int
    applied: int
    heard_at: datetime | None

    @property
    def under_way(self) -> int:
        """Events sealed here that the receiver has not applied yet."""
        return self.sealed - self.applied


@dataclass(frozen=True, kw_only=True)
class Receiving:
    """One stream we receive."""

    stream: str
    head: int
    stored: int
    applied: int
    frozen: str | None
    stored_at: datetime | None
    applied_at: datetime | None

    @property
    def missing(self) -> int:
        """Events the source has sealed and we do not have in the chain."""
        return max(0, self.head - self.stored)


@dataclass(frozen=True, kw_only=True)
class Held:
    """An event that waits, by its envelope only."""

    event_id: UUID
    stream: str
    sequence: int
    type: str
    state: Waiting
    reason: str
    attempts: int
    since: datetime
    next_try_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Refused:
    """Something that arrived and never had an effect."""

    reason: str
    queue: str
    user: str | None
    hash: str
    times: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """What this instance has still to seal and to send."""

    unsealed: int
    unsent: int
    oldest: datetime | None


@dataclass(frozen=True, kw_only=True)
class Troubles:
    """What moves on only when a person does something: streams, and events by id."""

    stopped: frozenset[str]
    parked: frozenset[UUID]


def troubles(session: Session) -> Troubles:
    """What needs a person now; two short questions."""
    stopped = select(ReceivedStream.stream).where(ReceivedStream.frozen.is_not(None))
    parked = select(WaitingEvent.event_id).where(WaitingEvent.state == Waiting.PARKED)
    return Troubles(
        stopped=frozenset(session.scalars(stopped)),
        parked=frozenset(session.scalars(parked)),
    )


def sending(session: Session, *, peers: Sequence[str]) -> list[Sending]:
    """Our streams, one entry for each receiver, in order of name."""
    receipts = {
        (row.stream, row.receiver): row
        for row in session.scalars(select(SentReceipt)).all()
    }
    streams = session.scalars(select(SentStream).order_by(SentStream.stream)).all()
    return [
        _sending(stream, receiver, receipts.get((stream.stream, receiver)))
        for stream in streams
        for receiver in receivers(stream.stream, peers)
    ]


def receivers(stream: str, peers: Sequence[str]) -> Sequence[str]:
    """Who gets a stream: its audience, or all peers."""
    audience = stream.partition("/")[2]
    return peers if audience == ALL else (audience,)


def _sending(stream: SentStream, receiver: str, receipt: SentReceipt | None) -> Sending:
    return Sending(
        stream=stream.stream,
        receiver=receiver,
        sealed=stream.sealed_through,
        stored=receipt.stored_through if receipt else 0,
        applied=receipt.applied_through if receipt else 0,
        heard_at=receipt.applied_at if receipt else None,
    )


def receiving(session: Session) -> list[Receiving]:
    """The streams we receive, in order of name."""
    rows = session.scalars(select(ReceivedStream).order_by(ReceivedStream.stream))
    return [
        Receiving(
            stream=row.stream,
            head=row.head,
            stored=row.stored_through,
            applied=row.applied_through,
            frozen=row.frozen,
            stored_at=row.stored_at,
            applied_at=row.applied_at,
        )
        for row in rows
    ]


def on_front_page(session: Session, _actor: Actor) -> list[Item]:
    """What in the exchange does not move, as counts: nothing of what it says."""
    now = clock.now()
    streams, own = receiving(session), backlog(session)
    stuck = [f"{one.stream} is stopped" for one in streams if one.frozen]
    parked = [one for one in held(session) if one.state is not Waiting.RETRYING]
    if parked:
        stuck.append(f"{_messages(len(parked))} arrived and could not be applied")
    missing = sum(one.missing for one in streams)
    if missing:
        stuck.append(f"{_messages(missing)} sent to us and missing; asked for again")
    if own.oldest is not None and now - own.oldest > SENT_WITHIN:
        stuck.append(f"{_messages(own.unsealed + own.unsent)} not with the broker yet")
    items = [_stuck(text) for text in stuck]
    refused = sum(one.last_at > now - ONE_DAY for one in refusals(session))
    if refused:
        text = f"{_messages(refused)} refused within a day"
        items.append(Item(kind=Kind.CHANGED, tag="Refused", text=text, href=_PAGE))
    return items


def _stuck(text: str) -> Item:
    return Item(kind=Kind.LATE, tag="Stuck", text=text, href=_PAGE)


def _messages(number: int) -> str:
    return "1 message" if number == 1 else f"{number:,} messages"


def backlog(session: Session) -> Backlog:
    """How much waits here, and since when."""
    unsealed, written = session.execute(
        select(func.count(), func.min(OutboxEvent.written_at)).join(
            Unsealed, Unsealed.outbox_id == OutboxEvent.id
        )
    ).one()
    unsent, sealed = session.execute(
        select(func.count(), func.min(SentBundle.sealed_at)).where(
            SentBundle.sent_at.is_(None)
        )
    ).one()
    moments: list[datetime | None] = [written, sealed]
    return Backlog(
        unsealed=unsealed,
        unsent=unsent,
        oldest=min((one for one in moments if one is not None), default=None),
    )


def held(session: Session) -> list[Held]:
    """Events that wait, oldest first; at most 200."""
    rows = session.scalars(
        select(WaitingEvent)
        .where(WaitingEvent.state != Waiting.RESOLVED)
        .order_by(WaitingEvent.since)
        .limit(SHOWN)
    )
    return [
        Held(
            event_id=row.event_id,
            stream=row.stream,
            sequence=row.sequence,
            type=row.type,
            state=row.state,
            reason=row.reason,
            attempts=row.attempts,
            since=row.since,
            next_try_at=row.next_try_at,
        )
        for row in rows
    ]


def refusals(session: Session) -> list[Refused]:
    """What was refused, latest first; at most 200."""
    rows = session.scalars(
        select(Refusal).order_by(Refusal.last_at.desc()).limit(SHOWN)
    )
    return [
        Refused(
            reason=row.reason,
            queue=row.queue,
            user=row.user,
            hash=row.hash,
            times=row.times,
            first_at=row.first_at,
            last_at=row.last_at,
        )
        for row in rows
    ]
