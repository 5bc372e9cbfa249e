"""What triage decided about a case, and the inquiries beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.death_triage.model import Strand, StrandRow, TriageRow
from kit.vault.service import Vault
from partnership.death_rules.response import Trigger


@dataclass(frozen=True, kw_only=True, slots=True)
class TriageSeen:
    """What was decided, by which post and when."""

    response: bool
    asked_by: Sequence[Trigger]
    reason: str
    met_at: datetime | None
    incident_id: UUID | None
    post: str
    at: datetime
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class StrandSeen:
    """One inquiry beside a case."""

    id: UUID
    strand: Strand
    holds: bool
    reference: str
    began_on: date | None
    ended_at: datetime | None

    @property
    def stands(self) -> str:
        """How it stands, in a few words."""
        if self.ended_at is not None:
            return "Ended"
        return "Holds the review" if self.holds else "Goes on"


def triage(session: Session, case_id: UUID) -> TriageSeen | None:
    """What was decided; None before triage. Whether it may be read, the caller asks."""
    row = session.scalar(select(TriageRow).where(TriageRow.case_id == case_id))
    if row is None:
        return None
    return TriageSeen(
        response=row.response,
        asked_by=row.asked_by,
        reason=Vault(session).get(row, "reason") or "",
        met_at=row.met_at,
        incident_id=row.incident_id,
        post=row.post,
        at=row.at,
        version=row.version,
    )


def strands(session: Session, case_id: UUID) -> Sequence[StrandSeen]:
    """The inquiries beside a case, the first noted first; read as above."""
    vault = Vault(session)
    rows = session.scalars(
        select(StrandRow)
        .where(StrandRow.case_id == case_id)
        .order_by(StrandRow.noted_at, StrandRow.id)
    )
    return [_seen(vault, row) for row in rows]


def _seen(vault: Vault, row: StrandRow) -> StrandSeen:
    detail = vault.get(row, "detail") or {}
    began = detail.get("began_on")
    return StrandSeen(
        id=row.id,
        strand=row.strand,
        holds=row.holds,
        reference=detail.get("reference", ""),
        began_on=date.fromisoformat(began) if began else None,
        ended_at=row.ended_at,
    )
