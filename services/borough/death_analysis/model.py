"""The analysis form of one case: what is counted stands plain, what is told is locked.

From the child death analysis form (England). One draft is begun at the review meeting
and finished by the panel.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import CASE_IDENTIFIER, OFFICIAL, SPECIAL_CATEGORY
from kit.db import Choice
from kit.errors import Conflict
from partnership.death_rules.analysis import SCALE, Domain, Factor, Outcome
from partnership.death_rules.categories import Category


class AnalysisChanged(Conflict):
    """Somebody changed this analysis while you were writing."""

    code = "analysis-changed"


class AnalysisFinished(Conflict):
    """The panel finished this analysis. Reopen it to change it."""

    code = "analysis-finished"


class State(StrEnum):
    """How far an analysis is."""

    DRAFT = "draft"
    FINISHED = "finished by the panel"


class AnalysisRow(Base):
    """One case's analysis. ``told`` is what is written in words, locked as one value;
    ``ticked`` are the numbers of the categories that apply and ``category`` the one
    that counts.
    """

    __tablename__ = "death_analysis_analysis"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("deaths_case.id"), unique=True, info=OFFICIAL
    )
    key_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    state: Mapped[State] = mapped_column(
        Choice(State), default=State.DRAFT, info=OFFICIAL
    )
    scale: Mapped[str] = mapped_column(String(8), default=SCALE, info=OFFICIAL)
    told: Mapped[bytes | None] = mapped_column(LargeBinary, info=CASE_IDENTIFIER)
    ticked: Mapped[list[Any]] = mapped_column(default=list, info=SPECIAL_CATEGORY)
    category: Mapped[int | None] = mapped_column(info=SPECIAL_CATEGORY)
    outcome: Mapped[Outcome | None] = mapped_column(
        Choice(Outcome), info=SPECIAL_CATEGORY
    )
    referred: Mapped[bool] = mapped_column(default=False, info=SPECIAL_CATEGORY)
    finished_at: Mapped[datetime | None] = mapped_column(index=True, info=OFFICIAL)
    post: Mapped[str] = mapped_column(String(80), info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    @property
    def categories(self) -> list[Category]:
        """The categories that apply, the first one first."""
        return sorted(Category(each) for each in self.ticked)

    def must_be(self, version: int) -> None:
        """Raise AnalysisChanged where the version that was seen is not this one."""
        if self.version != version:
            raise AnalysisChanged

    def must_be_draft(self) -> None:
        """Raise AnalysisFinished where the panel finished it."""
        if self.state is State.FINISHED:
            raise AnalysisFinished

    def touch(self, post: str) -> None:
        """Note that it changed, and by which post."""
        self.post = post
        self.version += 1


class FactorRow(Base):
    """One factor: its fixed word, weight and flag are counted, its story is locked."""

    __tablename__ = "death_analysis_factor"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("deaths_case.id"), index=True, info=OFFICIAL
    )
    key_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    domain: Mapped[Domain] = mapped_column(Choice(Domain), info=SPECIAL_CATEGORY)
    factor: Mapped[Factor] = mapped_column(Choice(Factor), info=SPECIAL_CATEGORY)
    scale: Mapped[str] = mapped_column(String(8), default=SCALE, info=OFFICIAL)
    value: Mapped[int] = mapped_column(info=SPECIAL_CATEGORY)
    modifiable: Mapped[bool] = mapped_column(info=SPECIAL_CATEGORY)
    text: Mapped[bytes | None] = mapped_column(LargeBinary, info=CASE_IDENTIFIER)
    added_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
