"""The message of a milestone that one borough leads and others see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kit import clock

MILESTONE_SHARED = "uk.accord.workplan.milestone.shared.v1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Shared:
    """A milestone as others see it; ``version`` rises with each change of it."""

    milestone_id: UUID
    version: int
    title: str
    programme: str
    owner_post: str
    lead: str
    shared_with: Sequence[str]
    due_on: date
    forecast_on: date | None
    done_on: date | None
    note: str
    changed_at: datetime
    changed_by: str


def subject_of(milestone_id: UUID) -> str:
    """The record the message is about."""
    return f"milestone:{milestone_id}"


def milestone_shared(shared: Shared) -> dict[str, Any]:
    """All that others see of it."""
    return {
        "milestone_id": str(shared.milestone_id),
        "title": shared.title,
        "programme": shared.programme,
        "owner_post": shared.owner_post,
        "lead": shared.lead,
        "shared_with": list(shared.shared_with),
        "due_on": shared.due_on.isoformat(),
        "forecast_on": shared.forecast_on and shared.forecast_on.isoformat(),
        "done_on": shared.done_on and shared.done_on.isoformat(),
        "note": shared.note,
        "changed_at": clock.iso(shared.changed_at),
        "changed_by": shared.changed_by,
    }
