"""Opening a file that somebody brought, in a process with limits on what it may take.

A file that misuses a parser takes down that process and nothing else, and finds no
key, password or database there. What it says comes back through a pipe: nothing of it
is believed further than the caller checks.
"""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Timer
from typing import IO, Any

import orjson

from kit import confined_process
from kit.confined_process import LENGTH, TOO_MUCH

# Without ``site``: what other packages want done at each start is not wanted here.
_COMMAND = (
    sys.executable,
    "-I",
    "-S",
    "-c",
    "import sys; sys.path += sys.argv[4:]\n"
    f"from {confined_process.__name__} import main; main()",
)
_LONGEST_MESSAGE = 256 * 1024 * 1024
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


class Broke(Exception):
    """The process failed in a way that is not the file's fault."""


class TooMuch(Exception):
    """The file takes more time or memory than it may."""


class Process:
    """A process that waits for the one file it will open."""

    def __init__(self, process: subprocess.Popen[bytes], limits: Limits) -> None:
        self.process = process
        self.timer = Timer(limits.clock, process.kill)

    def hand_over(self, name: str, content: bytes) -> None:
        """Give it the file; from now on its time runs."""
        self.timer.start()
        said = name.encode(errors="replace")
        pipe = _pipe(self.process.stdin)
        try:
            pipe.write(LENGTH.pack(len(said)) + said)
            pipe.write(content)
            pipe.close()
        except BrokenPipeError:  # it ended early; what it said last tells why
            with suppress(BrokenPipeError):
                pipe.close()

    def message(self) -> Mapping[str, Any]:
        """The next of what it tells; raises TooMuch at a limit, and Broke."""
        try:
            found = orjson.loads(self.said())
        except orjson.JSONDecodeError as fault:
            raise Broke("The process told what is no message") from fault
        if not isinstance(found, dict):
            raise Broke("The process told what is no message")
        if TOO_MUCH in found:
            raise TooMuch
        return found

    def said(self) -> bytes:
        """The next of what it tells, as it is; raises as ``message`` does."""
        pipe = _pipe(self.process.stdout)
        head = pipe.read(LENGTH.size)
        length = LENGTH.unpack(head)[0] if len(head) == LENGTH.size else 0
        body = pipe.read(length) if length <= _LONGEST_MESSAGE else b""
        if not length or len(body) < length:
            raise self._ended()
        return body

    def _ended(self) -> Exception:
        """Why there is no more to read: it was stopped at a limit, or it is broken."""
        try:
            status = self.process.wait(_A_MOMENT)
        except subprocess.TimeoutExpired:  # it talks nonsense and goes on
            self.process.kill()
            status = self.process.wait()
        if status < 0:
            return TooMuch()
        return Broke(f"The process ended with status {status}")


@contextmanager
def started(function: str, limits: Limits = LIMITS) -> Iterator[Process]:
    """A process for one file, which ends with the context.

    ``function``, written ``module:name``, gets the file's name and bytes there, and
    yields what is told: mappings as JSON, texts and bytes as they are.
    """
    given = [str(limits.memory), str(limits.processor), function]
    with subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
        [*_COMMAND, *given, *filter(None, sys.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # A traceback may quote the file.
        stderr=subprocess.DEVNULL,
        env={},
    ) as process:
        one = Process(process, limits)
        try:
            yield one
        finally:
            one.timer.cancel()
            process.kill()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise Broke("The process was started without its pipes")
    return pipe
