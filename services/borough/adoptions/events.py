"""The message of a position: where this borough stands on one standard, whole."""

from collections.abc import Iterable
from typing import Any

from borough.adoptions.model import Adoption, AdoptionEntry, Origin
from kit import clock
from partnership.standards.model import Position

LEADERSHIP = "leadership"
ADOPTION_RECORDED = "uk.accord.standards.adoption.recorded.v1"


def subject_of(area: str, standard: str) -> str:
    """The record the message is about: one per area and standard."""
    return f"adoption:{area}:{standard}"


def leaving(row: Adoption, *, kind: str) -> dict[str, Any]:
    """All that leaves of a position but who recorded it and when: what is looked at.

    Of a declined standard nothing is varied and nothing is local.
    """
    kept = () if row.position is Position.DECLINED else row.kept
    return {
        "standard": row.standard,
        "kind": kind,
        "standard_version": row.standard_version,
        "position": row.position.value,
        "from_on": row.from_on.isoformat(),
        "why": row.why,
        "approved_by": row.body_name,
        "agreed_on": row.agreed_on and row.agreed_on.isoformat(),
        "review_on": row.review_on and row.review_on.isoformat(),
        "variations": [_variation(e) for e in kept if e.origin is not Origin.LOCAL],
        "local": _local(kept),
    }


def adoption_recorded(row: Adoption, *, area: str) -> dict[str, Any]:
    """The whole message; raises ValueError for a position that is not recorded."""
    if row.decided_at is None or row.number is None:
        raise ValueError("Only a position that was recorded is announced")
    return {
        **row.content,
        "area": area,
        "number": row.number,
        "recorded_at": clock.iso(row.decided_at),
        "prepared_by": row.prepared_by_post,
        "recorded_by": row.decided_by_post,
    }


def _variation(entry: AdoptionEntry) -> dict[str, Any]:
    used = entry.origin is Origin.VARIED
    return {
        "item": entry.item_id,
        "how": "reworded" if used else "left_out",
        "text": entry.text if used else None,
        "reason": entry.reason,
    }


def _local(kept: Iterable[AdoptionEntry]) -> list[dict[str, Any]]:
    return [
        {
            "id": entry.item_id,
            "section": entry.section,
            "text": entry.text,
            "maps_to": entry.maps_to,
            "reason": entry.reason,
        }
        for entry in kept
        if entry.origin is Origin.LOCAL
    ]
