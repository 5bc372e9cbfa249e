"""What somebody who knows all released cells can work out about the hidden ones.

Counts are whole numbers in windows, tied together by sums. A value of a hidden count
is *possible* when all windows and sums can hold with it; this is shown by finding one
complete set of counts, so that what is called possible truly is.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from partnership.disclosure.table import Count, Sum

UNBOUNDED = 10**9
# Nothing is looked for further above the largest count than this. Windows without an
# end would move towards each other in steps of one.
BEYOND = 50
# Sums of a real table settle in a few rounds; only one that contradicts itself goes on.
MOST_ROUNDS = 20_000
MOST_BRANCHES = 400

Window = tuple[int, int]
Windows = dict[Count, Window]


@dataclass
class Knowledge:
    """What is known: a window for each count, and the sums that tie them.

    ``truth`` holds the real counts. It only tells where to look first; whether a
    value is possible does not depend on it.
    """

    windows: Windows
    sums: tuple[Sum, ...]
    truth: Mapping[Count, int]
    _of: dict[Count, list[Sum]] = field(init=False)

    def __post_init__(self) -> None:
        ceiling = max(self.truth.values(), default=0) * 2 + BEYOND
        self.windows = {
            name: (low, min(high, max(low, ceiling)))
            for name, (low, high) in self.windows.items()
        }
        self._of = {name: [] for name in self.windows}
        for each in self.sums:
            for name in dict.fromkeys(each.names):
                self._of[name].append(each)

    def sums_of(self, name: Count) -> list[Sum]:
        """The sums a count stands in."""
        return self._of[name]

    def possible(self, name: Count, *, enough: int) -> list[int]:
        """Up to ``enough`` values this count could have, nearest the truth first."""
        settled = self._settle(dict(self.windows), self.sums)
        if settled is None:
            return []
        found: list[int] = []
        for value in _outwards(self.truth[name], settled[name]):
            if self._can_be(settled, name, value):
                found.append(value)
            # The possible values of a count in a table of sums lie close together;
            # a long empty stretch means there are no more.
            if len(found) == enough or abs(value - self.truth[name]) > 4 * enough:
                break
        return found

    def _can_be(self, windows: Windows, name: Count, value: int) -> bool:
        trial = {**windows, name: (value, value)}
        settled = self._settle(trial, self._of[name])
        return settled is not None and self._complete(settled)

    def _complete(self, windows: Windows) -> bool:
        """Whether one set of counts fits everything; gives up as a no."""
        waiting = [windows]
        for _ in range(MOST_BRANCHES):
            if not waiting:
                return False
            current = waiting.pop()
            name = self._most_open(current)
            if name is None:
                return True
            waiting.extend(self._branches(current, name))
        return False

    def _most_open(self, windows: Windows) -> Count | None:
        """The undecided count with the narrowest window; None when all is decided."""
        undecided = [
            (high - low, position, name)
            for position, (name, (low, high)) in enumerate(windows.items())
            if low != high and self._of[name]
        ]
        return min(undecided)[2] if undecided else None

    def _branches(self, windows: Windows, name: Count) -> Iterator[Windows]:
        """The ways to go on, the likeliest last because it is taken first."""
        low, high = windows[name]
        likely = min(max(self.truth[name], low), high)
        for window in ((low, likely - 1), (likely + 1, high), (likely, likely)):
            if window[0] <= window[1]:
                settled = self._settle({**windows, name: window}, self._of[name])
                if settled is not None:
                    yield settled

    def _settle(self, windows: Windows, first: Iterable[Sum]) -> Windows | None:
        """Narrow every window by its sums until nothing moves; None: impossible."""
        queue = deque(first)
        queued = set(queue)
        for _ in range(MOST_ROUNDS):
            if not queue:
                return windows
            each = queue.popleft()
            queued.discard(each)
            moved = _narrow(windows, each)
            if moved is None:
                return None
            for name in moved:
                fresh = [other for other in self._of[name] if other not in queued]
                queue.extend(fresh)
                queued.update(fresh)
        return None


def _narrow(windows: Windows, each: Sum) -> list[Count] | None:
    """Apply one sum; the names whose windows moved, or None when it cannot hold."""
    low = sum(windows[part][0] for part in each.parts)
    high = sum(windows[part][1] for part in each.parts)
    total_low, total_high = windows[each.total]
    bounds = [(each.total, low, high)]
    for part in each.parts:
        part_low, part_high = windows[part]
        others_low, others_high = low - part_low, high - part_high
        bounds.append((part, total_low - others_high, total_high - others_low))
    moved = []
    for name, at_least, at_most in bounds:
        old = windows[name]
        new = (max(old[0], at_least), min(old[1], at_most))
        if new[0] > new[1]:
            return None
        if new != old:
            windows[name] = new
            moved.append(name)
    return moved


def _outwards(start: int, window: Window) -> Iterator[int]:
    """Every value of a window, nearest to ``start`` first."""
    low, high = window
    start = min(max(start, low), high)
    yield start
    for distance in range(1, max(start - low, high - start) + 1):
        if start - distance >= low:
            yield start - distance
        if start + distance <= high:
            yield start + distance
