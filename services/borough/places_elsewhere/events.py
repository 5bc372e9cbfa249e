"""The message that asks another borough for places."""

from typing import Any
from uuid import UUID

from borough.places_elsewhere.model import AskRow
from kit import clock

PLACE_REQUESTED = "uk.accord.training.place.requested.v1"


def subject_of(request_id: UUID) -> str:
    """The record a request is; answers are about it too."""
    return f"place-request:{request_id}"


def place_requested(row: AskRow) -> dict[str, Any]:
    """All that is wanted at present; raises ValueError before somebody said yes."""
    if row.approved_at is None:
        raise ValueError("Only a request that was approved is sent")
    return {
        "request_id": str(row.id),
        "event_id": str(row.event_id),
        "agency": row.agency,
        "partly": row.partly,
        "seats": [
            {
                "seat": each.seat,
                "name": each.name or "",
                "email": each.email or "",
                "done_before": each.done_before,
                "wish": each.wish.value,
            }
            for each in row.seats
        ],
        "approved_by": row.approved_post,
        "approved_at": clock.iso(row.approved_at),
    }
