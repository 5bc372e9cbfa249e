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


def receivers(session: Session, shared: Shared) -> list[str]:
    """The slugs of those who get it: the boroughs named in it, but this member.

    Nobody for a milestone that another borough leads, which that borough shares.
    """
    member = session.info["member"]
    if member not in (shared.lead, LEADERSHIP):
        return []
    return sorted({shared.lead, *shared.shared_with} - {member})


def tell(
    session: Session,
    *,
    boroughs: Sequence[str],
    milestone_id: UUID,
    version: int,
    data: dict[str, Any],
) -> None:
    """Announce a milestone to these boroughs, each on its own stream.

    ``data`` is what ``events.milestone_shared`` made and a second person has read.
    """
    for borough in boroughs:
        announce(
            session,
            audience=borough,
            type=messages.MILESTONE_SHARED,
            subject=messages.subject_of(milestone_id),
            version=version,
            data=data,
        )


def take(session: Session, events: Sequence[Event]) -> None:
    """Keep the latest of each milestone; raises SharesForAnother.

    Of one that does not name this member any more only the number is kept, so that an
    older message does not bring its words back.
    """
    for event in events:
        if event.source not in (event.data["lead"], LEADERSHIP):
            raise SharesForAnother
    applied_at = clock.now()
    bulk.upsert(
        session,
        JointMilestone,
        [_row(event, applied_at, session.info["member"]) for event in events],
        key=["source", "milestone_id"],
        newer="version",
    )


def _row(event: Event, applied_at: datetime, member: str) -> dict[str, Any]:
    data = event.data
    words = ("title", "programme", "owner_post", "note", "changed_by")
    ours = member in (data["lead"], *data["shared_with"])
    return {name: data[name] if ours else "" for name in words} | {
        "lead": data["lead"],
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
