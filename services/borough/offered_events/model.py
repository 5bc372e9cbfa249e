"""Events of other boroughs, as they were last offered to this one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit.data_classes import OFFICIAL


class OfferedRow(Base):
    """One event of a host; nothing here changes it. ``data`` is what it said last."""

    __tablename__ = "offered_events_event"
    __table_args__ = (Index(None, "starts_at"),)

    host: Mapped[str] = mapped_column(String(40), primary_key=True, info=OFFICIAL)
    event_id: Mapped[UUID] = mapped_column(primary_key=True, info=OFFICIAL)
    version: Mapped[int] = mapped_column(info=OFFICIAL)
    starts_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    ends_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    data: Mapped[dict[str, Any]] = mapped_column(info=OFFICIAL)
    applied_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
