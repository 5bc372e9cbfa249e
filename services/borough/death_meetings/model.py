"""A review meeting, the draft it hands on to the panel, and what the family asks.

Who came is kept by profession, never by name. Everything that was typed is locked.
"""

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import CASE_IDENTIFIER, OFFICIAL, SPECIAL_CATEGORY
from kit.errors import Conflict

# The clocks of the meeting, and of the panel that follows it.
MEETING, PANEL = "death-review-meeting", "death-panel"


class MeetingChanged(Conflict):
    """Somebody changed the record of this meeting while you were writing."""

    code = "meeting-changed"


class FamilyChanged(Conflict):
    """Somebody changed what is written about the family while you were writing."""

    code = "family-changed"


class NotNow(Conflict):
    """The record of this meeting does not stand where this is done."""

    code = "meeting-not-now"


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """The draft analysis: a summary, the four domains of factors, and the learning.

    The domains are those of the analysis form: intrinsic to the child, the social
    environment, the physical one, and services.
    """

    summary: str = ""
    child: str = ""
    social: str = ""
    physical: str = ""
    services: str = ""
    learning: str = ""

    def written(self) -> dict[str, str]:
        """As it is locked."""
        return asdict(self)

    @classmethod
    def read(cls, written: dict[str, str] | None) -> Self:
        """From what was locked; empty where nothing was."""
        known = {each.name for each in fields(cls)}
        return cls(**{k: v for k, v in (written or {}).items() if k in known})


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyWorker:
    """The one person the family can turn to throughout the review."""

    name: str
    part: str = ""
    contact: str = ""


class MeetingRow(Base):
    """One meeting; ``attendees`` are words of professions, ``notes`` what was said."""

    __tablename__ = "death_meetings_meeting"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("deaths_case.id"), index=True, info=OFFICIAL
    )
    key_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    planned_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    held_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    attendees: Mapped[list[Any]] = mapped_column(default=list, info=SPECIAL_CATEGORY)
    notes: Mapped[bytes | None] = mapped_column(LargeBinary, info=CASE_IDENTIFIER)
    draft: Mapped[bytes | None] = mapped_column(LargeBinary, info=CASE_IDENTIFIER)
    handed_on_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    post: Mapped[str] = mapped_column(String(80), info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    def must_be(self, version: int) -> None:
        """Raise MeetingChanged where the version that was seen is not this one."""
        if self.version != version:
            raise MeetingChanged

    def must_be_planned(self) -> None:
        """Raise NotNow once it was held."""
        if self.held_at is not None:
            raise NotNow("This meeting was held already.")

    def must_be_held(self) -> None:
        """Raise NotNow before it was held, and once its draft was handed on."""
        if self.held_at is None:
            raise NotNow("Write down first that the meeting was held.")
        if self.handed_on_at is not None:
            raise NotNow("Its draft was handed on to the panel already.")

    def touch(self, post: str) -> None:
        """Note that it changed, and by which post."""
        self.post = post
        self.version += 1


class FamilyRow(Base):
    """Who the family can turn to, once for a case, locked."""

    __tablename__ = "death_meetings_family"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("deaths_case.id"), unique=True, info=OFFICIAL
    )
    key_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    key_worker: Mapped[bytes | None] = mapped_column(LargeBinary, info=CASE_IDENTIFIER)
    since: Mapped[datetime] = mapped_column(info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)


class QuestionRow(Base):
    """One question of the family and its answer, both locked.

    ``told_on`` is when the family heard the answer.
    """

    __tablename__ = "death_meetings_question"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("deaths_case.id"), index=True, info=OFFICIAL
    )
    key_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    question: Mapped[bytes | None] = mapped_column(LargeBinary, info=CASE_IDENTIFIER)
    answer: Mapped[bytes | None] = mapped_column(LargeBinary, info=CASE_IDENTIFIER)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    told_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)
