"""Enter contributions and change them."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from borough.funding.model import (
    FUNDING,
    ContributionChanged,
    ContributionRow,
    Nature,
    Stage,
)
from kit.errors import NotFound
from kit.trail import service as trail


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What is said of a contribution; ``pence`` is None where it is not known."""

    year: int
    source: str
    giver: str = ""
    nature: Nature = Nature.MONEY
    stage: Stage = Stage.PLANNED
    pence: int | None = None
    about: str = ""


def enter(session: Session, *, said: Said, by: str) -> UUID:
    """Enter a contribution; returns its id. Raises Invalid naming the field."""
    row = ContributionRow(version=0)
    _take(session, row, said, by)
    _note(session, "contribution.entered", row)
    return row.id


def change(
    session: Session, *, contribution_id: UUID, seen: int, said: Said, by: str
) -> None:
    """Change a contribution: from planned to agreed, or to another sum.

    Raises NotFound, ContributionChanged, and Invalid naming the field.
    """
    row = session.get(ContributionRow, contribution_id, with_for_update=True)
    if row is None:
        raise NotFound
    if row.version != seen:
        raise ContributionChanged
    _take(session, row, said, by)
    _note(session, "contribution.changed", row)


def _take(session: Session, row: ContributionRow, said: Said, by: str) -> None:
    with session.no_autoflush:
        row.year, row.source, row.giver = said.year, said.source, said.giver
        row.nature, row.stage = said.nature, said.stage
        row.pence, row.about, row.written_by = said.pence, said.about, by
        row.check()
    row.version += 1
    session.add(row)
    session.flush()


def _note(session: Session, act: str, row: ContributionRow) -> None:
    detail: trail.Detail = {"period": f"{row.year}", "version": row.version}
    trail.record(session, act=act, resource=FUNDING, record=row.id, detail=detail)
