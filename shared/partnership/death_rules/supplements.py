"""Supplementary reporting forms: which ones the circumstances of a death ask for.

The list is data and has editions: a death is asked about with the forms of the edition
that was in force on the day it was notified. Many forms may fit one death.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from partnership.death_rules.circumstances import Circumstance

LISTED = Path(__file__).parent / "supplements.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Supplement:
    """One form: its short word, its title, and what in a death asks for it."""

    word: str
    title: str
    asks: frozenset[Circumstance]


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """The forms in force from a day on."""

    edition: str
    since: date
    source: str
    forms: Sequence[Supplement]


@cache
def editions() -> Sequence[Edition]:
    """Every edition, the earliest first.

    Raises ValueError for a circumstance nobody knows, KeyError for an edition that
    adds to one that is not listed before it.
    """
    found: dict[str, Edition] = {}
    for each in json.loads(LISTED.read_text(encoding="utf-8")):
        before = found[each["adds_to"]].forms if "adds_to" in each else ()
        found[each["edition"]] = Edition(
            edition=each["edition"],
            since=date.fromisoformat(each["from"]),
            source=each["source"],
            forms=(*before, *(_form(form) for form in each["forms"])),
        )
    return sorted(found.values(), key=lambda each: each.since)


def in_force(on: date) -> Edition:
    """The edition in force on a day; the first one for days before it."""
    before = [each for each in editions() if each.since <= on]
    return before[-1] if before else editions()[0]


def asked_for(known: Collection[Circumstance], *, on: date) -> list[Supplement]:
    """The forms that these circumstances ask for, in the order of their list."""
    return [form for form in in_force(on).forms if form.asks & set(known)]


def _form(content: Mapping[str, Sequence[str]]) -> Supplement:
    return Supplement(
        word=str(content["word"]),
        title=str(content["title"]),
        asks=frozenset(Circumstance(each) for each in content["any"]),
    )
