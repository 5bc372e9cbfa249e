"""A recommendation: accepted, partly, or declined with a reason, and its impact."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL
from kit.db import Choice
from kit.errors import Conflict, Invalid


class Answer(StrEnum):
    """What the partnership says to a recommendation."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    PARTLY = "partly"
    DECLINED = "declined"


ANSWER_WORDS: Mapping[Answer, str] = {
    Answer.WAITING: "Not answered yet",
    Answer.ACCEPTED: "Accepted",
    Answer.PARTLY: "Accepted in part",
    Answer.DECLINED: "Declined",
}


class RecommendationChanged(Conflict):
    """Somebody changed this recommendation while you were writing."""

    code = "recommendation-changed"


class RecommendationRow(Base):
    """One recommendation of one review, numbered within it."""

    __tablename__ = "recommendations_recommendation"
    __table_args__ = (UniqueConstraint("review_id", "number"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    review_id: Mapped[UUID] = mapped_column(
        ForeignKey("reviews_review.id"), info=OFFICIAL
    )
    number: Mapped[int] = mapped_column(info=OFFICIAL)
    text: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    owner: Mapped[str] = mapped_column(String(60), info=OFFICIAL)
    answer: Mapped[Answer] = mapped_column(Choice(Answer), info=OFFICIAL)
    reason: Mapped[str] = mapped_column(Text, default="", info=OFFICIAL)
    answered_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    indicator: Mapped[str | None] = mapped_column(String(60), info=OFFICIAL)
    impact: Mapped[str] = mapped_column(Text, default="", info=OFFICIAL)
    impact_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    def must_be(self, version: int) -> None:
        """Raise RecommendationChanged for another version than this one."""
        if self.version != version:
            raise RecommendationChanged

    def say(self, answer: Answer, *, reason: str, on: date) -> None:
        """Accept or decline it; whatever is not accepted whole needs a reason."""
        if answer is Answer.WAITING:
            fault = "Choose what the partnership says"
            raise Invalid(fault, fields={"answer": fault})
        if answer is not Answer.ACCEPTED and not reason.strip():
            fault = "Say why it is not accepted as a whole"
            raise Invalid(fault, fields={"reason": fault})
        self.answer, self.reason, self.answered_on = answer, reason.strip(), on
        self._touch()

    def note_impact(self, text: str, *, on: date, indicator: str | None) -> None:
        """Note what changed for children, and the indicator that shows it."""
        if on > clock.today():
            fault = "The day must not be to come"
            raise Invalid(fault, fields={"on": fault})
        self.impact, self.impact_on, self.indicator = text.strip(), on, indicator
        self._touch()

    def _touch(self) -> None:
        self.changed_at = clock.now()
        self.version += 1


class LinkRow(Base):
    """An action that serves a recommendation; either may have several of the other."""

    __tablename__ = "recommendations_link"

    recommendation_id: Mapped[UUID] = mapped_column(
        ForeignKey("recommendations_recommendation.id"), primary_key=True, info=OFFICIAL
    )
    action_id: Mapped[UUID] = mapped_column(primary_key=True, index=True, info=OFFICIAL)
    linked_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
