"""Look at the findings of an audit, with what came of each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.audit_findings.model import (
    AuditFindingRow,
    FindingActionRow,
    FindingRecommendationRow,
)
from kit.errors import NotFound


@dataclass(frozen=True, kw_only=True, slots=True)
class FindingSeen:
    """One finding with the ids of its actions and recommendations."""

    id: UUID
    audit_id: UUID
    number: int
    domain: int | None
    text: str
    made_by: str
    made_at: datetime
    version: int
    actions: Sequence[UUID]
    recommendations: Sequence[UUID]


def findings(session: Session, audit_id: UUID) -> list[FindingSeen]:
    """The findings of an audit by number; three queries."""
    query = select(AuditFindingRow).where(AuditFindingRow.audit_id == audit_id)
    rows = session.scalars(query.order_by(AuditFindingRow.number)).all()
    return _all_seen(session, rows)


def finding(session: Session, finding_id: UUID) -> FindingSeen:
    """One finding; raises NotFound. Whether it may be seen, the caller asks."""
    row = session.get(AuditFindingRow, finding_id)
    if row is None:
        raise NotFound
    return _all_seen(session, [row])[0]


def _all_seen(session: Session, rows: Sequence[AuditFindingRow]) -> list[FindingSeen]:
    ids = [row.id for row in rows]
    acts, links = FindingActionRow, FindingRecommendationRow
    acted = _linked(
        (row.finding_id, row.action_id)
        for row in session.scalars(select(acts).where(acts.finding_id.in_(ids)))
    )
    said = _linked(
        (row.finding_id, row.recommendation_id)
        for row in session.scalars(select(links).where(links.finding_id.in_(ids)))
    )
    names = (
        "id", "audit_id", "number", "domain", "text", "made_by", "made_at", "version",
    )  # fmt: skip
    return [
        FindingSeen(
            actions=acted.get(row.id, ()),
            recommendations=said.get(row.id, ()),
            **{name: getattr(row, name) for name in names},
        )
        for row in rows
    ]


def _linked(pairs: Iterable[tuple[UUID, UUID]]) -> Mapping[UUID, Sequence[UUID]]:
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for finding_id, other in pairs:
        found[finding_id].append(other)
    return found
