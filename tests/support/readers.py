"""Readers who try to work out what a release hides; each told nothing but the release.

``Reader`` solves linear programmes: what every hidden number could be at least and at
most, by all that is shown and everything that must hold. ``same_release`` knows the
algorithm too: it asks which inputs would have been released in the very same way.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import count
from math import floor, inf
from typing import TypeVar

Number = int | Fraction
Reach = float | Fraction
Limit = tuple[dict[str, int], int]
Input = TypeVar("Input")
Output = TypeVar("Output")
# What stands in a row of the table that is not 0, by column; how much is left beside.
Row = dict[int, Number]
LEFT = -1
ENOUGH = 3
PATIENCE = 40


class Reader:
    """Hidden numbers, windows they lie in, and inequalities that tie them.

    Every number is given with its truth. Only the search starts there, which spares
    looking for a first table that fits; where it ends does not depend on it.
    """

    def __init__(self) -> None:
        self.truth: dict[str, int] = {}
        self.told: set[str] = set()
        self.reached: dict[str, tuple[Reach, Reach]] = {}
        self.limits: list[Limit] = []
        self.limits_of: defaultdict[str, list[int]] = defaultdict(list)

    def knows(
        self, name: str, truth: int, least: int = 0, most: int | None = None
    ) -> None:
        """A number lies between ``least`` and ``most``; said twice, both hold."""
        assert self.truth.setdefault(name, truth) == truth
        if least == most:
            self.told.add(name)
        self._limit({name: -1}, -least)
        if most is not None:
            self._limit({name: 1}, most)

    def adds_up(self, total: str, parts: Iterable[str]) -> None:
        """Parts add up to their total."""
        weights = dict.fromkeys(parts, 1) | {total: -1}
        self._limit(weights, 0)
        self._limit({name: -weight for name, weight in weights.items()}, 0)

    def at_most(self, name: str, other: str) -> None:
        """One number is not above another."""
        self._limit({name: 1, other: -1}, 0)

    def span(self, name: str, enough: float = inf) -> float:
        """How many whole numbers lie between the least and the most one could be.

        It is no longer counted exactly once there are ``enough`` of them.
        """
        for way in (1, -1):
            if self._reach(name) < enough:
                self._go(name, way, enough)
        return self._reach(name)

    def _reach(self, name: str) -> float:
        down, up = self.reached.get(name, (0, 0))
        return inf if inf in (down, up) else floor(down) + 1 + floor(up)

    def _limit(self, weights: Mapping[str, int], most: int) -> None:
        here = sum(weight * self.truth[name] for name, weight in weights.items())
        assert here <= most, f"{weights} is not true"
        self.reached.clear()
        for name in weights:
            self.limits_of[name].append(len(self.limits))
        self.limits.append((dict(weights), most - here))

    def _tied_to(self, name: str) -> tuple[list[str], list[Limit]]:
        """The unknown numbers that bear on one, and the limits they are under."""
        found, limits = {name: None}, dict[int, Limit]()
        waiting = [name]
        while waiting:
            for place in self.limits_of[waiting.pop()]:
                limits[place] = self.limits[place]
                new = self.limits[place][0].keys() - self.told - found.keys()
                found |= dict.fromkeys(sorted(new))
                waiting += sorted(new)
        return list(found), list(limits.values())

    def _go(self, name: str, way: int, enough: float) -> None:
        """Move a number as far as it can from the truth: the simplex method, exactly.

        Each number is the truth plus what it moved up less what it moved down. Columns
        are: up moves, down moves, one slack for each limit, and how much is left. How
        far the others moved on the way is worth noting too.
        """
        if name in self.told:
            return
        free, limits = self._tied_to(name)
        at = {each: place for place, each in enumerate(free)}
        slacks, width = 2 * len(free), 2 * len(free) + len(limits)
        rows: list[Row] = []
        for place, (weights, left) in enumerate(limits):
            row: Row = {slacks + place: 1}
            for each in weights.keys() - self.told:
                row[at[each]], row[len(free) + at[each]] = weights[each], -weights[each]
            rows.append(row | {LEFT: left} if left else row)
        aim: Row = {at[name]: -way, len(free) + at[name]: way}
        basis = list(range(slacks, width))
        if _climb(rows, aim, basis, enough):
            self._note(name, inf * way)
        ends = {c: row.get(LEFT, 0) for c, row in zip(basis, rows, strict=True)}
        for each, place in at.items():
            self._note(each, ends.get(place, 0) - ends.get(len(free) + place, 0))

    def _note(self, name: str, moved: float | Fraction) -> None:
        down, up = self.reached.get(name, (0, 0))
        self.reached[name] = (max(down, -moved), max(up, moved))


def _climb(rows: list[Row], aim: Row, basis: list[int], enough: float) -> bool:
    """Pivot until nothing helps; whether there is no end to it.

    The most promising column is taken first; after a while Bland's rule, which cannot
    go round in circles.
    """
    for turn in count():
        helpful = [(cost, j) for j, cost in aim.items() if cost < 0 and j != LEFT]
        if not helpful or aim.get(LEFT, 0) >= enough:
            break
        first = min(j for _, j in helpful)
        column = min(helpful)[1] if turn < PATIENCE else first
        ratios = [
            (Fraction(row.get(LEFT, 0)) / row[column], basis[i], i)
            for i, row in enumerate(rows)
            if row.get(column, 0) > 0
        ]
        if not ratios:
            return True
        _, _, leaving = min(ratios)
        _pivot(rows, aim, leaving, column)
        basis[leaving] = column
    return False


def _pivot(rows: list[Row], aim: Row, leaving: int, column: int) -> None:
    by = rows[leaving][column]
    if by != 1:
        rows[leaving] = {j: Fraction(each) / by for j, each in rows[leaving].items()}
    pivot = rows[leaving]
    for row in (*rows, aim):
        factor = row.get(column, 0)
        if factor and row is not pivot:
            for j, each in pivot.items():
                row[j] = row.get(j, 0) - factor * each
                if not row[j]:
                    del row[j]


def rows_of(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Every row of so many counts that adds up to a total."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in rows_of(total - first, parts - 1):
            yield (first, *rest)


def same_release(
    inputs: Iterable[Input], release: Callable[[Input], Output]
) -> Mapping[Output, list[Input]]:
    """All inputs, by what is released of them."""
    behind: defaultdict[Output, list[Input]] = defaultdict(list)
    for each in inputs:
        behind[release(each)].append(each)
    return behind
