"""A fresh second step for somebody who lost theirs: one asks, another agrees."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice, SharedBase
from kit.errors import Conflict
from kit.hats.model import SamePerson

# An identity checked longer ago than this is checked again.
ASKED_FOR = timedelta(hours=72)


class IdentityCheck(StrEnum):
    """How the one who asks made sure that it is really this person."""

    IN_PERSON = "met in person"
    VIDEO = "seen on a video call"
    CALL_BACK = "called back on a number known before"


class StepReset(SharedBase):
    """A request to take away a person's second step; they set up a new one."""

    __tablename__ = "account_step_reset"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("account_user.id"), index=True, info=PERSONAL
    )
    checked: Mapped[IdentityCheck] = mapped_column(Choice(IdentityCheck), info=OFFICIAL)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("account_user.id"), info=PERSONAL)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    decided_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("account_user.id"), info=PERSONAL
    )
    decided_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    approved: Mapped[bool | None] = mapped_column(info=OFFICIAL)

    def waits(self, moment: datetime) -> bool:
        """Whether a second person may still decide."""
        return self.decided_at is None and moment < self.asked_at + ASKED_FOR

    def decide(self, *, by: UUID, approved: bool) -> None:
        """Note a second person's answer.

        Raises SamePerson for who asked and who it is for, Conflict when it was
        decided already or lapsed.
        """
        if not self.waits(clock.now()):
            raise Conflict("This request was decided already, or lapsed.")
        if by in (self.asked_by, self.user_id):
            raise SamePerson
        self.decided_by, self.decided_at = by, clock.now()
        self.approved = approved
