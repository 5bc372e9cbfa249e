"""The message of a year's child death figures: what was told, and who let it go."""

from typing import Any

from borough.death_figures.model import SummaryRow
from kit import clock

LEADERSHIP = "leadership"
SUMMARY_RELEASED = "uk.accord.deaths.summary.released.v1"


def subject_of(area: str, year: int) -> str:
    """The record the message is about: one year of one area."""
    return f"deaths:{area}:{year}"


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
