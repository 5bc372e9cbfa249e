"""The journey of what was released, in plain words: where it is, and since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kit import errors
from kit.exchange.model import Numbered, OutboxEvent, SentBundle, SentReceipt
from kit.exchange.queries import receivers

UNANSWERED = (
    "Nothing is lost: it is kept here and sent again when asked for. If this lasts "
    "longer than an hour, ask the receiver whether their service is running."
)
UNSENT = (
    "The message broker is away or did not take it. It is kept here and sent by itself "
    "when the broker is back. If this lasts, tell your administrator."
)
UNSEALED = (
    "The exchange process of this instance is not running. Nothing is lost; ask your "
    "administrator to start it."
)


class State(StrEnum):
    """How far one step is."""

    DONE = "done"
    WAITING = "waiting"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One stage of the way; ``at`` is when it was reached."""

    name: str
    state: State
    at: datetime | None
    advice: str = ""


@dataclass(frozen=True, kw_only=True)
class Leg:
    """The way of one stream's events to one receiver."""

    receiver: str
    events: int
    steps: Sequence[Step]

    @property
    def arrived(self) -> bool:
        """Whether the receiver shows it."""
        return all(step.state == State.DONE for step in self.steps)


@dataclass(frozen=True, kw_only=True)
class Journey:
    """All that was written under one correlation id, and its way to each receiver."""

    correlation_id: str
    legs: Sequence[Leg]


@dataclass(frozen=True, slots=True)
class _Written:
    """What one act wrote to one stream."""

    stream: str
    events: int
    sealed: int
    written_at: datetime
    epoch: int | None
    first: int | None
    last: int | None


def journey(
    session: Session, correlation_id: str, *, peers: Sequence[str] = ()
) -> Journey:
    """Follow what one act released; raises NotFound when it released nothing.

    ``peers`` are the members that get what is for all.
    """
    written = _written(session, correlation_id)
    if not written:
        raise errors.NotFound("Nothing was sent under this reference.")
    legs = [
        _leg(session, row, receiver)
        for row in written
        for receiver in receivers(row.stream, peers)
    ]
    return Journey(correlation_id=correlation_id, legs=legs)


def _written(session: Session, correlation_id: str) -> list[_Written]:
    rows = session.execute(
        select(
            OutboxEvent.stream,
            func.count(),
            func.count(Numbered.sequence),
            func.min(OutboxEvent.written_at),
            func.max(Numbered.epoch),
            func.min(Numbered.sequence),
            func.max(Numbered.sequence),
        )
        .outerjoin(Numbered, Numbered.outbox_id == OutboxEvent.id)
        .where(OutboxEvent.correlation_id == correlation_id)
        .group_by(OutboxEvent.stream)
        .order_by(OutboxEvent.stream)
    )
    return [_Written(*row) for row in rows]


def _leg(session: Session, row: _Written, receiver: str) -> Leg:
    sealed_at, sent_at = (
        _sealed_and_sent(session, row) if row.sealed == row.events else (None, None)
    )
    receipt = session.get(SentReceipt, (row.stream, receiver))
    stored_at = applied_at = None
    if receipt is not None and row.last is not None and receipt.epoch == row.epoch:
        stored_at = receipt.stored_at if receipt.stored_through >= row.last else None
        applied_at = receipt.applied_at if receipt.applied_through >= row.last else None
    return Leg(
        receiver=receiver,
        events=row.events,
        steps=(
            _step("Written here", row.written_at),
            _step("Numbered and sealed", sealed_at, UNSEALED),
            _step("With the message broker", sent_at or stored_at, UNSENT),
            _step("Stored there", stored_at, UNANSWERED),
            _step("In their figures", applied_at, UNANSWERED),
        ),
    )


def _sealed_and_sent(
    session: Session, row: _Written
) -> tuple[datetime | None, datetime | None]:
    bundles = session.execute(
        select(SentBundle.sealed_at, SentBundle.sent_at).where(
            SentBundle.stream == row.stream,
            SentBundle.epoch == row.epoch,
            SentBundle.last >= row.first,
            SentBundle.first <= row.last,
        )
    ).all()
    sealed_at = max((one.sealed_at for one in bundles), default=None)
    sent = [one.sent_at for one in bundles]
    return sealed_at, (max(sent) if sent and None not in sent else None)


def _step(name: str, at: datetime | None, advice: str = "") -> Step:
    if at is None:
        return Step(name=name, state=State.WAITING, at=None, advice=advice)
    return Step(name=name, state=State.DONE, at=at)
