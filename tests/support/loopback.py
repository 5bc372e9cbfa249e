"""A guard on sockets: tests, and what they test, talk to this machine alone."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kit.startup import is_this_machine


class ReachedOut(BaseException):
    """Something tried to connect elsewhere; no `except Exception` may hide it."""


@contextmanager
def only_this_machine() -> Iterator[list[Any]]:
    """Refuse every connection elsewhere; gives the addresses that were tried."""
    tried: list[Any] = []
    ways = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex")}

    def guarded(name: str) -> Any:
        def connect(line: socket.socket, address: Any) -> Any:
            inet = line.family in {socket.AF_INET, socket.AF_INET6}
            if inet and not is_this_machine(str(address[0])):
                tried.append(address)
                line.close()  # who opened it will not come to it
                raise ReachedOut(f"Tests stay on this machine; tried {address}")
            return ways[name](line, address)

        return connect

    for name in ways:
        setattr(socket.socket, name, guarded(name))
    try:
        yield tried
    finally:
        for name, way in ways.items():
            setattr(socket.socket, name, way)
