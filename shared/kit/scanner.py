"""Ask a virus scanner about a file before anything else reads it.

Speaks clamd's INSTREAM (ClamAV, clamd(8)), which other scanners offer too. Where a
scanner is set, a file it did not call clean is not taken: one that is away stops
uploads rather than letting them by.
"""

import socket
import struct

from kit import logs
from kit.errors import Invalid, Unavailable

PATIENCE = 30.0  # seconds for each answer
_CHUNK = 64 * 1024
_LENGTH = struct.Struct(">I")
_LONGEST_ANSWER = 4096
_CLEAN, _FOUND = b"OK", b"FOUND"


class Infected(Invalid):
    """The virus scanner found something harmful in this file. It was not kept."""

    code = "file-infected"


class ScannerAway(Unavailable):
    """The virus scanner does not answer, so files cannot be taken just now."""

    code = "scanner-away"


def scan(address: str, content: bytes) -> None:
    """Pass a file by the scanner at ``host:port``; does nothing where none is set.

    Raises Infected, or ScannerAway for any answer that is neither good nor bad.
    """
    if not address:
        return
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=PATIENCE) as line:
            answer = _ask(line, content)
    except OSError as error:
        _complain("does not answer")
        raise ScannerAway from error
    if answer.endswith(_FOUND):
        _complain("found something")
        raise Infected
    if not answer.endswith(_CLEAN):
        _complain("gave no verdict")
        raise ScannerAway


def _ask(line: socket.socket, content: bytes) -> bytes:
    line.sendall(b"zINSTREAM\0")
    for start in range(0, len(content), _CHUNK):
        chunk = content[start : start + _CHUNK]
        line.sendall(_LENGTH.pack(len(chunk)) + chunk)
    line.sendall(_LENGTH.pack(0))
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
        received = line.recv(_LONGEST_ANSWER)
        if not received:
            break
        answer += received
    return answer.rstrip(b"\0\n")


def _complain(what: str) -> None:
    logs.get_logger(__name__).warning("virus scanner", reason=what)
