"""Files made to harm whoever reads them, and a server that counts who was lured."""

import copy
import io
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from openpyxl import Workbook

MEGABYTE = 1_000_000
SHEET = "xl/worksheets/sheet1.xml"
TYPES = "[Content_Types].xml"


def a_workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows or (["a"], ["b"]):
        book.active.append(row)
    page = io.BytesIO()
    book.save(page)
    return page.getvalue()


def with_members(content: bytes, *members: tuple[str, bytes]) -> bytes:
    page = io.BytesIO(content)
    with zipfile.ZipFile(page, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return page.getvalue()


def with_replaced(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """The workbook with a piece of one member replaced."""
    page = io.BytesIO()
    original = zipfile.ZipFile(io.BytesIO(content))
    with original, zipfile.ZipFile(page, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in original.namelist():
            data = original.read(member)
            if member == name:
                assert old in data
                data = data.replace(old, new, 1)
            archive.writestr(member, data)
    return page.getvalue()


def nested_bomb() -> bytes:
    """In the manner of 42.zip: archives of archives of nothing."""
    inner = with_members(_archive(), ("0", b"\0" * 20 * MEGABYTE))
    for _ in range(3):
        inner = with_members(_archive(), *((f"lib{n}.zip", inner) for n in range(16)))
    return inner


def overlapping_bomb(*, padding: int = 0) -> bytes:
    """1,900 members that share the same few bytes: some forty gigabytes."""
    page = io.BytesIO(a_workbook())
    with zipfile.ZipFile(page, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", b"\0" * 20 * MEGABYTE)
        if padding:
            # What does not shrink hides what does.
            stored = zipfile.ZipInfo("xl/media/image2.png")
            archive.writestr(stored, os.urandom(padding))
        bomb = archive.getinfo("xl/media/image1.png")
        archive.filelist += [copy.copy(bomb) for _ in range(1_900)]
    return page.getvalue()


def lying_bomb(*, unpacked: int) -> bytes:
    """A member that says it unpacks to ``unpacked`` bytes, and does to 50 MB."""
    page = io.BytesIO(a_workbook())
    with zipfile.ZipFile(page, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings2.xml", b"\0" * 50 * MEGABYTE)
        archive.getinfo("xl/sharedStrings2.xml").file_size = unpacked
    return page.getvalue()


def quadratic_blowup() -> bytes:
    """One long entity, named twenty thousand times: a gigabyte of text."""
    declared = b'<!DOCTYPE x [<!ENTITY e "' + b"A" * 50_000 + b'">]><worksheet'
    named = with_replaced(a_workbook(), SHEET, b"<worksheet", declared)
    return with_replaced(named, SHEET, b"<sheetData>", b"&e;" * 20_000 + b"<sheetData>")


def far_row() -> bytes:
    """A row that claims to stand a billion rows down."""
    return with_replaced(a_workbook(), SHEET, b'r="2"', b'r="1000000000"')


def wide_rows(number: int = 3_000) -> bytes:
    """Rows with one cell each, in the last column there can be."""
    row = b"".join(
        b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (n, n)
        for n in range(3, number)
    )
    return with_replaced(a_workbook(), SHEET, b"</sheetData>", row + b"</sheetData>")


def luring(address: str) -> Iterator[bytes]:
    """Workbooks that ask whoever reads them to fetch ``address``."""
    there = address.encode()
    for declaration in (
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "%s">]>' % there,
        b'<!DOCTYPE x SYSTEM "%s">' % there,
        b'<!DOCTYPE x [<!ENTITY %% e SYSTEM "%s"> %%e;]>' % there,
    ):
        for name, start in (
            (SHEET, b"<worksheet"),
            ("xl/workbook.xml", b"<workbook"),
            ("xl/styles.xml", b"<styleSheet"),
            ("xl/sharedStrings.xml", b"<sst"),
            (TYPES, b"<Types"),
        ):
            yield with_replaced(a_workbook(), name, start, declaration + start)


def linking(address: str) -> bytes:
    """A workbook whose sheet is said to be somewhere else."""
    return with_replaced(
        a_workbook(),
        "xl/_rels/workbook.xml.rels",
        b'Target="/xl/worksheets/sheet1.xml"',
        b'Target="%s" TargetMode="External"' % address.encode(),
    )


def _archive() -> bytes:
    page = io.BytesIO()
    zipfile.ZipFile(page, "w").close()
    return page.getvalue()


@contextmanager
def canary() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine: its address, and the paths it was asked for."""
    asked: list[str] = []

    class Listening(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing is to be said."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listening)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/canary", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
