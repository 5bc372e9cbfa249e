"""Summaries of audits as the boroughs released them; nothing here changes one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kit.data_classes import OFFICIAL, PERSONAL
from leadership.db import Base

RETURNS = "audit_returns"


class ReceivedSummary(Base):
    """One summary of one borough; ``version`` is the borough's own number of it."""

    __tablename__ = "audits_summary"

    source: Mapped[str] = mapped_column(String(40), primary_key=True, info=OFFICIAL)
    version: Mapped[int] = mapped_column(primary_key=True, info=OFFICIAL)
    summary_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    area: Mapped[str] = mapped_column(String(9), info=OFFICIAL)
    content: Mapped[dict[str, Any]] = mapped_column(JSON, info=OFFICIAL)
    note: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    prepared_by: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    released_by: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    released_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    applied_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
