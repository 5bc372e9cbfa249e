"""Each version of a standard as it arrived; it is kept as it came."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base

INDICATOR_SET = "indicator-set"


class StandardReceived(Base):
    """One published version of a standard."""

    __tablename__ = "standards_received"

    standard: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text)
    effective_from: Mapped[date]
    published_at: Mapped[datetime]
    indicators: Mapped[list[Any]] = mapped_column(JSON)
    received_at: Mapped[datetime]
