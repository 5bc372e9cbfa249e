"""A file in sealed pieces, each of which travels for itself.

A file gets a random key of its own (AES-256-GCM). Pieces of 256 KiB are sealed with
it one by one; their number, whether a piece is the last one and what the file is about
are authenticated with them, so that none can be left out, moved or put into another
file. A piece is padded with zeros to one of a few sizes (:data:`kit.sealing.SIZES`).
The key and the hashes of all pieces are the manifest, which travels sealed by itself:
without it a piece is noise, and with it every piece is known before it is opened.
"""

import base64
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, Self

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kit import sealing
from kit.sealing import CannotOpen, CannotSeal, Context, Fault

SIZE: Final = 256 * 1024  # bytes of a file in one piece
LARGEST: Final = 40 * SIZE  # 10 MiB
KEY, TAG, NONCE, HASH = 32, 16, 12, 64


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """What opens a file: its key, its length in bytes, and SHA-256 of each piece."""

    key: bytes
    size: int
    hashes: Sequence[str]

    def as_json(self) -> dict[str, Any]:
        """How it is written into what is sealed."""
        key = base64.urlsafe_b64encode(self.key).decode()
        return {"key": key, "size": self.size, "hashes": list(self.hashes)}

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Self:
        """What :meth:`as_json` wrote; raises CannotOpen where it makes no sense."""
        try:
            key = base64.urlsafe_b64decode(str(said["key"]))
            size, hashes = int(said["size"]), [str(each) for each in said["hashes"]]
        except (KeyError, TypeError, ValueError) as error:
            raise CannotOpen(Fault.MALFORMED) from error
        fits = 0 < size <= LARGEST and len(hashes) == number_of(size)
        if len(key) != KEY or not fits or any(len(each) != HASH for each in hashes):
            raise CannotOpen(Fault.MALFORMED)
        return cls(key=key, size=size, hashes=hashes)

    def is_piece(self, index: int, piece: bytes) -> bool:
        """Whether this is the piece that stands at that place, from 0."""
        known = 0 <= index < len(self.hashes)
        return known and hmac.compare_digest(self.hashes[index], hash_of(piece))


def number_of(size: int) -> int:
    """How many pieces a file of so many bytes has."""
    return -(-size // SIZE)


def hash_of(piece: bytes) -> str:
    """SHA-256 of a sealed piece, in hex."""
    return sha256(piece).hexdigest()


def seal(content: bytes, *, context: Context) -> tuple[Manifest, list[bytes]]:
    """Seal a file in pieces; raises CannotSeal for an empty and for too large a one.

    ``context`` says what it is about: it opens only for whoever expects the same.
    """
    if not 0 < len(content) <= LARGEST:
        raise CannotSeal(f"{len(content)} bytes cannot be sealed in pieces.")
    key, number = secrets.token_bytes(KEY), number_of(len(content))
    cipher = AESGCM(key)
    pieces = [
        cipher.encrypt(_nonce(at), _padded(part), _bound(context, at, number))
        for at in range(number)
        for part in [content[at * SIZE : (at + 1) * SIZE]]
    ]
    hashes = [hash_of(each) for each in pieces]
    return Manifest(key=key, size=len(content), hashes=hashes), pieces


def join(pieces: Sequence[bytes], manifest: Manifest, *, context: Context) -> bytes:
    """Put a file together, when every piece is the one that was sealed.

    Raises CannotOpen for any that is missing, changed or out of its place.
    """
    number = len(manifest.hashes)
    known = [manifest.is_piece(at, piece) for at, piece in enumerate(pieces)]
    if len(pieces) != number or not all(known):
        raise CannotOpen(Fault.BROKEN)
    cipher = AESGCM(manifest.key)
    try:
        parts = [
            cipher.decrypt(_nonce(at), piece, _bound(context, at, number))
            for at, piece in enumerate(pieces)
        ]
    except InvalidTag as error:
        raise CannotOpen(Fault.OTHER_CONTEXT) from error
    content = b"".join(parts)
    if len(content) < manifest.size:
        raise CannotOpen(Fault.BROKEN)
    return content[: manifest.size]


def _padded(part: bytes) -> bytes:
    size = next(each for each in sealing.SIZES if len(part) <= each)
    return part.ljust(size, b"\0")


def _nonce(at: int) -> bytes:
    """A piece's number: the key seals this one file, so none comes twice."""
    return at.to_bytes(NONCE, "big")


def _bound(context: Context, at: int, number: int) -> bytes:
    """What a piece is authenticated with."""
    about = {"context": dict(context), "index": at, "last": at == number - 1}
    return orjson.dumps(about, option=orjson.OPT_SORT_KEYS)
