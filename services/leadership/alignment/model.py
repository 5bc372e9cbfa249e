"""Positions as the boroughs told them; nothing here changes one."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice
from kit.errors import Invalid
from leadership.db import Base
from partnership.standards.model import Position

RESOURCE = "standards"


class NotItsRecord(Invalid):
    """This position speaks of another record than the one it is filed under."""


class ReceivedPosition(Base):
    """One recorded position of one borough; ``number`` counts them for each standard.

    A position that another one took the place of stays: this is the history.
    ``content`` is the message as its contract says it, but for the posts.
    """

    __tablename__ = "alignment_position"

    source: Mapped[str] = mapped_column(String(40), primary_key=True, info=OFFICIAL)
    standard: Mapped[str] = mapped_column(String(40), primary_key=True, info=OFFICIAL)
    number: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, info=OFFICIAL
    )
    area: Mapped[str] = mapped_column(String(9), info=OFFICIAL)
    standard_version: Mapped[int] = mapped_column(info=OFFICIAL)
    position: Mapped[Position] = mapped_column(Choice(Position), info=OFFICIAL)
    from_on: Mapped[date] = mapped_column(info=OFFICIAL)
    content: Mapped[dict[str, Any]] = mapped_column(JSON, info=OFFICIAL)
    prepared_by: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    recorded_by: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    recorded_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    applied_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
