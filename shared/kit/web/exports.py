"""Tables as CSV files that open safely in a spreadsheet."""

import csv as csv_format
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from flask import Response

from kit import clock
from kit.data_classes import DataClass

Cell = str | int | float | Decimal | date | datetime | None

# A cell that begins with one of these is run as a formula by spreadsheets
# (OWASP, "CSV Injection", 2023).
_FORMULA = re.compile(r"^[=+\-@\t\r\n]")
_NUMBER = re.compile(r"^-?\d+(\.\d+)?$")


# Government security classifications (2023): the handling instruction for information
# whose loss would harm people. A file keeps its name wherever it is passed on.
_SENSITIVE = "-official-sensitive"


def csv(
    filename: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    holds: DataClass = DataClass.OFFICIAL,
) -> Response:
    """A download of ``rows`` under ``header``.

    ``holds`` is the most careful class among the cells: the name of a file about
    people ends with the marking.

    UTF-8 with a byte order mark, so Excel reads names and dashes rightly. Numbers
    stay numbers; text that a spreadsheet would run gets an apostrophe in front;
    None is an empty cell; moments are written in UTC.
    """
    page = io.StringIO(newline="")
    writer = csv_format.writer(page)
    writer.writerow([_safe(title) for title in header])
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return Response(
        page.getvalue().encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{_name(filename, holds)}"'
        },
    )


def _safe(cell: Cell) -> str | int | float | Decimal:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return clock.iso(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if not isinstance(cell, str):
        return cell
    text = str(cell)
    risky = _FORMULA.match(text) and not _NUMBER.match(text)
    return f"'{text}" if risky else text


def _name(filename: str, holds: DataClass) -> str:
    """A file name that cannot break out of the header or into a folder."""
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", filename.removesuffix(".csv")).strip("-")
    marking = _SENSITIVE if holds.about_people else ""
    return f"{stem or 'table'}{marking}.csv"
