"""Whether leadership shows exactly what the boroughs released."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from accord.demo.ground import Ground, Place
from borough.ledger import queries as ledger
from borough.ledger.queries import Released
from leadership.performance import queries as performance
from leadership.performance.queries import Cell, Return
from partnership.disclosure.digest import Digested, digest
from partnership.figures import queries as figures


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """How many cells left and arrived.

    ``lost`` left and are not shown as they left; ``duplicated`` are shown without
    having left, or returns that arrived twice; ``broken`` counts returns whose digest
    does not fit the cells that leadership shows.
    """

    members: int
    returns: int
    released: int
    applied: int
    lost: int
    duplicated: int
    broken: int
    seconds: float
    broker: str

    @property
    def good(self) -> bool:
        """Whether both sides agree, and there was something to agree on."""
        return self.released > 0 and not (self.lost or self.duplicated or self.broken)

    def figures(self) -> dict[str, Any]:
        """The verdict for machines."""
        return asdict(self)

    def sentence(self) -> str:
        """The verdict for people."""
        if self.good:
            return (
                f"{self.released} figures left the boroughs in {self.returns} returns; "
                f"leadership shows every one as it left: digests are equal."
            )
        return (
            f"{self.released} figures left the boroughs; leadership shows "
            f"{self.applied} of them ({self.lost} lost, {self.duplicated} duplicated, "
            f"{self.broken} returns whose digest does not fit)."
        )


@dataclass(frozen=True, kw_only=True)
class Side:
    """What one borough released, and what leadership shows of it."""

    left: Sequence[Released]
    shown: Sequence[Cell]
    returns: Sequence[Return]

    @property
    def applied(self) -> int:
        """Cells shown exactly as they left."""
        return len(_proofs(self.left) & _proofs(self.shown))

    @property
    def extra(self) -> int:
        """Cells shown that never left so, and returns that arrived twice."""
        twice = len(self.returns) - len({one.return_id for one in self.returns})
        return len(self.shown) - self.applied + twice

    @property
    def broken(self) -> int:
        """Returns whose digest does not fit the cells shown of them."""
        return sum(
            one.digest
            != digest(cell for cell in self.shown if cell.return_id == one.return_id)
            for one in self.returns
            if self._stands_whole(one)
        )

    def _stands_whole(self, one: Return) -> bool:
        """Whether no later return has restated any of its cells."""
        standing = [cell for cell in self.left if cell.return_id == one.return_id]
        return len(standing) == one.cells


def _proofs(cells: Sequence[Digested]) -> set[str]:
    return {digest([cell]) for cell in cells}


def reach(ground: Ground, *, seconds: float, broker: str) -> Verdict:
    """Compare both sides, cell by cell and return by return."""
    sides = [_side(ground, borough) for borough in ground.boroughs]
    released = sum(len(side.left) for side in sides)
    applied = sum(side.applied for side in sides)
    return Verdict(
        members=len(ground.places),
        returns=sum(len(side.returns) for side in sides),
        released=released,
        applied=applied,
        lost=released - applied,
        duplicated=sum(side.extra for side in sides),
        broken=sum(side.broken for side in sides),
        seconds=round(seconds, 1),
        broker=broker,
    )


def _side(ground: Ground, borough: Place) -> Side:
    slug = borough.part.slug
    with borough.instance.database.reading() as session:
        known = {indicator.id for indicator in figures.indicators(session)}
        left = list(ledger.latest(session, indicators=known).values())
    with ground.leadership.instance.database.reading() as session:
        returns = [one for one in performance.returns(session) if one.source == slug]
        shown = [
            cell
            for one in returns
            for cell in performance.released_in(
                session, source=slug, return_id=one.return_id
            )
        ]
    return Side(left=left, shown=shown, returns=returns)
