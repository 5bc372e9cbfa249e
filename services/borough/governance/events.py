"""The message of a governance return: how the partnership stood, and who let it go."""

from typing import Any

from borough.governance.model import GovernanceReturn
from kit import clock

LEADERSHIP = "leadership"
RETURN_RELEASED = "uk.accord.governance.return.released.v1"


def subject_of(area: str) -> str:
    """The record the message is about: one per area, each return a version of it."""
    return f"governance:{area}"


def return_released(given: GovernanceReturn, *, area: str) -> dict[str, Any]:
    """All of a released return; raises ValueError for one that was not approved."""
    if given.decided_at is None:
        raise ValueError("Only a return that was approved is announced")
    return {
        "return_id": str(given.id),
        "area": area,
        "as_at": given.as_at.isoformat(),
        **given.content,
        "released_at": clock.iso(given.decided_at),
        "prepared_by": given.prepared_by_post,
        "released_by": given.decided_by_post,
        "note": given.note,
    }
