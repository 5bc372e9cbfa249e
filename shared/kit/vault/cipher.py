"""The form of what is locked: bytes in, bytes out, bound to one place.

A locked value is ``version | data key | nonce | ciphertext | tag`` in bytes (1, 16,
12, as long as the value, 16), AES-256-GCM (NIST SP 800-38D, 2007). Version, data key,
table, column, row and member are authenticated with it: changed or moved, it does not
open. The instance key is not named in it: rotation changes that, and not the value.
"""

import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kit.vault.model import CannotUnlock

VERSION = b"\x01"
NONCE = 12
TAG = 16
KEY = 32  # bytes of every key here
WRAPPED = NONCE + KEY + TAG
_ID_ENDS = len(VERSION) + 16
_NONCE_ENDS = _ID_ENDS + NONCE
SHORTEST = _NONCE_ENDS + TAG
# What was locked comes back as what it was: bytes, or anything JSON can say.
_BYTES, _JSON = b"b", b"j"

# Whatever JSON can say, or bytes.
Value = Any


@dataclass(frozen=True, slots=True)
class Place:
    """Where a locked value stands: table, column and the row's id."""

    table: str
    column: str
    row: UUID

    def bound_to(self, member: str) -> bytes:
        """The words that are authenticated with the value."""
        return f"|{self.table}|{self.column}|{self.row.hex}|{member}".encode()


def lock(cipher: AESGCM, key_id: UUID, value: Value, bound: bytes) -> bytes:
    """``value`` (bytes, or what JSON can say) made unreadable for other places."""
    head = VERSION + key_id.bytes
    nonce = secrets.token_bytes(NONCE)
    return head + nonce + cipher.encrypt(nonce, _plain(value), head + bound)


def unlock(cipher: AESGCM, locked: bytes, bound: bytes) -> Value:
    """What was locked; raises CannotUnlock when it is not what it should be."""
    try:
        plain = cipher.decrypt(
            locked[_ID_ENDS:_NONCE_ENDS],
            locked[_NONCE_ENDS:],
            locked[:_ID_ENDS] + bound,
        )
    except (InvalidTag, ValueError) as error:
        raise CannotUnlock from error
    return plain[1:] if plain[:1] == _BYTES else orjson.loads(plain[1:])


def key_id_of(locked: bytes) -> UUID:
    """Which data key a value says it was locked with; raises CannotUnlock."""
    if len(locked) < SHORTEST or locked[:1] != VERSION:
        raise CannotUnlock
    return UUID(bytes=locked[1:_ID_ENDS])


def wrap(instance_key: bytes, key: bytes, bound: bytes) -> bytes:
    """A data key made unreadable without the instance key: ``WRAPPED`` bytes."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(instance_key).encrypt(nonce, key, bound)


def unwrap(instance_key: bytes, wrapped: bytes, bound: bytes) -> bytes:
    """The data key; raises CannotUnlock."""
    try:
        return AESGCM(instance_key).decrypt(wrapped[:NONCE], wrapped[NONCE:], bound)
    except (InvalidTag, ValueError) as error:
        raise CannotUnlock from error


def _plain(value: Value) -> bytes:
    return _BYTES + value if isinstance(value, bytes) else _JSON + orjson.dumps(value)
