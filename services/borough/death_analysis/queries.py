"""Read analyses: one case's words, and what is counted of many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.death_analysis.model import AnalysisRow, FactorRow, State
from kit.vault.service import Vault
from partnership.death_rules import analysis as rules
from partnership.death_rules.analysis import Domain, Factor, Outcome
from partnership.death_rules.categories import TITLES, Category


@dataclass(frozen=True, kw_only=True, slots=True)
class AnalysisSeen:
    """One case's analysis; version 0 before anything is written."""

    state: State = State.DRAFT
    summary: str = ""
    learning: str = ""
    good_practice: str = ""
    reason: str = ""
    categories: Sequence[Category] = ()
    category: Category | None = None
    outcome: Outcome | None = None
    referred: bool = False
    finished_at: datetime | None = None
    post: str = ""
    version: int = 0

    @property
    def is_draft(self) -> bool:
        """Whether it may still be changed."""
        return self.state is State.DRAFT

    @property
    def category_title(self) -> str:
        """The category that counts, as the form words it."""
        if self.category is None:
            return ""
        return f"{self.category.value}. {TITLES[self.category]}"


@dataclass(frozen=True, kw_only=True, slots=True)
class FactorSeen:
    """One factor of an analysis."""

    id: UUID
    domain: Domain
    factor: Factor
    scale: str
    value: int
    modifiable: bool
    text: str

    @property
    def weight(self) -> str:
        """What its weight means in its edition of the scale."""
        return rules.weight(self.scale, self.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """What is counted of one finished analysis: fixed words and numbers only."""

    case_id: UUID
    finished_at: datetime
    category: Category
    outcome: Outcome
    factors: Sequence[tuple[Domain, Factor, bool]]


def analysis(session: Session, case_id: UUID) -> AnalysisSeen:
    """A case's analysis. Whether it may be read, the caller asks."""
    row = session.scalar(select(AnalysisRow).where(AnalysisRow.case_id == case_id))
    if row is None:
        return AnalysisSeen()
    told = Vault(session).get(row, "told") or {}
    return AnalysisSeen(
        **told,
        state=row.state,
        categories=row.categories,
        category=Category(row.category) if row.category else None,
        outcome=row.outcome,
        referred=row.referred,
        finished_at=row.finished_at,
        post=row.post,
        version=row.version,
    )


def factors(session: Session, case_id: UUID) -> Sequence[FactorSeen]:
    """A case's factors, domain by domain; read as above."""
    vault = Vault(session)
    rows = session.scalars(
        select(FactorRow)
        .where(FactorRow.case_id == case_id)
        .order_by(FactorRow.added_at, FactorRow.id)
    )
    names = ("id", "domain", "factor", "scale", "value", "modifiable")
    found = [
        FactorSeen(
            text=vault.get(row, "text") or "",
            **{name: getattr(row, name) for name in names},
        )
        for row in rows
    ]
    order = list(Domain)
    return sorted(found, key=lambda each: order.index(each.domain))


def counted(session: Session, since: datetime, until: datetime) -> Sequence[Counted]:
    """Analyses finished from one moment up to another, without a locked word."""
    rows = session.scalars(
        select(AnalysisRow)
        .where(AnalysisRow.finished_at >= since, AnalysisRow.finished_at < until)
        .order_by(AnalysisRow.finished_at, AnalysisRow.id)
    ).all()
    named = select(
        FactorRow.case_id, FactorRow.domain, FactorRow.factor, FactorRow.modifiable
    ).where(FactorRow.case_id.in_([row.case_id for row in rows]))
    of_case: dict[UUID, list[tuple[Domain, Factor, bool]]] = {}
    for case_id, domain, factor, modifiable in session.execute(named):
        of_case.setdefault(case_id, []).append((domain, factor, modifiable))
    return [
        Counted(
            case_id=row.case_id,
            finished_at=row.finished_at,
            category=Category(row.category),
            outcome=row.outcome,
            factors=of_case.get(row.case_id, []),
        )
        for row in rows
        if row.finished_at and row.category and row.outcome
    ]
