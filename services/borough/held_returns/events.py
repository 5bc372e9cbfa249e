"""The message of what this borough did with a return that another one shared."""

from datetime import datetime
from typing import Any
from uuid import UUID

from borough.held_returns.model import Verdict
from kit import clock

RETURN_ANSWERED = "uk.accord.audits.return.answered.v1"


def subject_of(return_id: UUID) -> str:
    """The record it is about: the same as that of what was shared."""
    return f"section-return:{return_id}"


def return_answered(
    return_id: UUID, *, verdict: Verdict, digest: str | None, at: datetime
) -> dict[str, Any]:
    """What this borough did with a version of a return; the digest of what it holds."""
    return {
        "return_id": str(return_id),
        "verdict": verdict.value,
        "digest": digest,
        "answered_at": clock.iso(at),
    }
