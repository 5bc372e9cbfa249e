"""Working days in England: not Saturdays, Sundays or bank holidays."""

from datetime import date, datetime
from functools import cache

import holidays

from kit.clock import LONDON


@cache
def _calendar() -> holidays.HolidayBase:
    return holidays.country_holidays("GB", subdiv="ENG")


def is_one(day: date) -> bool:
    """Whether ``day`` is a working day in England."""
    return _calendar().is_working_day(day)


def after(moment: datetime, days: int) -> date:
    """The day that is ``days`` working days after the day of ``moment`` in London."""
    return _calendar().get_nth_working_day(moment.astimezone(LONDON).date(), days)
