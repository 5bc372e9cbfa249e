"""The read model of what boroughs released, and what was announced to them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice
from kit.errors import NotAllowed, NotFound
from leadership.db import Base
from partnership.disclosure.model import Status


class SpeaksForAnother(NotAllowed):
    """A borough can only speak for its own area."""


class UnknownReturn(NotFound):
    """No such return has arrived from this borough."""


class ReleasedObservation(Base):
    """One released figure at its latest version; the earlier ones are its history.

    The parts and the value are what the borough let leave, after its disclosure
    control. ``history`` holds earlier versions as they came, the first one first.
    """

    __tablename__ = "performance_observation"

    source: Mapped[str] = mapped_column(String(40), primary_key=True, info=OFFICIAL)
    indicator: Mapped[str] = mapped_column(String(12), primary_key=True, info=OFFICIAL)
    period: Mapped[str] = mapped_column(String(10), primary_key=True, info=OFFICIAL)
    area: Mapped[str] = mapped_column(String(9), info=OFFICIAL)
    version: Mapped[int] = mapped_column(info=OFFICIAL)
    status: Mapped[Status] = mapped_column(Choice(Status), info=OFFICIAL)
    numerator: Mapped[float | None] = mapped_column(info=OFFICIAL)
    denominator: Mapped[float | None] = mapped_column(info=OFFICIAL)
    value: Mapped[float | None] = mapped_column(info=OFFICIAL)
    rule: Mapped[str] = mapped_column(String(200), info=OFFICIAL)
    reason: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    history: Mapped[list[Any]] = mapped_column(JSON, info=PERSONAL)
    return_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    standard_version: Mapped[int] = mapped_column(info=OFFICIAL)
    released_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    released_by: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    applied_at: Mapped[datetime] = mapped_column(info=OFFICIAL)

    __table_args__ = (Index(None, "indicator", "period"),)


class ReceivedReturn(Base):
    """What a borough says of one released return, to check the figures against."""

    __tablename__ = "performance_return"

    source: Mapped[str] = mapped_column(String(40), primary_key=True, info=OFFICIAL)
    return_id: Mapped[UUID] = mapped_column(primary_key=True, info=OFFICIAL)
    version: Mapped[int] = mapped_column(info=OFFICIAL)
    area: Mapped[str] = mapped_column(String(9), info=OFFICIAL)
    standard: Mapped[str] = mapped_column(String(40), info=OFFICIAL)
    standard_version: Mapped[int] = mapped_column(info=OFFICIAL)
    first_period: Mapped[str] = mapped_column(String(10), info=OFFICIAL)
    last_period: Mapped[str] = mapped_column(String(10), info=OFFICIAL)
    cells: Mapped[int] = mapped_column(info=OFFICIAL)
    suppressed: Mapped[int] = mapped_column(info=OFFICIAL)
    digest: Mapped[str] = mapped_column(String(64), info=OFFICIAL)
    note: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    prepared_by: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    released_by: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    released_at: Mapped[datetime] = mapped_column(index=True, info=OFFICIAL)
    applied_at: Mapped[datetime] = mapped_column(info=OFFICIAL)


class Announced(Base):
    """What of the official figures went out last, so only changes go out next."""

    __tablename__ = "performance_announced"

    subject: Mapped[str] = mapped_column(String(40), primary_key=True, info=OFFICIAL)
    version: Mapped[int] = mapped_column(info=OFFICIAL)
    digest: Mapped[str] = mapped_column(String(64), info=OFFICIAL)
    announced_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
