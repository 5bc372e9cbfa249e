"""The message of a summary of audits: counts after control, and who let them go."""

from typing import Any

from borough.audit_summaries.model import SummaryRow
from kit import clock

LEADERSHIP = "leadership"
SUMMARY_RELEASED = "uk.accord.audits.summary.released.v1"


def subject_of(area: str) -> str:
    """The record the message is about: one per area, each summary a version of it."""
    return f"audits:{area}"


def summary_released(given: SummaryRow, *, area: str) -> dict[str, Any]:
    """All of a released summary; raises ValueError for one that was not approved."""
    if given.decided_at is None:
        raise ValueError("Only a summary that was approved is announced")
    return {
        "summary_id": str(given.id),
        "area": area,
        **given.content,
        "released_at": clock.iso(given.decided_at),
        "prepared_by": given.prepared_by_post,
        "released_by": given.decided_by_post,
        "note": given.note,
    }
