"""The process that opens one file: it has few rights, and knows no secret.

Started by ``confined``, with its limits and the function to call as arguments. The
file's name and bytes come in by standard input; out goes what the function yields,
each with its length before it.
"""

import gc
import json
import resource
import struct
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any, BinaryIO

LENGTH = struct.Struct(">I")
TOO_MUCH = "too much"
# Enough for what Python opens by itself.
_MOST_OPEN = 32

Message = Mapping[str, Any]
Told = Message | str | bytes


def main() -> None:
    """Open the file that was handed over, and tell what it holds."""
    memory, seconds = map(int, sys.argv[1:3])
    module, _, name = sys.argv[3].partition(":")
    told_of = getattr(import_module(module), name)
    give_up_rights(memory=memory, seconds=seconds)
    gc.disable()  # the process ends before there is much to collect
    asked, out = sys.stdin.buffer, sys.stdout.buffer
    try:
        for message in told_of(*_handed_over(asked)):
            _tell(out, message)
    except MemoryError:
        _tell(out, {TOO_MUCH: True})
    out.flush()


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


def _handed_over(file: BinaryIO) -> tuple[str, bytes]:
    (length,) = LENGTH.unpack(file.read(LENGTH.size))
    return file.read(length).decode(), file.read()


def _tell(file: BinaryIO, message: Told) -> None:
    # The library's own: it takes less long to import than most files to read.
    said = json.dumps(message) if isinstance(message, Mapping) else message
    told = said.encode() if isinstance(said, str) else said
    file.write(LENGTH.pack(len(told)) + told)
