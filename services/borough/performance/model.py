"""What a borough adds to its figures: targets, and what it makes of them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit.data_classes import OFFICIAL, PERSONAL
from kit.errors import NotFound


class UnknownIndicator(NotFound):
    """There is no such indicator in the set this borough works to."""


class Supplier(Base):
    """The agency whose figures one indicator is made of; it enters them itself."""

    __tablename__ = "performance_supplier"

    indicator: Mapped[str] = mapped_column(String(12), primary_key=True, info=OFFICIAL)
    agency: Mapped[str] = mapped_column(String(60), info=OFFICIAL)
    set_at: Mapped[datetime] = mapped_column(info=OFFICIAL)


class Target(Base):
    """The value a borough wants for one indicator, in the indicator's unit."""

    __tablename__ = "performance_target"

    indicator: Mapped[str] = mapped_column(String(12), primary_key=True, info=OFFICIAL)
    value: Mapped[float] = mapped_column(info=OFFICIAL)
    set_by: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    set_at: Mapped[datetime] = mapped_column(info=OFFICIAL)


class Commentary(Base):
    """One answer to "so what?"; earlier ones stay as the record of what was thought."""

    __tablename__ = "performance_commentary"

    id: Mapped[UUID] = mapped_column(primary_key=True, info=OFFICIAL)
    indicator: Mapped[str] = mapped_column(String(12), info=OFFICIAL)
    text: Mapped[str] = mapped_column(Text, info=PERSONAL)
    written_by: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    written_at: Mapped[datetime] = mapped_column(info=OFFICIAL)

    __table_args__ = (Index(None, "indicator", "written_at"),)


class ComparatorsReceived(Base):
    """Which official figures leadership sent last, for one indicator and period."""

    __tablename__ = "performance_comparators_received"

    indicator: Mapped[str] = mapped_column(String(12), primary_key=True, info=OFFICIAL)
    period: Mapped[str] = mapped_column(String(10), primary_key=True, info=OFFICIAL)
    version: Mapped[int] = mapped_column(info=OFFICIAL)
    source: Mapped[str] = mapped_column(String(200), info=OFFICIAL)
    received_at: Mapped[datetime] = mapped_column(index=True, info=OFFICIAL)
