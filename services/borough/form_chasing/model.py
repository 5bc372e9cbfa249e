"""The ladder by which reporting forms are chased: working days that an area sets."""

from collections.abc import Mapping
from datetime import date, datetime, time

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock, working_days
from kit.clock import LONDON
from kit.data_classes import OFFICIAL
from kit.errors import Conflict


class LadderChanged(Conflict):
    """Somebody changed the ladder while you were writing."""

    code = "ladder-changed"


class LadderRow(Base):
    """The working days of this area's ladder: before the due day, and after it."""

    __tablename__ = "form_chasing_ladder"

    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICIAL)
    before: Mapped[int] = mapped_column(info=OFFICIAL)
    late: Mapped[int] = mapped_column(info=OFFICIAL)
    formal: Mapped[int] = mapped_column(info=OFFICIAL)
    set_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    post: Mapped[str] = mapped_column(String(80), info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)


# Until an area sets its own: there is no number in law.
LADDER: Mapping[str, int] = {"before": 3, "late": 5, "formal": 10}


def days_of(row: LadderRow | None) -> Mapping[str, int]:
    """The days of the ladder in force, by their names."""
    if row is None:
        return LADDER
    return {"before": row.before, "late": row.late, "formal": row.formal}


def rungs_due(due_at: datetime, ladder: Mapping[str, int], on: date) -> int:
    """How many rungs of the ladder are climbed on a day.

    Working days in England; the due day itself is the second rung.
    """
    due_on = clock.london_day(due_at)
    noon = datetime.combine(due_on, time(12), LONDON)
    days = [
        working_days.after(noon, -ladder["before"]),
        due_on,
        working_days.after(noon, ladder["late"]),
        working_days.after(noon, ladder["formal"]),
    ]
    return sum(on >= day for day in days)
