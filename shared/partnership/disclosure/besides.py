"""What a reader of a release knows of the same numbers from elsewhere.

Another borough was told how many places an event has, and what became of each place of
its own people. So to that reader only what is left of a count is new, and the places
nobody else can have had bound it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

from partnership.disclosure.model import Rule

# How many values a hidden number keeps, at least.
ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a number is known to be at least and at most; None where nothing bounds."""

    least: int = 0
    most: int | None = None

    @property
    def values(self) -> float:
        """How many numbers lie between."""
        return inf if self.most is None else self.most - self.least + 1


@dataclass(frozen=True, slots=True)
class Cell:
    """A number, how much of it a reader counted, and what bounds it for that reader."""

    number: int
    known: int = 0
    bounds: Bounds = Bounds()

    def is_small(self, rule: Rule) -> bool:
        """Whether what is new in it is small, or could be nothing else."""
        most = self.bounds.most
        tight = most is not None and 0 < most - self.known < ENOUGH
        return tight or rule.hides(self.number - self.known)

    @property
    def is_pinned(self) -> bool:
        """Whether fewer values are left than the reader found without a release."""
        most = self.bounds.most
        return most is not None and self.bounds.values < min(
            ENOUGH, most - self.known + 1
        )

    def small_values(self, low: float, high: float, rule: Rule) -> int:
        """How many numbers from ``low`` to ``high`` it would be hidden for."""
        most = self.bounds.most
        tight = most is not None and 0 < most - self.known < ENOUGH
        first = self.known + (0 if tight else 1)
        last = min(high, self.known + rule.smallest_shown - 1)
        return max(0, int(last - max(low, first)) + 1)


@dataclass(frozen=True, slots=True)
class Besides:
    """What one reader knows; by way, group and row where it is more than nothing.

    ``known`` are parts that the reader counted and ``limits`` what bounds the whole.
    """

    known: Mapping[str, Mapping[str, Mapping[str, int]]] = field(default_factory=dict)
    limits: Mapping[str, Mapping[str, Mapping[str, Bounds]]] = field(
        default_factory=dict
    )

    def cells(
        self, way: str, groups: Mapping[str, Mapping[str, int]]
    ) -> dict[str, dict[str, Cell]]:
        """One way of telling a total, as this reader finds it."""
        known, limits = self.known.get(way, {}), self.limits.get(way, {})
        return {
            group: {
                row: Cell(
                    number,
                    known.get(group, {}).get(row, 0),
                    limits.get(group, {}).get(row, Bounds()),
                )
                for row, number in rows.items()
            }
            for group, rows in groups.items()
        }

    def bounds(self, way: str) -> Mapping[str, Mapping[str, Bounds]]:
        """What bounds the rows of a way, by group."""
        return self.limits.get(way, {})


PUBLIC = Besides()


def whole(cells: Iterable[Cell]) -> Cell:
    """All of several cells as one."""
    some = list(cells)
    tops = [cell.bounds.most for cell in some]
    ends = [most for most in tops if most is not None]
    return Cell(
        sum(cell.number for cell in some),
        sum(cell.known for cell in some),
        Bounds(
            sum(cell.bounds.least for cell in some),
            sum(ends) if len(ends) == len(tops) else None,
        ),
    )


def reach(number: int, rows: Sequence[Bounds]) -> list[tuple[float, float]]:
    """The least and the most each of some numbers can be that add up to ``number``."""
    least = sum(each.least for each in rows)
    tops = [inf if each.most is None else each.most for each in rows]
    found: list[tuple[float, float]] = []
    for place, each in enumerate(rows):
        others = sum(top for other, top in enumerate(tops) if other != place)
        low = max(each.least, number - others)
        high = min(tops[place], number - (least - each.least))
        found.append((low, high))
    return found
