"""Opening a CSV or XLSX file safely, as a header and numbered rows of text.

Nothing is extracted to disk, no macro or formula is ever run, and a file that would
unpack to more than it should is refused before it is unpacked.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import (
    ParseError,
)

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from kit.errors import Unavailable
from partnership.imports.problems import Unreadable, unreadable

MEGABYTE = 1_000_000
LARGEST_FILE = 10 * MEGABYTE
LARGEST_UNPACKED = 100 * MEGABYTE
MOST_MEMBERS = 2_000
HIGHEST_RATIO = 100
SHEET = "Figures"
_FORMULA = "=+-@\t\r"
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """An opened file.

    ``rows`` are read as they are asked for, each with the number a spreadsheet shows
    beside it; ``rows_total`` is an upper estimate, 0 when unknown; ``ends`` says
    whether the last line was finished.
    """

    header: list[str]
    rows: Iterator[Row]
    rows_total: int
    ends: bool


def open_table(name: str, content: bytes) -> Table:
    """Open a file by what it holds; raises Unreadable naming row and column."""
    check_size(len(content))
    if not content.strip():
        raise unreadable("The file is empty. Choose the file that holds the figures.")
    suffix = name.rpartition(".")[2].casefold()
    if suffix in {"xls", "xlsm", "xlsb", "ods"} or content.startswith(b"\xd0\xcf\x11"):
        raise unreadable(
            "This kind of spreadsheet is not accepted. Save it as .xlsx or as "
            "“CSV UTF-8” and upload that file.",
            found=name,
        )
    if content.startswith(b"PK"):
        return _open_xlsx(content)
    return _open_csv(content)


def check_size(size: int) -> None:
    """Refuse a file over the limit before anything of it is looked at."""
    if size > LARGEST_FILE:
        raise unreadable(
            f"The file is {size / MEGABYTE:.1f} MB; the limit is "
            f"{LARGEST_FILE // MEGABYTE} MB. Split it, for example by year."
        )


def _open_csv(content: bytes) -> Table:
    text = _decode(content)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows = _csv_rows(reader)
    header = next(rows)[1]
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        raise unreadable(
            "The columns are not separated by commas. Save the file as “CSV UTF-8”.",
            row=1,
            found=header[0],
        )
    return Table(
        header=[cell.strip() for cell in header],
        rows=rows,
        rows_total=text.count("\n"),
        ends=text.endswith(("\n", "\r")),
    )


def _decode(content: bytes) -> str:
    nul = content.find(b"\0")
    if nul >= 0:
        raise _bad_byte(content, nul)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec counts from behind the byte-order mark.
        offset = len(content) - len(error.object)
        raise _bad_byte(content, error.start + offset) from error


def _bad_byte(content: bytes, position: int) -> Unreadable:
    line = content.count(b"\n", 0, position) + 1
    column = position - (content.rfind(b"\n", 0, position) + 1) + 1
    return unreadable(
        f"The text is not UTF-8: byte {column} of line {line} cannot be read. "
        "Save the file as “CSV UTF-8”.",
        row=line,
        column=f"byte {column}",
        found=f"0x{content[position]:02X}",
    )


def _csv_rows(reader: Iterable[list[str]]) -> Iterator[Row]:
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            if any(row):
                refuse_formulas(number, row)
                yield number, row
    except csv.Error as error:
        raise unreadable(
            f"Row {number + 1} cannot be read ({error}). A quotation mark may be "
            "missing, or the file was cut off.",
            row=number + 1,
        ) from error
    if number == 0:
        raise unreadable("The file has no heading row.", row=1)


def refuse_formulas(number: int, row: Sequence[str]) -> None:
    """Raise Unreadable for a cell that a spreadsheet would run as a formula."""
    for position, cell in enumerate(row, start=1):
        if cell and cell[0] in _FORMULA and not _is_number(cell):
            column = get_column_letter(position)
            raise unreadable(
                f"Cell {column}{number} is a formula. Files must hold plain text "
                "and numbers: paste the values only and upload again.",
                row=number,
                column=column,
                found=cell,
            )


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _open_xlsx(content: bytes) -> Table:
    if not openpyxl.DEFUSEDXML:
        raise Unavailable("Spreadsheets cannot be read safely here; upload a CSV file.")
    try:
        _refuse_bombs(content)
        book = openpyxl.load_workbook(
            # Formulas are asked for, not their last results, so as to refuse them.
            io.BytesIO(content),
            read_only=True,
            data_only=False,
            keep_links=False,
        )
        name = SHEET if SHEET in book.sheetnames else book.sheetnames[0]
        sheet = book[name]
        sheet.reset_dimensions()
    except _BROKEN as error:
        raise _broken(error) from error
    rows = _xlsx_rows(sheet.iter_rows(values_only=True))
    first = next(rows, None)
    if first is None:
        raise unreadable(f"The sheet “{name}” is empty.", row=1)
    header = [cell.strip() for cell in first[1]]
    while header and not header[-1]:
        header.pop()
    return Table(header, _fit(rows, len(header)), rows_total=0, ends=True)


def _broken(error: Exception) -> Unreadable:
    if isinstance(error, Unreadable):
        return error
    return unreadable("The spreadsheet is damaged. Open it, save it again as .xlsx.")


def _refuse_bombs(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        # zipfile never gives out more bytes than a member declares, so these sums
        # hold for what will be unpacked even when the declarations are untrue.
        unpacked = sum(member.file_size for member in members)
        packed = sum(member.compress_size for member in members) or 1
        if any(member.filename.endswith("vbaProject.bin") for member in members):
            raise unreadable("The spreadsheet holds macros. Save it as .xlsx.")
        if (
            len(members) > MOST_MEMBERS
            or unpacked > LARGEST_UNPACKED
            or unpacked / min(packed, len(content)) > HIGHEST_RATIO
        ):
            raise unreadable(
                "The spreadsheet unpacks to far more than its size. Copy the figures "
                "into a new workbook, or upload a CSV file."
            )


def _xlsx_rows(rows: Iterable[tuple[object, ...]]) -> Iterator[Row]:
    try:
        for number, values in enumerate(rows, start=1):
            row = [_text(value, number, place) for place, value in enumerate(values)]
            if any(row):
                refuse_formulas(number, row)
                yield number, row
    except _BROKEN as error:
        raise _broken(error) from error


def _text(value: object, number: int, place: int) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    column = get_column_letter(place + 1)
    raise unreadable(
        f"Cell {column}{number} is a formula. Paste the values only and upload again.",
        row=number,
        column=column,
    )


def _fit(rows: Iterator[Row], width: int) -> Iterator[Row]:
    """A spreadsheet leaves out empty cells at the end of a row; give them back."""
    for number, row in rows:
        while len(row) > width and not row[-1]:
            row.pop()
        yield number, row + [""] * (width - len(row))
