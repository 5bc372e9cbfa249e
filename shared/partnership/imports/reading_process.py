"""The process that opens one uploaded file: it has few rights, and knows no secret.

Started by ``confined``, with its limits as arguments. The file's name and bytes come
in by standard input; out go the heading, batches of rows and the end, or the one
problem for which the file cannot be read. A batch is told as its rows' numbers and
widths, then as the text of its cells.
"""

import gc
import json
import resource
import struct
import sys
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, BinaryIO

from partnership.imports import reading
from partnership.imports.problems import Unreadable, unreadable

LENGTH = struct.Struct(">I")
BATCH = 500
TOO_MUCH = (
    "The file takes more time or memory to read than figures do. Copy the figures "
    "into a new workbook, or upload a CSV file."
)
# Stands between cells; no cell holds one: neither kind of file may.
NUL = "\0"
# Enough for what Python opens by itself.
_MOST_OPEN = 32

Message = Mapping[str, Any]


def main() -> None:
    """Read the file that was handed over, and tell what it holds."""
    memory, seconds = map(int, sys.argv[1:3])
    give_up_rights(memory=memory, seconds=seconds)
    gc.disable()  # the process ends before there is much to collect
    asked, told = sys.stdin.buffer, sys.stdout.buffer
    try:
        for message in messages(*_handed_over(asked)):
            _tell(told, message)
    except MemoryError:
        _tell(told, _fault(unreadable(TOO_MUCH)))
    told.flush()


def give_up_rights(*, memory: int, seconds: int) -> None:
    """Take no more memory (bytes) and processor time, and write no file."""
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _MOST_OPEN),
    ):
        resource.setrlimit(what, (most, most))


def messages(name: str, content: bytes) -> Iterator[Message | str]:
    """What the file holds, told bit by bit."""
    try:
        table = reading.open_table(name, content)
        yield {"header": table.header, "total": table.rows_total, "ends": table.ends}
        while batch := list(islice(table.rows, BATCH)):
            yield {"rows": [(number, len(row)) for number, row in batch]}
            yield NUL.join(cell for _, row in batch for cell in row)
    except Unreadable as refusal:
        yield _fault(refusal)
    else:
        yield {"end": True}


def _fault(refusal: Unreadable) -> Message:
    found = refusal.problem
    return {"fault": [found.row, found.column, found.found, found.problem]}


def _handed_over(file: BinaryIO) -> tuple[str, bytes]:
    (length,) = LENGTH.unpack(file.read(LENGTH.size))
    return file.read(length).decode(), file.read()


def _tell(file: BinaryIO, message: Message | str) -> None:
    # The library's own: it takes less long to import than most files to read.
    said = message if isinstance(message, str) else json.dumps(message)
    text = said.encode()
    file.write(LENGTH.pack(len(text)) + text)
