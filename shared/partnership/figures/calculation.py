"""How observations follow from measures: one indicator, all its areas and periods."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from partnership.figures import cells, periods
from partnership.figures.model import Code, Indicator, Level, Origin

Place = tuple[str, str]
"""An area's code and a canonical period."""


class Figure(NamedTuple):
    """One measure's value, or the code that stands for it, and where it came from.

    Named tuples and plain text, because a national file brings tens of thousands.
    """

    value: float | None
    code: str | None
    origin: str


class Outcome(NamedTuple):
    """What an observation is to be."""

    area: str
    period: str
    origin: str
    numerator: float | None
    denominator: float | None
    value: float | None
    code: str | None


Measures = Mapping[str, Mapping[Place, Figure]]
NOTHING: Mapping[Place, Figure] = {}


def needed(indicator: Indicator) -> set[str]:
    """The names of the measures an indicator's value can come from."""
    names = {
        indicator.numerator,
        cells.published_measure(indicator.numerator, indicator.unit),
    }
    if indicator.denominator is not None:
        names.add(indicator.denominator)
    return names


def outcomes(
    indicator: Indicator,
    measures: Measures,
    levels: Mapping[str, Level],
    gone: Collection[Place] = (),
) -> Iterator[Outcome]:
    """Every observation the measures allow.

    ``gone`` are places that had an own observation before; where no measure speaks
    of them any more the observation becomes missing instead of staying wrong.
    """
    counted = measures.get(indicator.numerator, NOTHING)
    divisors = measures.get(indicator.denominator or "", NOTHING)
    published = measures.get(
        cells.published_measure(indicator.numerator, indicator.unit), NOTHING
    )
    lag = indicator.denominator_lag
    for place in {**counted, **published}:
        area, period = place
        yield _outcome(
            indicator,
            place,
            counted.get(place),
            divisors.get((area, periods.base_period(period, lag))),
            published.get(place),
            prefer_published=levels.get(area) in (Level.REGION, Level.COUNTRY),
        )
    for area, period in set(gone) - counted.keys() - published.keys():
        yield Outcome(area, period, Origin.OWN, None, None, None, Code.MISSING)


def _outcome(
    indicator: Indicator,
    place: Place,
    counted: Figure | None,
    divisor: Figure | None,
    published: Figure | None,
    *,
    prefer_published: bool,
) -> Outcome:
    numerator = counted.value if counted else None
    denominator = divisor.value if divisor else None
    value = cells.rate(numerator, denominator, indicator.unit)
    if (
        published is not None
        and published.value is not None
        and (prefer_published or value is None)
    ):
        value = published.value
    source = counted or published
    code = None if value is not None else _why_not(counted, divisor, published)
    return Outcome(
        *place,
        source.origin if source else Origin.PUBLISHED,
        numerator,
        denominator,
        value,
        code,
    )


def _why_not(
    counted: Figure | None, divisor: Figure | None, published: Figure | None
) -> str:
    """The code that explains a value nobody has."""
    for figure in (counted, divisor, published):
        if figure is not None and figure.code is not None:
            return figure.code
    if counted and divisor and divisor.value == 0:
        return Code.NOT_APPLICABLE
    return Code.MISSING
