"""The read model of what boroughs released, and what was announced to them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

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

    source: Mapped[str] = mapped_column(String(40), primary_key=True)
    indicator: Mapped[str] = mapped_column(String(12), primary_key=True)
    period: Mapped[str] = mapped_column(String(10), primary_key=True)
    area: Mapped[str] = mapped_column(String(9))
    version: Mapped[int]
    status: Mapped[Status] = mapped_column(Choice(Status))
    numerator: Mapped[float | None]
    denominator: Mapped[float | None]
    value: Mapped[float | None]
    rule: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str | None] = mapped_column(Text)
    history: Mapped[list[Any]] = mapped_column(JSON)
    return_id: Mapped[UUID]
    standard_version: Mapped[int]
    released_at: Mapped[datetime]
    released_by: Mapped[str] = mapped_column(String(80))
    applied_at: Mapped[datetime]

    __table_args__ = (Index(None, "indicator", "period"),)


class ReceivedReturn(Base):
    """What a borough says of one released return, to check the figures against."""

    __tablename__ = "performance_return"

    source: Mapped[str] = mapped_column(String(40), primary_key=True)
    return_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    area: Mapped[str] = mapped_column(String(9))
    standard: Mapped[str] = mapped_column(String(40))
    standard_version: Mapped[int]
    first_period: Mapped[str] = mapped_column(String(10))
    last_period: Mapped[str] = mapped_column(String(10))
    cells: Mapped[int]
    suppressed: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    note: Mapped[str | None] = mapped_column(Text)
    prepared_by: Mapped[str] = mapped_column(String(80))
    released_by: Mapped[str] = mapped_column(String(80))
    released_at: Mapped[datetime] = mapped_column(index=True)
    applied_at: Mapped[datetime]


class Announced(Base):
    """What of the official figures went out last, so only changes go out next."""

    __tablename__ = "performance_announced"

    subject: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    announced_at: Mapped[datetime]
