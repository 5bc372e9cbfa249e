"""The second look: hide more until no hidden count can be worked out.

Every hidden count must keep at least three possible values for somebody who knows
all that is released now, all that was released before, and how the counts add up.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from partnership.disclosure.inference import Knowledge
from partnership.disclosure.sums import (
    ENOUGH,
    FREE,
    Neighbours,
    Table,
    close,
    neighbours,
    rank,
)
from partnership.disclosure.table import Count


@dataclass(frozen=True)
class Outcome:
    """The counts to hide in addition, and those no hiding can protect."""

    further: frozenset[Count]
    exposed: frozenset[Count]


def protect(table: Table, hidden: Iterable[Count]) -> Outcome:
    """Choose further counts to hide, the nearest first.

    Each sum by itself comes first, see :func:`sums.close`; then what several sums
    together would still tell.
    """
    start = frozenset(hidden)
    search = _Search(table, close(table, start))
    search.hide_until_safe()
    return Outcome(frozenset(search.hidden - start), frozenset(search.exposed))


class _Search:
    """The counts hidden so far, and what can be worked out from the others.

    Three counts of 1 and their total cannot be kept from a reader who is told that
    each is small, however much is hidden. Such counts are *pressed*: they are kept
    from a reader who is not told. What fails that too is *exposed*.
    """

    def __init__(self, table: Table, hidden: set[Count]) -> None:
        self.table = table
        self.hidden = hidden
        self.pressed: set[Count] = set()
        self.exposed: set[Count] = set()
        self.neighbours = neighbours(table.sums)
        self.totals = {each.total for each in table.sums}

    def hide_until_safe(self) -> None:
        """Until nothing that needs protection lacks it."""
        waiting = sorted(self.hidden | self.table.secret)
        while waiting:
            count = waiting.pop()
            while not self.safe(count):
                further = self._next_to_hide(count)
                if further is None:
                    self.pressed.add(count)
                    break
                self.hidden.add(further)
                waiting.append(further)
        self.exposed = {each for each in self.pressed if not self.safe(each)}

    def safe(self, count: Count) -> bool:
        """Whether enough values are possible for one count."""
        return len(self._knowledge(count).possible(count, enough=ENOUGH)) >= ENOUGH

    def _next_to_hide(self, count: Count) -> Count | None:
        for layer in _layers(self.neighbours, count):
            choices = [
                other
                for other in layer
                if other in self.table.hidden
                and other not in self.hidden
                and other not in self.table.fixed
            ]
            if choices:
                return min(choices, key=lambda n: rank(n, is_total=n in self.totals))
        return None

    def _knowledge(self, count: Count) -> Knowledge:
        names = [name for layer in _layers(self.neighbours, count) for name in layer]
        sums = {each for name in names for each in self.neighbours.get(name, ())}
        left = self.table.unexplained if count in self.pressed else self.table.hidden
        windows = {
            name: (left if name in self.hidden else self.table.shown).get(name, FREE)
            for name in sorted(names)
        }
        return Knowledge(
            windows=windows,
            sums=tuple(sorted(sums, key=repr)),
            truth={name: name.number for name in names},
        )


def _layers(of: Neighbours, start: Count) -> Iterable[list[Count]]:
    """The counts tied to ``start``: itself, then those one sum away, then two."""
    seen, layer = {start}, [start]
    while layer:
        yield layer
        near = {
            name
            for count in layer
            for each in of.get(count, ())
            for name in each.names
            if name not in seen
        }
        seen |= near
        layer = sorted(near)
