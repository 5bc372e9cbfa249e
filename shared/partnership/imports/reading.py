"""Opening a CSV or XLSX file safely, as a header and numbered rows of text.

A file is told by what it holds, never by its name alone. Nothing is extracted to disk
and no macro or formula is ever run. What people upload is opened in a process of its
own (``confined``), which imports this module and little else.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from partnership.imports.problems import Unreadable, unreadable

MEGABYTE = 1_000_000
LARGEST_FILE = 10 * MEGABYTE
SHEET = "Figures"
_FORMULA = "=+-@\t\r"

Row = tuple[int, list[str]]


class Table(NamedTuple):
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
        # Here, because most files need none of it, and it takes longer to import
        # than they take to read.
        from partnership.imports import workbook

        return workbook.open_xlsx(content)
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
    first = next(rows, None)
    if first is None:
        raise unreadable("The file has no heading row.", row=1)
    header = first[1]
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


def refuse_formulas(number: int, row: Sequence[str]) -> None:
    """Raise Unreadable for a cell that a spreadsheet would run as a formula."""
    for position, cell in enumerate(row, start=1):
        if cell and cell[0] in _FORMULA and not _is_number(cell):
            column = column_letter(position)
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


def column_letter(position: int) -> str:
    """What a spreadsheet shows above a column; 1 is A, 27 is AA."""
    letters = ""
    while position:
        position, letter = divmod(position - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
