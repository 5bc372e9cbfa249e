"""A planned audit: what is looked at, when, by whom and why, and when again."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit.access.service import Scope
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice
from kit.errors import Conflict, Invalid
from partnership.bodies.model import Identified

TOOLS = "audit_tools"
# A year begins with April; its quarters are counted from there.
QUARTERS = (1, 2, 3, 4)
FIRST_MONTH = 4


class Kind(StrEnum):
    """How an audit is done."""

    SINGLE = "single agency"
    MULTI = "multi-agency"
    SECTION_11 = "section 11"


class Source(StrEnum):
    """What gave rise to an audit."""

    RECOMMENDATION = "recommendation"
    PRIORITY = "priority"
    DATA = "data"
    EARLIER = "earlier audit"


class State(StrEnum):
    """How far an audit has come."""

    PLANNED = "planned"
    RUNNING = "running"
    REPORTED = "reported"
    DROPPED = "dropped"


COLOURS: Mapping[State, str] = {
    State.PLANNED: "grey",
    State.RUNNING: "yellow",
    State.REPORTED: "green",
    State.DROPPED: "orange",
}


class AuditChanged(Conflict):
    """Somebody else changed this audit since you opened the page."""

    code = "audit-changed"


class StepTooEarly(Conflict):
    """This step cannot be taken from where the audit stands."""

    code = "audit-step-too-early"


class PlannedRow(Identified, Base):
    """One audit in the schedule.

    ``year`` is the one its financial year begins in. ``again_of`` is the audit it
    repeats; ``again_on`` the day by which it is itself to be repeated, set when it is
    reported. ``recommendation_id`` is the one it came from, where one is known.
    """

    __tablename__ = "audit_plan_audit"

    theme: Mapped[str] = mapped_column(String(160), info=OFFICIAL)
    kind: Mapped[Kind] = mapped_column(Choice(Kind), info=OFFICIAL)
    year: Mapped[int] = mapped_column(index=True, info=OFFICIAL)
    quarter: Mapped[int] = mapped_column(info=OFFICIAL)
    body: Mapped[str | None] = mapped_column(String(60), info=OFFICIAL)
    source: Mapped[Source] = mapped_column(Choice(Source), info=OFFICIAL)
    because: Mapped[str] = mapped_column(Text, default="", info=OFFICIAL)
    recommendation_id: Mapped[UUID | None] = mapped_column(info=OFFICIAL)
    again_of: Mapped[UUID | None] = mapped_column(
        ForeignKey("audit_plan_audit.id"), index=True, info=OFFICIAL
    )
    state: Mapped[State] = mapped_column(
        Choice(State), default=State.PLANNED, info=OFFICIAL
    )
    reported_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    again_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    dropped_because: Mapped[str] = mapped_column(Text, default="", info=OFFICIAL)
    made_by: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    @property
    def scope(self) -> Scope:
        """Whose it is: the body's that owns it."""
        return Scope(record=str(self.id), body=self.body)

    def must_be_seen(self, version: int) -> None:
        """Raise AuditChanged unless ``version`` is the present one."""
        if version != self.version:
            raise AuditChanged

    def must_be(self, *states: State) -> None:
        """Raise StepTooEarly unless it stands in one of these states."""
        if self.state not in states:
            raise StepTooEarly

    def begin(self) -> None:
        """Be under way; raises StepTooEarly."""
        self.must_be(State.PLANNED)
        self._move(State.RUNNING)

    def report(self, *, on: date, again_on: date | None) -> None:
        """Be done, and due again by a day; raises StepTooEarly and Invalid."""
        self.must_be(State.PLANNED, State.RUNNING)
        if again_on is not None and again_on <= on:
            fault = "It must be done again after the day it is reported"
            raise Invalid(fault, fields={"again_on": fault})
        self.reported_on, self.again_on = on, again_on
        self._move(State.REPORTED)

    def drop(self, because: str) -> None:
        """Not be done, with the reason; raises StepTooEarly."""
        self.must_be(State.PLANNED)
        self.dropped_because = because
        self._move(State.DROPPED)

    def _move(self, state: State) -> None:
        self.state, self.version = state, self.version + 1


def check_quarter(quarter: int) -> None:
    """Raise Invalid naming ``quarter`` for one that a year does not have."""
    if quarter not in QUARTERS:
        fault = "Choose a quarter from 1 to 4"
        raise Invalid(fault, fields={"quarter": fault})


def year_of(day: date) -> int:
    """The year in which the financial year of a day begins."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def year_words(year: int) -> str:
    """A financial year as people say it, such as 2026-27."""
    return f"{year}-{(year + 1) % 100:02}"


def quarter_ends(year: int, quarter: int) -> date:
    """The first day after a quarter of a financial year."""
    month = FIRST_MONTH + 3 * quarter
    return date(year + (month > 12), month - 12 if month > 12 else month, 1)
