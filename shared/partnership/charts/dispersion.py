"""Limits of a funnel: chance alone, and chance widened by how areas really vary.

Sources: E. B. Wilson (1927) for the score limits of a share; Byar's approximation to
the Poisson limits as given by Breslow and Day (1987); D. J. Spiegelhalter, "Funnel
plots for comparing institutional performance", Statistics in Medicine 24 (2005),
1185-1202, for over-dispersion.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from math import sqrt

Z_95 = 1.959964
Z_998 = 3.090232
WINSOR = 0.1
FEWEST_AREAS = 10  # below this the spread between areas cannot be told from chance

Counts = Sequence[tuple[float, float]]


class Kind(StrEnum):
    """A share of cases (at most all of them), or events per head of population."""

    PROPORTION = "proportion"
    RATE = "rate"


class Verdict(StrEnum):
    """Where an area lies; the value is shown."""

    INSIDE = "Within the limits"
    ABOVE_95 = "Above the 95% limit"
    ABOVE_998 = "Above the 99.8% limit"
    BELOW_95 = "Below the 95% limit"
    BELOW_998 = "Below the 99.8% limit"


FAR_OUT = (Verdict.ABOVE_998, Verdict.BELOW_998)


@dataclass(frozen=True)
class FunnelLimits:
    """The limits at one denominator, in the unit of the values."""

    lower_95: float
    upper_95: float
    lower_998: float
    upper_998: float


@dataclass(frozen=True)
class Model:
    """What limits are drawn from: the pooled average and the spread between areas.

    ``average`` is a plain share (not multiplied). ``phi`` is the mean squared
    winsorised score, 1 when chance explains all; ``tau_squared`` is the variance
    between areas, 0 when limits need no widening.
    """

    kind: Kind
    multiplier: float
    average: float
    phi: float
    tau_squared: float

    @cached_property
    def variance(self) -> float:
        """The variance of one case at the average, from chance alone."""
        share = 1 - self.average if self.kind is Kind.PROPORTION else 1.0
        return self.average * share

    def error(self, denominator: float) -> float:
        """The standard error of a share at the average, from chance alone."""
        return sqrt(self.variance / denominator)

    def score(self, numerator: float, denominator: float) -> float:
        """How many standard errors a share is from the average."""
        error = self.error(denominator)
        return (numerator / denominator - self.average) / error if error else 0.0

    def limits(self, denominator: float) -> FunnelLimits:
        """The limits for an area of this size, widened when areas vary too much."""
        lower_95, upper_95 = self._pair(denominator, Z_95)
        lower_998, upper_998 = self._pair(denominator, Z_998)
        return FunnelLimits(lower_95, upper_95, lower_998, upper_998)

    def _pair(self, denominator: float, z: float) -> tuple[float, float]:
        if self.tau_squared:
            reach = z * sqrt(self.error(denominator) ** 2 + self.tau_squared)
            low, high = max(0.0, self.average - reach), self.average + reach
            if self.kind is Kind.PROPORTION:
                high = min(1.0, high)
        elif self.kind is Kind.PROPORTION:
            low, high = wilson(self.average, denominator, z=z)
        else:
            low, high = byar(self.average * denominator, z=z)
            low, high = low / denominator, high / denominator
        return low * self.multiplier, high * self.multiplier

    def verdict(self, value: float, denominator: float) -> Verdict:
        """Where a value lies for an area of this size."""
        # Most areas lie inside the inner limits, and the outer ones are never closer.
        low, high = self._pair(denominator, Z_95)
        if low <= value <= high:
            return Verdict.INSIDE
        lower, upper = self._pair(denominator, Z_998)
        if value > high:
            return Verdict.ABOVE_998 if value > upper else Verdict.ABOVE_95
        return Verdict.BELOW_998 if value < lower else Verdict.BELOW_95

    def far_out(self, value: float, denominator: float) -> bool:
        """Whether a value lies outside the outer limits for an area of this size."""
        lower, upper = self._pair(denominator, Z_998)
        return not lower <= value <= upper


def wilson(share: float, count: float, *, z: float) -> tuple[float, float]:
    """Wilson's score limits (1927) of a share of ``count`` cases, both in 0 to 1."""
    square = z * z
    middle = share + square / (2 * count)
    reach = z * sqrt(share * (1 - share) / count + square / (4 * count * count))
    scale = 1 + square / count
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)


def byar(events: float, *, z: float) -> tuple[float, float]:
    """Byar's approximation to the exact Poisson limits of a count (Breslow 1987)."""
    low = 0.0
    if events > 0:
        low = events * (1 - 1 / (9 * events) - z / (3 * sqrt(events))) ** 3
    more = events + 1
    high = more * (1 - 1 / (9 * more) + z / (3 * sqrt(more))) ** 3
    return max(0.0, low), high


def chance(counts: Counts, *, kind: Kind, multiplier: float) -> Model:
    """The pooled average of (numerator, denominator) pairs, not yet widened."""
    people = sum(denominator for _, denominator in counts)
    events = sum(numerator for numerator, _ in counts)
    average = events / people if people else 0.0
    return Model(kind, multiplier, average, phi=1.0, tau_squared=0.0)


def widened(counts: Counts, plain: Model) -> Model:
    """Add the variance between areas (Spiegelhalter 2005, additive random effects).

    Scores are winsorised at 10% each end, so that a few extreme areas do not widen
    the limits that should show them. Widened only when phi passes 1 + 2 sqrt(2 / I).
    """
    scores = winsorised([plain.score(*pair) for pair in counts])
    if not any(scores):  # nobody differs, or the average is nothing or everything
        return plain
    count = len(scores)
    phi = sum(score * score for score in scores) / count
    if count < FEWEST_AREAS or phi <= 1 + 2 * sqrt(2 / count):
        return replace(plain, phi=phi)
    weights = [plain.error(denominator) ** -2 for _, denominator in counts]
    total = sum(weights)
    spare = total - sum(weight * weight for weight in weights) / total
    tau_squared = max(0.0, (count * phi - (count - 1)) / spare)
    return replace(plain, phi=phi, tau_squared=tau_squared)


def winsorised(scores: Sequence[float], *, share: float = WINSOR) -> list[float]:
    """Scores with the lowest and highest ``share`` drawn in to the next ones."""
    if not scores:
        return []
    ranked = sorted(scores)
    cut = int(share * len(ranked))
    low, high = ranked[cut], ranked[-1 - cut]
    return [min(max(score, low), high) for score in scores]
