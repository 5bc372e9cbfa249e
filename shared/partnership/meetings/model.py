"""What a meeting is: its series, its agenda, who came and what they declared."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kit import clock
from kit.clock import LONDON
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice, SharedBase
from kit.errors import Conflict, Invalid

MEETINGS = "meetings"
MOST_AT_ONCE = 60
LONGEST = 600


class Every(StrEnum):
    """How often a series meets."""

    MONTH = "every month"
    TWO_MONTHS = "every two months"
    QUARTER = "every quarter"
    HALF_YEAR = "twice a year"
    YEAR = "every year"

    @property
    def months(self) -> int:
        """How many months lie between two meetings."""
        return _MONTHS[self]


_MONTHS = {
    Every.MONTH: 1,
    Every.TWO_MONTHS: 2,
    Every.QUARTER: 3,
    Every.HALF_YEAR: 6,
    Every.YEAR: 12,
}


class State(StrEnum):
    """Where a meeting stands."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Purpose(StrEnum):
    """What the body is asked to do with an item."""

    DECIDE = "decide"
    DISCUSS = "discuss"
    NOTE = "note"


class Coming(StrEnum):
    """Whether a post was at a meeting."""

    PRESENT = "present"
    APOLOGIES = "apologies"
    ABSENT = "absent"


class Interest(StrEnum):
    """What somebody declares."""

    FINANCIAL = "financial"
    PERSONAL = "personal"
    DUAL_ROLE = "two roles in one matter"
    CASE = "worked on the case"


class Then(StrEnum):
    """What the meeting made of a declaration."""

    STAYS = "stays and takes part"
    SILENT = "stays and takes no part in the decision"
    LEAVES = "leaves for the item"


class MeetingChanged(Conflict):
    """Somebody else changed this meeting since you opened the form."""

    code = "meeting-changed"


def nth_weekday(like: date, months_on: int) -> date:
    """The day so many months after ``like`` on the same weekday of its month.

    The second Tuesday stays the second Tuesday; where a month has no fifth one, its
    last.
    """
    number = like.year * 12 + like.month - 1 + months_on
    first = date(number // 12, number % 12 + 1, 1)
    ahead = (like.weekday() - first.weekday()) % 7
    found = first + timedelta(days=ahead + 7 * ((like.day - 1) // 7))
    return found if found.month == first.month else found - timedelta(days=7)


def moments(first: date, at: time, every: Every, count: int) -> Iterator[datetime]:
    """When a series meets: ``count`` moments in UTC, at one time of day in London."""
    for number in range(count):
        day = nth_weekday(first, number * every.months)
        yield clock_moment(day, at)


def clock_moment(day: date, at: time) -> datetime:
    """A time of day in London as a moment."""
    return datetime.combine(day, at, LONDON)


class Series(SharedBase):
    """Meetings of one body that come round; each may be moved by itself."""

    __tablename__ = "meetings_series"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    body_id: Mapped[UUID] = mapped_column(
        ForeignKey("bodies_body.id"), index=True, info=OFFICIAL
    )
    title: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    every: Mapped[Every] = mapped_column(Choice(Every), info=OFFICIAL)


class Meeting(SharedBase):
    """One meeting of one body; ``minutes`` is how long it is meant to last.

    ``version`` rises with every change of when and where; a form says which it saw.
    """

    __tablename__ = "meetings_meeting"
    __table_args__ = (Index(None, "body_id", "starts_at"), Index(None, "starts_at"))

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies_body.id"), info=OFFICIAL)
    series_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("meetings_series.id"), info=OFFICIAL
    )
    title: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    starts_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    minutes: Mapped[int] = mapped_column(info=OFFICIAL)
    place: Mapped[str] = mapped_column(String(200), info=OFFICIAL)
    state: Mapped[State] = mapped_column(Choice(State), info=OFFICIAL)
    cancelled_because: Mapped[str | None] = mapped_column(Text, info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)

    items: Mapped[list["AgendaItem"]] = relationship(order_by="AgendaItem.number")
    attendance: Mapped[list["Attendance"]] = relationship()
    declarations: Mapped[list["Declaration"]] = relationship(order_by="Declaration.id")

    @property
    def ends_at(self) -> datetime:
        """When it is meant to end."""
        return self.starts_at + timedelta(minutes=self.minutes)

    def move(
        self, *, seen: int, title: str, starts_at: datetime, minutes: int, place: str
    ) -> None:
        """Change when and where it is.

        Raises MeetingChanged, Conflict unless it is planned, Invalid.
        """
        if seen != self.version:
            raise MeetingChanged
        self.must_be(State.PLANNED)
        check_length(minutes)
        self.title, self.starts_at = title, starts_at
        self.minutes, self.place = minutes, place
        self._changed()

    def cancel(self, *, reason: str) -> None:
        """Call it off; its agenda stays. Raises Conflict unless it is planned."""
        self.must_be(State.PLANNED)
        self.state, self.cancelled_because = State.CANCELLED, reason
        self._changed()

    def hold(self, *, now: datetime) -> None:
        """Note that it took place.

        Raises Conflict unless it is planned, Invalid before it has begun.
        """
        self.must_be(State.PLANNED)
        if now < self.starts_at:
            raise Invalid("The meeting has not begun yet")
        self.state = State.HELD
        self._changed()

    def must_be(self, *states: State) -> None:
        """Raise Conflict unless it is in one of these states."""
        if self.state not in states:
            raise Conflict(f"This meeting is {self.state.value}.")

    def _changed(self) -> None:
        self.version += 1
        self.changed_at = clock.now()


def check_length(minutes: int) -> None:
    """Raise Invalid naming ``minutes`` for a length no meeting has."""
    if not 5 <= minutes <= LONGEST:
        fault = f"Enter a whole number of minutes from 5 to {LONGEST}"
        raise Invalid(fault, fields={"minutes": fault})


class AgendaItem(SharedBase):
    """One item of an agenda; ``presenter`` is a post, never a name.

    A withdrawn item keeps its number, so that papers and minutes still point to it.
    """

    __tablename__ = "meetings_agenda_item"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    meeting_id: Mapped[UUID] = mapped_column(
        ForeignKey("meetings_meeting.id"), info=OFFICIAL
    )
    number: Mapped[int] = mapped_column(info=OFFICIAL)
    title: Mapped[str] = mapped_column(String(200), info=OFFICIAL)
    purpose: Mapped[Purpose] = mapped_column(Choice(Purpose), info=OFFICIAL)
    presenter: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    minutes: Mapped[int | None] = mapped_column(info=OFFICIAL)
    withdrawn_because: Mapped[str | None] = mapped_column(Text, info=OFFICIAL)


class Attendance(SharedBase):
    """Whether a post was there, and when it left before the end."""

    __tablename__ = "meetings_attendance"
    __table_args__ = (UniqueConstraint("meeting_id", "post_id"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    meeting_id: Mapped[UUID] = mapped_column(
        ForeignKey("meetings_meeting.id"), info=OFFICIAL
    )
    post_id: Mapped[UUID] = mapped_column(ForeignKey("bodies_post.id"), info=PERSONAL)
    coming: Mapped[Coming] = mapped_column(Choice(Coming), info=PERSONAL)
    left_at: Mapped[datetime | None] = mapped_column(info=PERSONAL)

    def is_there(self, moment: datetime) -> bool:
        """Whether the post was in the room at a moment of the meeting."""
        return self.coming is Coming.PRESENT and (
            self.left_at is None or moment < self.left_at
        )


class Declaration(SharedBase):
    """An interest that a post declared, for one item or the whole meeting."""

    __tablename__ = "meetings_declaration"
    __table_args__ = (Index(None, "meeting_id"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    meeting_id: Mapped[UUID] = mapped_column(
        ForeignKey("meetings_meeting.id"), info=OFFICIAL
    )
    item_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("meetings_agenda_item.id"), info=OFFICIAL
    )
    post_id: Mapped[UUID] = mapped_column(ForeignKey("bodies_post.id"), info=PERSONAL)
    interest: Mapped[Interest] = mapped_column(Choice(Interest), info=PERSONAL)
    text: Mapped[str] = mapped_column(Text, info=PERSONAL)
    then: Mapped[Then] = mapped_column(Choice(Then), info=PERSONAL)
    declared_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
