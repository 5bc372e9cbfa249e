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

from kit import clock
from kit.data_classes import OFFICIAL, PUBLIC, SPECIAL_CATEGORY
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


# Why counts as they were entered are special category data. A count says nothing of a
# child by its name; but one to seven children of one borough, year and measure can be
# told apart by those who know the family, and what can be told apart by means likely
# to be used is personal data (UK GDPR, recital 26). Being in need or looked after is
# not in itself of a special category; why a child is (health, disability, ethnic
# origin) is, the measures count that too, and a figure's class must fit the most
# careful of them (UK GDPR, article 9). Disclosure control takes the small numbers out:
# what it lets through is official. Published figures share the table, so they are
# treated like the others here.


class Area(SharedBase):
    """An authority, region or the country, by its ONS code."""

    __tablename__ = "figures_area"

    code: Mapped[str] = mapped_column(String(9), primary_key=True, info=PUBLIC)
    old_code: Mapped[str | None] = mapped_column(String(3), index=True, info=PUBLIC)
    name: Mapped[str] = mapped_column(String(80), info=PUBLIC)
    level: Mapped[Level] = mapped_column(Choice(Level), info=PUBLIC)
    region: Mapped[str | None] = mapped_column(String(9), info=PUBLIC)
    neighbours: Mapped[list[Any]] = mapped_column(JSON, default=list, info=PUBLIC)


class Indicator(SharedBase):
    """One indicator of the indicator set this member now works to.

    ``numerator`` and ``denominator`` are measure names; ``denominator_lag`` is how
    many years before the period the denominator is taken (population: 1).
    """

    __tablename__ = "figures_indicator"

    id: Mapped[str] = mapped_column(String(12), primary_key=True, info=PUBLIC)
    position: Mapped[int] = mapped_column(info=PUBLIC)
    title: Mapped[str] = mapped_column(String(200), info=PUBLIC)
    definition: Mapped[str] = mapped_column(Text, info=PUBLIC)
    numerator: Mapped[str] = mapped_column(String(60), info=PUBLIC)
    denominator: Mapped[str | None] = mapped_column(String(60), info=PUBLIC)
    denominator_lag: Mapped[int] = mapped_column(default=0, info=PUBLIC)
    unit: Mapped[Unit] = mapped_column(Choice(Unit), info=PUBLIC)
    decimals: Mapped[int] = mapped_column(info=PUBLIC)
    polarity: Mapped[Polarity] = mapped_column(Choice(Polarity), info=PUBLIC)
    supplier: Mapped[str] = mapped_column(String(80), info=PUBLIC)
    frequency: Mapped[str] = mapped_column(String(20), info=PUBLIC)
    year_end: Mapped[str] = mapped_column(String(40), info=PUBLIC)
    source: Mapped[str] = mapped_column(String(200), info=PUBLIC)
    disclosure_class: Mapped[str] = mapped_column(String(20), info=PUBLIC)
    part_of: Mapped[str | None] = mapped_column(String(12), info=PUBLIC)
    standard_version: Mapped[int] = mapped_column(info=PUBLIC)


class MeasureValue(SharedBase):
    """One counted figure for one area and period, or the code that stands for it.

    ``measure`` is a word such as "referrals", or "referrals:percent" for a value that
    was published beside the counts. ``import_id`` is None for an entry by hand.
    """

    __tablename__ = "figures_measure"

    measure: Mapped[str] = mapped_column(String(60), primary_key=True, info=OFFICIAL)
    area: Mapped[str] = mapped_column(String(9), primary_key=True, info=OFFICIAL)
    period: Mapped[str] = mapped_column(String(10), primary_key=True, info=OFFICIAL)
    value: Mapped[float | None] = mapped_column(info=SPECIAL_CATEGORY)
    code: Mapped[Code | None] = mapped_column(Choice(Code), info=SPECIAL_CATEGORY)
    origin: Mapped[Origin] = mapped_column(Choice(Origin), info=OFFICIAL)
    import_id: Mapped[UUID | None] = mapped_column(info=OFFICIAL)
    entered_at: Mapped[datetime] = mapped_column(info=OFFICIAL)


class Observation(SharedBase):
    """An indicator's value for one area and period, from one origin.

    ``version`` rises by one with every change; ``value`` is unrounded, except where
    only the published one is right (see ``cells.published_measure``).
    """

    __tablename__ = "figures_observation"

    indicator: Mapped[str] = mapped_column(String(12), primary_key=True, info=OFFICIAL)
    area: Mapped[str] = mapped_column(String(9), primary_key=True, info=OFFICIAL)
    period: Mapped[str] = mapped_column(String(10), primary_key=True, info=OFFICIAL)
    origin: Mapped[Origin] = mapped_column(
        Choice(Origin), primary_key=True, info=OFFICIAL
    )
    numerator: Mapped[float | None] = mapped_column(info=SPECIAL_CATEGORY)
    denominator: Mapped[float | None] = mapped_column(info=SPECIAL_CATEGORY)
    value: Mapped[float | None] = mapped_column(info=SPECIAL_CATEGORY)
    code: Mapped[Code | None] = mapped_column(Choice(Code), info=SPECIAL_CATEGORY)
    version: Mapped[int] = mapped_column(info=OFFICIAL)
    changed_at: Mapped[datetime] = mapped_column(info=OFFICIAL)

    __table_args__ = (Index(None, "indicator", "period"),)


class Edition(SharedBase):
    """Says that areas, indicators or observations changed: a row for each change.

    Whoever remembers what was worked out from the figures counts these rows. They are
    written in the change's own transaction and none is ever taken away, so the count
    rises with each change that becomes visible. One number raised by all would make
    two changes wait for each other; the time of the last would miss the slower one.
    """

    __tablename__ = "figures_edition"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    made_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
