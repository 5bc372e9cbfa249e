"""What learners say before, after and three months later, on one scale of words.

Only people who answered twice are compared, and how far they moved is counted, never
averaged. What somebody did with it is asked three months on and not guessed from how
they liked the day.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice
from kit.errors import Conflict
from partnership.clocks.model import months_after

MONTHS_ON = 3
# Whoever has not answered by then is not asked any more.
MONTHS_ASKED = 6
# Fewer pairs than this would tell what one person said.
FEWEST = 5
QUESTIONS: Mapping[str, str] = {
    "know": "I know what to look for",
    "act": "I know what to do and whom to tell",
    "able": "I feel able to do it",
}
SCALE: Mapping[int, str] = {
    1: "Not at all",
    2: "A little",
    3: "Mostly",
    4: "Fully",
}


class Stage(StrEnum):
    """When somebody answers."""

    BEFORE = "before"
    AFTER = "after"
    LATER = "later"


STAGE_WORDS: Mapping[Stage, str] = {
    Stage.BEFORE: "Before it",
    Stage.AFTER: "After it",
    Stage.LATER: "Three months later",
}


class Used(StrEnum):
    """Whether somebody used it in their work."""

    YES = "yes, with a child or a family"
    CHANCE = "there was no chance yet"
    NO = "no"


class NotTheTime(Conflict):
    """This is not the time for these questions."""

    code = "not-the-time"


class AnsweredAlready(Conflict):
    """These questions were answered already."""

    code = "answered-already"


class AnswerRow(Base):
    """One person's answers at one time: a step of the scale for each question."""

    __tablename__ = "evaluation_answer"
    __table_args__ = (UniqueConstraint("booking_id", "stage"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    booking_id: Mapped[UUID] = mapped_column(
        ForeignKey("bookings_booking.id"), info=OFFICIAL
    )
    stage: Mapped[Stage] = mapped_column(Choice(Stage), info=OFFICIAL)
    steps: Mapped[dict[str, Any]] = mapped_column(info=PERSONAL)
    used: Mapped[Used | None] = mapped_column(Choice(Used), info=PERSONAL)
    words: Mapped[str] = mapped_column(Text, default="", info=PERSONAL)
    on_paper: Mapped[bool] = mapped_column(default=False, info=OFFICIAL)
    at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)


class ReminderRow(Base):
    """That somebody was told once that a stage's questions are open."""

    __tablename__ = "evaluation_reminder"

    booking_id: Mapped[UUID] = mapped_column(
        ForeignKey("bookings_booking.id"), primary_key=True, info=OFFICIAL
    )
    stage: Mapped[Stage] = mapped_column(Choice(Stage), primary_key=True, info=OFFICIAL)
    at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)


def opens_at(stage: Stage, ended: datetime) -> datetime | None:
    """When a stage's questions open; None for the first ones, open from booking on."""
    if stage is Stage.BEFORE:
        return None
    if stage is Stage.AFTER:
        return ended
    day = months_after(clock.london_day(ended), MONTHS_ON)
    return datetime.combine(day, ended.timetz())


def is_open(stage: Stage, *, began: datetime, ended: datetime, now: datetime) -> bool:
    """Whether a stage's questions can be answered now."""
    opens = opens_at(stage, ended)
    return now < began if opens is None else opens <= now


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """How far people moved on one question: how many, by steps of the scale.

    ``steps`` is None where fewer than ``FEWEST`` answered both times.
    """

    question: str
    pairs: int
    steps: Mapping[int, int] | None

    @property
    def up(self) -> int | None:
        """How many moved up."""
        return None if self.steps is None else _sum(self.steps, 1, 3)

    @property
    def same(self) -> int | None:
        """How many stayed."""
        return None if self.steps is None else self.steps.get(0, 0)

    @property
    def down(self) -> int | None:
        """How many moved down."""
        return None if self.steps is None else _sum(self.steps, -3, -1)


def changes(
    pairs: Iterable[tuple[Mapping[str, int], Mapping[str, int]]],
) -> Sequence[Change]:
    """How far those who answered twice moved, question by question."""
    both = list(pairs)
    return [
        Change(
            question=words,
            pairs=len(both),
            steps=Counter(then[key] - first[key] for first, then in both)
            if len(both) >= FEWEST
            else None,
        )
        for key, words in QUESTIONS.items()
    ]


def _sum(steps: Mapping[int, int], low: int, high: int) -> int:
    return sum(number for step, number in steps.items() if low <= step <= high)
