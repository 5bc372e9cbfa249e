"""Reporting periods: reading what people write, showing, sorting and shifting them.

A period is held as text: a year by the year it ends in ("2025" is 2024-25), or a
quarter of it ("2025-Q1" is April to June 2024). Canonical texts sort in time order.
"""

import re

FIRST_YEAR, LAST_YEAR = 1990, 2100
_YEAR = re.compile(r"(\d{4})")
_SPAN = re.compile(r"(\d{4})\s*(?:[-/–]\s*)?(\d{2})")
# Greedy up to the last letter that counts: a long cell must not take long to refuse.
_QUARTER = re.compile(r"(.*[^\s-])[\s-]*Q([1-4])", re.IGNORECASE)
_MONTHS = {
    "1": "April to June",
    "2": "July to September",
    "3": "October to December",
    "4": "January to March",
}


def parse(text: str) -> str:
    """The canonical period for what was written.

    Reads "2025", "202425", "2024-25", "2024/25", "2025-Q1" and "2024-25 Q1".
    Raises ValueError with a sentence that says what is accepted.
    """
    wanted = text.strip()
    quarter = _QUARTER.fullmatch(wanted)
    if quarter:
        return f"{_ending_year(quarter[1], text)}-Q{quarter[2]}"
    return str(_ending_year(wanted, text))


def _ending_year(text: str, original: str) -> int:
    if match := _YEAR.fullmatch(text):
        year = int(match[1])
    elif match := _SPAN.fullmatch(text):
        year = int(match[1]) + 1
        if year % 100 != int(match[2]):
            raise ValueError(
                f"{_short(original)} is not a reporting year: "
                f"the year after {match[1]} is {year % 100:02d}"
            )
    else:
        raise ValueError(
            f"{_short(original)} is not a period; write a year such as 2024-25 "
            "or a quarter such as 2024-25 Q1"
        )
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"{_short(original)} is outside {FIRST_YEAR} to {LAST_YEAR}")
    return year


def _short(text: str) -> str:
    return repr(text if len(text) <= 30 else f"{text[:29]}…")


def year_of(period: str) -> int:
    """The year a canonical period's reporting year ends in."""
    return int(period[:4])


def quarter_of(period: str) -> int | None:
    """1 (April to June) to 4 (January to March), or None for a whole year."""
    return int(period[6]) if len(period) > 4 else None


def shift(period: str, years: int) -> str:
    """The same part of the year, so many years later (earlier when negative)."""
    return f"{year_of(period) + years}{period[4:]}"


def base_period(period: str, lag: int) -> str:
    """The period whose denominator belongs to this one.

    A denominator with a lag is a yearly estimate (population), so a quarter too
    takes the whole year's; without a lag it is counted in the same period.
    """
    return str(year_of(period) - lag) if lag else period


def before(period: str) -> str:
    """The year before a year, or the quarter before a quarter."""
    quarter = quarter_of(period)
    if quarter is None:
        return shift(period, -1)
    if quarter == 1:
        return f"{year_of(period) - 1}-Q4"
    return f"{year_of(period)}-Q{quarter - 1}"


def label(period: str, *, year_end: str = "31 March") -> str:
    """How a page says it: "2024-25", "April to June 2024", "Year to 30 September 2025".

    ``year_end`` is the indicator's: the day its reporting year ends.
    """
    year, quarter = year_of(period), quarter_of(period)
    if quarter is not None:
        return f"{_MONTHS[str(quarter)]} {year if quarter == 4 else year - 1}"
    if year_end != "31 March":
        return f"Year to {year_end} {year}"
    return f"{year - 1}-{year % 100:02d}"


def in_order(periods: set[str] | list[str]) -> list[str]:
    """Earliest first, a year before its quarters."""
    return sorted(periods)
