"""Readers who try to work out what a release hides; each told nothing but the release.

``Reader`` solves linear programmes: what every hidden number could be at least and at
most, by all that is shown and everything that must hold. ``same_release`` knows the
algorithm too: it asks which inputs would have been released in the very same way.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from math import floor, inf
from typing import TypeVar

Number = int | Fraction
Input = TypeVar("Input")
Output = TypeVar("Output")
ENOUGH = 3


class Reader:
    """Hidden numbers, windows they lie in, and inequalities that tie them.

    Every number is given with its truth. Only the search starts there, which spares
    looking for a first table that fits; where it ends does not depend on it.
    """

    def __init__(self) -> None:
        self.truth: dict[str, int] = {}
        self.told: set[str] = set()
        self.limits: list[tuple[dict[str, int], int]] = []

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
        up = self._furthest(name, 1, enough)
        down = 0 if up >= enough else self._furthest(name, -1, enough)
        return inf if inf in (down, up) else floor(down) + 1 + floor(up)

    def _limit(self, weights: Mapping[str, int], most: int) -> None:
        here = sum(weight * self.truth[name] for name, weight in weights.items())
        assert here <= most, f"{weights} is not true"
        self.limits.append((dict(weights), most - here))

    def _furthest(self, name: str, way: int, enough: float) -> float:
        """How far a number can move from the truth: the simplex method, exactly.

        Each number is the truth plus what it moved up less what it moved down. Columns
        are: up moves, down moves, one slack for each limit, and how much is left.
        """
        if name in self.told:
            return 0
        free = [each for each in self.truth if each not in self.told]
        at = {each: place for place, each in enumerate(free)}
        limits = [limit for limit in self.limits if limit[0].keys() - self.told]
        slacks, width = 2 * len(free), 2 * len(free) + len(limits)
        rows: list[list[Number]] = []
        for place, (weights, left) in enumerate(limits):
            row: list[Number] = [0] * (width + 1)
            for each in weights.keys() - self.told:
                row[at[each]], row[len(free) + at[each]] = weights[each], -weights[each]
            row[slacks + place], row[-1] = 1, left
            rows.append(row)
        aim: list[Number] = [0] * (width + 1)
        aim[at[name]], aim[len(free) + at[name]] = -way, way
        return _climb(rows, aim, list(range(slacks, width)), enough)


def _climb(
    rows: list[list[Number]], aim: list[Number], basis: list[int], enough: float
) -> float:
    """Pivot by Bland's rule, which cannot go round in circles, until nothing helps."""
    while aim[-1] < enough:
        column = next((j for j, cost in enumerate(aim[:-1]) if cost < 0), None)
        if column is None:
            break
        ratios = [
            (Fraction(row[-1]) / row[column], basis[i], i)
            for i, row in enumerate(rows)
            if row[column] > 0
        ]
        if not ratios:
            return inf
        _, _, leaving = min(ratios)
        _pivot(rows, aim, leaving, column)
        basis[leaving] = column
    return float(aim[-1])


def _pivot(
    rows: list[list[Number]], aim: list[Number], leaving: int, column: int
) -> None:
    by = rows[leaving][column]
    if by != 1:
        rows[leaving] = [Fraction(each) / by for each in rows[leaving]]
    pivot = rows[leaving]
    for row in (*rows, aim):
        factor = row[column]
        if factor and row is not pivot:
            row[:] = [
                a - factor * b if b else a for a, b in zip(row, pivot, strict=True)
            ]


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
