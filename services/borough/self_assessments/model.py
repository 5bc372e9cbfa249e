"""A cycle of self-assessment, the agencies it asks, and how far each has come.

Agencies answer for themselves how far they keep to section 11 of the Children Act
2004; schools and colleges under sections 175 and 157 of the Education Act 2002. What
is asked is fixed when a cycle opens: nobody's questions change while they answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.access.service import Scope
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice
from kit.errors import Conflict, Invalid, NotAllowed
from partnership.bodies.model import Identified

TOOLS = "audit_tools"
RETURNS = "audit_returns"
# How many days after the due day each reminder goes out; three go out before it. From
# the last rung on the business manager is told too.
LADDER = (-28, -14, -7, 0, 7, 14)
# An agency that is more than one organisation here speaks through named people.
SHARED = "shared"


class Kind(StrEnum):
    """Under which duty an agency assesses itself."""

    SECTION_11 = "section 11"
    SECTION_175 = "section 175"


class State(StrEnum):
    """How far an agency has come."""

    INVITED = "not started"
    STARTED = "in progress"
    SIGNING = "for sign-off"
    RETURNED = "returned"


class ReturnChanged(Conflict):
    """Somebody else moved this self-assessment on since you opened the page."""

    code = "return-changed"


class NotOpen(Conflict):
    """Answers cannot be changed now: it is for sign-off, or was returned."""

    code = "return-not-open"


class StepTooEarly(Conflict):
    """This step cannot be taken from where it stands."""

    code = "step-too-early"


class OwnSignOff(NotAllowed):
    """Somebody else of the agency must sign it off: not who sent it for sign-off."""

    code = "own-sign-off"


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One item as a cycle asks it; ``origin`` is shared, varied or local."""

    id: str
    section: str
    text: str
    help: str = ""
    details: Mapping[str, str | int] = field(default_factory=dict)
    origin: str = SHARED

    @property
    def is_core(self) -> bool:
        """Whether it is asked in these words in every borough."""
        return self.origin == SHARED

    def score_words(self, score: int) -> str:
        """What a score from 0 to 3 means here; empty where the tool says nothing."""
        return str(self.details.get(f"score_{score}", ""))

    def packed(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {
            "id": self.id,
            "section": self.section,
            "text": self.text,
            "help": self.help,
            "details": dict(self.details),
            "origin": self.origin,
        }

    @classmethod
    def unpacked(cls, said: Mapping[str, Any]) -> Self:
        """The reverse of ``packed``."""
        return cls(**said)


class CycleRow(Identified, Base):
    """One round of asking; ``questions`` are packed questions in their order."""

    __tablename__ = "self_assessments_cycle"

    kind: Mapped[Kind] = mapped_column(Choice(Kind), info=OFFICIAL)
    title: Mapped[str] = mapped_column(String(160), info=OFFICIAL)
    standard: Mapped[str] = mapped_column(String(60), info=OFFICIAL)
    standard_version: Mapped[int] = mapped_column(info=OFFICIAL)
    questions: Mapped[list[Any]] = mapped_column(info=OFFICIAL)
    opens_on: Mapped[date] = mapped_column(info=OFFICIAL)
    due_on: Mapped[date] = mapped_column(info=OFFICIAL)
    body: Mapped[str | None] = mapped_column(String(60), info=OFFICIAL)
    closed_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    made_by: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    @property
    def asked(self) -> Sequence[Question]:
        """What it asks, in order."""
        return [Question.unpacked(each) for each in self.questions]

    def must_be_seen(self, version: int) -> None:
        """Raise ReturnChanged unless ``version`` is the present one."""
        if version != self.version:
            raise ReturnChanged

    def must_run(self) -> None:
        """Raise NotOpen once it is closed."""
        if self.closed_on is not None:
            raise NotOpen("This cycle is closed.")

    def close(self, on: date) -> None:
        """Take no more returns; raises NotOpen once closed."""
        self.must_run()
        self.closed_on, self.version = on, self.version + 1


class ReturnRow(Identified, Base):
    """One agency's self-assessment in one cycle.

    ``agency`` is a kind of agency, ``register_id`` one organisation of the register:
    where it is set, the return opens only to people who are named for it. ``number``
    counts how often it was returned. ``covered`` are the questions another borough's
    copy answers, ``copy_id`` is that copy. ``version`` rises with each step.
    """

    __tablename__ = "self_assessments_return"
    __table_args__ = (UniqueConstraint("cycle_id", "agency", "name"),)

    cycle_id: Mapped[UUID] = mapped_column(
        ForeignKey("self_assessments_cycle.id"), index=True, info=OFFICIAL
    )
    agency: Mapped[str] = mapped_column(String(60), info=OFFICIAL)
    name: Mapped[str] = mapped_column(String(160), info=OFFICIAL)
    register_id: Mapped[UUID | None] = mapped_column(info=OFFICIAL)
    is_school: Mapped[bool] = mapped_column(default=False, info=OFFICIAL)
    state: Mapped[State] = mapped_column(
        Choice(State), default=State.INVITED, info=OFFICIAL
    )
    number: Mapped[int] = mapped_column(default=0, info=OFFICIAL)
    invited_on: Mapped[date] = mapped_column(info=OFFICIAL)
    reminded: Mapped[int] = mapped_column(default=0, info=OFFICIAL)
    reminded_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    sent_by: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    sent_post: Mapped[str] = mapped_column(String(120), default="", info=PERSONAL)
    signed_by: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    signed_post: Mapped[str] = mapped_column(String(120), default="", info=PERSONAL)
    signed_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    first_returned_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    because: Mapped[str] = mapped_column(Text, default="", info=PERSONAL)
    copy_id: Mapped[UUID | None] = mapped_column(info=OFFICIAL)
    covered: Mapped[list[Any]] = mapped_column(default=list, info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    def must_be_seen(self, version: int) -> None:
        """Raise ReturnChanged unless ``version`` is the present one."""
        if version != self.version:
            raise ReturnChanged

    def scope(self, body: str | None) -> Scope:
        """Whose it is: a kind's, or only that of people named for it.

        ``body`` is the one that moderates its cycle.
        """
        agency = self.agency if self.register_id is None else None
        return Scope(record=str(self.id), agency=agency, body=body)

    def begin(self) -> None:
        """Be in progress from the first answer on; raises NotOpen."""
        if self.state not in (State.INVITED, State.STARTED):
            raise NotOpen
        if self.state is State.INVITED:
            self._move(State.STARTED)

    def send(self, *, by: UUID, post: str) -> None:
        """Hand it to somebody senior of the agency; raises StepTooEarly."""
        if self.state not in (State.INVITED, State.STARTED):
            raise StepTooEarly
        self.sent_by, self.sent_post, self.because = by, post, ""
        self._move(State.SIGNING)

    def send_back(self, because: str) -> None:
        """Give it back to those who answer; raises StepTooEarly."""
        self._must_be(State.SIGNING)
        self.because = because
        self._move(State.STARTED)

    def sign(self, *, by: UUID, post: str, at: datetime) -> None:
        """Return it to the partnership; raises StepTooEarly and OwnSignOff."""
        self._must_be(State.SIGNING)
        if by == self.sent_by:
            raise OwnSignOff
        self.signed_by, self.signed_post, self.signed_at = by, post, at
        self.first_returned_on = self.first_returned_on or clock.london_day(at)
        self.number += 1
        self._move(State.RETURNED)

    def reopen(self, because: str) -> None:
        """Let the agency change what it returned; raises StepTooEarly."""
        self._must_be(State.RETURNED)
        self.because = because
        self._move(State.STARTED)

    def accept(self, post: str, at: datetime) -> None:
        """Take a copy that answers everything for a return of one's own."""
        if self.state is State.RETURNED:
            return
        self.signed_by, self.signed_post, self.signed_at = None, post, at
        self.first_returned_on = self.first_returned_on or clock.london_day(at)
        self.number += 1
        self._move(State.RETURNED)

    def climb(self, on: date, due_on: date, *, at: datetime) -> bool:
        """Go up to the rung of the ladder that is due; whether that is a new one."""
        rung = sum((on - due_on).days >= days for days in LADDER)
        if self.number or self.state is State.SIGNING or rung <= self.reminded:
            return False
        self.reminded, self.reminded_at = rung, at
        return True

    def _must_be(self, state: State) -> None:
        if self.state is not state:
            raise StepTooEarly

    def _move(self, state: State) -> None:
        self.state, self.version = state, self.version + 1


class StepRow(Identified, Base):
    """One step a return took, by a post, with the reason where one was given."""

    __tablename__ = "self_assessments_step"

    return_id: Mapped[UUID] = mapped_column(
        ForeignKey("self_assessments_return.id"), index=True, info=OFFICIAL
    )
    step: Mapped[str] = mapped_column(String(40), info=OFFICIAL)
    post: Mapped[str] = mapped_column(String(120), info=PERSONAL)
    because: Mapped[str] = mapped_column(Text, default="", info=PERSONAL)
    at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate:
    """How many of those asked returned, and how many of them by the due day."""

    of: str
    invited: int
    returned: int
    in_time: int


def rates(cycle_due: date, rows: Iterable[Any]) -> list[Rate]:
    """The return rate of schools and colleges, and of all others, apart.

    ``rows`` have ``is_school`` and ``first_returned_on``. A group nobody was asked of
    is left out: no rate is not a rate of none.
    """
    found: list[Rate] = []
    known = list(rows)
    for of, is_school in (("Schools and colleges", True), ("Other agencies", False)):
        group = [each for each in known if each.is_school is is_school]
        came = [e.first_returned_on for e in group if e.first_returned_on is not None]
        if group:
            in_time = sum(day <= cycle_due for day in came)
            found.append(
                Rate(of=of, invited=len(group), returned=len(came), in_time=in_time)
            )
    return found


def check_days(opens_on: date, due_on: date) -> None:
    """Raise Invalid naming ``due_on`` unless there is time to answer."""
    if due_on <= opens_on:
        fault = "The due day must come after the day it opens"
        raise Invalid(fault, fields={"due_on": fault})
