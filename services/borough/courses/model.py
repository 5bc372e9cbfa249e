"""A course: what it teaches, for whom, what comes before it and when it is refreshed.

Groups: London partnerships use A (contact with children), B (work with children in
need, and leads) and C (specialists); a later group asks for an earlier one first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL
from kit.db import Choice
from kit.errors import Conflict, Invalid

COURSES = "courses"


class Level(StrEnum):
    """Which group of people a course is for."""

    A = "A"
    B = "B"
    C = "C"


LEVEL_WORDS: Mapping[Level, str] = {
    Level.A: "A: contact with children",
    Level.B: "B: work with children in need, and leads",
    Level.C: "C: specialists",
}


class Mode(StrEnum):
    """How a course is taught."""

    FACE_TO_FACE = "face to face"
    VIRTUAL = "virtual"
    E_LEARNING = "e-learning"
    BRIEFING = "briefing"
    CONFERENCE = "conference"


class CourseChanged(Conflict):
    """Somebody else changed this course since you opened the form."""

    code = "course-changed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What is said of a course.

    ``requires`` is the group to have done first; ``minutes`` how long it takes;
    ``refresh_months`` after how many months it is done again, None for never.
    ``outcomes`` are lines. ``theme`` is a theme's slug; ``recommendation_id`` the
    recommendation of a review the course came from.
    """

    code: str
    title: str
    level: Level
    mode: Mode
    minutes: int
    audience: str = ""
    requires: Level | None = None
    refresh_months: int | None = None
    outcomes: str = ""
    theme: str | None = None
    recommendation_id: UUID | None = None

    def check(self) -> None:
        """Raise Invalid naming ``requires``."""
        if self.requires is not None and self.requires >= self.level:
            fault = "The group before it comes earlier than its own"
            raise Invalid(fault, fields={"requires": fault})


TOLD = tuple(Told.__dataclass_fields__)


class CourseRow(Base):
    """One course. ``standard`` and ``item`` name the shared item it was taken from."""

    __tablename__ = "courses_course"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    code: Mapped[str] = mapped_column(String(20), unique=True, info=OFFICIAL)
    title: Mapped[str] = mapped_column(String(200), info=OFFICIAL)
    level: Mapped[Level] = mapped_column(Choice(Level), info=OFFICIAL)
    mode: Mapped[Mode] = mapped_column(Choice(Mode), info=OFFICIAL)
    minutes: Mapped[int] = mapped_column(info=OFFICIAL)
    audience: Mapped[str] = mapped_column(Text, default="", info=OFFICIAL)
    requires: Mapped[Level | None] = mapped_column(Choice(Level), info=OFFICIAL)
    refresh_months: Mapped[int | None] = mapped_column(info=OFFICIAL)
    outcomes: Mapped[str] = mapped_column(Text, default="", info=OFFICIAL)
    theme: Mapped[str | None] = mapped_column(String(60), info=OFFICIAL)
    recommendation_id: Mapped[UUID | None] = mapped_column(info=OFFICIAL)
    standard: Mapped[str | None] = mapped_column(String(60), info=OFFICIAL)
    item: Mapped[str | None] = mapped_column(String(20), info=OFFICIAL)
    retired: Mapped[bool] = mapped_column(default=False, info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=0, info=OFFICIAL)

    def must_be(self, version: int) -> None:
        """Raise CourseChanged for another version than this one."""
        if self.version != version:
            raise CourseChanged

    def take(self, told: Told) -> None:
        """Be what is told; raises Invalid naming the field."""
        told.check()
        for name in TOLD:
            setattr(self, name, getattr(told, name))
        self.version = (self.version or 0) + 1
