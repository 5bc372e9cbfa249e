"""Reporting forms: what agencies are asked about a child who died, by edition.

The main form goes to every agency, a supplementary one with it where what is known of
the death asks for it. A question may be left out: where the notification answers it
already (``known``), or where one agency's answer is enough (``once``) and is there.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from partnership.death_rules import supplements

LISTED = Path(__file__).parent / "reporting_forms.json"
MAIN = "main"


class Kind(StrEnum):
    """How a question is answered."""

    TEXT = "text"
    AREA = "area"
    RADIOS = "radios"


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One question; ``known`` is the detail of a notification that answers it."""

    word: str
    label: str
    kind: Kind
    choices: Sequence[str] = ()
    known: str = ""
    once: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """Questions that belong together; ``form`` is the main one or a supplement."""

    word: str
    title: str
    form: str
    questions: Sequence[Question]


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """The forms in force from a day on."""

    edition: str
    since: date
    source: str
    sections: Sequence[Section]


@cache
def editions() -> Sequence[Edition]:
    """Every edition, the earliest first.

    Raises ValueError for a kind of question nobody knows and for a word that stands
    twice, KeyError for a supplement that is not listed.
    """
    found: dict[str, Edition] = {}
    for each in json.loads(LISTED.read_text(encoding="utf-8")):
        before = found[each["adds_to"]].sections if "adds_to" in each else ()
        edition = Edition(
            edition=each["edition"],
            since=date.fromisoformat(each["from"]),
            source=each["source"],
            sections=(*before, *_sections(each)),
        )
        _check(edition)
        found[edition.edition] = edition
    return sorted(found.values(), key=lambda each: each.since)


def in_force(on: date) -> Edition:
    """The edition in force on a day; the first one for days before it."""
    before = [each for each in editions() if each.since <= on]
    return before[-1] if before else editions()[0]


def of(edition: str) -> Edition:
    """An edition by its name; raises KeyError."""
    return {each.edition: each for each in editions()}[edition]


def to_ask(
    edition: Edition,
    forms: Collection[str],
    *,
    known: Collection[str] = (),
    answered: Collection[str] = (),
) -> list[str]:
    """The words of the questions these forms ask that are new, in their order.

    ``known`` are details of the notification; ``answered`` are questions somebody
    answered already.
    """
    return [
        question.word
        for section in edition.sections
        if section.form in forms
        for question in section.questions
        if question.known not in known
        and not (question.once and question.word in answered)
    ]


def asked(edition: str, words: Iterable[str]) -> list[Section]:
    """The sections of an edition with these questions alone; none that is empty."""
    wanted = set(words)
    cut = [
        replace(each, questions=[q for q in each.questions if q.word in wanted])
        for each in of(edition).sections
    ]
    return [each for each in cut if each.questions]


def left_out(edition: str, forms: Collection[str], words: Iterable[str]) -> list[str]:
    """What these forms ask and a request with these questions left out, as labels."""
    wanted = set(words)
    return [
        question.label
        for section in of(edition).sections
        if section.form in forms
        for question in section.questions
        if question.word not in wanted
    ]


def _sections(content: Mapping[str, Any]) -> list[Section]:
    titles = {
        form.word: form.title
        for edition in supplements.editions()
        for form in edition.forms
    }
    main = [
        Section(
            word=each["word"],
            title=each["title"],
            form=MAIN,
            questions=_questions(each["questions"]),
        )
        for each in content["main"]
    ]
    more = [
        Section(word=word, title=titles[word], form=word, questions=_questions(listed))
        for word, listed in content["supplements"].items()
    ]
    return [*main, *more]


def _questions(listed: Iterable[Mapping[str, Any]]) -> list[Question]:
    return [
        Question(**{**each, "kind": Kind(each.get("kind", Kind.TEXT))})
        for each in listed
    ]


def _check(edition: Edition) -> None:
    words = [each.word for each in edition.sections]
    words += [q.word for each in edition.sections for q in each.questions]
    if len(set(words)) != len(words):
        raise ValueError(f"A word stands twice in edition {edition.edition}.")
