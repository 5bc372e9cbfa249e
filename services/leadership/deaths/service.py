"""Take in what boroughs tell of their child death reviews."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from kit import bulk, clock
from kit.exchange.event import Event
from leadership.deaths.model import ReceivedDeaths
from leadership.members import queries as members
from leadership.performance.model import SpeaksForAnother
from partnership.death_figures.model import lines

CONTENT = ("year", "pool", "progress", "rule", "smallest")


def take_summaries(session: Session, events: Sequence[Event]) -> None:
    """Keep what each borough told with a year; taking it twice is once.

    Raises SpeaksForAnother when a borough speaks for another's area, and KeyError or
    ValueError for figures that cannot be read as a whole.
    """
    areas = members.area_codes(session)
    for event in events:
        if event.data["area"] != areas.get(event.source):
            raise SpeaksForAnother
        # Read as a whole before it is kept: what cannot be shown is not stored.
        list(lines(event.data))
    applied_at = clock.now()
    bulk.upsert(
        session,
        ReceivedDeaths,
        [_row(event, applied_at) for event in events],
        key=["source", "year"],
    )


def _row(event: Event, applied_at: datetime) -> dict[str, Any]:
    data = event.data
    return {
        "source": event.source,
        "year": data["year"],
        "summary_id": UUID(data["summary_id"]),
        "area": data["area"],
        "content": {name: data[name] for name in CONTENT},
        "note": data["note"],
        "prepared_by": data["prepared_by"],
        "released_by": data["released_by"],
        "released_at": clock.parse_iso(data["released_at"]),
        "applied_at": applied_at,
    }
