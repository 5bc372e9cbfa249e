"""Each version of a standard as it arrived; it is kept as it came."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit.data_classes import OFFICIAL, PUBLIC

INDICATOR_SET = "indicator-set"


class StandardReceived(Base):
    """One published version of a standard.

    An indicator set has ``indicators``, every other kind has ``items``; ``removed``
    says of each item that the version before still had why it went.
    """

    __tablename__ = "standards_received"

    standard: Mapped[str] = mapped_column(String(40), primary_key=True, info=PUBLIC)
    version: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, info=PUBLIC
    )
    kind: Mapped[str] = mapped_column(String(40), info=PUBLIC)
    title: Mapped[str] = mapped_column(String(200), info=PUBLIC)
    summary: Mapped[str] = mapped_column(Text, info=PUBLIC)
    effective_from: Mapped[date] = mapped_column(info=PUBLIC)
    published_at: Mapped[datetime] = mapped_column(info=PUBLIC)
    indicators: Mapped[list[Any]] = mapped_column(JSON, info=PUBLIC)
    items: Mapped[list[Any]] = mapped_column(
        JSON, default=list, server_default=text("'[]'"), info=PUBLIC
    )
    removed: Mapped[list[Any]] = mapped_column(
        JSON, default=list, server_default=text("'[]'"), info=PUBLIC
    )
    received_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
