"""Tables as CSV and XLSX that a spreadsheet shows, and never runs.

Text that people typed may be meant for whoever opens the file (OWASP, "CSV
Injection", 2023). In CSV such text gets an apostrophe in front; in XLSX every text is
said to be text, whatever it begins with.
"""

import csv
import io
import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kit import clock

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Cell = str | int | float | Decimal | date | datetime | None
Rows = Iterable[Sequence[Cell]]

# What begins a formula somewhere, the full-width forms of East Asian keyboards
# included; spaces in front of it do not stop every program.
_FORMULA = re.compile(r"[^\S\t\r\n]*[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile(r"\r\n?")
# Excel's own bounds: longer text makes a file damaged, longer numbers change.
LONGEST_TEXT = 32_767
_LARGEST_NUMBER = 10**15


def as_csv(header: Sequence[str], rows: Rows) -> bytes:
    """UTF-8 with a byte order mark, so Excel reads names and dashes rightly.

    Numbers stay numbers; None is an empty cell; moments are written in UTC.
    """
    page = io.StringIO(newline="")
    writer = csv.writer(page)
    writer.writerow([_in_csv(title) for title in header])
    writer.writerows([_in_csv(cell) for cell in row] for row in rows)
    return page.getvalue().encode("utf-8-sig", errors="replace")


def as_xlsx(header: Sequence[str], rows: Rows) -> bytes:
    """A workbook of one sheet, its heading in bold and always in sight.

    Days are days and numbers are numbers; moments are text in UTC, as in the CSV
    twin. What XML cannot carry is replaced, and text too long for a cell is cut.
    """
    # Here, because few processes ever write a workbook.
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Table")
    sheet.freeze_panes = "A2"
    titles = [_in_sheet(sheet, title) for title in header]
    for cell in titles:
        cell.font = Font(bold=True)
    sheet.append(titles)
    for row in rows:
        sheet.append([_in_sheet(sheet, cell) for cell in row])
    page = io.BytesIO()
    book.save(page)
    return page.getvalue()


def _in_csv(cell: Cell) -> str | int | float | Decimal:
    plain = _plain(cell)
    if not isinstance(plain, str):
        return plain.isoformat() if isinstance(plain, date) else plain
    risky = _FORMULA.match(plain) and not _NUMBER.fullmatch(plain)
    return f"'{plain}" if risky else plain


def _in_sheet(sheet: "WriteOnlyWorksheet", cell: Cell) -> Any:  # noqa: ANN401 - openpyxl's own
    from openpyxl.cell import WriteOnlyCell

    plain = _plain(cell)
    if not isinstance(plain, str):
        return WriteOnlyCell(sheet, _number_or_text(plain))
    text = WriteOnlyCell(sheet, shown(plain) or None)
    if plain:
        # It would be taken for a formula, or an error, by its first character.
        text.data_type = "s"
    return text


def _number_or_text(plain: float | Decimal | date) -> Any:  # noqa: ANN401 - a cell's
    too_long = isinstance(plain, int) and abs(plain) > _LARGEST_NUMBER
    return str(plain) if too_long else plain


def _plain(cell: Cell) -> str | int | float | Decimal | date:
    """The cell as text, number or day; what is unknown or no number is empty."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return clock.iso(cell)
    if isinstance(cell, float | Decimal) and not math.isfinite(cell):
        return ""
    return str(cell) if isinstance(cell, str) else cell


def shown(text: str) -> str:
    """The text as a workbook can carry it."""
    clean = _NOT_XML.sub("\ufffd", _LINE_ENDS.sub("\n", text))
    if len(clean) <= LONGEST_TEXT:
        return clean
    return f"{clean[: LONGEST_TEXT - 1]}…"
