"""Our own layout for figures: its columns, its empty file and reading its rows."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from marshmallow import Schema, ValidationError, fields, validate, validates_schema
from openpyxl import Workbook

from partnership.figures import cells, periods
from partnership.figures.queries import IndicatorView
from partnership.imports.gathering import Cell, Gathered, Known, Memo
from partnership.imports.reading import SHEET

LAYOUT = "template"
COLUMNS = (
    "indicator",
    "measure",
    "area",
    "period",
    "numerator",
    "denominator",
    "value",
    "code",
    "note",
)
EXPLANATIONS = {
    "indicator": "The indicator's number, such as FD06. Empty when you give a measure.",
    "measure": "What is counted, such as referrals. Empty when you give an indicator.",
    "area": "The nine-character ONS code, such as E09000016.",
    "period": "The year, such as 2024-25, or the quarter, such as 2024-25 Q1.",
    "numerator": "With an indicator: the number counted.",
    "denominator": "With an indicator: what it is divided by; empty for population.",
    "value": "With a measure: the number. With an indicator: a value published alone.",
    "code": "Instead of a number nobody has: c, z, x, u, low or :",
    "note": "For people; not stored.",
}
_CODES = ("c", "z", "x", "u", "low", ":")
_TWICE = "another row gives a different number for the same figure"


class _Number(fields.Field[float]):
    """A figure written plainly."""

    def _deserialize(
        self,
        value: object,
        attr: str | None,  # noqa: ARG002 - marshmallow's shape
        data: object,  # noqa: ARG002 - marshmallow's shape
        **_: object,
    ) -> float:
        try:
            number, code = cells.read(str(value))
        except ValueError as error:
            raise ValidationError(str(error)) from error
        if number is None or code is not None:
            raise ValidationError("write the code in the column “code”")
        return number


class _Period(fields.Field[str]):
    """A year or a quarter."""

    def _deserialize(
        self,
        value: object,
        attr: str | None,  # noqa: ARG002 - marshmallow's shape
        data: object,  # noqa: ARG002 - marshmallow's shape
        **_: object,
    ) -> str:
        try:
            return periods.parse(str(value))
        except ValueError as error:
            raise ValidationError(str(error)) from error


class FigureRow(Schema):
    """One row of the template; empty cells are left out before it is read."""

    indicator = fields.String()
    measure = fields.String()
    area = fields.String(
        required=True, error_messages={"required": "write the area's ONS code"}
    )
    period = _Period(
        required=True, error_messages={"required": "write the year or the quarter"}
    )
    numerator = _Number()
    denominator = _Number()
    value = _Number()
    code = fields.String(
        validate=validate.OneOf(_CODES, error="write one of c, z, x, u, low or :")
    )
    note = fields.String()

    @validates_schema
    def _one_subject(self, data: Mapping[str, object], **_: object) -> None:
        if ("indicator" in data) == ("measure" in data):
            raise ValidationError(
                "give an indicator or a measure, one of them", "indicator"
            )
        if "code" in data and (data.keys() & {"numerator", "value"}):
            raise ValidationError("give a number or a code, not both", "code")
        if not data.keys() & {"numerator", "value", "code"}:
            column = "numerator" if "indicator" in data else "value"
            raise ValidationError("write the number, or a code", column)
        if "measure" in data and (data.keys() & {"numerator", "denominator"}):
            raise ValidationError("a measure has its number in “value”", "numerator")


class TemplateReader:
    """Reads rows of our own layout against the known indicators and areas."""

    def __init__(self, header: Sequence[str], known: Known) -> None:
        self._header = header
        self._known = known
        self._schema = FigureRow()
        self._seen: dict[tuple[str, str, str], int] = {}
        self._memo = Memo()

    def __call__(self, number: int, row: list[str], gathered: Gathered) -> None:
        """Take one row in."""
        given = {
            name: text.strip()
            for name, text in zip(self._header, row, strict=True)
            if text.strip()
        }
        data, faults = self._read(given)
        for column, what in faults.items():
            gathered.problems.add(number, column, given.get(column, ""), what)
        if not faults:
            self._take(number, given, data, gathered)

    def _read(
        self, given: Mapping[str, str]
    ) -> tuple[Mapping[str, Any], Mapping[str, str]]:
        """The clean values, or what is wrong by column."""
        unknown = self._unknown(given)
        try:
            return cast("dict[str, Any]", self._schema.load(given)), unknown
        except ValidationError as error:
            found = cast("dict[str, list[str]]", error.messages)
            return {}, {column: texts[0] for column, texts in found.items()} | unknown

    def _take(
        self,
        number: int,
        given: Mapping[str, str],
        data: Mapping[str, Any],
        gathered: Gathered,
    ) -> None:
        subject = data.get("indicator") or data["measure"]
        key = (subject, data["area"], data["period"])
        first = self._seen.setdefault(key, number)
        if first != number:
            what = f"row {first} is for the same figure"
            gathered.problems.add(number, None, " ".join(key), what)
            return
        for measure, period, column, cell in self._figures(data):
            if not gathered.put((measure, data["area"], period), cell):
                found = given.get(column, "")
                gathered.problems.add(number, column, found, _TWICE)

    def _unknown(self, given: Mapping[str, str]) -> dict[str, str]:
        """Names that are spelt well and yet mean nothing here."""
        faults = {}
        if "area" in given and given["area"] not in self._known.areas:
            faults["area"] = "this is not the ONS code of a known area"
        if "indicator" in given and given["indicator"] not in self._known.indicators:
            faults["indicator"] = "this is not an indicator of the set in use"
        if "measure" in given and given["measure"] not in self._known.measures:
            faults["measure"] = "no indicator of the set in use counts this"
        return faults

    def _figures(
        self, data: Mapping[str, object]
    ) -> Iterator[tuple[str, str, str, Cell]]:
        """Measure, period, the column it is from, and the figure."""
        period, code = str(data["period"]), data.get("code")
        missing = None if code is None else str(code)
        if "measure" in data:
            yield str(data["measure"]), period, "value", _cell(data, "value", missing)
            return
        indicator = self._known.indicators[str(data["indicator"])]
        if "numerator" in data or missing is not None:
            cell = _cell(data, "numerator", missing)
            yield indicator.numerator, period, "numerator", cell
        if "value" in data:
            measure = cells.published_measure(indicator.numerator, indicator.unit)
            yield measure, period, "value", _cell(data, "value", None)
        if "denominator" in data and indicator.denominator is not None:
            when = periods.base_period(period, indicator.denominator_lag)
            cell = _cell(data, "denominator", None)
            yield indicator.denominator, when, "denominator", cell


def _cell(data: Mapping[str, object], column: str, code: str | None) -> Cell:
    value = data.get(column)
    return (None, code) if value is None else (float(str(value)), None)


def blank_rows(
    indicators: Sequence[IndicatorView], *, area: str, period: str
) -> list[list[str]]:
    """One row for each indicator, ready to be filled in."""
    return [[row.id, "", area, period, "", "", "", "", row.title] for row in indicators]


def as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """The template as a CSV file that a spreadsheet opens in the right encoding."""
    page = io.StringIO(newline="")
    writer = csv.writer(page)
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return page.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """The template as a workbook, with a second sheet that explains the columns."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    sheet.append(COLUMNS)
    for row in rows:
        sheet.append(list(row))
    notes = book.create_sheet("How to fill it in")
    for column, explanation in EXPLANATIONS.items():
        notes.append([column, explanation])
    page = io.BytesIO()
    book.save(page)
    return page.getvalue()
