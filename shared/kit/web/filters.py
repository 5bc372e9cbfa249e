"""How moments, days and numbers are written on every page."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from flask import Flask

from kit.clock import LONDON

UNKNOWN = "–"


def london(moment: datetime | None) -> str:
    """A moment in London: ``21 November 2026 at 3:05pm``."""
    if moment is None:
        return UNKNOWN
    there = moment.astimezone(LONDON)
    return f"{day(there.date())} at {clock_time(moment)}"


def clock_time(moment: datetime) -> str:
    """The time of day in London: ``3:05pm``."""
    there = moment.astimezone(LONDON)
    half = "am" if there.hour < 12 else "pm"
    return f"{there.hour % 12 or 12}:{there.minute:02d}{half}"


def day(value: date | None) -> str:
    """A day: ``21 November 2026``; of a moment, its day in London."""
    if value is None:
        return UNKNOWN
    if isinstance(value, datetime):
        value = value.astimezone(LONDON).date()
    return f"{value.day} {value:%B %Y}"


def number(value: float | Decimal | None, decimals: int = 0) -> str:
    """A number with thousands separated: ``1,234.5``; half is rounded up."""
    if value is None:
        return UNKNOWN
    if not decimals and isinstance(value, float) and value.is_integer():
        # Counts, of which tables are full; a decimal takes six times as long.
        return f"{value:,.0f}".replace("-", "−")
    step = Decimal(1).scaleb(-decimals)
    rounded = Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP)
    return f"{rounded:,}".replace("-", "−")


def register(app: Flask) -> None:
    """Give ``app``'s templates the filters of this module."""
    app.jinja_env.filters.update(
        clock_time=clock_time, london=london, day=day, number=number
    )
