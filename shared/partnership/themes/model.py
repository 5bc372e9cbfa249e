"""A theme, and the records it was given to."""

import re
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from kit import clock
from kit.data_classes import OFFICIAL
from kit.db import SharedBase


class ThemeRow(SharedBase):
    """A theme that records share, whatever plan or review they belong to.

    Addresses carry its id. The slug is made of what somebody typed: by it no theme is
    entered twice, and leadership finds the same theme of several boroughs.
    """

    __tablename__ = "themes_theme"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    slug: Mapped[str] = mapped_column(String(60), unique=True, info=OFFICIAL)
    title: Mapped[str] = mapped_column(String(120), info=OFFICIAL)


class TaggedRow(SharedBase):
    """One record's theme."""

    __tablename__ = "themes_tagged"
    __table_args__ = (Index(None, "resource", "record"),)

    theme: Mapped[UUID] = mapped_column(
        ForeignKey("themes_theme.id"), primary_key=True, info=OFFICIAL
    )
    resource: Mapped[str] = mapped_column(String(40), primary_key=True, info=OFFICIAL)
    record: Mapped[UUID] = mapped_column(primary_key=True, info=OFFICIAL)


def slug_of(title: str) -> str:
    """A title in small letters and hyphens; empty where it has no letters."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60].strip("-")
