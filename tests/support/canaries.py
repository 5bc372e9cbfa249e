"""Marked people that nobody is, and the places where no mark may ever be found."""

import base64
import re
import sqlite3
from collections.abc import Iterator
from email import policy
from email.parser import BytesParser
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import orjson

from tests.support.visitor import Box, File

NAME = "Quillon Canaryworth"
EMAIL = "quillon.canaryworth@canary.example.org"
NHS_NUMBER = "9990017823"
BORN = ("27", "3", "2011")
ADDRESS = "17 Canarywren Lane"
POSTCODE = "ZZ99 9QC"
PASSWORD = "canarypass heather mill"
STORY = f"{NAME}, {NHS_NUMBER}, born 2011-03-27, of {ADDRESS}, {POSTCODE} fell ill"
MARKS = re.compile(
    r"canary|999 ?001 ?7823|2011-0?3-27|27(th)? march 2011|27/0?3/2011|zz99 ?9qc",
    re.IGNORECASE,
)
# Every cell is wrong in a way of its own.
UPLOAD = File(
    name=f"{NAME} {NHS_NUMBER}.csv",
    content=(
        "measure,area,period,value\n"
        f"{NAME},E09000016,2025,1\n"
        f"children_in_need,{POSTCODE},2025,1\n"
        f"children_in_need,E09000016,2011-03-27,1\n"
        f"children_in_need,E09000016,2025,{NHS_NUMBER} {ADDRESS}\n"
        f'children_in_need,E09000016,2025,"=HYPERLINK(""{EMAIL}"")"\n'
    ).encode(),
)


def marks(text: str) -> set[str]:
    """The marks in a text, however an address or a page would write them."""
    plain = unescape(unquote_plus(text))
    return {found.group().lower() for found in MARKS.finditer(f"{text} {plain}")}


def as_a_person_would(box: Box) -> Any:
    """Type marks where a person types; choose what comes first where they choose."""
    if box.kind == "file":
        return UPLOAD
    for part, value in zip(("day", "month", "year"), BORN, strict=True):
        if box.name.endswith(f"-{part}"):
            return value
    if box.typed:
        return _typed(box)
    if box.kind == "select":
        return next((one for one in box.choices if one), "")
    return box.value


def _typed(box: Box) -> str:
    if box.kind == "password":
        return PASSWORD
    if box.kind == "email" or "email" in box.name:
        return EMAIL
    if box.numeric:
        return NHS_NUMBER
    return STORY


def as_somebody_careful(box: Box) -> Any:
    """Type what is taken where that is not marked itself, and marks elsewhere."""
    if box.name.endswith(("-day", "-month", "-year")):
        return ""
    taken = {"record": "CP-2026-7", "agency": "police", "body": "a-panel"}
    if box.typed and box.name in taken:
        return taken[box.name]
    if box.typed and box.numeric:
        return "12"
    if box.typed and (box.kind == "email" or "email" in box.name):
        return f"new.{EMAIL}"
    return NAME if box.kind == "text" else as_a_person_would(box)


def all_wrong(box: Box) -> Any:
    """Put marks where nobody could type them too; only the form's token is right."""
    if box.name == "csrf_token":
        return box.value
    return UPLOAD if box.kind == "file" else f"{NAME} {NHS_NUMBER}"


def bundles(database: Path) -> Iterator[dict[str, Any]]:
    """The events a member sent, as they left."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT raw FROM exchange_sent_bundle").fetchall()
    for (raw,) in rows:
        _header, payload, _signature = bytes(raw).split(b".")
        padded = payload + b"=" * (-len(payload) % 4)
        yield from orjson.loads(base64.urlsafe_b64decode(padded))["events"]


def letters(folder: Path) -> Iterator[str]:
    """Each letter a member wrote: its headers but the recipient's, and its text."""
    for file in sorted(folder.glob("*.eml")):
        letter = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
        del letter["To"]
        body = letter.get_body()
        yield f"{letter.items()} {body.get_content() if body else ''}"


def rows(database: Path, table: str) -> Iterator[str]:
    """Each row of a table, as one text."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        yield from map(str, connection.execute(f"SELECT * FROM {table}"))  # noqa: S608 - our own names
