"""Funnel plots: which areas differ from the average by more than their size explains.

Method: D. J. Spiegelhalter, "Funnel plots for comparing institutional performance",
Statistics in Medicine 24 (2005), 1185-1202. Limits for proportions are Wilson's score
limits around the pooled average; for rates Byar's approximation to the Poisson limits
of the expected count, as English public health practice has them.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import NamedTuple

from partnership.charts.dispersion import (
    FAR_OUT,
    FunnelLimits,
    Kind,
    Model,
    Verdict,
    chance,
    widened,
)
from partnership.charts.scale import listed, number

__all__ = [
    "Funnel",
    "FunnelArea",
    "FunnelLimits",
    "Kind",
    "LeftOut",
    "Model",
    "PlacedArea",
    "Verdict",
    "analyse",
]


# Tuples where there is one for each authority: they are made and compared the quickest.
class FunnelArea(NamedTuple):
    """One area's counts; None is a count nobody has, never zero."""

    code: str
    name: str
    numerator: float | None
    denominator: float | None


class PlacedArea(NamedTuple):
    """An area on the plot; ``value`` is numerator / denominator x multiplier."""

    code: str
    name: str
    numerator: float
    denominator: float
    value: float
    score: float
    verdict: Verdict
    highlighted: bool


@dataclass(frozen=True)
class LeftOut:
    """An area that cannot be plotted, and why."""

    code: str
    name: str
    reason: str


@dataclass(frozen=True)
class Funnel:
    """Areas against what their size explains, and what that says in English.

    ``plain`` holds the limits of chance alone, ``model`` those that are drawn.
    """

    areas: tuple[PlacedArea, ...]
    left_out: tuple[LeftOut, ...]
    plain: Model
    model: Model
    outside_plain: int
    outside: int
    rule_text: str
    sentences: tuple[str, ...] = ()

    @property
    def average(self) -> float | None:
        """The pooled average in the unit of the values; None without areas."""
        if not self.areas:
            return None
        return self.model.average * self.model.multiplier

    @property
    def adjusted(self) -> bool:
        """Whether limits were widened for over-dispersion."""
        return self.model.tau_squared > 0


def analyse(
    areas: Sequence[FunnelArea],
    *,
    multiplier: float,
    highlighted: Collection[str] = (),
    kind: Kind | None = None,
    decimals: int = 1,
) -> Funnel:
    """Compare areas of one level (never a country beside its parts).

    ``multiplier`` 100 means proportions and any other rates, unless ``kind`` says
    which. ``highlighted`` are area codes to be named on the plot.
    """
    kind = kind or (Kind.PROPORTION if multiplier == 100 else Kind.RATE)
    sound = [area for area in areas if _trouble(area, kind) is None]
    counts = [_counts(area) for area in sound]
    plain = chance(counts, kind=kind, multiplier=multiplier)
    model = widened(counts, plain)
    placed = tuple(_place(area, model, highlighted) for area in sound)
    funnel = Funnel(
        areas=placed,
        left_out=tuple(_left_out(areas, kind)),
        plain=plain,
        model=model,
        outside_plain=sum(plain.far_out(one.value, one.denominator) for one in placed),
        outside=sum(one.verdict in FAR_OUT for one in placed),
        rule_text=_rule_text(model),
    )
    return replace(funnel, sentences=tuple(_sentences(funnel, decimals)))


def _trouble(area: FunnelArea, kind: Kind) -> str | None:
    """Why an area cannot be plotted, or None when it can."""
    if area.numerator is None or area.denominator is None:
        return "no count"
    if not (isfinite(area.numerator) and isfinite(area.denominator)):
        return "a count that is not a number"
    if area.denominator <= 0:
        return "nobody to count among"
    if area.numerator < 0:
        return "a count below zero"
    if kind is Kind.PROPORTION and area.numerator > area.denominator:
        return "more counted than there are"
    return None


def _left_out(areas: Sequence[FunnelArea], kind: Kind) -> Iterator[LeftOut]:
    for area in areas:
        reason = _trouble(area, kind)
        if reason:
            yield LeftOut(area.code, area.name, reason)


def _counts(area: FunnelArea) -> tuple[float, float]:
    return area.numerator or 0.0, area.denominator or 0.0


def _place(area: FunnelArea, model: Model, highlighted: Collection[str]) -> PlacedArea:
    events, people = _counts(area)
    value = events / people * model.multiplier
    return PlacedArea(
        code=area.code,
        name=area.name,
        numerator=events,
        denominator=people,
        value=value,
        score=model.score(events, people),
        verdict=model.verdict(value, people),
        highlighted=area.code in highlighted,
    )


def _rule_text(model: Model) -> str:
    alike = (
        "Of 1,000 areas that are all alike, about 2 would lie outside the outer limits "
        "by chance."
    )
    if model.tau_squared:
        return (
            "Limits at 95% and 99.8% around the pooled average, widened because areas "
            f"vary more than chance allows: over-dispersion is {model.phi:.1f} where 1 "
            "is chance alone (scores winsorised at 10%), and the variance between "
            f"areas is added to that of chance (Spiegelhalter 2005). {alike}"
        )
    method = "Wilson's score" if model.kind is Kind.PROPORTION else "Byar's Poisson"
    return f"{method} limits at 95% and 99.8% around the pooled average. {alike}"


def _sentences(funnel: Funnel, decimals: int) -> Iterator[str]:
    if not funnel.areas:
        yield "No area has figures that can be plotted."
        return
    sign = "%" if funnel.model.multiplier == 100 else ""
    average = number(funnel.average or 0.0, decimals)
    yield (
        f"The average of {len(funnel.areas)} areas is {average}{sign}; "
        f"{_areas(funnel.outside)} outside the 99.8% limits."
    )
    for area in funnel.areas:
        if area.highlighted:
            value = number(area.value, decimals)
            yield f"{area.name} ({value}{sign}): {_small(area.verdict)}."
    if funnel.adjusted:
        yield (
            f"Without widening for over-dispersion {_areas(funnel.outside_plain)} "
            "outside: too many for chance, so the plain limits would raise false "
            "alarms."
        )
    if funnel.left_out:
        names = listed([f"{area.name} ({area.reason})" for area in funnel.left_out])
        yield f"Not plotted: {names}."


def _areas(count: int) -> str:
    return "1 area lies" if count == 1 else f"{count or 'no'} areas lie"


def _small(verdict: Verdict) -> str:
    return verdict[0].lower() + verdict[1:]
