"""What an item of the forward plan is, and each stop on its way."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice, SharedBase
from kit.errors import Conflict, Invalid

FORWARD_PLAN = "decisions"


class State(StrEnum):
    """Where an item stands."""

    COMING = "coming"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class Came(StrEnum):
    """What happened to an item at a stop."""

    PLANNED = "planned"
    PUT_OFF = "put off"
    BROUGHT_BACK = "to be brought back"
    HEARD = "heard"
    WITHDRAWN = "withdrawn"


class PlanChanged(Conflict):
    """Somebody else changed this item since you opened the form."""

    code = "forward-plan-changed"


class PlanItem(SharedBase):
    """Something a body is to hear, at a meeting or by a day where none is set yet."""

    __tablename__ = "forward_plan_item"
    __table_args__ = (Index(None, "body_id"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    title: Mapped[str] = mapped_column(String(200), info=OFFICIAL)
    owner_post: Mapped[str] = mapped_column(String(120), info=PERSONAL)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies_body.id"), info=OFFICIAL)
    meeting_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("meetings_meeting.id"), info=OFFICIAL
    )
    due_on: Mapped[date] = mapped_column(info=OFFICIAL)
    state: Mapped[State] = mapped_column(Choice(State), info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=0, info=OFFICIAL)

    stops: Mapped[list["Stop"]] = relationship(order_by="Stop.id")

    def stop(self, came: Came, *, because: str, post: str) -> None:
        """Note what happened where it is now; raises Conflict once it is over."""
        if self.state is not State.COMING:
            raise Conflict(f"This item is {self.state.value}.")
        self.stops.append(
            Stop(
                came=came,
                body_id=self.body_id,
                meeting_id=self.meeting_id,
                due_on=self.due_on,
                because=because,
                post=post,
            )
        )
        self.version += 1

    def go_to(self, body_id: UUID, meeting_id: UUID | None, due_on: date) -> None:
        """Where it comes next."""
        self.body_id, self.meeting_id, self.due_on = body_id, meeting_id, due_on

    def must_be_seen(self, version: int | None) -> None:
        """Raise PlanChanged for another version than the one given."""
        if version is not None and version != self.version:
            raise PlanChanged


class Stop(SharedBase):
    """What happened to an item at one body, meeting and day; never changed."""

    __tablename__ = "forward_plan_stop"
    __table_args__ = (Index(None, "item_id"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    item_id: Mapped[UUID] = mapped_column(
        ForeignKey("forward_plan_item.id"), info=OFFICIAL
    )
    came: Mapped[Came] = mapped_column(Choice(Came), info=OFFICIAL)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies_body.id"), info=OFFICIAL)
    meeting_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("meetings_meeting.id"), info=OFFICIAL
    )
    due_on: Mapped[date] = mapped_column(info=OFFICIAL)
    because: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    post: Mapped[str] = mapped_column(String(120), info=PERSONAL)
    noted_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)


def needs_day() -> Invalid:
    """What is said where neither a meeting nor a day is given."""
    fault = "Choose a meeting or give a day"
    return Invalid(fault, fields={"due_on": fault})
