"""A summary an agency was asked for: when it is due, when it came, what it lacked."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL, SPECIAL_CATEGORY
from kit.db import Choice
from kit.errors import Conflict, Invalid

SUMMARIES = "review_summaries"
# How many days after the due day each reminder goes out; the last one goes to the
# business manager too.
LADDER = (0, 3, 10)


class Completeness(StrEnum):
    """How much of what was asked came."""

    COMPLETE = "complete"
    PARTLY = "in part"
    NOT_KNOWN = "the agency did not know the child"


class AlreadyAsked(Conflict):
    """This agency was asked for a summary for this review already."""

    code = "already-asked"


class SummaryChanged(Conflict):
    """Somebody changed this request while you were writing."""

    code = "summary-changed"


class SummaryRow(Base):
    """One agency's summary for one review; ``chased`` is the last rung it reached."""

    __tablename__ = "summaries_request"
    __table_args__ = (UniqueConstraint("review_id", "agency"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    review_id: Mapped[UUID] = mapped_column(
        ForeignKey("reviews_review.id"), info=OFFICIAL
    )
    agency: Mapped[str] = mapped_column(String(60), info=OFFICIAL)
    asked_on: Mapped[date] = mapped_column(info=OFFICIAL)
    due_on: Mapped[date] = mapped_column(index=True, info=OFFICIAL)
    chased: Mapped[int] = mapped_column(default=0, info=OFFICIAL)
    chased_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    received_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    completeness: Mapped[Completeness | None] = mapped_column(
        Choice(Completeness), info=OFFICIAL
    )
    missing: Mapped[str] = mapped_column(Text, default="", info=SPECIAL_CATEGORY)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    def receive(
        self, on: date, *, completeness: Completeness, missing: str, seen: int
    ) -> None:
        """Note what came; raises SummaryChanged, and Invalid if no gap is named."""
        if self.version != seen:
            raise SummaryChanged
        if not self.asked_on <= on <= clock.today():
            fault = "Use a day from when it was asked for up to today"
            raise Invalid(fault, fields={"on": fault})
        if completeness is Completeness.PARTLY and not missing.strip():
            fault = "Say what is missing"
            raise Invalid(fault, fields={"missing": fault})
        self.received_on, self.completeness = on, completeness
        self.missing = missing.strip()
        self.version += 1

    def climb(self, on: date, *, at: datetime) -> bool:
        """Go up to the rung that is due by a day; whether that is a new one."""
        rung = sum((on - self.due_on).days >= days for days in LADDER)
        if self.received_on is not None or rung <= self.chased:
            return False
        self.chased, self.chased_at = rung, at
        return True
