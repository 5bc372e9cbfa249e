"""Grades beside grades: what an agency said, a moderator, and agencies together.

None takes another's place, and no grade is ever worked out from others: there is no
average of words. What can be said of many is how many there are of each.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from borough.case_audits.model import Grade
from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL, SPECIAL_CATEGORY
from kit.db import Choice
from kit.errors import Conflict, Invalid

# Agencies this many steps apart on one case are talked about.
WIDE = 2


class GradeChanged(Conflict):
    """Somebody else graded this since you opened it."""

    code = "grade-changed"


class NotAgreed(Conflict):
    """A grade is not agreed yet, a form is still out, or an alert is open."""

    code = "not-agreed"


class ModeratedRow(Base):
    """A moderator's grade beside an agency's own; a later one has a higher version."""

    __tablename__ = "audit_grades_moderated"

    tool_id: Mapped[UUID] = mapped_column(
        ForeignKey("case_audits_tool.id"), primary_key=True, info=OFFICIAL
    )
    domain: Mapped[int] = mapped_column(primary_key=True, info=OFFICIAL)
    version: Mapped[int] = mapped_column(primary_key=True, info=OFFICIAL)
    grade: Mapped[Grade] = mapped_column(Choice(Grade), info=OFFICIAL)
    rationale: Mapped[str] = mapped_column(Text, info=SPECIAL_CATEGORY)
    post: Mapped[str] = mapped_column(String(120), info=PERSONAL)
    written_by: Mapped[UUID] = mapped_column(info=PERSONAL)
    at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)


class AgreedRow(Base):
    """What agencies agreed of one domain of one case; ``grade`` None: does not apply.

    ``meeting_id`` is the joint meeting. A later one stands beside it with a higher
    version.
    """

    __tablename__ = "audit_grades_agreed"

    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("case_audits_case.id"), primary_key=True, info=OFFICIAL
    )
    domain: Mapped[int] = mapped_column(primary_key=True, info=OFFICIAL)
    version: Mapped[int] = mapped_column(primary_key=True, info=OFFICIAL)
    grade: Mapped[Grade | None] = mapped_column(Choice(Grade), info=OFFICIAL)
    because: Mapped[str] = mapped_column(Text, default="", info=SPECIAL_CATEGORY)
    meeting_id: Mapped[UUID | None] = mapped_column(info=OFFICIAL)
    written_by: Mapped[UUID] = mapped_column(info=PERSONAL)
    at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Distribution:
    """How many of each grade, the best first; ``n`` in all. Nothing is averaged."""

    counts: Mapping[Grade, int]
    not_applicable: int

    @property
    def n(self) -> int:
        """How many have a grade."""
        return sum(self.counts.values())


def distribution(grades: Iterable[Grade | None]) -> Distribution:
    """Count grades; None is a domain that does not apply."""
    found = list(grades)
    return Distribution(
        counts={grade: found.count(grade) for grade in Grade},
        not_applicable=found.count(None),
    )


def steps_apart(grades: Iterable[Grade | None]) -> int:
    """How many steps lie between the best and the worst of these; 0 for none or one."""
    order = list(Grade)
    places = [order.index(each) for each in grades if each is not None]
    return max(places) - min(places) if places else 0


def is_wide(grades: Iterable[Grade | None]) -> bool:
    """Whether agencies see one case so differently that they should talk about it."""
    return steps_apart(grades) >= WIDE


def check_because(grades: Iterable[Grade | None], because: str) -> None:
    """Raise Invalid naming ``because`` for a wide spread settled without a word."""
    if is_wide(grades) and not because.strip():
        fault = "Agencies were two or more steps apart: say how they came to agree"
        raise Invalid(fault, fields={"because": fault})
