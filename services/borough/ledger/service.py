"""Writing down what leaves, at the moment it leaves."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from borough.ledger.model import ReleasedCell
from kit.errors import Conflict
from partnership.disclosure.model import Controlled

Key = tuple[str, str, str]


class ReleasedAtOnce(Conflict):
    """Another return was released at the same moment. Look at this one again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Leaving:
    """What all cells of one return have in common when they leave."""

    return_id: UUID
    standard_version: int
    released_at: datetime
    released_by: str
    restated_because: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Past:
    """One version that left before."""

    version: int
    status: str
    numerator: float | None
    denominator: float | None
    value: float | None
    released_at: datetime
    restated_because: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One cell as written, after the versions of it that left before."""

    cell: Controlled
    version: int
    restated_because: str | None
    earlier: tuple[Past, ...]

    # What the digest reads.
    @property
    def indicator(self) -> str:
        return self.cell.figure.indicator

    @property
    def period(self) -> str:
        return self.cell.figure.period

    @property
    def area(self) -> str:
        return self.cell.figure.area

    @property
    def status(self) -> str:
        return self.cell.status.value

    @property
    def numerator(self) -> float | None:
        return self.cell.numerator

    @property
    def denominator(self) -> float | None:
        return self.cell.denominator

    @property
    def value(self) -> float | None:
        return self.cell.value


def record(
    session: Session, cells: Sequence[Controlled], leaving: Leaving
) -> list[Entry]:
    """Add the next version of each cell; raises ReleasedAtOnce.

    A cell that left before is restated: its first version stays where it is.
    """
    before = _before(session)
    release = (session.scalar(select(func.max(ReleasedCell.release))) or 0) + 1
    entries = [_entry(cell, before.get(cell.key, []), leaving) for cell in cells]
    try:
        session.execute(
            insert(ReleasedCell), [_row(each, release, leaving) for each in entries]
        )
    except IntegrityError as error:
        raise ReleasedAtOnce from error
    return entries


def _before(session: Session) -> Mapping[Key, list[Past]]:
    found: dict[Key, list[Past]] = defaultdict(list)
    for row in session.scalars(select(ReleasedCell).order_by(ReleasedCell.version)):
        found[row.key].append(_past(row))
    return found


def _past(row: ReleasedCell) -> Past:
    return Past(
        version=row.version,
        status=row.status.value,
        numerator=row.numerator,
        denominator=row.denominator,
        value=row.value,
        released_at=row.released_at,
        restated_because=row.restated_because,
    )


def _entry(cell: Controlled, earlier: Sequence[Past], leaving: Leaving) -> Entry:
    return Entry(
        cell=cell,
        version=len(earlier) + 1,
        restated_because=leaving.restated_because if earlier else None,
        earlier=tuple(earlier),
    )


def _row(entry: Entry, release: int, leaving: Leaving) -> dict[str, Any]:
    cell = entry.cell
    return {
        "indicator": entry.indicator,
        "period": entry.period,
        "area": entry.area,
        "version": entry.version,
        "return_id": leaving.return_id,
        "release": release,
        "status": cell.status,
        "numerator": cell.numerator,
        "denominator": cell.denominator,
        "value": cell.value,
        "rule": cell.rule,
        "why": cell.reason,
        "figure": asdict(cell.figure),
        "standard_version": leaving.standard_version,
        "released_at": leaving.released_at,
        "released_by": leaving.released_by,
        "restated_because": entry.restated_because,
    }
