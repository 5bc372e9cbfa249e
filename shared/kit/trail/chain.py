"""How one row of the trail is bound to the row before it; values in, values out.

``hash`` is SHA-256 over ``accord-trail-v1``, the row before's hash and each field with
its length before it, so that no two different rows give the same bytes. The detail
stands apart as SHA-256 of its salt and itself: when the law asks for its erasure, salt
and detail go and the chain still holds (UK GDPR, article 17).
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

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
_NULL = b"\xff\xff\xff\xff"


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


def row_hash(row: Mapping[str, Any], prev: str) -> str:
    """The hash of a row that follows the one whose hash is ``prev``; 64 hex digits."""
    fields = canonical([row[name] for name in FIELDS])
    return hashlib.sha256(VERSION + prev.encode() + fields).hexdigest()


def detail_hash(salt: str, detail: str) -> str:
    """What stands in the row for its detail; the salt makes it impossible to guess."""
    return hashlib.sha256(salt.encode() + detail.encode()).hexdigest()
