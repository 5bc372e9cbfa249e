"""What forms about agencies may carry, and what a file of them may say."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from marshmallow import Schema, fields, validate

from borough.agencies.model import COLUMNS, Entry, Kind
from borough.arrangements.schemas import words_if_any
from kit.errors import Invalid
from partnership.bodies.schemas import choice, day, day_if_any, words
from partnership.imports.problems import Problems, unreadable
from partnership.imports.reading import Table

_DAY = "%d/%m/%Y"
_COLUMN_OF = {"urn": "URN", "until_on": "Last day"}
LONGEST_NAME, LONGEST_POST = 160, 120


class Filter(Schema):
    """Which agencies to list, and as at which day."""

    on = fields.Date(load_default=None, metadata={"label": "The day"})
    kind = fields.String(load_default="")
    lead = fields.String(load_default="")
    page = fields.Integer(load_default=1, metadata={"label": "The page"})


class Sought(Filter):
    """The same with words to look for, which are posted and stand in no address."""

    words = fields.String(
        load_default="",
        validate=validate.Length(max=200, error="Use at most 200 characters"),
        metadata={"label": "The words"},
    )


class Entered(Schema):
    """An agency."""

    seen = fields.Integer(load_default=None)
    name = words("The name", LONGEST_NAME, "Give the agency's name")
    kind = choice(Kind, "Choose what it is")
    urn = fields.String(load_default=None, metadata={"label": "The URN"})
    from_on = day("The first day")
    until_on = day_if_any("The last day")


class EnteredFirst(Entered):
    """A new agency, with its lead."""

    lead = words_if_any("The lead post", LONGEST_POST)


class Leads(Schema):
    """The post that leads on safeguarding."""

    post = words("The post", LONGEST_POST, "Give the title of the post, never a name")
    from_on = day("The first day")


class Upload(Schema):
    """One file."""

    file = fields.Raw(
        required=True, error_messages={"required": "Choose a CSV or XLSX file"}
    )


def read(table: Table) -> tuple[list[Entry], Problems]:
    """Every agency of a file, and everything that is wrong with it.

    Raises Unreadable where the headings are not ours.
    """
    lacking = [name for name in COLUMNS if name not in table.header]
    if lacking:
        fault = f"The file lacks the column “{lacking[0]}”. Use our template."
        raise unreadable(fault, row=1, column=lacking[0])
    problems, entries, seen = Problems(), [], dict[str, int]()
    for number, cells in table.rows:
        entry = _entry(number, _named(table.header, cells), problems)
        if entry is None:
            continue
        first = seen.setdefault(entry.key, number)
        if first != number:
            fault = f"this agency is in row {first} already"
            problems.add(number, "URN" if entry.urn else "Name", entry.key, fault)
        entries.append(entry)
    if not entries and not problems.count:
        problems.add(2, None, "", "there are no rows under the headings")
    return entries, problems


def _named(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    texts = [cell.strip() for cell in cells]
    texts += [""] * (len(header) - len(texts))
    return dict(zip(header, texts, strict=False))


def _entry(number: int, cell: Mapping[str, str], problems: Problems) -> Entry | None:
    before = problems.count
    for column, fault in _wrong(cell):
        problems.add(number, column, cell[column], fault)
    from_on = _day(number, "First day", cell, problems)
    until_on = _day(number, "Last day", cell, problems)
    if problems.count > before or from_on is None:
        return None
    entry = Entry(
        name=cell["Name"],
        kind=Kind(cell["Type"].casefold()),
        urn=cell["URN"] or None,
        lead=cell["Lead post"],
        from_on=from_on,
        until_on=until_on,
    )
    try:
        entry.check()
    except Invalid as fault:
        for name, words_ in fault.fields.items():
            column = _COLUMN_OF[name]
            problems.add(number, column, cell[column], words_)
        return None
    return entry


def _wrong(cell: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if not cell["Name"]:
        yield "Name", "every agency needs a name"
    if cell["Type"].casefold() not in {kind.value for kind in Kind}:
        known = ", ".join(kind.value for kind in Kind)
        yield "Type", f"the type is one of: {known}"
    if not cell["First day"]:
        yield "First day", "every agency needs the day it was first named"
    for column, most in (("Name", LONGEST_NAME), ("Lead post", LONGEST_POST)):
        if len(cell[column]) > most:
            yield column, f"use at most {most} characters"


def _day(
    number: int, column: str, cell: Mapping[str, str], problems: Problems
) -> date | None:
    text = cell[column]
    if not text:
        return None
    try:
        return date.fromisoformat(text.partition("T")[0])
    except ValueError:
        pass
    try:
        return datetime.strptime(text, _DAY).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        fault = "write a real day as 2026-09-01 or 01/09/2026"
        problems.add(number, column, text, fault)
        return None
