"""Change the instance key: wrap every data key anew, then destroy the old one.

It may be killed at any moment and run again. Until the end the file holds the old key
and the new one, so that every data key opens; the new one is the first of the file from
the beginning, which is how a later run knows that it goes on with an earlier one.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import clock
from kit.db import Database
from kit.trail import service as trail
from kit.vault import cipher, keyring
from kit.vault.keyring import Keyring
from kit.vault.model import VaultKey
from kit.vault.service import RESOURCE, Vault, bound_to

BATCH = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Rotated:
    """What a rotation did: data keys wrapped anew, instance keys destroyed."""

    name: str
    wrapped: int
    destroyed: int


def rotate(database: Database, keys: Keyring, *, batch: int = BATCH) -> Rotated:
    """Change the instance key, or end the change that an earlier run began.

    Pages and the exchange go on meanwhile. Raises Conflict while another rotation is
    under way, KeyFileMissing, KeyFileUnsafe, and CannotUnlock for a data key that the
    file's keys do not open; then every key stays.
    """
    with keyring.alone(keys.path):
        name = _new_name(database, keys)
        with database.transaction() as session:
            _use(session, name)
        wrapped = 0
        while done := _batch(database, keys, name, batch):
            wrapped += done
        destroyed = keyring.keep_only(keys.path, name)
        with database.transaction() as session:
            _note(session, "vault.key-rotated", name, wrapped)
    return Rotated(name=name, wrapped=wrapped, destroyed=len(destroyed))


def _new_name(database: Database, keys: Keyring) -> str:
    # Whoever makes the first data key of all at this moment has committed after this.
    with database.transaction() as session:
        Vault(session).in_use()
    held = list(keyring.read(keys.path))
    return held[0] if len(held) > 1 else keyring.add(keys.path)


def _use(session: Session, name: str) -> None:
    """Let new data keys be wrapped with this one.

    Waits for every transaction that was told the other; later ones are told this.
    """
    instance = Vault(session).in_use(to_change=True)
    if instance.instance_key != name:
        instance.instance_key = name
        instance.since = clock.now()
        _note(session, "vault.rotation-begun", name, 0)


def _batch(database: Database, keys: Keyring, name: str, size: int) -> int:
    """Wrap some of the data keys anew; how many, zero when none is left."""
    member = database.member
    with database.transaction() as session:
        rows = session.scalars(
            select(VaultKey)
            .where(VaultKey.instance_key != name)
            .limit(size)
            .with_for_update()
        ).all()
        for row in rows:
            if row.destroyed_at is None:
                bound = bound_to(row.id, row.about, member)
                raw = cipher.unwrap(keys.key(row.instance_key), row.wrapped, bound)
                row.wrapped = cipher.wrap(keys.key(name), raw, bound)
            row.instance_key = name
        return len(rows)


def _note(session: Session, act: str, name: str, count: int) -> None:
    detail = {"count": count}
    trail.record(session, act=act, resource=RESOURCE, record=name, detail=detail)
