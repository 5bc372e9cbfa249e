"""A snapshot: all plans as at a day, kept word for word with its digest."""

from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kit import clock
from kit.data_classes import OFFICIAL
from kit.db import SharedBase


class SnapshotRow(SharedBase):
    """One snapshot. No verb changes it; its digest stands in the trail too."""

    __tablename__ = "snapshots_snapshot"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    title: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    as_at: Mapped[date] = mapped_column(index=True, info=OFFICIAL)
    taken_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    taken_post: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    content: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    digest: Mapped[str] = mapped_column(String(64), info=OFFICIAL)

    @property
    def is_whole(self) -> bool:
        """Whether the content is what was stored."""
        return digest_of(self.content) == self.digest


def digest_of(content: str) -> str:
    """SHA-256 of a content, in hexadecimal."""
    return sha256(content.encode()).hexdigest()
