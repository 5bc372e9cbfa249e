"""Control of small tables of counts whose parts add up to a total that is told too."""

from collections.abc import Mapping
from dataclasses import dataclass

from partnership.disclosure import secondary
from partnership.disclosure.inference import UNBOUNDED, Window
from partnership.disclosure.model import Rule
from partnership.disclosure.table import Count, Sum

TOTAL = "total"


@dataclass(frozen=True, slots=True)
class ControlledRow:
    """A row as it may leave; None is a number that is hidden, not one that is zero."""

    parts: Mapping[str, int | None]
    total: int | None

    @property
    def hidden(self) -> int:
        """How many numbers of the row are hidden."""
        return sum(number is None for number in (*self.parts.values(), self.total))


def control_row(parts: Mapping[str, int], rule: Rule) -> ControlledRow:
    """Hide small parts, and what else it takes that they cannot be worked out.

    A part is never named ``total``, which is the sum of all parts. Where a hidden
    number could be worked out whatever else is hidden, nothing of the row is told.
    """
    counts = {name: Count(name, "", "", number) for name, number in parts.items()}
    total = Count(TOTAL, "", "", sum(parts.values()))
    everything = [*counts.values(), total]
    small = {count for count in everything if rule.hides(count.number)}
    if not small:
        return ControlledRow(dict(parts), total.number)
    outcome = secondary.protect(
        secondary.Table(
            shown={count: (count.number, count.number) for count in everything},
            hidden={count: _left(count, rule) for count in everything},
            unexplained=dict.fromkeys(everything, secondary.FREE),
            fixed=frozenset(),
            secret=frozenset(),
            sums=frozenset({Sum(total, tuple(counts.values()))}),
        ),
        small,
    )
    hidden = set(everything) if outcome.exposed else small | outcome.further
    return ControlledRow(
        {
            name: None if count in hidden else count.number
            for name, count in counts.items()
        },
        None if total in hidden else total.number,
    )


def _left(count: Count, rule: Rule) -> Window:
    """What a reader who guesses why a number is hidden must still think possible."""
    if rule.hides(count.number):
        return (1 if rule.zero_shown else 0, rule.smallest_shown - 1)
    return (0, UNBOUNDED)
