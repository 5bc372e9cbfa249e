"""Look at summaries of audits: what waits, and what left."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.audit_summaries.model import TOOLS, SummaryRow, UnknownSummary
from borough.returns.model import IN_PREPARATION, ReturnState
from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.front.model import Item, Kind
from partnership.access import may

APPROVE_WITHIN = timedelta(days=7)


@dataclass(frozen=True, kw_only=True, slots=True)
class SummarySeen:
    """One summary with all that leaves of it; see :class:`model.SummaryRow`."""

    id: UUID
    number: int | None
    state: ReturnState
    content: Mapping[str, Any]
    preview: str
    note: str | None
    prepared_by: UUID
    prepared_by_post: str
    started_at: datetime
    submitted_at: datetime | None
    decided_by_post: str | None
    decided_at: datetime | None
    sent_back_because: str | None
    correlation_id: str | None

    @property
    def in_preparation(self) -> bool:
        """Whether its preparer still has it in hand."""
        return self.state in IN_PREPARATION

    @property
    def moment(self) -> datetime:
        """When something happened to it last."""
        return self.decided_at or self.submitted_at or self.started_at

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
    return [_seen(row) for row in session.scalars(query)]


def summary(session: Session, summary_id: UUID, *, only_released: bool) -> SummarySeen:
    """One summary; raises UnknownSummary."""
    row = session.get(SummaryRow, summary_id)
    if row is None or (only_released and row.state is not ReturnState.RELEASED):
        raise UnknownSummary
    return _seen(row)


def on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Summaries that wait for this person."""
    if not may(actor.role, TOOLS, Action.CREATE):
        return []
    rows = session.scalars(select(SummaryRow).where(SummaryRow.number.is_(None)))
    items = [_waiting(_seen(row), actor) for row in rows]
    return [each for each in items if each is not None]


def _waiting(each: SummarySeen, actor: Actor) -> Item | None:
    mine = each.prepared_by == actor.user_id
    if each.state is ReturnState.AWAITING_APPROVAL and not mine:
        text, tag = "A summary of audits waits for your approval", "To approve"
    elif each.state is ReturnState.SENT_BACK and mine:
        text, tag = "A summary of audits you prepared was sent back", "Sent back"
    else:
        return None
    late = clock.now() - each.moment > APPROVE_WITHIN
    return Item(
        kind=Kind.LATE if late else Kind.MINE,
        text=text,
        href=f"/audit-summaries/{each.id}",
        tag=tag,
        at=each.moment,
    )


def _seen(row: SummaryRow) -> SummarySeen:
    names = (
        "id", "number", "state", "content", "preview", "note", "prepared_by",
        "prepared_by_post", "started_at", "submitted_at", "decided_by_post",
        "decided_at", "sent_back_because", "correlation_id",
    )  # fmt: skip
    return SummarySeen(**{name: getattr(row, name) for name in names})
