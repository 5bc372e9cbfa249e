"""Each version of a standard as it arrived; it is kept as it came."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
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


class DraftReceived(Base):
    """A draft of a standard that leadership asks boroughs to comment on.

    It ``closes_on`` a day, which is included; ``closed_at`` is set when leadership
    says that the consultation is over. ``answers`` are leadership's to our comments:
    each has ``comment``, ``taken`` and ``why``.
    """

    __tablename__ = "standards_draft_received"

    consultation: Mapped[str] = mapped_column(
        String(36), primary_key=True, info=OFFICIAL
    )
    standard: Mapped[str] = mapped_column(String(40), index=True, info=OFFICIAL)
    version: Mapped[int] = mapped_column(info=OFFICIAL)
    revision: Mapped[int] = mapped_column(info=OFFICIAL)
    kind: Mapped[str] = mapped_column(String(40), info=OFFICIAL)
    title: Mapped[str] = mapped_column(String(200), info=OFFICIAL)
    summary: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    items: Mapped[list[Any]] = mapped_column(JSON, info=OFFICIAL)
    question: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    closes_on: Mapped[date] = mapped_column(info=OFFICIAL)
    circulated_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    closed_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    answers: Mapped[list[Any]] = mapped_column(JSON, default=list, info=OFFICIAL)
    received_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
