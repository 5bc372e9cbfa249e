"""Opening an uploaded file of figures in a process of its own (``kit.confined``).

Rows come back as plain JSON whose types are checked here: nothing the process says is
believed further than that.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from kit import confined
from kit.confined import LIMITS, Limits, Process, TooMuch
from partnership.imports import reading, reading_process
from partnership.imports.problems import Problem, Unreadable, unreadable
from partnership.imports.reading import Row, Table
from partnership.imports.reading_process import NUL, TOO_MUCH

_MESSAGES = f"{reading_process.__name__}:{reading_process.messages.__name__}"
ReaderBroke = confined.Broke


class Reader:
    """One reading process, which waits for the one file it will read."""

    def __init__(self, process: Process) -> None:
        self.process = process

    def open(self, name: str, content: bytes) -> Table:
        """Open a file by what it holds, as ``reading.open_table`` does.

        Raises Unreadable for the file's faults, a process that took more than its
        limits included, here or while rows are read; ReaderBroke for a fault of ours.
        """
        reading.check_size(len(content))
        self.process.hand_over(name, content)
        told = _messages(self.process)
        first = next(told)
        return Table(
            header=_header(first["header"]),
            rows=_rows(told),
            rows_total=int(first["total"]),
            ends=bool(first["ends"]),
        )


@contextmanager
def reader(limits: Limits = LIMITS) -> Iterator[Reader]:
    """Start a process that will read one file; it ends with the context."""
    with confined.started(_MESSAGES, limits) as process:
        yield Reader(process)


def _messages(process: Process) -> Iterator[Mapping[str, Any]]:
    """What the process tells until its end; raises what it tells as a fault.

    With rows come their ``cells``, which are texts because they are cut from one.
    """
    try:
        while True:
            message = process.message()
            if "fault" in message:
                raise _fault(message["fault"])
            if "end" in message:
                return
            if "rows" in message:
                cells = process.said().decode().split(NUL)
                message = {**message, "cells": cells}
            yield message
    except TooMuch as fault:
        raise unreadable(TOO_MUCH) from fault


def _rows(told: Iterator[Mapping[str, Any]]) -> Iterator[Row]:
    for message in told:
        cells, start = message["cells"], 0
        for number, width in message["rows"]:
            yield int(number), cells[start : start + width]
            start += width
        if start != len(cells):
            raise ReaderBroke("The reading process told other cells than it counted")


def _header(said: list[object]) -> list[str]:
    return [str(cell) for cell in said]


def _fault(said: list[Any]) -> Unreadable:
    row, column, found, problem = said
    return Unreadable(
        Problem(
            None if row is None else int(row),
            None if column is None else str(column),
            str(found),
            str(problem),
        )
    )
