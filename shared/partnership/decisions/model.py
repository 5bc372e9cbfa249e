"""What a decision is: its words and parts, each partner's position, what follows.

The three partners are equal and decide together (Working Together to Safeguard
Children 2023, chapter 2): a decision of theirs stands when all three agree, with or
without a reservation. No majority is counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice, SharedBase
from kit.errors import Conflict, Invalid
from partnership.agencies import STATUTORY

DECISIONS = "decisions"
MOST_PARTS = 20
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


class Position(StrEnum):
    """Where a partner stands on a decision."""

    AGREE = "agree"
    RESERVATION = "agree with reservation"
    DISAGREE = "disagree"
    ABSENT = "absent"


class State(StrEnum):
    """Where a decision stands."""

    OPEN = "open"
    DISPUTED = "disputed"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


AGREED = frozenset({Position.AGREE, Position.RESERVATION})


class DecisionChanged(Conflict):
    """Somebody else changed this decision since you opened the form."""

    code = "decision-changed"


@dataclass(frozen=True, slots=True)
class Said:
    """A partner's position; ``note`` says what a reservation or a no is about."""

    position: Position
    note: str = ""

    def check(self, agency: str) -> None:
        """Raise Invalid where a reservation or a no has no words."""
        wordless = self.position in (Position.RESERVATION, Position.DISAGREE)
        if wordless and not self.note.strip():
            fault = "Say what the partner's reservation or disagreement is"
            raise Invalid(fault, fields={f"note-{agency}": fault})


def outcome(
    positions: Mapping[str, Position], *, quorate: bool, partners_needed: bool
) -> State:
    """What these positions come to, by agency.

    One partner's no makes it disputed. It is decided when the body could decide and,
    where all three are needed, all three agreed; else it stays open.
    """
    of_partners = {agency: positions.get(agency) for agency in STATUTORY}
    if Position.DISAGREE in of_partners.values():
        return State.DISPUTED
    agreed = all(each in AGREED for each in of_partners.values())
    if quorate and (agreed or not partners_needed):
        return State.DECIDED
    return State.OPEN


def roman(number: int) -> str:
    """A part's number as minutes write it: i, ii, iii, iv."""
    text = ""
    for worth, letters in _ROMAN:
        text += letters * (number // worth)
        number %= worth
    return text


class Decision(SharedBase):
    """One decision; ``quorate`` is whether the body could decide when it was taken.

    ``taken_at`` is the moment in a meeting, where one was noted. ``version`` rises
    with every change.
    """

    __tablename__ = "decisions_decision"
    __table_args__ = (
        UniqueConstraint("body_id", "year", "number"),
        Index(None, "meeting_id"),
        Index(None, "decided_on"),
    )

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies_body.id"), info=OFFICIAL)
    meeting_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("meetings_meeting.id"), info=OFFICIAL
    )
    item_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("meetings_agenda_item.id"), info=OFFICIAL
    )
    year: Mapped[int] = mapped_column(info=OFFICIAL)
    number: Mapped[int] = mapped_column(info=OFFICIAL)
    ref: Mapped[str] = mapped_column(String(80), unique=True, info=OFFICIAL)
    text: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    basis: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    conditions: Mapped[str] = mapped_column(Text, default="", info=OFFICIAL)
    decided_on: Mapped[date] = mapped_column(info=OFFICIAL)
    taken_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    review_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    quorate: Mapped[bool] = mapped_column(info=OFFICIAL)
    partners_needed: Mapped[bool] = mapped_column(info=OFFICIAL)
    state: Mapped[State] = mapped_column(Choice(State), info=OFFICIAL)
    withdrawn_because: Mapped[str | None] = mapped_column(Text, info=OFFICIAL)
    written_by: Mapped[str] = mapped_column(String(120), info=PERSONAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)

    parts: Mapped[list["Part"]] = relationship(order_by="Part.number")
    positions: Mapped[list["PositionRow"]] = relationship(order_by="PositionRow.id")

    def say(self, said: Mapping[str, Said], *, quorate: bool, post: str) -> None:
        """Note where partners stand, each later word in place of the earlier.

        Raises Conflict once withdrawn, Invalid naming ``note-<agency>``.
        """
        self.must_stand()
        for agency, one in said.items():
            one.check(agency)
            row = PositionRow(agency=agency, position=one.position, note=one.note)
            row.post = post
            self.positions.append(row)
        self.quorate = quorate
        self.state = outcome(
            {row.agency: row.position for row in self.positions},
            quorate=quorate,
            partners_needed=self.partners_needed,
        )
        self._changed()

    def withdraw(self, *, reason: str) -> None:
        """Take it back; its words stay. Raises Conflict once withdrawn."""
        self.must_stand()
        self.state, self.withdrawn_because = State.WITHDRAWN, reason
        self._changed()

    def must_stand(self) -> None:
        """Raise Conflict once it is withdrawn."""
        if self.state is State.WITHDRAWN:
            raise Conflict("This decision was withdrawn.")

    def must_be_seen(self, version: int | None) -> None:
        """Raise DecisionChanged for another version than the one given."""
        if version is not None and version != self.version:
            raise DecisionChanged

    def _changed(self) -> None:
        self.version = (self.version or 0) + 1
        self.changed_at = clock.now()


class Part(SharedBase):
    """A numbered part of a decision: (i), (ii), (iii)."""

    __tablename__ = "decisions_part"

    decision_id: Mapped[UUID] = mapped_column(
        ForeignKey("decisions_decision.id"), primary_key=True, info=OFFICIAL
    )
    number: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, info=OFFICIAL
    )
    text: Mapped[str] = mapped_column(Text, info=OFFICIAL)


class PositionRow(SharedBase):
    """Where a partner stood from a moment on; never changed, the last one counts."""

    __tablename__ = "decisions_position"
    __table_args__ = (Index(None, "decision_id"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    decision_id: Mapped[UUID] = mapped_column(
        ForeignKey("decisions_decision.id"), info=OFFICIAL
    )
    agency: Mapped[str] = mapped_column(String(40), info=OFFICIAL)
    position: Mapped[Position] = mapped_column(Choice(Position), info=OFFICIAL)
    note: Mapped[str] = mapped_column(Text, default="", info=OFFICIAL)
    post: Mapped[str] = mapped_column(String(120), info=PERSONAL)
    said_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)


def numbered(texts: Sequence[str]) -> list[Part]:
    """The parts of a decision; raises Invalid naming ``parts`` for too many."""
    kept = [text.strip() for text in texts if text.strip()]
    if len(kept) > MOST_PARTS:
        fault = f"Use at most {MOST_PARTS} parts"
        raise Invalid(fault, fields={"parts": fault})
    return [Part(number=place, text=text) for place, text in enumerate(kept, 1)]
