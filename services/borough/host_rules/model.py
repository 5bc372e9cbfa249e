"""House rules of a host: cancelling, lateness, charges and who is spared them.

Each borough sets its own. An event keeps the rules of the day it was planned, so that
nobody is charged by rules they could not have read.
"""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock, working_days
from kit.clock import LONDON
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice

# A session or course of more than this is a whole day, for what is charged.
HALF_DAY = timedelta(hours=4)


class Late(StrEnum):
    """What somebody is who came too late to a session."""

    PART = "there in part"
    ABSENT = "absent"


class RuleRow(Base):
    """The rules from one day on.

    ``cancel_days`` and ``close_days`` are working days before the first session;
    ``hold_days`` are calendar days; charges are in pence; ``exempt`` are agencies'
    slugs; ``keep_months`` is how long after an event names and addresses are kept.
    """

    __tablename__ = "host_rules_rule"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    from_on: Mapped[date] = mapped_column(unique=True, info=OFFICIAL)
    cancel_days: Mapped[int] = mapped_column(info=OFFICIAL)
    close_days: Mapped[int] = mapped_column(info=OFFICIAL)
    hold_days: Mapped[int] = mapped_column(info=OFFICIAL)
    half_day_pence: Mapped[int] = mapped_column(info=OFFICIAL)
    full_day_pence: Mapped[int] = mapped_column(info=OFFICIAL)
    late_minutes: Mapped[int] = mapped_column(info=OFFICIAL)
    late_is: Mapped[Late] = mapped_column(Choice(Late), info=OFFICIAL)
    keep_months: Mapped[int] = mapped_column(info=OFFICIAL)
    exempt: Mapped[list[Any]] = mapped_column(default=list, info=OFFICIAL)
    set_by: Mapped[UUID] = mapped_column(info=PERSONAL)
    set_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)


def last_moment(first: datetime, days: int) -> datetime:
    """The end of the working day that is ``days`` working days before ``first``.

    With no days it is ``first`` itself.
    """
    if days == 0:
        return first
    day = working_days.after(first, -days)
    end = datetime.combine(day + timedelta(days=1), time(), LONDON)
    return end - timedelta(microseconds=1)
