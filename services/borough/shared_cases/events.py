"""What a borough says of what was shared with it: answers, looks, certificates."""

from collections.abc import Sequence
from typing import Any

import orjson

from borough.shared_cases.model import SharedRow
from kit import clock

SHARE_ANSWERED = "uk.accord.deaths.share.answered.v1"
SHARE_OPENED = "uk.accord.deaths.share.opened.v1"
SHARE_DELETED = "uk.accord.deaths.share.deleted.v1"
SHARE_WANTED = "uk.accord.deaths.share.wanted.v1"


def share_answered(
    row: SharedRow, *, state: str, reason: str | None, by: str | None
) -> dict[str, Any]:
    """What became of it, in fixed words; ``by`` is a post."""
    return {
        "share_id": str(row.share_id),
        "state": state,
        "reason": reason,
        "answered_by": by,
        "answered_at": clock.iso(clock.now()),
    }


def share_opened(row: SharedRow, sealed: str) -> dict[str, Any]:
    """Who looked, for nobody but the borough that shared."""
    return {"share_id": str(row.share_id), "sealed": sealed}


def openings(looks: Sequence[dict[str, str]]) -> dict[str, Any]:
    """What is sealed: every look there was."""
    return {"openings": list(looks)}


def share_deleted(row: SharedRow, certificate: str) -> dict[str, Any]:
    """That it is destroyed, over this borough's signature."""
    return {"share_id": str(row.share_id), "certificate": certificate}


def certificate(row: SharedRow, *, iss: str, opened: bool, files: int) -> bytes:
    """What is signed; raises ValueError before anything was destroyed.

    ``files`` is how many files were destroyed with it.
    """
    if row.destroyed_at is None or row.destroyed_because is None:
        raise ValueError("Only what was destroyed is certified")
    return orjson.dumps(
        {
            "iss": iss,
            "aud": row.origin,
            "share_id": str(row.share_id),
            "why": row.destroyed_because.value,
            "opened": opened,
            "files": files,
            "destroyed_at": clock.iso(row.destroyed_at),
        }
    )


def share_wanted(row: SharedRow, *, borough: str, by: str) -> dict[str, Any]:
    """That somebody else needs it; ``by`` is a post."""
    return {
        "share_id": str(row.share_id),
        "borough": borough,
        "asked_by": by,
        "asked_at": clock.iso(clock.now()),
    }
