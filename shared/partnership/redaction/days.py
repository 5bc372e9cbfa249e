"""Find days in a text, and say them by how far they were from the death."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from partnership.redaction.known import Kind, Known, Mark

_MONTHS = (
    "jan", "feb", "mar", "apr", "may", "jun",
    "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_ORDINAL = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh"
    r"|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth"
    r"|nineteenth|twentieth|thirtieth|(?:twenty|thirty)[- ](?:first|second|third"
    r"|fourth|fifth|sixth|seventh|eighth|ninth))"
)
_DAY = r"(?P<day>\d{1,2})\s*(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4}|['’]?\d{2})"
_FORMS = tuple(
    re.compile(rf"(?<![\w]){form}(?!\d)", re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})\s*[-/.]\s*(?P<number>\d{1,2})\s*[-/.]\s*(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})\s*(?P<sign>[-/. ])\s*(?P<number>\d{1,2})\s*(?P=sign)\s*"
        r"(?P<year>\d{4}|\d{2})",
        rf"{_DAY}[\s-]*(?:of\s+)?{_MONTH}\b\.?(?:[\s,-]*{_YEAR})?",
        rf"{_MONTH}\b\.?\s*{_DAY}\b(?:\s*,?\s*(?P<year>\d{{4}}))?",
        rf"{_ORDINAL}\s+(?:day\s+)?(?:of\s+)?{_MONTH}\b(?:[\s,]*(?P<year>\d{{4}}))?",
        rf"{_MONTH}\b\.?,?\s+(?:of\s+)?(?P<year>\d{{4}})",
        r"(?P<day>\d{1,2})/(?P<number>\d{1,2})(?!/)",
    )
)
# Two digits of a year up to this one are of this century.
_CENTURY, _TURN, _WHOLE = 2000, 60, 100
_LAST_DAY, _LAST_MONTH = 31, 12


def days(text: str, known: Known) -> Iterator[Mark]:
    """Each day of a text, in figures or words, whole or without its year."""
    for form in _FORMS:
        for match in form.finditer(text):
            if _could_be(match):
                yield Mark(
                    start=match.start(),
                    end=match.end(),
                    kind=Kind.DATE,
                    label=said(_read(match), known),
                )


def said(day: date | None, known: Known) -> str:
    """How a day is said in a pack: "3 days before the death", or just "date"."""
    if day is None:
        return "date"
    if day == known.born_on:
        return "date of birth"
    if known.died_on is None:
        return "date"
    return offset((day - known.died_on).days)


def offset(number: int) -> str:
    """Days from the death in words: below nought before it, above it after."""
    if number == 0:
        return "the day of the death"
    much = f"{abs(number):,} {'day' if abs(number) == 1 else 'days'}"
    return f"{much} {'before' if number < 0 else 'after'} the death"


_SAID = re.compile(
    r"date(?: of birth)?|the day of the death|[\d,]+ days? (?:before|after) the death"
)


def is_said(words: str) -> bool:
    """Whether these are the words in which some day is said in a pack."""
    return _SAID.fullmatch(words) is not None


def _could_be(match: re.Match[str]) -> bool:
    """Whether the figures can be those of a day: 90/60 are not."""
    given = match.groupdict()
    day, number = int(given.get("day") or 1), int(given.get("number") or 1)
    both = {day, number}
    return min(both) >= 1 and max(both) <= _LAST_DAY and min(both) <= _LAST_MONTH


def _read(match: re.Match[str]) -> date | None:
    """The day itself, where it is written whole."""
    given = match.groupdict()
    word = (given.get("month") or "").casefold()[:3]
    number = given.get("number") or next(
        (i for i, each in enumerate(_MONTHS, 1) if word and each == word), None
    )
    if not (given.get("day") and number and given.get("year")):
        return None
    year = int(given["year"].strip("'’"))
    if year < _WHOLE:
        year += _CENTURY if year <= _TURN else _CENTURY - _WHOLE
    with suppress(ValueError):
        return date(year, int(number), int(given["day"]))
    return None
