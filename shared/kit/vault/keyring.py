"""The instance's own keys: a file outside the database that only its owner can read.

The file is a JWK set (RFC 7517) of symmetric keys. The first wraps new data keys; the
others are there only while a rotation is under way. It is always replaced as a whole:
a power cut leaves the file before or the file after, never half of one.
"""

import base64
import fcntl
import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import orjson

from kit import clock
from kit.errors import Conflict
from kit.exchange.keys import KeyFileMissing, KeyFileUnsafe
from kit.vault import cipher


class Keyring:
    """The keys in one file, read again whenever one is asked for that was not there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._keys: Mapping[str, bytes] = {}

    def key(self, name: str) -> bytes:
        """The instance key of this name; raises KeyFileMissing and KeyFileUnsafe."""
        if name not in self._keys:
            self._keys = read(self.path)
        if name not in self._keys:
            raise KeyFileMissing(f"{self.path} does not hold the vault's key {name}.")
        return self._keys[name]

    def first(self) -> str:
        """The name of the key that wraps new data keys, as the file says now."""
        self._keys = read(self.path)
        return next(iter(self._keys))


def create(path: Path) -> str:
    """Make the file with its first key (0600, its folder 0700); returns the key's name.

    Raises FileExistsError when there is one: a key is never written over.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    entry = _new_entry()
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    _fill(os.open(path, flags, 0o600), [entry])
    _settle(path.parent)
    return entry["kid"]


def read(path: Path) -> Mapping[str, bytes]:
    """Every key by its name, the one in use first.

    Raises KeyFileMissing when there is no such file or no key in it, KeyFileUnsafe
    when others may read it.
    """
    return {entry["kid"]: _bytes_of(entry["k"]) for entry in _entries(path)}


def add(path: Path) -> str:
    """Put a new key before the others; returns its name."""
    entry = _new_entry()
    _replace(path, [entry, *_entries(path)])
    return entry["kid"]


def keep_only(path: Path, name: str) -> list[str]:
    """Destroy every key but one; returns the names of those destroyed."""
    entries = _entries(path)
    _replace(path, [entry for entry in entries if entry["kid"] == name])
    return [entry["kid"] for entry in entries if entry["kid"] != name]


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Keep other processes from rotating the same file; raises Conflict."""
    with path.with_name(path.name + ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict("Another rotation of these keys is under way.") from error
        yield


def _entries(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        raise KeyFileMissing(f"There is no vault key at {path}.")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyFileUnsafe(f"{path} can be read by others; set its mode to 0600.")
    entries: list[dict[str, str]] = orjson.loads(path.read_bytes())["keys"]
    if not entries:
        raise KeyFileMissing(f"{path} holds no key.")
    return entries


def _new_entry() -> dict[str, str]:
    return {
        "kty": "oct",
        # Not a thumbprint: that would be a hash of the secret itself.
        "kid": secrets.token_hex(16),
        "k": base64.urlsafe_b64encode(secrets.token_bytes(cipher.KEY)).decode(),
        "made_at": clock.iso(clock.now()),
    }


def _bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text)


def _replace(path: Path, entries: list[dict[str, str]]) -> None:
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)  # what a killed rotation left
    _fill(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), entries)
    # Whoever rotates, the file stays the one's who serves the pages.
    owner = path.stat()
    os.chown(new, owner.st_uid, owner.st_gid)
    new.replace(path)
    _settle(path.parent)


def _fill(opened: int, entries: list[dict[str, str]]) -> None:
    with os.fdopen(opened, "wb") as file:
        file.write(orjson.dumps({"keys": entries}) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Let the folder's own entry reach the disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
