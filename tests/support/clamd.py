"""A virus scanner for tests: speaks clamd's INSTREAM, knows one harmful text."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

HARMFUL = b"HARMFUL-FOR-TESTS"


@contextmanager
def a_scanner(*, says: bytes | None = None) -> Iterator[tuple[str, list[bytes]]]:
    """Its address, and what it was given; ``says`` is its one answer to everything."""
    given: list[bytes] = []

    class Session(StreamRequestHandler):
        def handle(self) -> None:
            assert self.rfile.read(10) == b"zINSTREAM\0"
            content = b""
            while length := struct.unpack(">I", self.rfile.read(4))[0]:
                content += self.rfile.read(length)
            given.append(content)
            found = b"stream: Test.Harmful FOUND\0" if HARMFUL in content else None
            self.wfile.write(says if says is not None else found or b"stream: OK\0")

    with ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}", given
        finally:
            server.shutdown()
            thread.join()
