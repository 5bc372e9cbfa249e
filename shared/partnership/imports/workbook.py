"""Opening an XLSX workbook: measured while it is unpacked, and only then parsed."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date
from xml.etree.ElementTree import (
    ParseError,
)

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from kit.errors import Unavailable
from partnership.imports.problems import Unreadable, unreadable
from partnership.imports.reading import (
    MEGABYTE,
    SHEET,
    Row,
    Table,
    column_letter,
    refuse_formulas,
)

LARGEST_UNPACKED = 100 * MEGABYTE
MOST_MEMBERS = 2_000
HIGHEST_RATIO = 100
MOST_ROWS = 1_048_576  # Excel's own; a row may claim any number
_AT_ONCE = 256 * 1024
_TYPES = "[Content_Types].xml"
# Names that lead out of a folder, or name a drive or a place on a disk.
_OUTSIDE = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:|\0")
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


def open_xlsx(content: bytes) -> Table:
    """Open a workbook; raises Unreadable for one that is broken, a bomb or a trap."""
    if not openpyxl.DEFUSEDXML:
        raise Unavailable("Spreadsheets cannot be read safely here; upload a CSV file.")
    try:
        _look_inside(content)
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


def _look_inside(content: bytes) -> None:
    """Refuse an archive by its members, counting what they really unpack to."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if len(members) > MOST_MEMBERS:
            raise _too_much()
        for member in members:
            _refuse_member(member)
        # What is declared may be untrue, and members may share the same bytes.
        packed = sum(member.compress_size for member in members)
        most = min(LARGEST_UNPACKED, HIGHEST_RATIO * min(packed, len(content)))
        unpacked = 0
        for member in members:
            for size in _unpacked(archive, member):
                unpacked += size
                if unpacked > most:
                    raise _too_much()
        if b"macroEnabled" in archive.read(_TYPES):
            raise unreadable("The spreadsheet holds macros. Save it as .xlsx.")


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[int]:
    with archive.open(member) as file:
        while chunk := file.read(_AT_ONCE):
            yield len(chunk)


def _refuse_member(member: zipfile.ZipInfo) -> None:
    if member.filename.endswith("vbaProject.bin"):
        raise unreadable("The spreadsheet holds macros. Save it as .xlsx.")
    if _OUTSIDE.search(member.filename):
        raise _broken(ValueError(member.filename))


def _too_much() -> Unreadable:
    return unreadable(
        "The spreadsheet unpacks to far more than its size. Copy the figures into a "
        "new workbook, or upload a CSV file."
    )


def _xlsx_rows(rows: Iterable[tuple[object, ...]]) -> Iterator[Row]:
    try:
        for number, values in enumerate(rows, start=1):
            if number > MOST_ROWS:
                raise _too_much()
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
        return value.replace("\0", "").strip()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    column = column_letter(place + 1)
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
