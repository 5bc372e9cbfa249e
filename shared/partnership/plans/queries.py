"""Look at plans, and at what the letters mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from kit.errors import NotFound
from partnership.brag.model import Brag, Split, Word
from partnership.plans.model import (
    SOURCE_WORDS,
    PlanRow,
    Source,
    WordingRow,
    worded,
)

Words = Mapping[Brag, Word]
_SEEN = (
    "id", "ref", "title", "source", "source_record", "body", "opened_on", "closed_on",
    "counted", "version",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanSeen:
    """One plan; ``counted`` is False where nobody knows how many actions it has."""

    id: UUID
    ref: str
    title: str
    source: Source
    source_record: str | None
    body: str | None
    opened_on: date
    closed_on: date | None
    counted: bool
    version: int

    @property
    def source_word(self) -> str:
        """What it comes from, as people say it."""
        return SOURCE_WORDS[self.source]


@dataclass(frozen=True, slots=True)
class Wording:
    """Every word in use, read once for a whole page."""

    rows: Mapping[tuple[str, Brag], Word]

    def of(self, plan: UUID | None = None) -> Words:
        """What the states are called in one plan, or in the area."""
        return worded(self.rows, plan)


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanLine:
    """A plan and its actions' split; None where their number is not known."""

    plan: PlanSeen
    split: Split | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Totals:
    """All plans, and what those whose actions are known add up to."""

    lines: Sequence[PlanLine] = field(default_factory=list)

    @property
    def overall(self) -> Split:
        """The sum of the plans whose actions are known."""
        return sum((e.split for e in self.lines if e.split is not None), Split())

    @property
    def unknown(self) -> Sequence[PlanSeen]:
        """The plans that are left out of the sum."""
        return [each.plan for each in self.lines if each.split is None]


def plans(
    session: Session, *, source: Source | None = None, body: str | None = None
) -> Sequence[PlanSeen]:
    """Plans by reference: all, those from one kind of source, or those of a body."""
    # Columns and not rows to change: a page of actions reads every plan.
    columns = [getattr(PlanRow, name) for name in _SEEN]
    wanted = select(*columns).order_by(PlanRow.ref)
    if source is not None:
        wanted = wanted.where(PlanRow.source == source)
    if body is not None:
        wanted = wanted.where(PlanRow.body == body)
    return [_seen(row) for row in session.execute(wanted)]


def plan(session: Session, plan_id: UUID) -> PlanSeen:
    """One plan; raises NotFound."""
    row = session.get(PlanRow, plan_id)
    if row is None:
        raise NotFound
    return _seen(row)


def ids_from(source: Source, record: str) -> Select[UUID]:
    """The ids of the plans that come from one record, for statements of others."""
    return select(PlanRow.id).where(
        PlanRow.source == source, PlanRow.source_record == record
    )


def ids_of_body(body: str | None) -> Select[UUID]:
    """The ids of the plans of a body, for statements of others."""
    return select(PlanRow.id).where(PlanRow.body == body)


def wording(session: Session) -> Wording:
    """What the letters mean, here and in each plan."""
    rows = session.scalars(select(WordingRow))
    return Wording(
        {(row.scope, row.brag): Word(row.letter, row.word, row.meaning) for row in rows}
    )


def _seen(row: PlanRow | Row[*tuple[Any, ...]]) -> PlanSeen:
    return PlanSeen(**{name: getattr(row, name) for name in _SEEN})
