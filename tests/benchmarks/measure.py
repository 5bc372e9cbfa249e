"""One measure and the line it is printed as."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A value beside its reference; ``ratio`` is value over reference."""

    measure: str
    value: float
    unit: str
    reference: float
    ratio: float
    note: str

    def line(self) -> str:
        return json.dumps(asdict(self))


@dataclass(frozen=True)
class Benchmark:
    """A name and how it is measured."""

    name: str
    run: Callable[[], Measure]


def measured(
    measure: str, value: float, unit: str, *, reference: float, note: str
) -> Measure:
    return Measure(
        measure=measure,
        value=round(value, 3),
        unit=unit,
        reference=round(reference, 3),
        ratio=round(value / reference, 3) if reference else 0.0,
        note=note,
    )
