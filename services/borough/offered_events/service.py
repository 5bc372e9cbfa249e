"""Keep the latest of each event that other boroughs offer."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from borough.offered_events.model import OfferedRow
from kit import bulk, clock
from kit.exchange.event import Event


def take(session: Session, events: Sequence[Event]) -> None:
    """Keep what hosts say of their events; a version that is older changes nothing."""
    bulk.upsert(
        session,
        OfferedRow,
        [_row(event, clock.now()) for event in events],
        key=["host", "event_id"],
        newer="version",
    )


def _row(event: Event, applied_at: datetime) -> dict[str, Any]:
    sessions: Sequence[Mapping[str, Any]] = event.data["sessions"]
    starts = [clock.parse_iso(each["starts_at"]) for each in sessions]
    last = timedelta(minutes=int(sessions[-1]["minutes"]))
    return {
        "host": event.source,
        "event_id": UUID(event.data["event_id"]),
        "version": event.version,
        "starts_at": starts[0],
        "ends_at": starts[-1] + last,
        "data": dict(event.data),
        "applied_at": applied_at,
    }
