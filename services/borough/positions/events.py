"""The message of a position: how the partnership stood, and who let it leave."""

from typing import Any

from borough.positions.model import Position
from kit import clock

LEADERSHIP = "leadership"
POSITION_RELEASED = "uk.accord.governance.position.released.v1"


def subject_of(area: str) -> str:
    """The record the message is about: one per area, each position a version of it."""
    return f"position:{area}"


def position_released(position: Position, *, area: str) -> dict[str, Any]:
    """All of a released position; raises ValueError for one that was not approved."""
    if position.decided_at is None:
        raise ValueError("Only a position that was approved is announced")
    return {
        "position_id": str(position.id),
        "area": area,
        "as_at": position.as_at.isoformat(),
        **position.content,
        "released_at": clock.iso(position.decided_at),
        "prepared_by": position.prepared_by_post,
        "released_by": position.decided_by_post,
        "note": position.note,
    }
