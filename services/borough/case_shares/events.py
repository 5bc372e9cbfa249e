"""The messages of a share: it leaves sealed, and it is asked back."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson

from borough.case_shares.model import Content, ShareRow, Why
from kit import clock

SHARE_SEALED = "uk.accord.deaths.share.sealed.v1"
SHARE_RECALLED = "uk.accord.deaths.share.recalled.v1"
# Versions of the record a share is to the other side: it is there, it is asked back.
SENT, RECALLED = 1, 2


def subject_of(share_id: UUID) -> str:
    """The record a share is to both boroughs."""
    return f"case-share:{share_id}"


def about(kind: str, *, source: str, to: str, share_id: UUID) -> dict[str, str]:
    """What a seal of a share is about: it opens for no other share and nobody else."""
    return {"purpose": kind, "source": source, "to": to, "share_id": str(share_id)}


def content(
    row: ShareRow,
    *,
    iss: str,
    agreement: str,
    parts: Content,
    files: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """What is signed and then sealed; raises ValueError before it was approved.

    ``files`` are what opens the files that leave beside it, in pieces.
    """
    if row.approved_at is None or row.approved_post is None:
        raise ValueError("Only a share that was approved is sealed")
    return {
        "iss": iss,
        "aud": row.borough,
        "share_id": str(row.id),
        "coordinator_id": str(row.coordinator_id),
        "purpose": row.purpose.value,
        "legal_basis": row.legal_basis.value,
        "agreement": agreement,
        "expires_on": row.expires_on.isoformat(),
        "parts": {name: list(records) for name, records in parts.items()},
        "files": list(files),
        "prepared_by": row.prepared_post,
        "approved_by": row.approved_post,
        "approved_at": clock.iso(row.approved_at),
    }


def written(said: Mapping[str, Any]) -> bytes:
    """The bytes that are signed."""
    return orjson.dumps(said)


def share_sealed(row: ShareRow, sealed: str) -> dict[str, Any]:
    """The message: an opaque id, and what nobody else can open."""
    return {"share_id": str(row.id), "sealed": sealed}


def share_recalled(row: ShareRow, *, by: str | None) -> dict[str, Any]:
    """Ask for the copy to be destroyed; ``by`` is a post, none where time was over.

    Raises ValueError before it is asked back.
    """
    if row.recalled_at is None:
        raise ValueError("Only a share that is asked back is recalled")
    why = row.recalled_because or Why.RECALLED
    return {
        "share_id": str(row.id),
        "why": why.value,
        "recalled_by": by,
        "recalled_at": clock.iso(row.recalled_at),
    }
