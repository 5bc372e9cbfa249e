"""An answer to one question, evidence with its own dates, and how far a section is.

Several people of an agency answer together: each answer has a version of its own, so
two who write at once on different questions do not meet, and two on the same one do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.errors import Conflict, Invalid
from partnership.bodies.model import Identified

SCORES = (0, 1, 2, 3)
# What a score is called where the tool words none.
SCORE_WORDS: Mapping[int, str] = {
    0: "Not in place",
    1: "Begun",
    2: "In place",
    3: "In place and shown to work",
}
NOT_APPLICABLE = "n/a"


class Task(StrEnum):
    """How far a section is, as a list of tasks says it."""

    CANNOT_START = "Cannot start yet"
    NOT_STARTED = "Not started"
    IN_PROGRESS = "In progress"
    COMPLETED = "Completed"


class AnswerChanged(Conflict):
    """Somebody else of your agency saved this answer since you opened it."""

    code = "answer-changed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What is said to a question: a score from 0 to 3, or why it does not apply.

    ``score`` is None where ``not_applicable``, or where no score is given yet.
    """

    score: int | None
    not_applicable: bool
    narrative: str

    @classmethod
    def nothing(cls) -> Self:
        """What is said before anybody answered."""
        return cls(score=None, not_applicable=False, narrative="")

    def check(self) -> None:
        """Raise Invalid naming ``narrative`` where what does not apply has no reason.

        A score without words can be saved; it is complete once it has some.
        """
        if self.not_applicable and not self.narrative:
            fault = "Say why it does not apply to your agency"
            raise Invalid(fault, fields={"narrative": fault})
        if self.score is not None and self.score not in SCORES:
            fault = "Choose one of the scores"
            raise Invalid(fault, fields={"score": fault})

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing: a score with words, or a reason."""
        return bool(self.narrative) and (self.score is not None or self.not_applicable)


class AnswerRow(Identified, Base):
    """One agency's answer to one question; ``is_stale`` until it is confirmed.

    ``version`` counts how often it was saved; a carried answer begins at 1 too.
    """

    __tablename__ = "agency_answers_answer"
    __table_args__ = (UniqueConstraint("return_id", "question"),)

    return_id: Mapped[UUID] = mapped_column(
        ForeignKey("self_assessments_return.id"), info=OFFICIAL
    )
    question: Mapped[str] = mapped_column(String(20), info=OFFICIAL)
    score: Mapped[int | None] = mapped_column(info=OFFICIAL)
    not_applicable: Mapped[bool] = mapped_column(default=False, info=OFFICIAL)
    narrative: Mapped[str] = mapped_column(Text, default="", info=PERSONAL)
    is_stale: Mapped[bool] = mapped_column(default=False, info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)
    written_by: Mapped[UUID] = mapped_column(info=PERSONAL)
    written_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)

    @property
    def said(self) -> Said:
        """What it says."""
        return Said(
            score=self.score,
            not_applicable=self.not_applicable,
            narrative=self.narrative,
        )

    @property
    def is_complete(self) -> bool:
        """Whether it says all it must and was looked at in this cycle."""
        return self.said.is_complete and not self.is_stale

    def say(self, said: Said, *, by: UUID, at: datetime) -> None:
        """Be what is said now; raises Invalid."""
        said.check()
        self.score = None if said.not_applicable else said.score
        self.not_applicable, self.narrative = said.not_applicable, said.narrative
        self.is_stale, self.written_by, self.written_at = False, by, at
        self.version = (self.version or 0) + 1


class FileRow(Identified, Base):
    """The content of a piece of evidence; cycles share it, nobody changes it."""

    __tablename__ = "agency_answers_file"

    name: Mapped[str] = mapped_column(String(120), info=PERSONAL)
    media_type: Mapped[str] = mapped_column(String(100), info=OFFICIAL)
    size: Mapped[int] = mapped_column(info=OFFICIAL)
    digest: Mapped[str] = mapped_column(String(64), info=OFFICIAL)
    # Lists never need it, and it may be large.
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, info=PERSONAL)


class AnswerEvidenceRow(Identified, Base):
    """A piece of evidence: ``dated_on`` is its own date, not that of the upload."""

    __tablename__ = "agency_answers_evidence"

    return_id: Mapped[UUID] = mapped_column(
        ForeignKey("self_assessments_return.id"), index=True, info=OFFICIAL
    )
    file_id: Mapped[UUID] = mapped_column(
        ForeignKey("agency_answers_file.id"), info=OFFICIAL
    )
    title: Mapped[str] = mapped_column(String(160), info=PERSONAL)
    dated_on: Mapped[date] = mapped_column(info=OFFICIAL)
    expires_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    added_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    def date_it(self, dated_on: date, expires_on: date | None) -> None:
        """Say of when it is and how long it counts; raises Invalid."""
        if dated_on > clock.today():
            fault = "Evidence cannot be dated after today"
            raise Invalid(fault, fields={"dated_on": fault})
        if expires_on is not None and expires_on <= dated_on:
            fault = "It must stop counting after the day it is dated"
            raise Invalid(fault, fields={"expires_on": fault})
        self.dated_on, self.expires_on = dated_on, expires_on


class ServesRow(Base):
    """A question that a piece of evidence serves; it may serve several."""

    __tablename__ = "agency_answers_serves"

    evidence_id: Mapped[UUID] = mapped_column(
        ForeignKey("agency_answers_evidence.id"), primary_key=True, info=OFFICIAL
    )
    question: Mapped[str] = mapped_column(String(20), primary_key=True, info=OFFICIAL)


def task_of(complete: Iterable[bool | None]) -> Task:
    """How far a section is: per question None without an answer, else if complete."""
    found = list(complete)
    if all(found):
        return Task.COMPLETED
    if all(each is None for each in found):
        return Task.NOT_STARTED
    return Task.IN_PROGRESS
