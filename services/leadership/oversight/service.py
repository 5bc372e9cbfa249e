"""Take in what boroughs say of how they stand."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from kit import bulk, clock
from kit.exchange.event import Event
from leadership.members import queries as members
from leadership.oversight.model import ReceivedGovernance
from leadership.performance.model import SpeaksForAnother

CONTENT = ("priorities", "plans", "plans_uncounted", "actions", "clocks", "rule")


def take_returns(session: Session, events: Sequence[Event]) -> None:
    """Keep each return beside the earlier ones of its borough; taking twice is once.

    Raises SpeaksForAnother when a borough speaks for another's area.
    """
    areas = members.area_codes(session)
    for event in events:
        if event.data["area"] != areas.get(event.source):
            raise SpeaksForAnother
    applied_at = clock.now()
    bulk.upsert(
        session,
        ReceivedGovernance,
        [_row(event, applied_at) for event in events],
        key=["source", "version"],
    )


def _row(event: Event, applied_at: datetime) -> dict[str, Any]:
    data = event.data
    return {
        "source": event.source,
        "version": event.version,
        "return_id": UUID(data["return_id"]),
        "area": data["area"],
        "as_at": date.fromisoformat(data["as_at"]),
        "content": {name: data[name] for name in CONTENT},
        "note": data["note"],
        "prepared_by": data["prepared_by"],
        "released_by": data["released_by"],
        "released_at": clock.parse_iso(data["released_at"]),
        "applied_at": applied_at,
    }
