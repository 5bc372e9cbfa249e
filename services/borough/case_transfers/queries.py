"""The log of offers of a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.case_transfers.model import TransferRow, TransferState
from kit.vault.service import Vault


@dataclass(frozen=True, kw_only=True, slots=True)
class TransferSeen:
    """One offer with its reason and its answer."""

    id: UUID
    to_area: str
    state: TransferState
    reason: str
    answer: str
    offered_at: datetime
    post: str
    answered_at: datetime | None


def transfers(session: Session, case_id: UUID) -> Sequence[TransferSeen]:
    """The offers of a case, the latest first. Whether it is open, the caller asks."""
    vault = Vault(session)
    rows = session.scalars(
        select(TransferRow)
        .where(TransferRow.case_id == case_id)
        .order_by(TransferRow.offered_at.desc(), TransferRow.id.desc())
    )
    return [
        TransferSeen(
            id=row.id,
            to_area=row.to_area,
            state=row.state,
            reason=vault.get(row, "reason") or "",
            answer=vault.get(row, "answer") or "",
            offered_at=row.offered_at,
            post=row.post,
            answered_at=row.answered_at,
        )
        for row in rows
    ]
