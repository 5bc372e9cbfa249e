"""The second look: hide more until no hidden count can be worked out.

Every hidden count must keep at least three possible values for somebody who knows
all that is released now, all that was released before, and how the counts add up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from partnership.disclosure.inference import UNBOUNDED, Knowledge, Window
from partnership.disclosure.table import Count, Sum

ENOUGH = 3
FREE: Window = (0, UNBOUNDED)


@dataclass(frozen=True)
class Table:
    """What there is to protect.

    ``shown`` is the window a reader learns from each count if it is shown; ``hidden``
    the one left if it is hidden and the reader guesses rightly why; ``unexplained``
    the one left to a reader who does not. ``fixed`` counts cannot be hidden: they are
    public, were shown before, or are nobody's cell. ``secret`` counts must not be
    worked out though no cell shows them.
    """

    shown: Mapping[Count, Window]
    hidden: Mapping[Count, Window]
    unexplained: Mapping[Count, Window]
    fixed: frozenset[Count]
    secret: frozenset[Count]
    sums: frozenset[Sum]


@dataclass(frozen=True)
class Outcome:
    """The counts to hide in addition, and those no hiding can protect."""

    further: frozenset[Count]
    exposed: frozenset[Count]


def protect(table: Table, hidden: Iterable[Count]) -> Outcome:
    """Choose further counts to hide, the nearest and smallest first.

    What turned out not to be needed is shown again, the largest first.
    """
    start = frozenset(hidden)
    search = _Search(table, set(start))
    search.hide_until_safe()
    for count in sorted(search.hidden - start, key=lambda each: -each.number):
        search.show_if_safe(count)
    return Outcome(frozenset(search.hidden - start), frozenset(search.exposed))


def connected(table: Table, start: Iterable[Count]) -> Iterable[set[Count]]:
    """The groups of counts that sums tie to a count that needs protection."""
    neighbours = _neighbours(table.sums)
    seen: set[Count] = set()
    for count in start:
        if count not in seen:
            group = {name for layer in _layers(neighbours, count) for name in layer}
            seen |= group
            yield group


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
        self.neighbours = _neighbours(table.sums)

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

    def show_if_safe(self, count: Count) -> None:
        """Show a count again unless something would be worked out from it."""
        self.hidden.discard(count)
        for group in connected(self.table, [count]):
            at_stake = (group & (self.hidden | self.table.secret)) - self.exposed
            if not all(self.safe(other) for other in sorted(at_stake)):
                self.hidden.add(count)

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
                return min(choices, key=_least_missed)
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


def _least_missed(count: Count) -> tuple[bool, int, Count]:
    """Small counts first; a nought hides little and is taken last."""
    return (count.number == 0, count.number, count)


Neighbours = Mapping[Count, list[Sum]]


def _neighbours(sums: Iterable[Sum]) -> Neighbours:
    found: dict[Count, list[Sum]] = {}
    for each in sums:
        for name in each.names:
            found.setdefault(name, []).append(each)
    return found


def _layers(neighbours: Neighbours, start: Count) -> Iterable[list[Count]]:
    """The counts tied to ``start``: itself, then those one sum away, then two."""
    seen, layer = {start}, [start]
    while layer:
        yield layer
        near = {
            name
            for count in layer
            for each in neighbours.get(count, ())
            for name in each.names
            if name not in seen
        }
        seen |= near
        layer = sorted(near)
