"""Versions of a standard: a draft can change, a published version never does."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL, PUBLIC
from kit.db import Choice
from kit.errors import Conflict, Invalid, NotFound
from leadership.db import Base

INDICATOR_SET = "indicator-set"


class StandardState(StrEnum):
    """Where a version stands."""

    DRAFT = "draft"
    PUBLISHED = "published"


class UnknownStandard(NotFound):
    """There is no such version of this standard."""


class AlreadyPublished(Conflict):
    """This version is published and can no longer change. Draft the next one."""


class DraftInTheWay(Conflict):
    """There is already a draft of the next version. Finish that one first."""


class UnknownIndicator(NotFound):
    """This indicator is not in this version of the set."""


class NothingDefined(Invalid):
    """An indicator set needs at least one indicator before it is published."""


class StandardVersion(Base):
    """One version of a standard, with all it defines."""

    __tablename__ = "standards_version"

    standard: Mapped[str] = mapped_column(String(40), primary_key=True, info=PUBLIC)
    version: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, info=PUBLIC
    )
    kind: Mapped[str] = mapped_column(String(40), info=PUBLIC)
    title: Mapped[str] = mapped_column(String(200), info=PUBLIC)
    summary: Mapped[str] = mapped_column(Text, info=PUBLIC)
    effective_from: Mapped[date] = mapped_column(info=PUBLIC)
    state: Mapped[StandardState] = mapped_column(Choice(StandardState), info=OFFICIAL)
    indicators: Mapped[list[Any]] = mapped_column(JSON, info=PUBLIC)
    drafted_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    published_at: Mapped[datetime | None] = mapped_column(info=PUBLIC)
    published_by: Mapped[str | None] = mapped_column(String(80), info=PERSONAL)

    def reword(self, indicator: str, words: Mapping[str, Any]) -> None:
        """Change words of one indicator of a draft.

        Raises AlreadyPublished and UnknownIndicator.
        """
        self._must_be_a_draft()
        if indicator not in {entry["id"] for entry in self.indicators}:
            raise UnknownIndicator
        # A new list: a change inside the old one would go unseen and unsaved.
        self.indicators = [
            {**entry, **words} if entry["id"] == indicator else entry
            for entry in self.indicators
        ]

    def redate(self, *, effective_from: date, summary: str) -> None:
        """Change what a draft says of itself; raises AlreadyPublished."""
        self._must_be_a_draft()
        self.effective_from = effective_from
        self.summary = summary

    def publish(self, *, published_by: str) -> None:
        """Close this version for ever; raises AlreadyPublished, NothingDefined."""
        self._must_be_a_draft()
        if not self.indicators:
            raise NothingDefined
        self.state = StandardState.PUBLISHED
        self.published_at = clock.now()
        self.published_by = published_by

    def _must_be_a_draft(self) -> None:
        if self.state is not StandardState.DRAFT:
            raise AlreadyPublished
