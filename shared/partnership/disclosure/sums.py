"""What to hide beside a hidden count, sum by sum, by what a release tells anyway.

A reader who knows how the choice is made must learn nothing by it. So whether a sum
needs a further hidden count is asked of its shown counts alone, as if all hidden ones
were small; and which one it is follows from their names and not from their size. Then
every set of small counts that fits the shown ones would have been released in the very
same way, and there are enough of them for every hidden count.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from partnership.disclosure.inference import UNBOUNDED, Window
from partnership.disclosure.table import Count, Sum

ENOUGH = 3
# What is restated tells a little more: totals of three sizes are hidden, not of two.
SPARE = ENOUGH + 1
FREE: Window = (0, UNBOUNDED)
Neighbours = Mapping[Count, list[Sum]]


@dataclass(frozen=True)
class Table:
    """What there is to protect.

    ``shown`` is the window a reader learns from each count if it is shown; ``hidden``
    the one left if it is hidden and the reader guesses rightly why; ``unexplained``
    the one left to a reader who does not; ``small`` the one of a count that is hidden
    for its own size. ``fixed`` counts cannot be hidden: they are public, were shown
    before, or are nobody's cell. ``secret`` counts must not be worked out though no
    cell shows them.
    """

    shown: Mapping[Count, Window]
    hidden: Mapping[Count, Window]
    unexplained: Mapping[Count, Window]
    small: Mapping[Count, Window]
    fixed: frozenset[Count]
    secret: frozenset[Count]
    sums: frozenset[Sum]

    def is_cells(self, each: Sum) -> bool:
        """Whether every count of a sum has a cell that shows or hides it."""
        return all(n in self.hidden and n not in self.secret for n in each.names)


def neighbours(sums: Iterable[Sum]) -> Neighbours:
    """The sums each count stands in."""
    found: dict[Count, list[Sum]] = {}
    for each in sums:
        for name in each.names:
            found.setdefault(name, []).append(each)
    return found


def close(table: Table, hidden: Iterable[Count]) -> set[Count]:
    """The hidden counts, and those no sum can do without; for each sum by itself."""
    of = neighbours(each for each in table.sums if table.is_cells(each))
    found = set(hidden)
    waiting = deque(sorted(found))
    while waiting:
        for each in sorted(of.get(waiting.popleft(), ()), key=repr):
            while further := _further(table, each, found):
                found |= further
                waiting.extend(sorted(further))
    return found


def rank(count: Count, *, is_total: bool) -> tuple[bool, bool, Count]:
    """Which of several is hidden first: by name; totals late, and noughts last.

    A nought protects nothing, and everybody sees that it is one.
    """
    return (count.number == 0, is_total, count)


def _further(table: Table, each: Sum, hidden: set[Count]) -> set[Count]:
    """What else to hide of one sum; nothing where enough is hidden or nothing helps."""
    inside = [name for name in each.names if name in hidden]
    open_ = [n for n in each.names if n not in hidden and n not in table.fixed]
    if each.total in hidden and _lies_in(each.total.number, table.small[each.total]):
        return set(open_)
    if not inside or _is_enough(table, each, inside):
        return set()
    choices = [name for name in open_ if name.number and name != each.total]
    # Where no part is left to hide, nothing is told: which sums need that would tell.
    return {min(choices)} if choices else set(open_)


def _is_enough(table: Table, each: Sum, inside: list[Count]) -> bool:
    """Whether small counts would have values enough, were all hidden ones small."""
    if each.total in inside:
        return len(inside) > 1
    left = _left(table, each, inside)
    small = [table.small[name] for name in inside]
    low, high = sum(each[0] for each in small), sum(each[1] for each in small)
    if left[0] > high:
        return len(inside) > 1 or left[1] - left[0] + 1 >= ENOUGH
    return all(
        min(most, left[1] - low + least) - max(least, left[0] - high + most) + 1
        >= SPARE
        for least, most in small
    )


def _left(table: Table, each: Sum, inside: list[Count]) -> Window:
    """What the hidden parts add up to: the total less the shown parts."""
    shown = [table.shown[name] for name in each.parts if name not in inside]
    low, high = table.shown[each.total]
    return (low - sum(window[1] for window in shown), high - sum(w[0] for w in shown))


def _lies_in(number: int, window: Window) -> bool:
    return window[0] <= number <= window[1]
