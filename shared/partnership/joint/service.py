"""Share a milestone with the boroughs it names, and take in those of others."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from kit import bulk, clock
from kit.exchange.event import Event
from kit.exchange.outbox import announce
from partnership.joint import events as messages
from partnership.joint.events import Shared
from partnership.joint.model import JointMilestone, SharesForAnother

LEADERSHIP = "leadership"


def share(session: Session, shared: Shared) -> None:
    """Announce a milestone to the boroughs named in it, each on its own stream.

    Says nothing of a milestone that another borough leads, which that borough shares.
    """
    member = session.info["member"]
    if member not in (shared.lead, LEADERSHIP):
        return
    for borough in sorted({shared.lead, *shared.shared_with} - {member}):
        announce(
            session,
            audience=borough,
            type=messages.MILESTONE_SHARED,
            subject=messages.subject_of(shared),
            version=shared.version,
            data=messages.milestone_shared(shared),
        )


def take(session: Session, events: Sequence[Event]) -> None:
    """Keep the latest of each milestone; raises SharesForAnother."""
    for event in events:
        if event.source not in (event.data["lead"], LEADERSHIP):
            raise SharesForAnother
    applied_at = clock.now()
    bulk.upsert(
        session,
        JointMilestone,
        [_row(event, applied_at) for event in events],
        key=["source", "milestone_id"],
        newer="version",
    )


def _row(event: Event, applied_at: datetime) -> dict[str, Any]:
    data = event.data
    same = ("title", "programme", "owner_post", "lead", "note", "changed_by")
    return {name: data[name] for name in same} | {
        "source": event.source,
        "milestone_id": UUID(data["milestone_id"]),
        "version": event.version,
        "shared_with": " ".join(sorted(data["shared_with"])),
        "due_on": date.fromisoformat(data["due_on"]),
        "forecast_on": _day(data["forecast_on"]),
        "done_on": _day(data["done_on"]),
        "changed_at": clock.parse_iso(data["changed_at"]),
        "applied_at": applied_at,
    }


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
