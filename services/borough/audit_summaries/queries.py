"""Look at summaries of audits: what waits, and what left."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.audit_summaries.model import NAMED, TOOLS, SummaryRow, UnknownSummary
from borough.releases.queries import Seen, waiting
from borough.returns.model import ReturnState
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.front.model import Item
from partnership.access import may


@dataclass(frozen=True, kw_only=True, slots=True)
class SummarySeen(Seen):
    """One summary with all that leaves of it; see :class:`model.SummaryRow`."""

    number: int | None

    @property
    def rows(self) -> Iterable[Mapping[str, Any]]:
        """Every row of counts in it."""
        for audit in self.content["case_audits"]:
            yield from audit["domains"]
        for cycle in self.content["self_assessments"]:
            yield from cycle["sections"]

    @property
    def hidden(self) -> int:
        """How many counts leave as hidden."""
        return sum(count is None for row in self.rows for count in row["counts"])


def summaries(session: Session, *, only_released: bool) -> Sequence[SummarySeen]:
    """Every summary, or those that left, the newest first."""
    order = (SummaryRow.started_at.desc(), SummaryRow.id.desc())
    query = select(SummaryRow).order_by(*order)
    if only_released:
        query = query.where(SummaryRow.state == ReturnState.RELEASED)
    return [SummarySeen.of(row) for row in session.scalars(query)]


def summary(session: Session, summary_id: UUID, *, only_released: bool) -> SummarySeen:
    """One summary; raises UnknownSummary."""
    row = session.get(SummaryRow, summary_id)
    if row is None or (only_released and row.state is not ReturnState.RELEASED):
        raise UnknownSummary
    return SummarySeen.of(row)


def on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Summaries that wait for this person."""
    if not may(actor.role, TOOLS, Action.CREATE):
        return []
    rows = session.scalars(select(SummaryRow).where(SummaryRow.number.is_(None)))
    found = [SummarySeen.of(row) for row in rows]
    items = [waiting(each, actor, NAMED, approves=True) for each in found]
    return [each for each in items if each is not None]
