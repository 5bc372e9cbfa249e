"""A panel's score beside an agency's own, and a gap that an action closes.

A moderated score never takes the place of the agency's: both are shown, and what sets
them apart is said in words. Scores are counted, never averaged.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from borough.agency_answers.model import SCORES
from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.errors import Conflict, Invalid

# A score up to this one is a gap.
HIGHEST_GAP = 1


class ScoreChanged(Conflict):
    """Somebody else moderated this answer since you opened it."""

    code = "moderation-changed"


class ScoreRow(Base):
    """One moderated score; a later one stands beside it with a higher version.

    ``round`` is the agency's return it is about: 1 for the first, 2 for the second.
    """

    __tablename__ = "moderation_score"

    return_id: Mapped[UUID] = mapped_column(
        ForeignKey("self_assessments_return.id"), primary_key=True, info=OFFICIAL
    )
    question: Mapped[str] = mapped_column(String(20), primary_key=True, info=OFFICIAL)
    version: Mapped[int] = mapped_column(primary_key=True, info=OFFICIAL)
    round: Mapped[int] = mapped_column(info=OFFICIAL)
    score: Mapped[int] = mapped_column(info=OFFICIAL)
    rationale: Mapped[str] = mapped_column(Text, info=PERSONAL)
    post: Mapped[str] = mapped_column(String(120), info=PERSONAL)
    written_by: Mapped[UUID] = mapped_column(info=PERSONAL)
    at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)

    def check(self) -> None:
        """Raise Invalid naming ``score`` for a score that is none."""
        if self.score not in SCORES:
            fault = "Choose one of the scores"
            raise Invalid(fault, fields={"score": fault})


class GapRow(Base):
    """An action of a plan that closes a gap of an agency."""

    __tablename__ = "moderation_gap"

    return_id: Mapped[UUID] = mapped_column(
        ForeignKey("self_assessments_return.id"), primary_key=True, info=OFFICIAL
    )
    question: Mapped[str] = mapped_column(String(20), primary_key=True, info=OFFICIAL)
    action_id: Mapped[UUID] = mapped_column(primary_key=True, info=OFFICIAL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Distribution:
    """How many answers have each score; ``n`` of them have one, ``apart`` have none.

    ``counts`` are those of scores 0 to 3. ``not_applicable`` answers have no score.
    """

    counts: Sequence[int]
    not_applicable: int
    unanswered: int

    @property
    def n(self) -> int:
        """How many answers have a score."""
        return sum(self.counts)


def distribution(scores: Iterable[int | str | None]) -> Distribution:
    """Count scores; a word stands for "does not apply", None for no answer."""
    found = list(scores)
    return Distribution(
        counts=[sum(each == score for each in found) for score in SCORES],
        not_applicable=sum(isinstance(each, str) for each in found),
        unanswered=sum(each is None for each in found),
    )


def is_gap(own: int | None, moderated: int | None) -> bool:
    """Whether something is to be done: a score of 0 or 1, or one moderated down."""
    if moderated is None:
        return own is not None and own <= HIGHEST_GAP
    return moderated <= HIGHEST_GAP or (own is not None and moderated < own)
