"""What triage decided about a case, and the inquiries beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from borough.death_triage.model import Strand, StrandRow, TriageRow
from kit.db import read_rows
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
    row = read_rows(session, _TRIAGE, {"of_case": case_id}).one_or_none()
    if row is None:
        return None
    return TriageSeen(
        response=row.response,
        asked_by=[Trigger(each) for each in row.triggers],
        reason=Vault(session).read(TriageRow, row, "reason") or "",
        met_at=row.met_at,
        incident_id=row.incident_id,
        post=row.post,
        at=row.at,
        version=row.version,
    )


_TRIAGE = select(
    TriageRow.id, TriageRow.key_id, TriageRow.response, TriageRow.triggers,
    TriageRow.reason, TriageRow.met_at, TriageRow.incident_id, TriageRow.post,
    TriageRow.at, TriageRow.version,
).where(TriageRow.case_id == bindparam("of_case"))  # fmt: skip


def strands(session: Session, case_id: UUID) -> Sequence[StrandSeen]:
    """The inquiries beside a case, the first noted first; read as above."""
    vault = Vault(session)
    rows = read_rows(session, _STRANDS, {"of_case": case_id})
    return [_seen(vault, row) for row in rows]


_STRANDS = (
    select(
        StrandRow.id, StrandRow.key_id, StrandRow.strand, StrandRow.holds,
        StrandRow.detail, StrandRow.ended_at,
    )
    .where(StrandRow.case_id == bindparam("of_case"))
    .order_by(StrandRow.noted_at, StrandRow.id)
)  # fmt: skip


def _seen(vault: Vault, row: Row[*tuple[Any, ...]]) -> StrandSeen:
    detail = vault.read(StrandRow, row, "detail") or {}
    began = detail.get("began_on")
    return StrandSeen(
        id=row.id,
        strand=row.strand,
        holds=row.holds,
        reference=detail.get("reference", ""),
        began_on=date.fromisoformat(began) if began else None,
        ended_at=row.ended_at,
    )
