"""A case audit: cases without names, and each agency's own look at its work.

A case is known here by a reference made for this audit alone. Who the child is, each
agency knows from its own records: no name, number or date of birth is kept here.
Grades are words on the scale of four, counted and never averaged.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.access.service import Scope
from kit.data_classes import OFFICIAL, PERSONAL, SPECIAL_CATEGORY
from kit.db import Choice
from kit.errors import Conflict, Invalid
from partnership.bodies.model import Identified
from partnership.standards.model import SCALES

FINDINGS = "audit_findings"
OVERALL = 0
OVERALL_WORDS = "Overall"
# No vowels, so that no word comes out, and nothing that looks like something else.
LETTERS = "BCDFGHJKMNPQRSTVWXYZ23456789"
MOST_CASES = 40


class Grade(StrEnum):
    """One word of the scale of four, the best first."""

    OUTSTANDING = "outstanding"
    GOOD = "good"
    REQUIRES_IMPROVEMENT = "requires_improvement"
    INADEQUATE = "inadequate"

    @property
    def words(self) -> str:
        """The grade as the scale says it."""
        return SCALES["four_words"][list(Grade).index(self)]


class ToolState(StrEnum):
    """How far an agency has come with one case."""

    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    COMPLETED = "completed"
    STOPPED = "stopped"


COLOURS: Mapping[ToolState, str] = {
    ToolState.NOT_STARTED: "grey",
    ToolState.IN_PROGRESS: "yellow",
    ToolState.COMPLETED: "green",
    ToolState.STOPPED: "red",
}


class ToolChanged(Conflict):
    """Somebody else of your agency saved this since you opened it."""

    code = "tool-changed"


class CaseAuditChanged(Conflict):
    """Somebody else changed this case audit since you opened the page."""

    code = "case-audit-changed"


class ToolNotOpen(Conflict):
    """This audit form takes no answers now: it is completed, stopped or closed."""

    code = "tool-not-open"


class NotComplete(Conflict):
    """Every domain and the case as a whole need a grade with what shows it."""

    code = "tool-not-complete"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One thing to look at in a domain, as the tool words it."""

    id: str
    text: str
    help: str
    origin: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Domain:
    """One domain that is graded; ``number`` counts from 1, 0 is the case overall."""

    number: int
    title: str
    asked: Sequence[Asked]

    @property
    def origin(self) -> str:
        """Shared where all of it is asked in these words everywhere, local where none.

        Anything between is varied: its grades are not quite like others'.
        """
        origins = {each.origin for each in self.asked}
        if origins <= {"shared"}:
            return "shared"
        return "local" if origins == {"local"} else "varied"

    def packed(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {
            "number": self.number,
            "title": self.title,
            "asked": [
                {"id": e.id, "text": e.text, "help": e.help, "origin": e.origin}
                for e in self.asked
            ],
        }

    @classmethod
    def unpacked(cls, said: Mapping[str, Any]) -> Self:
        """The reverse of ``packed``."""
        asked = [Asked(**each) for each in said["asked"]]
        return cls(number=said["number"], title=said["title"], asked=asked)


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """An agency's own grade of one domain; None where the domain does not apply."""

    grade: Grade | None
    shown_by: str


class CaseAuditRow(Identified, Base):
    """The doing of a planned audit; ``domains`` are packed and fixed when it opens.

    ``agencies`` are slugs. ``meeting_id`` is the joint meeting where one is chosen.
    """

    __tablename__ = "case_audits_audit"

    planned_id: Mapped[UUID] = mapped_column(
        ForeignKey("audit_plan_audit.id"), unique=True, info=OFFICIAL
    )
    theme: Mapped[str] = mapped_column(String(160), info=OFFICIAL)
    standard: Mapped[str] = mapped_column(String(60), info=OFFICIAL)
    standard_version: Mapped[int] = mapped_column(info=OFFICIAL)
    domains: Mapped[list[Any]] = mapped_column(info=OFFICIAL)
    method: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    cohort: Mapped[str] = mapped_column(Text, info=SPECIAL_CATEGORY)
    due_on: Mapped[date] = mapped_column(info=OFFICIAL)
    body: Mapped[str | None] = mapped_column(String(60), info=OFFICIAL)
    meeting_id: Mapped[UUID | None] = mapped_column(info=OFFICIAL)
    opened_on: Mapped[date] = mapped_column(info=OFFICIAL)
    closed_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    @property
    def scope(self) -> Scope:
        """Whose it is: the body's that owns it."""
        return Scope(record=str(self.id), body=self.body)

    def must_be_seen(self, version: int) -> None:
        """Raise CaseAuditChanged unless ``version`` is the present one."""
        if version != self.version:
            raise CaseAuditChanged

    def must_run(self) -> None:
        """Raise ToolNotOpen once it is closed."""
        if self.closed_on is not None:
            raise ToolNotOpen("This case audit is closed.")


class CaseRow(Identified, Base):
    """One case of one audit, by a reference that means nothing anywhere else."""

    __tablename__ = "case_audits_case"
    __table_args__ = (UniqueConstraint("reference"),)

    audit_id: Mapped[UUID] = mapped_column(
        ForeignKey("case_audits_audit.id"), index=True, info=OFFICIAL
    )
    reference: Mapped[str] = mapped_column(String(12), info=SPECIAL_CATEGORY)


class ToolRow(Identified, Base):
    """One agency's look at its own work with one case.

    ``version`` rises with each step and each change of what children and parents say.
    """

    __tablename__ = "case_audits_tool"
    __table_args__ = (UniqueConstraint("case_id", "agency"),)

    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("case_audits_case.id"), info=OFFICIAL
    )
    agency: Mapped[str] = mapped_column(String(60), index=True, info=OFFICIAL)
    state: Mapped[ToolState] = mapped_column(
        Choice(ToolState), default=ToolState.NOT_STARTED, info=OFFICIAL
    )
    child_view: Mapped[str] = mapped_column(Text, default="", info=SPECIAL_CATEGORY)
    parent_view: Mapped[str] = mapped_column(Text, default="", info=SPECIAL_CATEGORY)
    practitioner: Mapped[bool | None] = mapped_column(info=OFFICIAL)
    post: Mapped[str] = mapped_column(String(120), default="", info=PERSONAL)
    completed_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    def must_be_seen(self, version: int) -> None:
        """Raise ToolChanged unless ``version`` is the present one."""
        if version != self.version:
            raise ToolChanged

    def begin(self) -> None:
        """Be in progress from the first answer on; raises ToolNotOpen."""
        if self.state not in (ToolState.NOT_STARTED, ToolState.IN_PROGRESS):
            raise ToolNotOpen
        if self.state is ToolState.NOT_STARTED:
            self.move(ToolState.IN_PROGRESS)

    def stop(self) -> None:
        """Take no answers while a child is made safe; raises ToolNotOpen."""
        if self.state is ToolState.STOPPED:
            raise ToolNotOpen("An immediate risk was raised here already.")
        self.move(ToolState.STOPPED)

    def resume(self) -> None:
        """Take answers again, once an alert is over."""
        self.move(ToolState.IN_PROGRESS)

    def complete(self, *, post: str) -> None:
        """Be done; raises ToolNotOpen."""
        self.begin()
        self.post, self.completed_at = post, clock.now()
        self.move(ToolState.COMPLETED)

    def reopen(self) -> None:
        """Take answers again; raises ToolNotOpen unless it was completed."""
        if self.state is not ToolState.COMPLETED:
            raise ToolNotOpen
        self.completed_at = None
        self.move(ToolState.IN_PROGRESS)

    def move(self, state: ToolState) -> None:
        """Stand in another state, as a new version."""
        self.state, self.version = state, self.version + 1


class GradeRow(Identified, Base):
    """An agency's own grade of one domain of one case; 0 is the case overall."""

    __tablename__ = "case_audits_grade"
    __table_args__ = (UniqueConstraint("tool_id", "domain"),)

    tool_id: Mapped[UUID] = mapped_column(
        ForeignKey("case_audits_tool.id"), info=OFFICIAL
    )
    domain: Mapped[int] = mapped_column(info=OFFICIAL)
    grade: Mapped[Grade | None] = mapped_column(Choice(Grade), info=OFFICIAL)
    shown_by: Mapped[str] = mapped_column(Text, default="", info=SPECIAL_CATEGORY)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)
    written_by: Mapped[UUID] = mapped_column(info=PERSONAL)
    written_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)

    def say(self, verdict: Verdict, *, by: UUID) -> None:
        """Be what is said now; raises Invalid naming ``shown_by`` without words."""
        if not verdict.shown_by.strip():
            fault = "Say what shows it, or why it does not apply"
            raise Invalid(fault, fields={"shown_by": fault})
        if self.domain == OVERALL and verdict.grade is None:
            fault = "Choose a grade for the case as a whole"
            raise Invalid(fault, fields={"grade": fault})
        self.grade, self.shown_by = verdict.grade, verdict.shown_by.strip()
        self.written_by, self.written_at = by, clock.now()
        self.version = (self.version or 0) + 1


def scope_of(tool: ToolRow, audit: CaseAuditRow) -> Scope:
    """Whose a form is: its agency's, and the body's that owns the audit."""
    return Scope(record=str(tool.id), agency=tool.agency, body=audit.body)


def domains_of(items: Iterable[Any]) -> list[Domain]:
    """The domains of a tool: its sections, in the order of their first items."""
    by_section: dict[str, list[Asked]] = {}
    for item in items:
        asked = Asked(
            id=item.id, text=item.text, help=item.help, origin=str(item.origin)
        )
        by_section.setdefault(item.section, []).append(asked)
    return [
        Domain(number=number, title=title, asked=asked)
        for number, (title, asked) in enumerate(by_section.items(), start=1)
    ]


def reference(known: Iterable[str]) -> str:
    """A new reference for a case, by chance alone: nobody's name leads to it."""
    taken = set(known)
    while True:
        made = "C-" + "".join(secrets.choice(LETTERS) for _ in range(6))
        if made not in taken:
            return made
