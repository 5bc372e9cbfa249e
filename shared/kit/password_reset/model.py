"""A link that lets one person choose a new password once."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import SharedBase

LIFE = timedelta(minutes=30)
KEPT = timedelta(days=1)


class ResetLink(SharedBase):
    """One letter's link; only the hash of its 256-bit token is kept."""

    __tablename__ = "account_reset_link"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True, info=PERSONAL)
    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("account_user.id"), index=True, info=PERSONAL
    )
    created_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    used_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)

    def usable(self, moment: datetime) -> bool:
        """Whether it still lets its person choose a password at ``moment``."""
        return self.used_at is None and moment < self.created_at + LIFE
