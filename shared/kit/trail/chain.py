"""How one row of the trail is bound to the row before it; values in, values out.

``hash`` is SHA-256 over ``accord-trail-v1``, the row before's hash and each field with
its length before it, so that no two different rows give the same bytes. The detail
stands apart as SHA-256 of its salt and itself: when the law asks for its erasure, salt
and detail go and the chain still holds (UK GDPR, article 17).

``deploy/verify_trail.py`` says the same in words of its own, so that a mistake here
cannot hide itself.
"""

import hashlib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from kit.trail.model import CLOCK_SET_BACK, ERASED, TRAIL

VERSION = b"accord-trail-v1"
NOTHING_BEFORE = "0" * 64
FIELDS = (
    "n",
    "at",
    "actor_id",
    "session_id",
    "role",
    "act",
    "resource",
    "record",
    "purpose",
    "outcome",
    "detail_hash",
)
COLUMNS = (*FIELDS, "detail", "salt", "prev", "hash")
_NULL = b"\xff\xff\xff\xff"

Columns = Mapping[Any, Any]


class Breach(StrEnum):
    """What is wrong with a row, or with the trail at its place."""

    UNREADABLE = "unreadable"
    MISSING = "missing"
    UNLINKED = "unlinked"
    CHANGED = "changed"
    DETAIL_CHANGED = "detail-changed"
    ERASED_IN_SILENCE = "erased-in-silence"
    TIME_GOES_BACK = "time-goes-back"
    ANOTHER_HEAD = "another-head"
    ANOTHER_SIGNED_HEAD = "another-signed-head"
    BAD_SIGNATURE = "bad-signature"


def canonical(values: Sequence[object]) -> bytes:
    """Each value as UTF-8 after its length in four bytes; a null has a length alone."""
    parts = []
    for value in values:
        if value is None:
            parts.append(_NULL)
            continue
        data = str(value).encode()
        parts.append(len(data).to_bytes(4, "big") + data)
    return b"".join(parts)


def row_hash(row: Columns, prev: str) -> str:
    """The hash of a row that follows the one whose hash is ``prev``; 64 hex digits."""
    fields = canonical([row[name] for name in FIELDS])
    return hashlib.sha256(VERSION + prev.encode() + fields).hexdigest()


def detail_hash(salt: str, detail: str) -> str:
    """What stands in the row for its detail; the salt makes it impossible to guess."""
    return hashlib.sha256(salt.encode() + detail.encode()).hexdigest()


class Walk:
    """Follows rows in their order, and says of each whether it may stand there."""

    def __init__(self, *, n: int = 0, hash: str = NOTHING_BEFORE, at: str = "") -> None:
        self.n = n
        self.hash = hash
        self.at = at
        self._erased: set[int] = set()
        self._told: set[str] = set()

    def follow(self, row: Columns) -> Breach | None:
        """Step onto the next row; what is wrong with it, or None."""
        breach = self._wrong(row)
        if breach is None:
            self.n, self.hash, self.at = row["n"], row["hash"], row["at"]
            self._note_erasure(row)
        return breach

    def erased_in_silence(self) -> list[int]:
        """The rows whose detail is gone and of which no row so far says so."""
        return sorted(n for n in self._erased if str(n) not in self._told)

    def _wrong(self, row: Columns) -> Breach | None:
        if not _readable(row):
            return Breach.UNREADABLE
        if row["n"] != self.n + 1:
            return Breach.MISSING
        if row["prev"] != self.hash:
            return Breach.UNLINKED
        if row["hash"] != row_hash(row, self.hash):
            return Breach.CHANGED
        if not _detail_holds(row):
            return Breach.DETAIL_CHANGED
        if row["at"] < self.at and row["act"] != CLOCK_SET_BACK:
            return Breach.TIME_GOES_BACK
        return None

    def _note_erasure(self, row: Columns) -> None:
        if row["detail_hash"] is not None and row["detail"] is None:
            self._erased.add(row["n"])
        if (row["resource"], row["act"]) == (TRAIL, ERASED):
            self._told.add(row["record"])


def _readable(row: Columns) -> bool:
    """Whether the values have the types they were written with."""
    texts = (value for name, value in row.items() if name != "n" and value is not None)
    return type(row["n"]) is int and all(type(text) is str for text in texts)


def _detail_holds(row: Columns) -> bool:
    salt, detail = row["salt"], row["detail"]
    if salt is None or detail is None:
        return salt is detail
    return bool(row["detail_hash"] == detail_hash(salt, detail))
