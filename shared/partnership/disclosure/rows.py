"""Control of small tables of counts whose parts add up to a total that is told too.

A reader who knows how it is done, and all that other rows tell, keeps at least three
values for every hidden number.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from partnership.disclosure import halves
from partnership.disclosure.model import Rule


@dataclass(frozen=True, slots=True)
class ControlledRow:
    """A row as it may leave; None is a number that is hidden, not one that is zero."""

    parts: Mapping[str, int | None]
    total: int | None

    @property
    def hidden(self) -> int:
        """How many numbers of the row are hidden."""
        return sum(number is None for number in (*self.parts.values(), self.total))


def control_row(parts: Mapping[str, int], rule: Rule, *, first: int) -> ControlledRow:
    """Hide small parts, and what else it takes that they cannot be worked out.

    The ``first`` parts are one half of the row and the others the second; see
    :mod:`halves`. A total that is small is hidden with all parts of it. Totals are
    known to a reader from other returns: records are added and not taken away.
    """
    total, numbers = sum(parts.values()), tuple(parts.values())
    if rule.hides(total):
        return ControlledRow(dict.fromkeys(parts), None)
    upper, lower = halves.tell((numbers[:first], numbers[first:]), rule)
    return ControlledRow(dict(zip(parts, (*upper, *lower), strict=True)), total)


def control_some(
    parts: Mapping[str, int], rule: Rule, *, of: ControlledRow
) -> ControlledRow:
    """Control the counts of some of those that another row counts.

    What is hidden of all is hidden of some, as each count is at most that of all. Else
    a count is hidden where it is small, whatever stands beside it; then the total
    would tell of it and is hidden too.
    """
    told = {
        name: None if of.parts[name] is None or rule.hides(number) else number
        for name, number in parts.items()
    }
    whole = None if None in told.values() else sum(parts.values())
    return ControlledRow(told, whole)
