"""Opening an uploaded file in a process of its own, with limits on what it may take.

A file that misuses a parser takes down that process and nothing else, and finds no
key, password or database there. Rows come back through a pipe as plain JSON whose
types are checked here: nothing the process says is believed further than that.
"""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Timer
from typing import IO, Any

import orjson

from partnership.imports import reading, reading_process
from partnership.imports.problems import Problem, Unreadable, unreadable
from partnership.imports.reading import Row, Table
from partnership.imports.reading_process import LENGTH, NUL, TOO_MUCH

# Without ``site``: what other packages want done at each start is not wanted here.
_COMMAND = (
    sys.executable,
    "-I",
    "-S",
    "-c",
    "import sys; sys.path += sys.argv[3:]\n"
    f"from {reading_process.__name__} import main; main()",
)
_LONGEST_MESSAGE = 64 * 1024 * 1024
_A_MOMENT = 2.0


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What reading one file may take.

    ``memory`` is in bytes of address space; ``processor`` and ``clock`` in seconds.
    """

    memory: int = 512 * 1024 * 1024
    processor: int = 60
    clock: float = 180.0


LIMITS = Limits()


class ReaderBroke(Exception):
    """The reading process failed in a way that is not the file's fault."""


class Reader:
    """One reading process, which waits for the one file it will read."""

    def __init__(self, process: subprocess.Popen[bytes], limits: Limits) -> None:
        self._process = process
        self.timer = Timer(limits.clock, process.kill)

    def open(self, name: str, content: bytes) -> Table:
        """Open a file by what it holds, as ``reading.open_table`` does.

        Raises Unreadable for the file's faults, a process that took more than its
        limits included, here or while rows are read; ReaderBroke for a fault of ours.
        """
        reading.check_size(len(content))
        self.timer.start()
        _hand_over(self._process, name, content)
        told = _messages(self._process)
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
    arguments = [str(limits.memory), str(limits.processor), *filter(None, sys.path)]
    with subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
        [*_COMMAND, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # A traceback may quote the file.
        stderr=subprocess.DEVNULL,
        env={},
    ) as process:
        started = Reader(process, limits)
        try:
            yield started
        finally:
            started.timer.cancel()
            process.kill()


def _hand_over(process: subprocess.Popen[bytes], name: str, content: bytes) -> None:
    said = name.encode(errors="replace")
    pipe = _pipe(process.stdin)
    try:
        pipe.write(LENGTH.pack(len(said)) + said)
        pipe.write(content)
        pipe.close()
    except BrokenPipeError:  # it ended early; what it said last tells why
        with suppress(BrokenPipeError):
            pipe.close()


def _messages(process: subprocess.Popen[bytes]) -> Iterator[Mapping[str, Any]]:
    """What the process tells until its end; raises what it tells as a fault.

    With rows come their ``cells``, which are texts because they are cut from one.
    """
    while True:
        message = orjson.loads(_said(process))
        if "fault" in message:
            raise _fault(message["fault"])
        if "end" in message:
            return
        if "rows" in message:
            message["cells"] = _said(process).decode().split(NUL)
        yield message


def _said(process: subprocess.Popen[bytes]) -> bytes:
    pipe = _pipe(process.stdout)
    head = pipe.read(LENGTH.size)
    length = LENGTH.unpack(head)[0] if len(head) == LENGTH.size else 0
    body = pipe.read(length) if length <= _LONGEST_MESSAGE else b""
    if not length or len(body) < length:
        raise _ended(process)
    return body


def _ended(process: subprocess.Popen[bytes]) -> Exception:
    """Why there is no more to read: it was stopped at a limit, or it is broken."""
    try:
        status = process.wait(_A_MOMENT)
    except subprocess.TimeoutExpired:  # it talks nonsense and goes on
        process.kill()
        status = process.wait()
    if status < 0:
        return unreadable(TOO_MUCH)
    return ReaderBroke(f"The reading process ended with status {status}")


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


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ReaderBroke("The reading process was started without its pipes")
    return pipe
