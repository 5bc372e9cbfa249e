"""An event of a course: its sessions, its places, and the log of what was asked.

draft -> open -> held
   |       |
   +-------+--> cancelled

Whoever has a place is worked out from the log by ``partnership.places``; what other
slices keep about places follows it.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL
from kit.db import Choice
from kit.errors import Conflict, Invalid
from kit.exchange.topology import Topology
from partnership.places.model import Deed, Entry, Rules
from partnership.places.model import State as Seated

MOST_SESSIONS = 12


class Standing(StrEnum):
    """Where an event stands."""

    DRAFT = "draft"
    OPEN = "open"
    HELD = "held"
    CANCELLED = "cancelled"


class Why(StrEnum):
    """Why an event is called off."""

    TRAINER = "the trainer cannot come"
    FEW = "too few booked"
    ROOM = "the room is not there"
    MOVED = "it is taught on another day"


class EventChanged(Conflict):
    """Somebody else changed this event since you opened the form."""

    code = "event-changed"


class OtherStep(Conflict):
    """This event is at another step by now. Look at it again."""

    code = "event-other-step"


@cache
def boroughs() -> tuple[str, ...]:
    """The boroughs of the federation, by slug."""
    members = Topology.load().members
    return tuple(each.slug for each in members if each.kind == "borough")


def borough_name(slug: str) -> str:
    """A borough as people say it."""
    return slug.replace("-", " ").title().replace(" And ", " and ")


class EventRow(Base):
    """One event. ``quotas`` are places by borough until ``release_on``.

    ``rule_id`` are the house rules of the day it was planned, None for the usual ones.
    """

    __tablename__ = "events_event"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    course_id: Mapped[UUID] = mapped_column(
        ForeignKey("courses_course.id"), index=True, info=OFFICIAL
    )
    standing: Mapped[Standing] = mapped_column(Choice(Standing), info=OFFICIAL)
    rule_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("host_rules_rule.id"), info=OFFICIAL
    )
    capacity: Mapped[int] = mapped_column(info=OFFICIAL)
    quotas: Mapped[dict[str, Any]] = mapped_column(default=dict, info=OFFICIAL)
    release_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    trainer_agency: Mapped[str] = mapped_column(String(60), info=OFFICIAL)
    trainer_post: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    joining: Mapped[str] = mapped_column(Text, default="", info=OFFICIAL)
    called_off: Mapped[Why | None] = mapped_column(Choice(Why), info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)

    sessions: Mapped[list["SessionRow"]] = relationship(
        order_by="SessionRow.starts_at", cascade="all, delete-orphan"
    )

    def must_be(self, version: int, *standings: Standing) -> None:
        """Raise EventChanged for another version, OtherStep for another standing."""
        if self.version != version:
            raise EventChanged
        if standings and self.standing not in standings:
            raise OtherStep

    def touch(self) -> None:
        """Note that it changed."""
        self.version += 1
        self.changed_at = clock.now()


class SessionRow(Base):
    """One sitting of an event, in a room or by a link."""

    __tablename__ = "events_session"
    __table_args__ = (Index(None, "event_id", "starts_at"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    event_id: Mapped[UUID] = mapped_column(ForeignKey("events_event.id"), info=OFFICIAL)
    starts_at: Mapped[datetime] = mapped_column(index=True, info=OFFICIAL)
    minutes: Mapped[int] = mapped_column(info=OFFICIAL)
    room: Mapped[str] = mapped_column(String(200), default="", info=OFFICIAL)
    link: Mapped[str] = mapped_column(String(300), default="", info=OFFICIAL)

    def take(self, *, starts_at: datetime, minutes: int, room: str, link: str) -> None:
        """Be at that time and place; raises Invalid naming ``room``."""
        if not room and not link:
            fault = "Say in which room it is, or give a link"
            raise Invalid(fault, fields={"room": fault})
        self.starts_at, self.minutes = starts_at, minutes
        self.room, self.link = room, link

    @property
    def ends_at(self) -> datetime:
        """When it is meant to end."""
        return self.starts_at + timedelta(minutes=self.minutes)


class EntryRow(Base):
    """One line of an event's log, never changed; see ``partnership.places``."""

    __tablename__ = "events_entry"

    event_id: Mapped[UUID] = mapped_column(
        ForeignKey("events_event.id"), primary_key=True, info=OFFICIAL
    )
    number: Mapped[int] = mapped_column(primary_key=True, info=OFFICIAL)
    at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    deed: Mapped[Deed] = mapped_column(Choice(Deed), info=OFFICIAL)
    request: Mapped[str] = mapped_column(String(60), default="", info=OFFICIAL)
    home: Mapped[str] = mapped_column(String(40), default="", info=OFFICIAL)
    places: Mapped[int] = mapped_column(default=0, info=OFFICIAL)
    partly: Mapped[bool] = mapped_column(default=False, info=OFFICIAL)
    seats: Mapped[list[Any]] = mapped_column(default=list, info=OFFICIAL)
    outcome: Mapped[Seated | None] = mapped_column(Choice(Seated), info=OFFICIAL)
    rules: Mapped[dict[str, Any] | None] = mapped_column(info=OFFICIAL)

    @property
    def entry(self) -> Entry:
        """The line as the rules read it."""
        return Entry(
            at=self.at,
            deed=self.deed,
            request=self.request,
            home=self.home,
            places=self.places,
            partly=self.partly,
            seats=tuple(self.seats),
            outcome=self.outcome,
            rules=Rules.unpacked(self.rules) if self.rules else None,
        )

    @classmethod
    def of(cls, event_id: UUID, number: int, entry: Entry) -> "EntryRow":
        """A row of a line."""
        return cls(
            event_id=event_id,
            number=number,
            at=entry.at,
            deed=entry.deed,
            request=entry.request,
            home=entry.home,
            places=entry.places,
            partly=entry.partly,
            seats=list(entry.seats),
            outcome=entry.outcome,
            rules=entry.rules.packed() if entry.rules else None,
        )
