"""Areas, indicator definitions, measures and observations.

A *measure* is what is counted (referrals, children on a plan, population); an
*indicator* divides one measure by another; an *observation* is the indicator's value
for one area and period. Values are doubles in the indicator's unit; a value nobody
has is None with a status or code saying why, never zero.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kit.db import Choice, SharedBase


class Unit(StrEnum):
    """What a value is counted in; the multiplier of numerator over denominator."""

    PERCENT = "percent"  # x 100
    PER_10000 = "per_10000"  # x 10,000 children aged 0 to 17
    RATIO = "ratio"  # x 1, such as cases per worker
    COUNT = "count"  # numerator alone


class Polarity(StrEnum):
    """Which direction is wanted; context says that neither is."""

    HIGHER = "higher"
    LOWER = "lower"
    CONTEXT = "context"


class Level(StrEnum):
    """What kind of area it is."""

    AUTHORITY = "authority"
    REGION = "region"
    COUNTRY = "country"


class Origin(StrEnum):
    """Where an observation came from."""

    OWN = "own"  # this borough's own import or entry
    PUBLISHED = "published"  # official statistics, as comparator


class Code(StrEnum):
    """DfE's marks for a figure that is not a number; they survive as they are."""

    CONFIDENTIAL = "c"
    NOT_APPLICABLE = "z"
    NOT_AVAILABLE = "x"
    LOW_RELIABILITY = "u"
    ROUNDS_TO_ZERO = "low"
    MISSING = ":"


class Area(SharedBase):
    """An authority, region or the country, by its ONS code."""

    __tablename__ = "figures_area"

    code: Mapped[str] = mapped_column(String(9), primary_key=True)
    old_code: Mapped[str | None] = mapped_column(String(3), index=True)
    name: Mapped[str] = mapped_column(String(80))
    level: Mapped[Level] = mapped_column(Choice(Level))
    region: Mapped[str | None] = mapped_column(String(9))
    neighbours: Mapped[list[Any]] = mapped_column(JSON, default=list)


class Indicator(SharedBase):
    """One indicator of the indicator set this member now works to.

    ``numerator`` and ``denominator`` are measure names; ``denominator_lag`` is how
    many years before the period the denominator is taken (population: 1).
    """

    __tablename__ = "figures_indicator"

    id: Mapped[str] = mapped_column(String(12), primary_key=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    definition: Mapped[str] = mapped_column(Text)
    numerator: Mapped[str] = mapped_column(String(60))
    denominator: Mapped[str | None] = mapped_column(String(60))
    denominator_lag: Mapped[int] = mapped_column(default=0)
    unit: Mapped[Unit] = mapped_column(Choice(Unit))
    decimals: Mapped[int]
    polarity: Mapped[Polarity] = mapped_column(Choice(Polarity))
    supplier: Mapped[str] = mapped_column(String(80))
    frequency: Mapped[str] = mapped_column(String(20))
    year_end: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(200))
    disclosure_class: Mapped[str] = mapped_column(String(20))
    part_of: Mapped[str | None] = mapped_column(String(12))
    standard_version: Mapped[int]


class MeasureValue(SharedBase):
    """One counted figure for one area and period, or the code that stands for it.

    ``measure`` is a word such as "referrals", or "referrals:percent" for a value that
    was published beside the counts. ``import_id`` is None for an entry by hand.
    """

    __tablename__ = "figures_measure"

    measure: Mapped[str] = mapped_column(String(60), primary_key=True)
    area: Mapped[str] = mapped_column(String(9), primary_key=True)
    period: Mapped[str] = mapped_column(String(10), primary_key=True)
    value: Mapped[float | None]
    code: Mapped[Code | None] = mapped_column(Choice(Code))
    origin: Mapped[Origin] = mapped_column(Choice(Origin))
    import_id: Mapped[UUID | None]
    entered_at: Mapped[datetime]


class Observation(SharedBase):
    """An indicator's value for one area and period, from one origin.

    ``version`` rises by one with every change; ``value`` is unrounded, except where
    only the published one is right (see ``cells.published_measure``).
    """

    __tablename__ = "figures_observation"

    indicator: Mapped[str] = mapped_column(String(12), primary_key=True)
    area: Mapped[str] = mapped_column(String(9), primary_key=True)
    period: Mapped[str] = mapped_column(String(10), primary_key=True)
    origin: Mapped[Origin] = mapped_column(Choice(Origin), primary_key=True)
    numerator: Mapped[float | None]
    denominator: Mapped[float | None]
    value: Mapped[float | None]
    code: Mapped[Code | None] = mapped_column(Choice(Code))
    version: Mapped[int]
    changed_at: Mapped[datetime]

    __table_args__ = (Index(None, "indicator", "period"),)
