"""Lock and unlock values of records, index them blindly, and destroy their keys.

    vault = Vault(session)
    case.key_id = vault.new_key("case")
    vault.put(identity, surname="Example", born="2020-02-01")
    vault.get(identity, "surname")

A vault lives as long as its session: keys it unwrapped are forgotten with that.
"""

import hmac
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from kit import clock
from kit.bulk import upsert
from kit.db import Database, read_rows
from kit.settings import Settings
from kit.trail import service as trail
from kit.vault import cipher, shredding
from kit.vault.cipher import Place, Value
from kit.vault.keyring import Keyring
from kit.vault.model import (
    INDEX,
    CannotUnlock,
    KeyDestroyed,
    LockedRow,
    VaultClosed,
    VaultInstance,
    VaultKey,
)

RESOURCE = "vault"
_KEYRING = "vault_keyring"
_OPENED = "vault_opened"
_THE_ONE = 1
# Keys asked for in one statement: SQLite takes no more than 32,766 values.
_AT_ONCE = 1000
_KEYS = select(
    VaultKey.id, VaultKey.about, VaultKey.instance_key, VaultKey.wrapped
).where(
    VaultKey.id.in_(bindparam("keys", expanding=True)), VaultKey.destroyed_at.is_(None)
)


def open_vault(database: Database, settings: Settings) -> None:
    """Let verbs in this database's transactions lock and unlock."""
    database.info[_KEYRING] = Keyring(settings.vault_file)


class Vault:
    """What one session may lock and unlock. Raises VaultClosed without a key file."""

    def __init__(self, session: Session) -> None:
        if _KEYRING not in session.info:
            raise VaultClosed
        self._session = session
        self._keyring: Keyring = session.info[_KEYRING]
        self._member = str(session.info["member"])
        self._opened: dict[UUID, AESGCM] = session.info.setdefault(_OPENED, {})

    def new_key(self, about: str) -> UUID:
        """Make a data key for one record; ``about`` is a word for its class, "case".

        The verb that makes the record tells the trail of both.
        """
        key = clock.new_id()
        self._add_key(key, about, self.in_use().instance_key)
        return key

    def lock(self, value: Value, *, key: UUID, place: Place) -> bytes:
        """Lock bytes, or anything JSON can say, for one place.

        Raises KeyDestroyed, and CannotUnlock when there is no such key.
        """
        return cipher.lock(self._cipher(key), key, value, place.bound_to(self._member))

    def unlock(self, locked: bytes, *, place: Place) -> Value:
        """What was locked for this place; raises CannotUnlock and KeyDestroyed."""
        opener = self._cipher(cipher.key_id_of(locked))
        return cipher.unlock(opener, locked, place.bound_to(self._member))

    def put(self, row: LockedRow, **values: Value) -> None:
        """Lock values into columns of a row by name; None empties the column.

        The row must have its ``id`` and ``key_id`` already.
        """
        for column, value in values.items():
            place = Place(row.__tablename__, column, row.id)
            locked = None
            if value is not None:
                locked = self.lock(value, key=row.key_id, place=place)
            setattr(row, column, locked)

    def get(self, row: LockedRow, column: str) -> Value:
        """What stands locked in a column of a row; None where nothing does.

        Raises CannotUnlock, also for a value locked with another record's key, and
        KeyDestroyed.
        """
        place = Place(row.__tablename__, column, row.id)
        return self._value(getattr(row, column), row.key_id, place)

    def read(
        self, table: type[LockedRow], row: Row[*tuple[Any, ...]], column: str
    ) -> Value:
        """The same, of a row of that table which was read past the mapper."""
        place = Place(table.__tablename__, column, row.id)
        return self._value(getattr(row, column), row.key_id, place)

    def prepare(self, keys: Iterable[UUID]) -> None:
        """Open many data keys at once, for a list: a query for each thousand.

        Keys that were destroyed are passed over; what they locked says so when asked.
        """
        wanted = [key for key in dict.fromkeys(keys) if key not in self._opened]
        for start in range(0, len(wanted), _AT_ONCE):
            self._open(wanted[start : start + _AT_ONCE])

    def blind_index(self, purpose: str, *parts: str) -> str:
        """64 hexadecimal digits that stand for these words, for this purpose only.

        Case, accents, blanks and punctuation make no difference: "O'Brien" is found as
        "obrien", and "943 476 5919" as "9434765919". Equal words have equal digits, and
        without the vault nobody can tell which words those are.
        """
        text = "\x1f".join(normalised(part) for part in parts)
        return self.keyed_digest(purpose, text.encode())

    def keyed_digest(self, purpose: str, data: bytes) -> str:
        """64 hexadecimal digits that stand for exactly these bytes, for this purpose.

        Unlike a plain digest it confirms no guess to anybody without the vault: what
        it stands for may be as short as a name.
        """
        key = HKDF(
            SHA256(), length=cipher.KEY, salt=None, info=f"blind {purpose}".encode()
        ).derive(self._index_key())
        return hmac.digest(key, data, "sha256").hex()

    def destroy(self, key: UUID) -> None:
        """Destroy a data key: what it locked is gone, here and for everybody.

        Its row stays, as a tombstone. Copies of the database made before still hold
        it until the instance key of their time is destroyed too. The door calls
        :func:`kit.vault.shredding.scrub` after the commit. Raises KeyDestroyed when
        it is already, CannotUnlock when there is no such key.
        """
        row = self._session.get(VaultKey, key, with_for_update=True)
        if row is None or row.about == INDEX:
            raise CannotUnlock
        if row.destroyed_at is not None:
            raise KeyDestroyed
        shredding.leave_nothing(self._session)
        row.wrapped = bytes(cipher.WRAPPED)
        row.destroyed_at = clock.now()
        self._opened.pop(key, None)
        trail.record(
            self._session, act="vault.key-destroyed", resource=RESOURCE, record=key
        )

    def in_use(self, *, to_change: bool = False) -> VaultInstance:
        """Which key wraps now; the first time, it is the first of the file.

        Who is going to change it waits for all who were told, to their end.
        """
        wanted = (
            select(VaultInstance)
            .where(VaultInstance.id == _THE_ONE)
            .with_for_update(read=not to_change)
            .execution_options(populate_existing=True)
        )
        return self._session.scalar(wanted) or self._found()

    def _value(self, locked: bytes | None, key: UUID, place: Place) -> Value:
        if locked is None:
            return None
        if cipher.key_id_of(locked) != key:
            raise CannotUnlock
        return self.unlock(locked, place=place)

    def _cipher(self, key: UUID) -> AESGCM:
        if key not in self._opened:
            self._open([key])
        if key not in self._opened:
            self._say_why(key)
        return self._opened[key]

    def _open(self, keys: Sequence[UUID]) -> None:
        found = read_rows(self._session, _KEYS, {"keys": keys})
        for key, about, instance_key, wrapped in found:
            raw = self._unwrap(key, about, instance_key, wrapped)
            self._opened[key] = AESGCM(raw)

    def _say_why(self, key: UUID) -> None:
        if self._session.get(VaultKey, key) is None:
            raise CannotUnlock
        raise KeyDestroyed

    def _unwrap(self, key: UUID, about: str, name: str, wrapped: bytes) -> bytes:
        bound = bound_to(key, about, self._member)
        return cipher.unwrap(self._keyring.key(name), wrapped, bound)

    def _add_key(self, key: UUID, about: str, name: str) -> None:
        raw = secrets.token_bytes(cipher.KEY)
        bound = bound_to(key, about, self._member)
        self._session.add(
            VaultKey(
                id=key,
                about=about,
                instance_key=name,
                wrapped=cipher.wrap(self._keyring.key(name), raw, bound),
                made_at=clock.now(),
            )
        )
        self._session.flush()
        self._opened[key] = AESGCM(raw)

    def _found(self) -> VaultInstance:
        """The first use of this vault: say which key wraps, and make the index key."""
        name, index = self._keyring.first(), clock.new_id()
        row = {
            "id": _THE_ONE,
            "instance_key": name,
            "index_key": index,
            "since": clock.now(),
        }
        # Two may come first at once: one of them writes, and both read what stands.
        if upsert(self._session, VaultInstance, [row], key=["id"], keep=list(row)):
            self._add_key(index, INDEX, name)
        return self._session.scalars(
            select(VaultInstance).with_for_update(read=True)
        ).one()

    def _index_key(self) -> bytes:
        reading = bool(self._session.info.get("reading"))
        instance = self._session.get(VaultInstance, _THE_ONE)
        if instance is None and reading:
            # Nothing was ever locked here, so nothing can be found.
            return secrets.token_bytes(cipher.KEY)
        found = instance or self.in_use()
        row = self._session.get_one(VaultKey, found.index_key)
        return self._unwrap(row.id, row.about, row.instance_key, row.wrapped)


def bound_to(key: UUID, about: str, member: str) -> bytes:
    """The words a wrapped data key is authenticated with."""
    return f"{VaultKey.__tablename__}|{key.hex}|{about}|{member}".encode()


def normalised(words: str) -> str:
    """Letters and digits only, small and without accents, as an index compares them."""
    apart = unicodedata.normalize("NFKD", words)
    return "".join(sign for sign in apart.casefold() if sign.isalnum())
