"""Milestones of other members, as they were last shared with this one."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kit.data_classes import OFFICIAL
from kit.db import SharedBase
from kit.errors import NotAllowed


class SharesForAnother(NotAllowed):
    """Only the borough that leads a milestone, or leadership, can share it."""


class JointMilestone(SharedBase):
    """One milestone of another member; nothing here changes it.

    ``shared_with`` are slugs with a space between them.
    """

    __tablename__ = "joint_milestone"

    source: Mapped[str] = mapped_column(String(40), primary_key=True, info=OFFICIAL)
    milestone_id: Mapped[UUID] = mapped_column(primary_key=True, info=OFFICIAL)
    version: Mapped[int] = mapped_column(info=OFFICIAL)
    title: Mapped[str] = mapped_column(String(300), info=OFFICIAL)
    programme: Mapped[str] = mapped_column(String(200), info=OFFICIAL)
    owner_post: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    lead: Mapped[str] = mapped_column(String(60), info=OFFICIAL)
    shared_with: Mapped[str] = mapped_column(String(400), info=OFFICIAL)
    due_on: Mapped[date] = mapped_column(info=OFFICIAL)
    forecast_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    done_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    note: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    changed_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    changed_by: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    applied_at: Mapped[datetime] = mapped_column(info=OFFICIAL)

    @property
    def others(self) -> Sequence[str]:
        """The boroughs it is shared with, beside the one that leads."""
        return self.shared_with.split()
