"""The message of one sealed piece of a file."""

import base64
from typing import Any
from uuid import UUID

SHARE_PIECE = "uk.accord.deaths.share.piece.v1"


def subject_of(file_id: UUID, index: int) -> str:
    """A piece is a record of its own: none waits for another."""
    return f"case-file:{file_id}:{index}"


def about(*, source: str, to: str, share_id: UUID, file_id: UUID) -> dict[str, str]:
    """What a file is about: it opens with no other share and for nobody else."""
    return {
        "purpose": SHARE_PIECE, "source": source, "to": to,
        "share_id": str(share_id), "file_id": str(file_id),
    }  # fmt: skip


def share_piece(
    *, share_id: UUID, file_id: UUID, index: int, piece: bytes
) -> dict[str, Any]:
    """One piece: opaque ids, its place from 0, and what only the manifest opens."""
    return {
        "share_id": str(share_id),
        "file_id": str(file_id),
        "index": index,
        "piece": base64.urlsafe_b64encode(piece).decode().rstrip("="),
    }
