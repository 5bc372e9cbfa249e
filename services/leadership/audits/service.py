"""Take in what boroughs tell of their audits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from kit import bulk, clock
from kit.exchange.event import Event
from leadership.audits.model import ReceivedSummary
from leadership.members import queries as members
from leadership.performance.model import SpeaksForAnother

CONTENT = ("case_audits", "self_assessments", "rule")


def take_summaries(session: Session, events: Sequence[Event]) -> None:
    """Keep each summary beside the earlier ones of its borough; taking twice is once.

    Raises SpeaksForAnother when a borough speaks for another's area.
    """
    areas = members.area_codes(session)
    for event in events:
        if event.data["area"] != areas.get(event.source):
            raise SpeaksForAnother
    applied_at = clock.now()
    bulk.upsert(
        session,
        ReceivedSummary,
        [_row(event, applied_at) for event in events],
        key=["source", "version"],
    )


def _row(event: Event, applied_at: datetime) -> dict[str, Any]:
    data = event.data
    return {
        "source": event.source,
        "version": event.version,
        "summary_id": UUID(data["summary_id"]),
        "area": data["area"],
        "content": {name: data[name] for name in CONTENT},
        "note": data["note"],
        "prepared_by": data["prepared_by"],
        "released_by": data["released_by"],
        "released_at": clock.parse_iso(data["released_at"]),
        "applied_at": applied_at,
    }
