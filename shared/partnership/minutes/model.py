"""What minutes are: wordings that are never lost, and four steps to a signature."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice, SharedBase
from kit.errors import Conflict, NotAllowed


class Step(StrEnum):
    """How far minutes have come."""

    DRAFT = "draft"
    CHECKED = "checked"
    APPROVED = "approved"
    SIGNED = "signed"


_AFTER = {
    Step.DRAFT: Step.CHECKED,
    Step.CHECKED: Step.APPROVED,
    Step.APPROVED: Step.SIGNED,
}


class MinutesChanged(Conflict):
    """Somebody else changed these minutes since you opened them."""

    code = "minutes-changed"


class SameWriter(NotAllowed):
    """Somebody else than the writer of these words must check them."""

    code = "same-writer"


class Minutes(SharedBase):
    """The minutes of one meeting; ``version`` rises with each wording and step."""

    __tablename__ = "minutes_minutes"

    meeting_id: Mapped[UUID] = mapped_column(
        ForeignKey("meetings_meeting.id"), primary_key=True, info=OFFICIAL
    )
    step: Mapped[Step] = mapped_column(Choice(Step), info=OFFICIAL)
    version: Mapped[int] = mapped_column(info=OFFICIAL)

    wordings: Mapped[list["Wording"]] = relationship(order_by="Wording.number")
    steps: Mapped[list["StepTaken"]] = relationship(order_by="StepTaken.id")

    def write(self, *, seen: int, text: str, because: str, by: UUID, post: str) -> None:
        """Add a wording; what was checked before is a draft again.

        Raises MinutesChanged, and Conflict once they are approved: what the body
        agreed is corrected by an amendment, never rewritten.
        """
        self._must_be_seen(seen)
        if self.step in (Step.APPROVED, Step.SIGNED):
            raise Conflict("Approved minutes are not rewritten. Add an amendment.")
        self.wordings.append(
            Wording(
                number=len(self.wordings) + 1,
                text=text,
                because=because,
                written_by=by,
                post=post,
            )
        )
        self.step = Step.DRAFT
        self.version += 1

    def advance(self, to: Step, *, seen: int, by: UUID, post: str) -> None:
        """Take the next step.

        Raises MinutesChanged, Conflict for any other step, SameWriter where who wrote
        the last wording would check or approve it.
        """
        self._must_be_seen(seen)
        if _AFTER.get(self.step) is not to:
            raise Conflict(f"These minutes are {self.step.value}.")
        if to is not Step.SIGNED and self.wordings[-1].written_by == by:
            raise SameWriter
        self.steps.append(StepTaken(step=to, taken_by=by, post=post))
        self.step = to
        self.version += 1

    def _must_be_seen(self, version: int) -> None:
        if version != self.version:
            raise MinutesChanged


class Wording(SharedBase):
    """One wording of minutes as somebody wrote it; never changed."""

    __tablename__ = "minutes_wording"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    meeting_id: Mapped[UUID] = mapped_column(
        ForeignKey("minutes_minutes.meeting_id"), info=OFFICIAL
    )
    number: Mapped[int] = mapped_column(info=OFFICIAL)
    text: Mapped[str] = mapped_column(Text, info=PERSONAL)
    because: Mapped[str] = mapped_column(Text, info=PERSONAL)
    written_by: Mapped[UUID] = mapped_column(
        ForeignKey("account_user.id"), info=PERSONAL
    )
    post: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    written_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)


class StepTaken(SharedBase):
    """Who took a step, as which post and when."""

    __tablename__ = "minutes_step"
    __table_args__ = (Index(None, "meeting_id"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    meeting_id: Mapped[UUID] = mapped_column(
        ForeignKey("minutes_minutes.meeting_id"), info=OFFICIAL
    )
    step: Mapped[Step] = mapped_column(Choice(Step), info=OFFICIAL)
    taken_by: Mapped[UUID] = mapped_column(ForeignKey("account_user.id"), info=PERSONAL)
    post: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    taken_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)


class Amendment(SharedBase):
    """A correction of approved minutes; it stands beside them."""

    __tablename__ = "minutes_amendment"
    __table_args__ = (Index(None, "meeting_id"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    meeting_id: Mapped[UUID] = mapped_column(
        ForeignKey("minutes_minutes.meeting_id"), info=OFFICIAL
    )
    text: Mapped[str] = mapped_column(Text, info=PERSONAL)
    post: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    written_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)


class Question(SharedBase):
    """A question asked at a meeting, by whom as a role, and its answer."""

    __tablename__ = "minutes_question"
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
    asker: Mapped[str] = mapped_column(String(120), info=PERSONAL)
    text: Mapped[str] = mapped_column(Text, info=PERSONAL)
    answer: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    answered_by: Mapped[str | None] = mapped_column(String(120), info=PERSONAL)
    answered_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)

    def give_answer(self, *, text: str, by: str) -> None:
        """Note the answer and the post that gave it; raises Conflict once answered."""
        if self.answer is not None:
            raise Conflict("This question has an answer already.")
        self.answer, self.answered_by, self.answered_at = text, by, clock.now()
