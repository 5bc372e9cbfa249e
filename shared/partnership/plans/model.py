"""Plans, and the words an area or a plan gives its letters."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from kit import clock
from kit.data_classes import OFFICIAL
from kit.db import Choice, SharedBase
from kit.errors import Conflict, Invalid
from partnership.brag.model import DEFAULTS, Brag, Word

# The area's own words stand beside those of its plans in one table.
AREA = "area"
REF_LENGTH = 30
_REF = re.compile(r"[A-Z0-9]{1,12}(-[A-Z0-9]{1,12}){0,3}\Z")


class Source(StrEnum):
    """What a plan comes from."""

    REVIEW = "review"
    PEER_REVIEW = "peer-review"
    INSPECTION = "inspection"
    AUDIT = "audit"
    SCRUTINY = "scrutiny"
    PRIORITY = "priority"
    MEETING = "meeting"
    OTHER = "other"


SOURCE_WORDS: Mapping[Source, str] = {
    Source.REVIEW: "Learning review",
    Source.PEER_REVIEW: "Peer review",
    Source.INSPECTION: "Inspection",
    Source.AUDIT: "Audit",
    Source.SCRUTINY: "Independent scrutiny",
    Source.PRIORITY: "Priority",
    Source.MEETING: "Meeting",
    Source.OTHER: "Something else",
}


class NotCounted(Conflict):
    """The number of this plan's actions is not known. Say first that it is."""

    code = "not-counted"


class AlreadyCounted(Conflict):
    """The number of this plan's actions is known already."""

    code = "already-counted"


class PlanClosed(Conflict):
    """This plan is closed."""

    code = "plan-closed"


class PlanChanged(Conflict):
    """Somebody changed this plan while you were writing."""

    code = "plan-changed"


class PlanRow(SharedBase):
    """One plan: a set of actions that come from one thing.

    ``counted`` says whether the number of its actions is known: an unknown number is
    never shown as zero. ``last_number`` is the highest number given to an action.
    """

    __tablename__ = "plans_plan"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    ref: Mapped[str] = mapped_column(String(REF_LENGTH), unique=True, info=OFFICIAL)
    title: Mapped[str] = mapped_column(String(200), info=OFFICIAL)
    source: Mapped[Source] = mapped_column(Choice(Source), info=OFFICIAL)
    source_record: Mapped[str | None] = mapped_column(String(80), info=OFFICIAL)
    body: Mapped[str | None] = mapped_column(String(60), index=True, info=OFFICIAL)
    opened_on: Mapped[date] = mapped_column(info=OFFICIAL)
    closed_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    counted: Mapped[bool] = mapped_column(info=OFFICIAL)
    last_number: Mapped[int] = mapped_column(default=0, info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    def must_be(self, version: int) -> None:
        """Raise PlanChanged where the version that was seen is not this one."""
        if self.version != version:
            raise PlanChanged

    def next_ref(self) -> str:
        """The reference of its next action; raises NotCounted and PlanClosed."""
        self._must_be_open()
        if not self.counted:
            raise NotCounted
        self.last_number += 1
        return f"{self.ref}-{self.last_number:03}"

    def count(self) -> None:
        """Say that its actions are known from now on; raises AlreadyCounted."""
        self._must_be_open()
        if self.counted:
            raise AlreadyCounted
        self.counted = True
        self.version += 1

    def close(self, *, on: date) -> None:
        """Close it: no action is added any more. Raises PlanClosed and Invalid."""
        self._must_be_open()
        if on < self.opened_on:
            fault = "A plan cannot be closed before it was opened"
            raise Invalid(fault, fields={"on": fault})
        self.closed_on = on
        self.version += 1

    def _must_be_open(self) -> None:
        if self.closed_on is not None:
            raise PlanClosed


class WordingRow(SharedBase):
    """What one state is called in this area, or in one plan alone."""

    __tablename__ = "plans_wording"

    scope: Mapped[str] = mapped_column(String(40), primary_key=True, info=OFFICIAL)
    brag: Mapped[Brag] = mapped_column(Choice(Brag), primary_key=True, info=OFFICIAL)
    letter: Mapped[str] = mapped_column(String(1), info=OFFICIAL)
    word: Mapped[str] = mapped_column(String(40), info=OFFICIAL)
    meaning: Mapped[str] = mapped_column(String(300), info=OFFICIAL)
    set_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)


def code_of(member: str) -> str:
    """The letters that begin every reference of a member, such as ``HAV``.

    The first three of one word; of several words the first of each.
    """
    words = member.split("-")
    letters = "".join(w[0] for w in words) if len(words) > 2 else words[0][:3]
    return letters.upper()


def checked_ref(member: str, ref: str) -> str:
    """A plan's reference, begun with the member's letters; raises Invalid.

    Two members' references can then never be the same.
    """
    typed = ref.strip().upper()
    if not _REF.match(typed):
        fault = "Use capital letters, digits and hyphens only, such as HAV-CRG"
        raise Invalid(fault, fields={"ref": fault})
    code = code_of(member)
    whole = typed if typed.startswith(f"{code}-") else f"{code}-{typed}"
    if len(whole) > REF_LENGTH - 5:
        fault = f"Use at most {REF_LENGTH - 5} letters"
        raise Invalid(fault, fields={"ref": fault})
    return whole


def worded(
    rows: Mapping[tuple[str, Brag], Word], plan: UUID | None
) -> dict[Brag, Word]:
    """What the states are called: the plan's words, else the area's, else ours."""
    return {
        brag: rows.get((str(plan), brag)) or rows.get((AREA, brag)) or DEFAULTS[brag]
        for brag in Brag
    }
