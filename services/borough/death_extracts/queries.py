"""Which files of a case were asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.death_extracts.model import GOOD_FOR, ExtractRow
from kit import clock


@dataclass(frozen=True, kw_only=True, slots=True)
class ExtractSeen:
    """One file that was asked for."""

    id: UUID
    case_id: UUID
    asked_by: UUID
    asked_post: str
    asked_at: datetime
    agreed_post: str | None
    agreed_at: datetime | None
    taken: int
    taken_at: datetime | None
    holds: bool

    @property
    def may_be_taken(self) -> bool:
        """Whether somebody agreed, not too long ago, and the case still says it."""
        agreed = self.agreed_at
        return self.holds and agreed is not None and clock.now() <= agreed + GOOD_FOR


def extracts(session: Session, case_id: UUID, *, now: str) -> Sequence[ExtractSeen]:
    """The files of a case, the latest first; ``now`` marks what the case says now."""
    rows = session.scalars(
        select(ExtractRow)
        .where(ExtractRow.case_id == case_id)
        .order_by(ExtractRow.asked_at.desc(), ExtractRow.id)
    )
    names = (
        "id", "case_id", "asked_by", "asked_post", "asked_at", "agreed_post",
        "agreed_at", "taken", "taken_at",
    )  # fmt: skip
    return [
        ExtractSeen(holds=r.mark == now, **{name: getattr(r, name) for name in names})
        for r in rows
    ]
