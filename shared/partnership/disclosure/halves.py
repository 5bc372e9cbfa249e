"""Which counts of a row whose total is known may be told: half by half.

Choosing what else to hide by looking at the numbers tells something of them to a reader
who knows how the choice is made. So here it is made by what the release tells anyway.
A row has two halves, the same ones every time. Where one of them is small in all,
nothing of the row is told but its total; else a half is told count by count, or not at
all where one of its counts is small.
"""

from collections.abc import Sequence

from partnership.disclosure.model import Rule

Told = Sequence[int | None]


def tell(halves: Sequence[Sequence[int]], rule: Rule) -> Sequence[Told]:
    """The counts of each half, None for a hidden one; the total may be known."""
    if any(rule.hides(sum(half)) for half in halves):
        return [_hidden(half) for half in halves]
    return [
        _hidden(half) if any(rule.hides(count) for count in half) else half
        for half in halves
    ]


def _hidden(half: Sequence[int]) -> Told:
    return [None] * len(half)
