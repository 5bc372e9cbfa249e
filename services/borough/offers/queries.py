"""Look at what of our events is offered to the other boroughs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.offers.model import KeyRow, OfferRow, Standing, digest_of
from kit.errors import NotFound


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferSeen:
    """One offer; ``number`` is the version said last, 0 for none."""

    event_id: UUID
    standing: Standing
    words: Mapping[str, Any] | None
    next_words: Mapping[str, Any] | None
    proposed_by: UUID
    approved_at: datetime | None
    number: int

    @property
    def digest(self) -> str:
        """What names the words that wait; empty where none do."""
        return digest_of(self.next_words) if self.next_words else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class KeySeen:
    """An event's key; ``private`` is None once it was destroyed."""

    public: Mapping[str, Any]
    private: Mapping[str, Any] | None
    destroyed_at: datetime | None


def offer(session: Session, event_id: UUID) -> OfferSeen:
    """The offer of an event; raises NotFound where nobody proposed one."""
    found = offers(session, [event_id])
    if event_id not in found:
        raise NotFound
    return found[event_id]


def offers(session: Session, ids: Collection[UUID]) -> Mapping[UUID, OfferSeen]:
    """The offers of these events, by event."""
    rows = session.scalars(select(OfferRow).where(OfferRow.event_id.in_(ids)))
    return {row.event_id: _seen(row) for row in rows}


def waiting(session: Session) -> list[OfferSeen]:
    """What waits for a second person."""
    rows = session.scalars(select(OfferRow).where(OfferRow.proposed_by.is_not(None)))
    return [_seen(row) for row in rows if row.next_words is not None]


def is_offered(session: Session, event_id: UUID) -> bool:
    """Whether people of other boroughs may ask for places of an event."""
    row = session.get(OfferRow, event_id)
    return row is not None and row.words is not None and _takes(row)


def key(session: Session, event_id: UUID) -> KeySeen | None:
    """The key names of an event's guests are sealed to; None before it was offered."""
    row = session.get(KeyRow, event_id)
    if row is None:
        return None
    private = {**row.public, "d": row.secret} if row.secret else None
    return KeySeen(public=row.public, private=private, destroyed_at=row.destroyed_at)


def with_keys(session: Session) -> set[UUID]:
    """The events whose key is alive."""
    return set(
        session.scalars(select(KeyRow.event_id).where(KeyRow.secret.is_not(None)))
    )


def _takes(row: OfferRow) -> bool:
    return row.standing is not Standing.WITHDRAWN


def _seen(row: OfferRow) -> OfferSeen:
    names = OfferSeen.__dataclass_fields__
    return OfferSeen(**{name: getattr(row, name) for name in names})
