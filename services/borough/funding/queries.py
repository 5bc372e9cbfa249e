"""Look at contributions by year, with totals that say what is not known."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.arrangements.queries import place_name
from borough.funding.model import (
    OTHERS,
    ContributionRow,
    Nature,
    Stage,
    Total,
    share,
    total,
)
from kit.errors import NotFound
from partnership.agencies import STATUTORY

SOURCES = (*STATUTORY, OTHERS)


@dataclass(frozen=True, kw_only=True, slots=True)
class ContributionSeen:
    """One contribution."""

    id: UUID
    year: int
    source: str
    name: str
    giver: str
    nature: Nature
    stage: Stage
    pence: int | None
    about: str
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class YearSeen:
    """One financial year: totals and shares of money by source.

    ``share`` is in percent, None while any sum of money of the year is not known.
    """

    year: int
    lines: Sequence[ContributionSeen]
    money: Total
    in_kind: Total
    by_source: dict[str, Total]
    shares: dict[str, float | None]

    @property
    def label(self) -> str:
        """The year as people write it."""
        return year_name(self.year)

    @property
    def planned(self) -> bool:
        """Whether any of its money is only planned."""
        return any(
            each.stage is Stage.PLANNED and each.nature is Nature.MONEY
            for each in self.lines
        )


def year_name(year: int) -> str:
    """A financial year as people write it: 2026 is 2026/27."""
    return f"{year}/{(year + 1) % 100:02d}"


def source_name(source: str) -> str:
    """Who gives, as people say it."""
    return "Others" if source == OTHERS else place_name(source)


def years(session: Session) -> list[YearSeen]:
    """Every year that has contributions, the first first."""
    rows = session.scalars(
        select(ContributionRow).order_by(ContributionRow.year, ContributionRow.id)
    )
    found: dict[int, list[ContributionSeen]] = {}
    for row in rows:
        found.setdefault(row.year, []).append(_seen(row))
    return [_year(year, lines) for year, lines in found.items()]


def contribution(session: Session, contribution_id: UUID) -> ContributionSeen:
    """One contribution; raises NotFound."""
    row = session.get(ContributionRow, contribution_id)
    if row is None:
        raise NotFound
    return _seen(row)


def _year(year: int, lines: Sequence[ContributionSeen]) -> YearSeen:
    money = [each for each in lines if each.nature is Nature.MONEY]
    of = {name: [each for each in money if each.source == name] for name in SOURCES}
    return YearSeen(
        year=year,
        lines=lines,
        money=total(money),
        in_kind=total(each for each in lines if each.nature is Nature.IN_KIND),
        by_source={name: total(mine) for name, mine in of.items()},
        shares={name: share(mine, money) for name, mine in of.items()},
    )


def _seen(row: ContributionRow) -> ContributionSeen:
    return ContributionSeen(
        id=row.id,
        year=row.year,
        source=row.source,
        name=row.giver or source_name(row.source),
        giver=row.giver,
        nature=row.nature,
        stage=row.stage,
        pence=row.pence,
        about=row.about,
        version=row.version,
    )
