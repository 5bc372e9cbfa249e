"""A sheet of lines: what there is to draw, and where each value goes on it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from partnership.charts.canvas import Spot
from partnership.charts.chart import Chart
from partnership.charts.frame import Area
from partnership.charts.pens import APART, BESIDE, Emphasis, Pen, choose
from partnership.charts.scale import Axis, Linear, merged, number, possible, unit_sign

Points = Sequence[tuple[str, float | None]]


@dataclass(frozen=True)
class Line:
    """A named series; each point is a label and a value, None being a gap."""

    name: str
    points: Points
    emphasis: Emphasis = Emphasis.NORMAL


@dataclass(frozen=True)
class Sheet:
    """Everything there is to draw. ``chart`` is the judged series, named ``name``."""

    lines: Sequence[Line]
    unit: str
    decimals: int
    chart: Chart | None = None
    name: str = ""
    target: float | None = None
    labels: list[str] = field(init=False)

    def __post_init__(self) -> None:
        series = [[label for label, _ in line.points] for line in self.lines]
        if self.chart:
            series.insert(0, [point.label for point in self.chart.points])
        object.__setattr__(self, "labels", merged(series))

    @property
    def pens(self) -> list[Pen]:
        """One pen for each line, chosen to be told apart here."""
        marked = BESIDE if self.chart else APART
        return choose([line.emphasis for line in self.lines], palette=marked)

    @property
    def values(self) -> list[float]:
        """All values there are, of every line."""
        judged = self.chart.points if self.chart else ()
        mine = [point.value for point in judged]
        others = [value for line in self.lines for _, value in line.points]
        return [value for value in (*mine, *others) if value is not None]

    def say(self, value: float) -> str:
        """A value in words; the axis says the unit, a percent sign is said again."""
        return number(value, self.decimals) + self.sign

    @property
    def sign(self) -> str:
        """The percent sign, for ticks and for the latest value."""
        return "%" if unit_sign(self.unit) == "%" else ""

    def cut(self, value: float) -> float:
        """A limit no further out than the unit allows; the sums stay as they are."""
        low, high = possible(self.unit, self.values)
        return min(max(value, low), high)

    @property
    def spanned(self) -> list[float]:
        """Every value the axis must reach: figures, limits and target."""
        values = self.values
        if self.target is not None:
            values = [*values, self.target]
        for segment in self.chart.segments if self.chart else ():
            if segment.limits:
                low, high = segment.limits.lower, segment.limits.upper
                values = [*values, self.cut(low), self.cut(high)]
        return values


@dataclass(frozen=True)
class Plot:
    """The sheet laid out: where a label and a value are on it."""

    area: Area
    axis: Axis
    value: Linear
    places: dict[str, float]

    def spot(self, label: str, value: float) -> Spot:
        """Where a value of a period is drawn."""
        return self.places[label], self.value.at(value)

    @property
    def pitch(self) -> float:
        """The distance from one period to the next."""
        return self.area.width / max(1, len(self.places))


def places_of(labels: Sequence[str], area: Area) -> dict[str, float]:
    """Periods spread over the plot, half a pitch away from its edges."""
    pitch = area.width / max(1, len(labels))
    return {label: area.left + pitch * (i + 0.5) for i, label in enumerate(labels)}
