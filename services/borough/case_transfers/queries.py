"""The log of offers of a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from borough.case_transfers.model import TransferRow, TransferState
from kit.db import read_rows
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
    rows = read_rows(session, _TRANSFERS, {"of_case": case_id})
    return [
        TransferSeen(
            id=row.id,
            to_area=row.to_area,
            state=row.state,
            reason=vault.read(TransferRow, row, "reason") or "",
            answer=vault.read(TransferRow, row, "answer") or "",
            offered_at=row.offered_at,
            post=row.post,
            answered_at=row.answered_at,
        )
        for row in rows
    ]


_TRANSFERS = (
    select(
        TransferRow.id, TransferRow.key_id, TransferRow.to_area, TransferRow.state,
        TransferRow.reason, TransferRow.answer, TransferRow.offered_at,
        TransferRow.post, TransferRow.answered_at,
    )
    .where(TransferRow.case_id == bindparam("of_case"))
    .order_by(TransferRow.offered_at.desc(), TransferRow.id.desc())
)  # fmt: skip
