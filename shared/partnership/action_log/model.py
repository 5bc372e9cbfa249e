"""Where an action was raised: at which meeting, and under which item."""

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kit.data_classes import OFFICIAL
from kit.db import SharedBase


class Raised(SharedBase):
    """That an action was raised at a meeting; its plan may be another body's later."""

    __tablename__ = "action_log_raised"

    action_id: Mapped[UUID] = mapped_column(
        ForeignKey("actions_action.id"), primary_key=True, info=OFFICIAL
    )
    meeting_id: Mapped[UUID] = mapped_column(
        ForeignKey("meetings_meeting.id"), index=True, info=OFFICIAL
    )
    item_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("meetings_agenda_item.id"), info=OFFICIAL
    )
