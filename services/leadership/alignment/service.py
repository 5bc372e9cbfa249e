"""Take in where the boroughs stand."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from kit import bulk, clock
from kit.exchange.event import Event
from leadership.alignment.model import NotItsRecord, ReceivedPosition
from leadership.members import queries as members
from leadership.performance.model import SpeaksForAnother
from partnership.alignment.model import read_told

POSTS = ("prepared_by", "recorded_by")


def take_positions(session: Session, events: Sequence[Event]) -> None:
    """Keep each position beside the earlier ones of its borough; taking twice is once.

    Raises SpeaksForAnother when a borough speaks for another's area, NotItsRecord for
    one filed under another record, and ValueError for words nobody knows.
    """
    areas = members.area_codes(session)
    for event in events:
        if event.data["area"] != areas.get(event.source):
            raise SpeaksForAnother
        if event.version != event.data["number"]:
            raise NotItsRecord
    applied_at = clock.now()
    bulk.upsert(
        session,
        ReceivedPosition,
        [_row(event, applied_at) for event in events],
        key=["source", "standard", "number"],
        keep=["applied_at"],
    )


def _row(event: Event, applied_at: datetime) -> dict[str, Any]:
    data = event.data
    recorded_at = clock.parse_iso(data["recorded_at"])
    # Read as a whole before it is kept: what cannot be shown is not stored.
    told = read_told(
        data,
        number=data["number"],
        recorded_at=recorded_at,
        recorded_by=data["recorded_by"],
    )
    return {
        "source": event.source,
        "standard": told.standard,
        "number": told.number,
        "area": data["area"],
        "standard_version": told.version,
        "position": told.position,
        "from_on": told.from_on,
        "content": {key: data[key] for key in data if key not in POSTS},
        "prepared_by": data["prepared_by"],
        "recorded_by": told.recorded_by,
        "recorded_at": recorded_at,
        "applied_at": applied_at,
    }
