"""Tables as files to take away, safe to open in a spreadsheet."""

import re
from collections.abc import Sequence

from flask import Response, has_request_context, request

from kit import spreadsheets
from kit.data_classes import DataClass
from kit.spreadsheets import Rows
from kit.web import limits

Cell = spreadsheets.Cell

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Every address of a CSV file also gives the workbook, asked for as `?as=xlsx`.
AS, WORKBOOK = "as", "xlsx"

# Government security classifications (2023): the handling instruction for information
# whose loss would harm people. A file keeps its name wherever it is passed on.
_SENSITIVE = "-official-sensitive"


def csv(
    filename: str,
    header: Sequence[str],
    rows: Rows,
    *,
    holds: DataClass = DataClass.OFFICIAL,
) -> Response:
    """A download of ``rows`` under ``header``; as a workbook where one is asked for.

    ``holds`` is the most careful class among the cells: the name of a file about
    people ends with the marking. ``kit.spreadsheets`` says how cells are written.
    Raises TooOften for too many a minute.
    """
    if has_request_context():
        limits.spend(limits.EXPORT)
        if request.args.get(AS) == WORKBOOK:
            return xlsx(filename, header, rows, holds=holds)
    content = spreadsheets.as_csv(header, rows)
    return _download(f"{_stem(filename, holds)}.csv", CSV, content)


def xlsx(
    filename: str,
    header: Sequence[str],
    rows: Rows,
    *,
    holds: DataClass = DataClass.OFFICIAL,
) -> Response:
    """The same table as a workbook; counts against no limit by itself."""
    content = spreadsheets.as_xlsx(header, rows)
    return _download(f"{_stem(filename, holds)}.xlsx", XLSX, content)


def _download(name: str, kind: str, content: bytes) -> Response:
    return Response(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _stem(filename: str, holds: DataClass) -> str:
    """A file name that cannot break out of the header or into a folder."""
    plain = re.sub(r"\.(csv|xlsx)\Z", "", filename)
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", plain).strip("-")
    return f"{stem or 'table'}{_SENSITIVE if holds.about_people else ''}"
