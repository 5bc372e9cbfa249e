"""Look at agency summaries: what was asked, what is late, and what came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.summaries.model import Completeness, SummaryRow
from kit import clock
from kit.access.service import Reach, Scope
from kit.errors import NotFound
from partnership.agencies import agency_name


@dataclass(frozen=True, kw_only=True, slots=True)
class SummarySeen:
    """One request; ``chased`` counts the reminders, ``late`` the days it is over."""

    id: UUID
    review_id: UUID
    agency: str
    asked_on: date
    due_on: date
    chased: int
    chased_at: datetime | None
    received_on: date | None
    completeness: Completeness | None
    missing: str
    version: int

    @property
    def agency_name(self) -> str:
        """The agency as people say it."""
        return agency_name(self.agency)

    @property
    def late(self) -> int:
        """How many days after the due day it came, or is now without having come."""
        return max(0, ((self.received_on or clock.today()) - self.due_on).days)

    @property
    def state(self) -> str:
        """Where it stands, as people say it."""
        if self.completeness is not None:
            return f"Received, {self.completeness.value}"
        return "Late" if self.late else "Asked"


def summaries(
    session: Session, *, seen: Reach, review_id: UUID | None = None
) -> Sequence[SummarySeen]:
    """The requests a person may see, those that wait first, by their due days."""
    query = select(SummaryRow).order_by(
        SummaryRow.received_on.is_not(None), SummaryRow.due_on, SummaryRow.id
    )
    if review_id is not None:
        query = query.where(SummaryRow.review_id == review_id)
    return [
        _seen(row)
        for row in session.scalars(query)
        if seen.covers(Scope(record=str(row.id), agency=row.agency))
    ]


def summary(session: Session, summary_id: UUID) -> SummarySeen:
    """One request; raises NotFound. Whether it may be seen, the caller asks."""
    row = session.get(SummaryRow, summary_id)
    if row is None:
        raise NotFound
    return _seen(row)


def _seen(row: SummaryRow) -> SummarySeen:
    names = (
        "id", "review_id", "agency", "asked_on", "due_on", "chased", "chased_at",
        "received_on", "completeness", "missing", "version",
    )  # fmt: skip
    return SummarySeen(**{name: getattr(row, name) for name in names})
