"""Summaries of training as the boroughs released them, and what a place is worth.

Nothing here changes a summary. What a pooled place saves is an assumption that the
leadership group sets; it is shown wherever it is used.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.errors import Conflict, Invalid
from leadership.db import Base

COUNTS = "bookings"
# Who lays out the programme of alignment says what it assumes of it.
PROGRAMME = "standards"
POOLED_PLACE = "pooled_place"
DEFAULT_PENCE = 5_000
MOST_PENCE = 100_000


class AssumptionChanged(Conflict):
    """Somebody else changed this assumption since you opened the form."""

    code = "assumption-changed"


class ReceivedSummary(Base):
    """One summary of one borough and quarter; ``version`` 1 is what was told first."""

    __tablename__ = "training_summary"

    source: Mapped[str] = mapped_column(String(40), primary_key=True, info=OFFICIAL)
    period: Mapped[str] = mapped_column(String(7), primary_key=True, info=OFFICIAL)
    version: Mapped[int] = mapped_column(primary_key=True, info=OFFICIAL)
    summary_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    area: Mapped[str] = mapped_column(String(9), info=OFFICIAL)
    content: Mapped[dict[str, Any]] = mapped_column(JSON, info=OFFICIAL)
    note: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    prepared_by: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    released_by: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    released_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    applied_at: Mapped[datetime] = mapped_column(info=OFFICIAL)


class AssumptionRow(Base):
    """What one thing is taken to be worth, in pence; none for the usual."""

    __tablename__ = "training_assumption"

    name: Mapped[str] = mapped_column(String(40), primary_key=True, info=OFFICIAL)
    pence: Mapped[int] = mapped_column(info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)
    set_by: Mapped[UUID] = mapped_column(info=PERSONAL)
    set_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)


def check_pence(pence: int) -> None:
    """Raise Invalid naming ``pounds`` for less than nothing or far too much."""
    if not 0 <= pence <= MOST_PENCE:
        fault = f"Write an amount from £0 to £{MOST_PENCE // 100:,}"
        raise Invalid(fault, fields={"pounds": fault})
