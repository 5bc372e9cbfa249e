"""Numbers into words and places: ticks, linear scales, labels that keep apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

_SIGNS = {
    "percent": "%",
    "%": "%",
    "per_10000": "per 10,000 children",
    "ratio": "",
    "count": "",
}


def unit_sign(unit: str) -> str:
    """What an axis says for a unit: ``percent`` is ``%``; other words stay."""
    return _SIGNS.get(unit, unit)


def number(value: float, decimals: int) -> str:
    """A number for people: thousands separated, a true minus, no minus zero."""
    text = f"{value:,.{decimals}f}"
    if text[0] != "-":
        return text
    if not text.strip("-0.,"):
        text = text.lstrip("-")
    return text.replace("-", "\N{MINUS SIGN}")


@dataclass(frozen=True)
class Linear:
    """A straight mapping from values to places."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The place of a value; a scale without width maps all to its middle."""
        if self.high == self.low:
            return (self.start + self.end) / 2
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


@dataclass(frozen=True)
class Axis:
    """Ticks at round values from ``low`` to ``high``, with their texts."""

    ticks: tuple[float, ...]
    texts: tuple[str, ...]

    def scale(self, start: float, end: float) -> Linear:
        """Map the axis to places from ``start`` to ``end``."""
        return Linear(self.low, self.high, start, end)

    @property
    def low(self) -> float:
        """The first tick."""
        return self.ticks[0]

    @property
    def high(self) -> float:
        """The last tick."""
        return self.ticks[-1]


def axis(values: Sequence[float], *, count: int = 5, sign: str = "") -> Axis:
    """Round ticks (1, 2, 2.5 or 5 times a power of ten) that span all values.

    Zero is included when the values come near it, because a cut axis exaggerates.
    """
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if 0 < low <= high * 0.5:
        low = 0.0
    if high - low <= 1e-9 * max(abs(low), abs(high), 1e-9):
        margin = abs(high) * 0.1 or 1.0
        low, high = (0.0 if low >= 0 else low - margin), high + margin
    step = _step((high - low) / count)
    ticks = tuple(
        place * step for place in range(floor(low / step), ceil(high / step) + 1)
    )
    decimals = _decimals(step)
    return Axis(ticks, tuple(number(tick, decimals) + sign for tick in ticks))


def _step(rough: float) -> float:
    power: float = 10.0 ** floor(log10(rough))
    return power * next(size for size in (1, 2, 2.5, 5, 10) if size * power >= rough)


def _decimals(step: float) -> int:
    for decimals in range(10):
        if abs(round(step, decimals) - step) < step * 1e-6:
            return decimals
    return 10


def spread(
    wanted: Sequence[float], sizes: Sequence[float], *, low: float, high: float
) -> list[float]:
    """Centres for labels of these sizes, near where wanted, none overlapping.

    Labels keep their order and stay within ``low`` to ``high`` when they fit at all.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    places = list(wanted)
    edge = low
    for i in order:
        places[i] = max(places[i], edge + sizes[i] / 2)
        edge = places[i] + sizes[i] / 2
    edge = high
    for i in reversed(order):
        places[i] = min(places[i], edge - sizes[i] / 2)
        edge = places[i] - sizes[i] / 2
    return places


def shown(count: int, *, fit: int) -> list[int]:
    """Which of ``count`` labels to draw when ``fit`` have room; always the last."""
    step = max(1, ceil(count / max(1, fit)))
    return [i for i in range(count) if (count - 1 - i) % step == 0]


def merged(series: Sequence[Sequence[str]]) -> list[str]:
    """All labels once, in time order where every series is in sorted order."""
    labels = list(dict.fromkeys(label for one in series for label in one))
    if all(list(one) == sorted(one) for one in series):
        return sorted(labels)
    return labels


def listed(words: Sequence[str]) -> str:
    """Join words as English does: one, two and three."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def unit_caption(unit: str) -> str:
    """What is written above an axis; a percent sign stands at the ticks instead."""
    sign = unit_sign(unit)
    return "" if sign == "%" else sign[:1].upper() + sign[1:]


def possible(unit: str, values: Sequence[float]) -> tuple[float, float]:
    """The range a unit can have, given that the values themselves are possible."""
    low = 0.0 if all(value >= 0 for value in values) else float("-inf")
    percent = unit_sign(unit) == "%" and all(value <= 100 for value in values)
    return low, 100.0 if percent else float("inf")
