"""An immediate risk seen during an audit: who was told, and what was done."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL, SPECIAL_CATEGORY
from kit.errors import Conflict, NotAllowed
from partnership.bodies.model import Identified

CLOCK = "audit-alert"


class AlertChanged(Conflict):
    """Somebody else moved this alert on since you opened the page."""

    code = "alert-changed"


class OwnAlert(NotAllowed):
    """Somebody else must take an alert on: not who raised it."""

    code = "own-alert"


class AlertRow(Identified, Base):
    """One alert; it is over once somebody else said what was done."""

    __tablename__ = "audit_alerts_alert"

    tool_id: Mapped[UUID] = mapped_column(
        ForeignKey("case_audits_tool.id"), index=True, info=OFFICIAL
    )
    raised_by: Mapped[UUID] = mapped_column(info=PERSONAL)
    raised_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    taken_by: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    taken_post: Mapped[str] = mapped_column(String(120), default="", info=PERSONAL)
    taken_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    done: Mapped[str] = mapped_column(Text, default="", info=SPECIAL_CATEGORY)
    done_post: Mapped[str] = mapped_column(String(120), default="", info=PERSONAL)
    done_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    def must_be_seen(self, version: int) -> None:
        """Raise AlertChanged unless ``version`` is the present one."""
        if version != self.version:
            raise AlertChanged

    def take(self, *, by: UUID, post: str) -> None:
        """Say that one has it; raises AlertChanged where somebody has, OwnAlert."""
        if self.taken_at is not None:
            raise AlertChanged
        if by == self.raised_by:
            raise OwnAlert
        self.taken_by, self.taken_post, self.taken_at = by, post, clock.now()
        self.version += 1

    def finish(self, *, done: str, post: str) -> None:
        """Say what was done; raises AlertChanged unless it was taken and is open."""
        if self.taken_at is None or self.done_at is not None:
            raise AlertChanged("An alert is taken on first, and finished once.")
        self.done, self.done_post, self.done_at = done, post, clock.now()
        self.version += 1
