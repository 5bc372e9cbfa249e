"""Control of counts on a scale of four steps, from readers who know how it is done.

A scale has two halves, told as :mod:`halves` says; a half whose counts are hidden is
told as their sum, unless nothing is told at all. A reader who knows this rule, every
shown number and a total of two or more keeps at least three values for every hidden
count. So does one who holds some of what was counted and takes it off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import sub

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


def control_scale(
    counts: Sequence[int], rule: Rule, *, held: Sequence[Sequence[int]] = ()
) -> ControlledScale:
    """What of four counts may leave; raises ValueError for another number of them.

    The total is taken to be known to the reader, as other rows share it. ``held`` are
    the counts of what each of some readers holds themselves; who holds all learns
    nothing.
    """
    rests = [[*map(sub, counts, own)] for own in held]
    told = [_scale(rest, rule) for rest in (counts, *filter(any, rests))]
    first, second, third, fourth = counts
    band = band_of(sum(counts))
    if any(each is None for each in told):
        return ControlledScale(upper=HIDDEN, lower=HIDDEN, band=band)
    upper, lower = (
        shown
        if all(each and each[place][0] is not None for each in told)
        else (None,) * 2
        for place, shown in enumerate(((first, second), (third, fourth)))
    )
    return ControlledScale(
        upper=_half(upper, first + second),
        lower=_half(lower, third + fourth),
        band=band,
    )


def _scale(counts: Sequence[int], rule: Rule) -> Sequence[Told] | None:
    """The halves as one reader may have them; None for nothing at all."""
    parts = (counts[:2], counts[2:])
    if sum(counts) < LEAST or any(rule.hides(sum(half)) for half in parts):
        return None
    return halves.tell(parts, rule)


def band_of(total: int) -> str:
    """About how many, in words."""
    return next((words for below, words in BANDS if total < below), "100 or more")


def _half(told: Told, total: int) -> Half:
    first, second = told
    return Half(first, second, total)
