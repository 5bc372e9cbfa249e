"""A meeting of the child death overview panel, and the cases on its agenda.

The agenda knows cases by their id. What the panel reads of them is its pack, under
another code for each meeting.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL, SPECIAL_CATEGORY
from kit.db import Choice
from kit.errors import Conflict, Invalid
from partnership.death_rules.lanes import Lane, Theme

PACK = "panel_pack"
PURPOSE = "panel meeting"
CLOCK = "death-panel"
# How long a pack stays open after its meeting unless somebody says otherwise.
KEPT_DAYS, MOST_DAYS = 14, 90
HOLDS_FOR_THEME = "Waits for: themed panel"


class Outcome(StrEnum):
    """What became of a case at a meeting."""

    WAITING = "on the agenda"
    REVIEWED = "reviewed"
    DEFERRED = "deferred to another meeting"
    INADEQUATE = "sent back for more information"


class MeetingChanged(Conflict):
    """Somebody changed this meeting while you were writing."""

    code = "meeting-changed"


class MeetingOver(Conflict):
    """This meeting is over."""

    code = "meeting-over"


class OnAgenda(Conflict):
    """The case is on the agenda of a meeting to come already."""

    code = "on-agenda"


class MeetingRow(Base):
    """One meeting. ``ended_at`` is when it was over, ``kept_days`` how long from then
    its pack may be read; ``theme`` names what its themed lane is about.
    """

    __tablename__ = "panels_meeting"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    at: Mapped[datetime] = mapped_column(index=True, info=OFFICIAL)
    theme: Mapped[Theme | None] = mapped_column(Choice(Theme), info=OFFICIAL)
    kept_days: Mapped[int] = mapped_column(default=KEPT_DAYS, info=OFFICIAL)
    ended_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    post: Mapped[str] = mapped_column(String(80), info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    @property
    def closes_on(self) -> date:
        """The first day on which nobody reads its pack any more."""
        over = self.ended_at or self.at
        return clock.london_day(over) + timedelta(days=self.kept_days + 1)

    def must_be(self, version: int) -> None:
        """Raise MeetingChanged where the version that was seen is not this one."""
        if self.version != version:
            raise MeetingChanged

    def must_go_on(self) -> None:
        """Raise MeetingOver where it is over."""
        if self.ended_at is not None:
            raise MeetingOver

    def plan(self, *, at: datetime, theme: Theme | None, kept_days: int) -> None:
        """Say when it is, what it is about and how long its pack is kept.

        Raises Invalid for days out of range.
        """
        if not 1 <= kept_days <= MOST_DAYS:
            fault = f"Choose 1 to {MOST_DAYS} days"
            raise Invalid(fault, fields={"kept_days": fault})
        self.at, self.theme, self.kept_days = at, theme, kept_days

    def end(self) -> None:
        """Note that it is over; raises MeetingOver, and Invalid before it began."""
        self.must_go_on()
        if self.at > clock.now():
            raise Invalid("The meeting has not begun yet")
        self.ended_at = clock.now()
        self.version += 1


class ItemRow(Base):
    """One case on the agenda of one meeting."""

    __tablename__ = "panels_item"
    __table_args__ = (UniqueConstraint("meeting_id", "case_id"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    meeting_id: Mapped[UUID] = mapped_column(
        ForeignKey("panels_meeting.id"), info=OFFICIAL
    )
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("deaths_case.id"), index=True, info=OFFICIAL
    )
    lane: Mapped[Lane] = mapped_column(Choice(Lane), info=SPECIAL_CATEGORY)
    outcome: Mapped[Outcome] = mapped_column(
        Choice(Outcome), default=Outcome.WAITING, info=OFFICIAL
    )
    added_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)


def waits_for_theme(session: Session, case_id: UUID) -> bool:
    """Whether a themed panel to come will look at a case: its clock stands still."""
    found = session.scalar(
        select(ItemRow.id)
        .join(MeetingRow, MeetingRow.id == ItemRow.meeting_id)
        .where(
            ItemRow.case_id == case_id,
            ItemRow.lane == Lane.THEMED,
            ItemRow.outcome == Outcome.WAITING,
            MeetingRow.ended_at.is_(None),
        )
        .limit(1)
    )
    return found is not None
