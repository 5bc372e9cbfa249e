"""A text that is kept for an hour, for the person who typed it."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL, SPECIAL_CATEGORY
from kit.db import SharedBase

KEPT_FOR = timedelta(hours=1)
MOST_FIELDS = 200
MOST_CHARACTERS = 200_000


class UnsavedText(SharedBase):
    """One person's unsaved form; a later one takes its place.

    ``locked`` is locked (kit.lockbox) with a token that only the browser has, whose
    hash is ``token_hash``: without that browser nobody can read it, here or elsewhere.
    """

    __tablename__ = "account_unsaved_text"

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("account_user.id"), primary_key=True, info=PERSONAL
    )
    token_hash: Mapped[str] = mapped_column(String(64), info=PERSONAL)
    # Whatever a form asks for may stand in it.
    locked: Mapped[str] = mapped_column(Text, info=SPECIAL_CATEGORY)
    kept_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)

    def lasts(self, moment: datetime) -> bool:
        """Whether it is still there for its person at ``moment``."""
        return moment - self.kept_at < KEPT_FOR
