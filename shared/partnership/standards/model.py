"""A standard is a list of items in sections; versions of it can be told apart by word.

Values in, values out: leadership publishes standards, boroughs receive them, and both
read them by these rules (``queries.diff`` tells two versions apart). The scale of four
words is the one inspections of children's services use; grades on it are counted,
never averaged.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kit.errors import Invalid, NotFound

Details = Mapping[str, str | int]

# What a borough adds beside the shared items is told from them by its identifier.
LOCAL = "L-"
IDENTIFIER = re.compile(r"(?!L-)[A-Z][A-Z0-9]{1,11}")
LOCAL_IDENTIFIER = re.compile(r"L-[0-9]{1,4}")
TEXT_LENGTH = 1000
HELP_LENGTH = 2000
SECTION_LENGTH = 120
SCALES = {
    "four_words": (
        "Outstanding",
        "Good",
        "Requires improvement to be good",
        "Inadequate",
    ),
    "zero_to_three": (
        "0: Not in place",
        "1: Begun",
        "2: In place",
        "3: In place and shown to work",
    ),
}


class Kind(StrEnum):
    """What a standard defines."""

    INDICATOR_SET = "indicator_set"
    AUDIT_TOOL = "audit_tool"
    SECTION_11_TOOL = "section_11_tool"
    COURSE_STANDARD = "course_standard"
    CHILD_DEATH_RETURN = "child_death_return"
    PROCESS = "process"
    THRESHOLD_DOCUMENT = "threshold_document"

    @property
    def words(self) -> str:
        """The kind as people say it; what schools answer is of section 175."""
        if self is Kind.SECTION_11_TOOL:
            return "Section 11 or 175 tool"
        return self.value.replace("_", " ").capitalize()


class Position(StrEnum):
    """Where a borough stands on a version of a standard; no position is "not yet"."""

    ADOPTED = "adopted"
    VARIED = "varied"
    DECLINED = "declined"


class Form(StrEnum):
    """How a detail of an item is entered."""

    WORDS = "words"
    LINES = "lines"
    NUMBER = "number"
    CHOICE = "choice"


class UnknownItem(NotFound):
    """This item is not in this version of the standard."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Detail:
    """One fixed key that items of a kind carry beside their words."""

    key: str
    label: str
    form: Form = Form.WORDS
    required: bool = True
    choices: Sequence[str] = ()
    low: int = 0
    high: int = 10_000


_SCORES = tuple(
    Detail(key=f"score_{n}", label=f"What scores {n}", form=Form.LINES)
    for n in range(4)
)
DETAILS: Mapping[Kind, Sequence[Detail]] = {
    Kind.INDICATOR_SET: (),
    Kind.AUDIT_TOOL: (
        Detail(key="scale", label="Scale", form=Form.CHOICE, choices=("four_words",)),
    ),
    Kind.SECTION_11_TOOL: (
        Detail(
            key="scale", label="Scale", form=Form.CHOICE, choices=("zero_to_three",)
        ),
        *_SCORES,
    ),
    Kind.COURSE_STANDARD: (
        Detail(key="level", label="Group", form=Form.CHOICE, choices=("A", "B", "C")),
        Detail(
            key="prerequisite_level",
            label="Group to have done first",
            form=Form.CHOICE,
            required=False,
            choices=("A", "B"),
        ),
        Detail(
            key="refresh_months",
            label="Refresh after how many months",
            form=Form.NUMBER,
            low=1,
            high=120,
        ),
        Detail(key="outcomes", label="What learners can do", form=Form.LINES),
    ),
    Kind.CHILD_DEATH_RETURN: (
        Detail(
            key="answer",
            label="Answered with",
            form=Form.CHOICE,
            choices=("a date", "a number", "a choice", "yes or no", "words"),
        ),
        Detail(key="choices", label="Choices", form=Form.LINES, required=False),
    ),
    Kind.PROCESS: (
        Detail(key="owner", label="Who does it"),
        Detail(key="days", label="Within how many days", form=Form.NUMBER, high=400),
        Detail(
            key="counted_in",
            label="Counted in",
            form=Form.CHOICE,
            choices=("working days", "calendar days"),
        ),
        Detail(key="counted_from", label="Counted from"),
    ),
    Kind.THRESHOLD_DOCUMENT: (
        Detail(key="level", label="Level", form=Form.NUMBER, low=1, high=9),
        Detail(key="response", label="What is offered", form=Form.LINES),
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One thing a standard says: a question, a course, a step, a level, an indicator.

    ``id`` stays the same from version to version and is never given to another item.
    ``details`` has the keys of the standard's kind; see ``DETAILS``.
    """

    id: str
    section: str
    text: str
    help: str = ""
    details: Details = field(default_factory=dict)

    @property
    def scale(self) -> Sequence[str]:
        """The words of the scale it is graded on; none where it is not graded."""
        return SCALES.get(str(self.details.get("scale", "")), ())

    def score_words(self, score: int) -> str:
        """What a score on the scale of 0 to 3 means for this item."""
        return str(self.details.get(f"score_{score}", ""))


def read_items(entries: Iterable[Mapping[str, Any]]) -> tuple[Item, ...]:
    """Items from the JSON of a message, a file or a column."""
    return tuple(
        Item(
            id=str(entry["id"]),
            section=str(entry["section"]),
            text=str(entry["text"]),
            help=str(entry.get("help") or ""),
            details=dict(entry.get("details") or {}),
        )
        for entry in entries
    )


def read_indicators(entries: Iterable[Mapping[str, Any]]) -> tuple[Item, ...]:
    """The definitions of an indicator set as items, so that they compare alike."""
    kept = ("numerator", "denominator", "unit", "polarity", "supplier", "frequency",
            "year_end", "source")  # fmt: skip
    return tuple(
        Item(
            id=str(entry["id"]),
            section="Indicators",
            text=str(entry["title"]),
            help=str(entry["definition"]),
            details={name: str(entry[name]) for name in kept if entry.get(name)},
        )
        for entry in entries
    )


def write_items(items: Iterable[Item]) -> list[dict[str, Any]]:
    """The JSON of items: what ``read_items`` reads."""
    return [
        {
            "id": item.id,
            "section": item.section,
            "text": item.text,
            "help": item.help,
            "details": dict(item.details),
        }
        for item in items
    ]


def sections(items: Iterable[Item]) -> tuple[str, ...]:
    """The sections in the order of their first items."""
    return tuple(dict.fromkeys(item.section for item in items))


def find_item(items: Iterable[Item], identifier: str) -> Item:
    """The item of that identifier; raises UnknownItem."""
    for item in items:
        if item.id == identifier:
            return item
    raise UnknownItem


def check(kind: Kind, items: Sequence[Item]) -> None:
    """Raise Invalid unless these items can be published as a standard of this kind."""
    if not items:
        raise Invalid("A standard needs at least one item before it is published.")
    seen: set[str] = set()
    for item in items:
        check_item(kind, item)
        if item.id in seen:
            raise Invalid(f"{item.id} stands for two items.")
        seen.add(item.id)


def check_item(kind: Kind, item: Item) -> None:
    """Raise Invalid naming the field of an item that cannot be used."""
    if not IDENTIFIER.fullmatch(item.id) and not LOCAL_IDENTIFIER.fullmatch(item.id):
        _refuse("id", f"{item.id} is not an identifier of an item")
    for name, words, most in (
        ("section", item.section, SECTION_LENGTH),
        ("text", item.text, TEXT_LENGTH),
        ("help", item.help, HELP_LENGTH),
    ):
        if not words.strip() and name != "help":
            _refuse(name, f"Enter the {name}")
        if len(words) > most:
            _refuse(name, f"Use {most} characters or fewer")
    if kind is not Kind.INDICATOR_SET:
        check_details(kind, item.details)


def check_details(kind: Kind, details: Details) -> None:
    """Raise Invalid naming the key of a detail that is missing, strange or unknown."""
    known = {each.key: each for each in DETAILS[kind]}
    for key in details.keys() - known.keys():
        _refuse(key, f"A {kind.words.lower()} has no {key}")
    for key, each in known.items():
        value = details.get(key, "")
        if value == "":
            if each.required:
                _refuse(key, f"{each.label}: enter it")
            continue
        _check_value(each, value)


def _check_value(detail: Detail, value: str | int) -> None:
    if detail.form is Form.NUMBER:
        if not isinstance(value, int) or not detail.low <= value <= detail.high:
            _refuse(
                detail.key,
                f"{detail.label}: enter a number from {detail.low} to {detail.high}",
            )
    elif not isinstance(value, str) or len(value) > HELP_LENGTH:
        _refuse(detail.key, f"{detail.label}: use {HELP_LENGTH} characters or fewer")
    elif detail.choices and value not in detail.choices:
        _refuse(detail.key, f"{detail.label}: choose one of those listed")


def _refuse(name: str, fault: str) -> None:
    raise Invalid(fault, fields={name: fault})
