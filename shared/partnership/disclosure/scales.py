"""Control of counts on a scale of four steps, from readers who know how it is done.

A scale has two halves, told as :mod:`halves` says; a half whose counts are hidden is
told as their sum, unless nothing is told at all. A reader who knows this rule, every
shown number and a total of two or more keeps at least three values for every hidden
count.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from partnership.disclosure import halves
from partnership.disclosure.halves import Told
from partnership.disclosure.model import Rule

STEPS = 4
# Of fewer than this in all, nothing is told but that there are fewer.
LEAST = 10
BANDS = (
    (LEAST, "fewer than 10"),
    (20, "10 to 19"),
    (30, "20 to 29"),
    (50, "30 to 49"),
    (100, "50 to 99"),
)


@dataclass(frozen=True, slots=True)
class Half:
    """One half of the scale: its two counts and their sum; None is hidden."""

    first: int | None
    second: int | None
    total: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ControlledScale:
    """A row of four counts as it may leave; ``band`` says about how many there are."""

    upper: Half
    lower: Half
    band: str

    @property
    def counts(self) -> Sequence[int | None]:
        """The four counts, in their order."""
        return (
            self.upper.first, self.upper.second, self.lower.first, self.lower.second,
        )  # fmt: skip

    @property
    def hidden(self) -> int:
        """How many of the four are hidden."""
        return sum(count is None for count in self.counts)


HIDDEN = Half(None, None, None)


def control_scale(counts: Sequence[int], rule: Rule) -> ControlledScale:
    """What of four counts may leave; raises ValueError for another number of them.

    The total is taken to be known to the reader, as other rows share it.
    """
    first, second, third, fourth = counts
    total, band = sum(counts), band_of(sum(counts))
    sums = (first + second, third + fourth)
    if total < LEAST or any(rule.hides(each) for each in sums):
        return ControlledScale(upper=HIDDEN, lower=HIDDEN, band=band)
    upper, lower = halves.tell(((first, second), (third, fourth)), rule)
    return ControlledScale(
        upper=_half(upper, sums[0]), lower=_half(lower, sums[1]), band=band
    )


def band_of(total: int) -> str:
    """About how many, in words."""
    return next((words for below, words in BANDS if total < below), "100 or more")


def _half(told: Told, total: int) -> Half:
    first, second = told
    return Half(first, second, total)
