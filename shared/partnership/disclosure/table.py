"""The counts behind the figures, and the sums everybody knows they stand in.

A count that two indicators use is one count. A count that was revised is another one,
because what was said of the old says nothing sure about the new.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from partnership.disclosure.model import Figure

YEARS_END = 4  # "2025-Q1" starts with the year it belongs to


class Count(NamedTuple):
    """One counted number: what of, when, where, and how many."""

    measure: str
    period: str
    area: str
    number: int


@dataclass(frozen=True, slots=True)
class Sum:
    """One count that is the sum of others."""

    total: Count
    parts: tuple[Count, ...]

    @property
    def names(self) -> tuple[Count, ...]:
        """Every count in the sum."""
        return (self.total, *self.parts)


def measures(figure: Figure) -> tuple[str, str]:
    """What is counted above and below the line."""
    return (
        figure.numerator_measure or f"{figure.indicator} numerator",
        figure.denominator_measure or f"{figure.indicator} denominator",
    )


def numerator(figure: Figure) -> Count | None:
    """The count above the line; None when unknown or not a whole number."""
    return _count(measures(figure)[0], figure.period, figure.area, figure.numerator)


def denominator(figure: Figure) -> Count | None:
    """The count below the line; None when unknown or not a whole number."""
    lag = figure.denominator_lag
    period = f"{figure.period} less {lag}" if lag else figure.period
    return _count(measures(figure)[1], period, figure.area, figure.denominator)


def complement(figure: Figure) -> Count | None:
    """Those of the group who are not counted above the line, where that has sense."""
    top, bottom = numerator(figure), denominator(figure)
    if figure.unit != "percent" or top is None or bottom is None:
        return None
    rest = bottom.number - top.number
    if rest < 0:
        return None
    return Count(f"{bottom.measure} less {top.measure}", bottom.period, top.area, rest)


def sums(figures: Iterable[Figure]) -> set[Sum]:
    """Every sum that ties the counts of one state of the figures."""
    state = list(figures)
    return {*_complements(state), *_families(state), *_years(state)}


def _count(measure: str, period: str, area: str, number: float | None) -> Count | None:
    if number is None or number < 0 or not float(number).is_integer():
        return None
    return Count(measure, period, area, int(number))


def _complements(figures: Sequence[Figure]) -> Iterable[Sum]:
    for figure in figures:
        top, bottom, rest = numerator(figure), denominator(figure), complement(figure)
        if top is not None and bottom is not None and rest is not None:
            yield Sum(bottom, (top, rest))


def _families(figures: Sequence[Figure]) -> Iterable[Sum]:
    """Indicators whose numerators are parts of another indicator's numerator."""
    totals = {figure.key: numerator(figure) for figure in figures}
    parts: defaultdict[Count, set[Count]] = defaultdict(set)
    for figure in figures:
        total = totals.get((figure.part_of or "", figure.period, figure.area))
        part = numerator(figure)
        if total is not None and part is not None and part != total:
            parts[total].add(part)
    for total, members in parts.items():
        yield from _tie(total, sorted(members))


def _years(figures: Sequence[Figure]) -> Iterable[Sum]:
    """A year and its quarters."""
    quarters: defaultdict[tuple[str, str, str], set[Count]] = defaultdict(set)
    years: dict[tuple[str, str, str], Count] = {}
    for count in _counts(figures):
        place = (count.measure, count.period[:YEARS_END], count.area)
        if len(count.period) == YEARS_END:
            years[place] = count
        elif count.period[YEARS_END : YEARS_END + 2] == "-Q":
            quarters[place].add(count)
    for place, members in quarters.items():
        if place in years:
            yield from _tie_year(years[place], sorted(members))


def _counts(figures: Iterable[Figure]) -> Iterable[Count]:
    for figure in figures:
        for count in (numerator(figure), denominator(figure)):
            if count is not None:
                yield count


def _tie_year(year: Count, quarters: list[Count]) -> Iterable[Sum]:
    """Events add up over the year; a snapshot is the last quarter's."""
    adds_up = sum(quarter.number for quarter in quarters) == year.number
    last = quarters[-1]
    if not adds_up and last.period.endswith("-Q4") and last.number == year.number:
        return [Sum(year, (last,))]
    return _tie(year, quarters)


def _tie(total: Count, parts: list[Count]) -> Iterable[Sum]:
    """Parts that fit side by side are taken to be separate, as a reader would.

    Parts that together exceed their total overlap: then each is only known to be no
    larger than it.
    """
    rest = total.number - sum(part.number for part in parts)
    if rest >= 0:
        groups: Sequence[Sequence[Count]] = [parts]
    else:
        groups = [[part] for part in parts if part.number <= total.number]
    return [Sum(total, _with_rest(total, group)) for group in groups]


def _with_rest(total: Count, parts: Sequence[Count]) -> tuple[Count, ...]:
    rest = total.number - sum(part.number for part in parts)
    if rest == 0:
        return tuple(parts)
    name = "the rest of " + total.measure + " beside "
    name += " and ".join(f"{part.measure} {part.period}" for part in parts)
    return (*parts, Count(name, total.period, total.area, rest))
