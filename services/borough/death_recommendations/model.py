"""What the panel recommends: no word of the child, so that everybody may act on it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL
from kit.errors import Conflict


class HasAction(Conflict):
    """An action answers this recommendation already."""

    code = "has-action"


class RecommendationRow(Base):
    """One recommendation of one case, and the action that answers it."""

    __tablename__ = "death_recommendations_recommendation"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    case_id: Mapped[UUID] = mapped_column(ForeignKey("deaths_case.id"), info=OFFICIAL)
    number: Mapped[int] = mapped_column(info=OFFICIAL)
    text: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    owner: Mapped[str] = mapped_column(String(60), info=OFFICIAL)
    national: Mapped[bool] = mapped_column(default=False, info=OFFICIAL)
    action_id: Mapped[UUID | None] = mapped_column(index=True, info=OFFICIAL)
    added_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)

    def answer(self, action_id: UUID) -> None:
        """Say which action answers it; raises HasAction."""
        if self.action_id is not None:
            raise HasAction
        self.action_id = action_id
