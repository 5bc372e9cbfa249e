"""What is told of an uploaded file in the process that opens it.

The heading, batches of rows and the end, or the one problem for which the file cannot
be read. A batch is told as its rows' numbers and widths, then as the text of its cells.
"""

from collections.abc import Iterator
from itertools import islice

from kit.confined_process import Message
from partnership.imports import reading
from partnership.imports.problems import Unreadable

BATCH = 500
TOO_MUCH = (
    "The file takes more time or memory to read than figures do. Copy the figures "
    "into a new workbook, or upload a CSV file."
)
# Stands between cells; no cell holds one: neither kind of file may.
NUL = "\0"


def messages(name: str, content: bytes) -> Iterator[Message | str]:
    """What the file holds, told bit by bit."""
    try:
        table = reading.open_table(name, content)
        yield {"header": table.header, "total": table.rows_total, "ends": table.ends}
        while batch := list(islice(table.rows, BATCH)):
            yield {"rows": [(number, len(row)) for number, row in batch]}
            yield NUL.join(cell for _, row in batch for cell in row)
    except Unreadable as refusal:
        found = refusal.problem
        yield {"fault": [found.row, found.column, found.found, found.problem]}
    else:
        yield {"end": True}
