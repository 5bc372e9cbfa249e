#!/usr/bin/env python3
"""Verify an audit trail without Accord: an export, or a copy of an SQLite database.

    python3 verify_trail.py TRAIL [--member SLUG] [--key FILE] [--heads FILE ...]

TRAIL is what `accord <service> trail export` wrote, or an .sqlite file; --heads what
another member's `trail heads --export` wrote; --key the public key file of the member
(to check signatures, with the package "cryptography"). Prints a report as JSON and ends
with 0: whole, 1: broken, 2: could not be looked at.
"""

import argparse
import base64
import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

VERSION = b"accord-trail-v1"
HASHED = (
    *("n", "at", "actor_id", "session_id", "role", "act", "resource", "record"),
    *("purpose", "outcome", "detail_hash"),
)
COLUMNS = (*HASHED, "detail", "salt", "prev", "hash")
Line = dict[str, Any]
Head = tuple[int, str, str]


class Broken(Exception):
    """The first row that cannot stand, what is wrong, and whose head showed it."""


def read_sqlite(path: Path) -> Iterator[Line]:
    """What an export of it would say; nothing is written to it."""
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    database.text_factory = bytes  # what is no text at all is compared all the same
    yield {"format": VERSION.decode(), "member": "", "first": 1, "prev": "0" * 64}
    last = 0
    columns = ", ".join(COLUMNS)
    for row in database.execute(f"SELECT {columns} FROM trail_row ORDER BY n"):  # noqa: S608 - names are ours
        last = row[0]
        yield dict(zip(COLUMNS, row, strict=True))
    for (raw,) in database.execute("SELECT raw FROM trail_signed_head ORDER BY n"):
        yield {"head": raw.decode()}
    for n, digest in database.execute("SELECT n, hash FROM trail_head"):
        yield {"n": n, "stands": digest.decode()}
    yield {"through": last, "to_the_end": True}


def as_bytes(value: object) -> bytes:
    """A value as it stands in the trail."""
    return value if isinstance(value, bytes) else str(value).encode()


def canonical(value: object) -> bytes:
    """A value as it is hashed: its length in four bytes, then itself."""
    if value is None:
        return b"\xff\xff\xff\xff"
    return len(as_bytes(value)).to_bytes(4, "big") + as_bytes(value)


def digest_of(*parts: bytes) -> bytes:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(b"".join(parts)).hexdigest().encode()


class Trail:
    """Follows the rows; remembers hashes for the heads and erasures not yet told."""

    def __init__(self, beginning: Line) -> None:
        self.n, self.at = beginning["first"] - 1, b""
        self.hash = as_bytes(beginning["prev"])
        self.hashes: dict[int, bytes] = {}
        self.erased: set[bytes] = set()

    def follow(self, row: Line) -> None:
        """Step onto the next row; raises Broken when it cannot stand there."""
        self.n += 1
        if row["n"] != self.n:
            raise Broken(self.n, "missing")
        if as_bytes(row["prev"]) != self.hash:
            raise Broken(self.n, "unlinked")
        fields = (canonical(row[name]) for name in HASHED)
        self.hash = self.hashes[self.n] = digest_of(VERSION, self.hash, *fields)
        if as_bytes(row["hash"]) != self.hash:
            raise Broken(self.n, "changed")
        self.follow_detail(row)
        at, act = as_bytes(row["at"]), as_bytes(row["act"])
        if at < self.at and act != b"clock.set-back":
            raise Broken(self.n, "time-goes-back")
        self.at = at
        if (act, as_bytes(row["resource"])) == (b"trail.erased", b"trail"):
            self.erased.discard(as_bytes(row["record"]))

    def follow_detail(self, row: Line) -> None:
        """The detail against its hash, where the export holds details at all."""
        detail, salt = row.get("detail"), row.get("salt")
        if detail is None and salt is None:
            if "detail" in row and row["detail_hash"] is not None:
                self.erased.add(as_bytes(self.n))
            return
        if as_bytes(row["detail_hash"]) != digest_of(as_bytes(salt), as_bytes(detail)):
            raise Broken(self.n, "detail-changed")

    def end(self, last: Line, heads: Sequence[Head]) -> None:
        """Hold the rows against their number and the heads somebody keeps."""
        if last["through"] != self.n:
            raise Broken(self.n + 1, "missing")
        for n, digest, holder in heads:
            if n > self.n and last["to_the_end"]:
                raise Broken(self.n + 1, "missing", holder)
            if self.hashes.get(n, digest.encode()) != digest.encode():
                raise Broken(n, "another-head", holder)
        if self.erased and last["to_the_end"]:
            raise Broken(min(map(int, self.erased)), "erased-in-silence")


def unpack(text: str) -> bytes:
    """Read base64url without its padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def signs(key: bytes, signed: str, signature: bytes) -> bool:
    """Whether this Ed25519 key made the signature."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, signed.encode())
    except InvalidSignature:
        return False
    return True


def open_head(raw: str, keys: Sequence[bytes], holder: str) -> Head:
    """What a signed head says; raises ValueError when no given key signed it."""
    signed, _, signature = raw.rpartition(".")
    if keys and not any(signs(key, signed, unpack(signature)) for key in keys):
        raise ValueError("A head was signed by none of the given keys.")
    said = json.loads(unpack(signed.partition(".")[2]))
    return said["n"], said["hash"], holder


def verify(lines: Iterator[Line], asked: argparse.Namespace) -> Line:
    """Follow every row, then hold the trail against every head."""
    entries = json.loads(asked.key.read_text())["keys"] if asked.key else []
    keys = [unpack(each["x"]) for each in entries if each["use"] == "trail"]
    beginning = next(lines)
    member, trail = asked.member or beginning["member"], Trail(beginning)
    last, heads = beginning, list[Head]()
    for last in lines:
        if "prev" in last:
            trail.follow(last)
        elif "stands" in last:
            heads.append((last["n"], last["stands"], "the database"))
        elif "head" in last:
            heads.append(open_head(last["head"], keys, "the member itself"))
    if "through" not in last:
        raise ValueError("The export was cut short: its last line is missing.")
    heads += [head for path in asked.heads for head in kept(path, member, keys)]
    trail.end(last, heads)
    return {"member": member, "through": trail.n, "heads": len(heads)}


def kept(path: Path, member: str, keys: Sequence[bytes]) -> Iterator[Head]:
    """The heads of one member in what another one wrote."""
    content = json.loads(path.read_text())
    for entry in content["heads"]:
        if entry["member"] == member:
            yield open_head(entry["head"], keys, content["holder"])


def main() -> int:
    """Read what was asked for, print the report, give the exit status."""
    parser = argparse.ArgumentParser(description="Verify an audit trail.")
    parser.add_argument("trail", type=Path)
    parser.add_argument("--member")
    parser.add_argument("--key", type=Path)
    parser.add_argument("--heads", type=Path, action="append", default=[])
    asked = parser.parse_args()
    is_database, status = asked.trail.suffix in {".sqlite", ".db"}, 0
    try:
        texts = [] if is_database else asked.trail.read_text().splitlines()
        lines = read_sqlite(asked.trail) if is_database else map(json.loads, texts)
        report = verify(lines, asked)
    except Broken as broken:
        status, report = 1, {"broken_at": broken.args[0], "breach": broken.args[1:]}
    except (OSError, sqlite3.Error, ValueError, KeyError, TypeError) as error:
        status, report = 2, {"reason": str(error) or type(error).__name__}
    report["result"] = ("ok", "broken", "unable")[status]
    sys.stdout.write(json.dumps(report, indent=2) + "\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
