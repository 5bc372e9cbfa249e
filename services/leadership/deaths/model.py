"""Figures of child deaths as the boroughs released them; nothing here changes them.

They hold sums of several years alone. No table here could hold a child.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kit.data_classes import OFFICIAL, PERSONAL
from leadership.db import Base


class ReceivedDeaths(Base):
    """What one borough told with one year; a year is told once."""

    __tablename__ = "deaths_received"

    source: Mapped[str] = mapped_column(String(40), primary_key=True, info=OFFICIAL)
    year: Mapped[int] = mapped_column(primary_key=True, info=OFFICIAL)
    summary_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    area: Mapped[str] = mapped_column(String(9), info=OFFICIAL)
    content: Mapped[dict[str, Any]] = mapped_column(JSON, info=OFFICIAL)
    note: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    prepared_by: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    released_by: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    released_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    applied_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
