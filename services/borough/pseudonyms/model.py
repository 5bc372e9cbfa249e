"""Who a pseudonym stands for: locked away, and opened one at a time for a purpose."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import CASE_IDENTIFIER, OFFICIAL, PERSONAL, SPECIAL_CATEGORY
from kit.errors import Conflict
from kit.lockbox import Lockbox

REGISTER = "pseudonym_register"


class Purpose(StrEnum):
    """Why somebody opens an entry; the trail keeps it."""

    REVIEW = "work on the review"
    PANEL = "question of the national panel"
    ACCESS_REQUEST = "request of the person concerned"
    CORRECTION = "correction"


class EntryChanged(Conflict):
    """Somebody changed this entry while you were writing."""

    code = "entry-changed"


class IdentityRow(Base):
    """One pseudonym. ``sealed`` opens only with the instance's key and this id.

    ``review_id`` is no foreign key: the register stands by itself, and can be moved
    away from the reviews.
    """

    __tablename__ = "pseudonyms_identity"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    pseudonym: Mapped[str] = mapped_column(
        String(80), unique=True, info=SPECIAL_CATEGORY
    )
    review_id: Mapped[UUID] = mapped_column(index=True, info=OFFICIAL)
    sealed: Mapped[str] = mapped_column(Text, info=CASE_IDENTIFIER)
    written_by: Mapped[UUID] = mapped_column(info=PERSONAL)
    written_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    def must_be(self, version: int) -> None:
        """Raise EntryChanged where the version that was seen is not this one."""
        if self.version != version:
            raise EntryChanged


def box(secret_key: str) -> Lockbox:
    """The lockbox of the register."""
    return Lockbox(secret_key, purpose="pseudonym register")
