"""Take in what boroughs tell of their training, and set what a place is worth."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from kit import bulk, clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.exchange.event import Event
from kit.trail import service as trail
from leadership.members import queries as members
from leadership.performance.model import SpeaksForAnother
from leadership.training.model import (
    POOLED_PLACE,
    PROGRAMME,
    AssumptionChanged,
    AssumptionRow,
    ReceivedSummary,
    check_pence,
)
from partnership.access import authorise
from partnership.training.model import lines

CONTENT = (
    "period", "events", "counts", "courses", "agencies", "homes", "later", "kept",
    "rule",
)  # fmt: skip


def take_summaries(session: Session, events: Sequence[Event]) -> None:
    """Keep each summary beside the earlier ones of its quarter; taking twice is once.

    Raises SpeaksForAnother when a borough speaks for another's area, and KeyError or
    ValueError for one that cannot be read as a whole.
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
        ReceivedSummary,
        [_row(event, applied_at) for event in events],
        key=["source", "period", "version"],
    )


def assume(session: Session, *, pence: int, seen: int, by: Actor) -> None:
    """Set what a pooled place is taken to save; ``seen`` is 0 for the first time.

    Raises NotAllowed, AssumptionChanged, and Invalid naming ``pounds``.
    """
    authorise(session, by, Action.UPDATE, PROGRAMME, Scope(record=POOLED_PLACE))
    check_pence(pence)
    row = session.get(AssumptionRow, POOLED_PLACE, with_for_update=True)
    if seen != (row.version if row else 0):
        raise AssumptionChanged
    if row is None:
        row = AssumptionRow(
            name=POOLED_PLACE, pence=pence, version=1, set_by=by.user_id
        )
        session.add(row)
    else:
        row.pence, row.set_by, row.set_at = pence, by.user_id, clock.now()
        row.version += 1
    session.flush()
    trail.record(
        session, act="assumption.set", resource=PROGRAMME, record=POOLED_PLACE,
        detail={"version": row.version},
    )  # fmt: skip


def _row(event: Event, applied_at: datetime) -> dict[str, Any]:
    data = event.data
    return {
        "source": event.source,
        "period": data["period"],
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
