"""Coordinators as other boroughs know them: an id made for this, a post, a pseudonym.

No account and no name leaves a borough. Who is meant, coordinators tell each other
when they speak: "I am K7QF-2M".
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL, PUBLIC

SUBJECT = "coordinators"


class CoordinatorRow(Base):
    """One coordinator of this borough, under the id others are told."""

    __tablename__ = "coordinators_coordinator"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    user_id: Mapped[UUID] = mapped_column(unique=True, info=PERSONAL)
    code: Mapped[str] = mapped_column(String(8), unique=True, info=PERSONAL)
    since: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    ended_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)


class ToldRow(Base):
    """What another borough was told last."""

    __tablename__ = "coordinators_told"

    borough: Mapped[str] = mapped_column(String(40), primary_key=True, info=PUBLIC)
    version: Mapped[int] = mapped_column(default=0, info=OFFICIAL)
    coordinators: Mapped[list[Any]] = mapped_column(info=PERSONAL)


class ElsewhereRow(Base):
    """What another borough told last of its own coordinators."""

    __tablename__ = "coordinators_elsewhere"

    borough: Mapped[str] = mapped_column(String(40), primary_key=True, info=PUBLIC)
    version: Mapped[int] = mapped_column(info=OFFICIAL)
    coordinators: Mapped[list[Any]] = mapped_column(info=PERSONAL)
    told_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
