"""The message of a return that other boroughs hold, or hold no more."""

from typing import Any
from uuid import UUID

from borough.section_returns.model import ShareRow
from kit import clock

RETURN_SHARED = "uk.accord.audits.return.shared.v1"


def subject_of(return_id: UUID) -> str:
    """The record a return is to others; their answers are about it too."""
    return f"section-return:{return_id}"


def return_shared(share: ShareRow, *, withdrawn: bool) -> dict[str, Any]:
    """One version of a return, or that it is withdrawn; raises ValueError.

    One person withdraws it: the post they type stays here, their role leaves.
    """
    if share.decided_at is None or share.number is None:
        raise ValueError("Only a share that was approved is announced")
    return {
        "return_id": str(share.return_id),
        "withdrawn": withdrawn,
        "core": None if withdrawn else share.core,
        "digest": None if withdrawn else share.digest,
        "consented_by": share.decided_post if withdrawn else share.consented_post,
        "consented_on": share.consented_on.isoformat(),
        "released_by": share.decided_post,
        "released_at": clock.iso(share.decided_at),
    }
