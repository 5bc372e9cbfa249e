"""Keep what was destroyed destroyed, also after a restore from a backup.

A backup made before still holds a key that was destroyed since. So the ids of
destroyed keys, and nothing else, are also kept in a list beside the key file, outside
of the database and its backups. Whoever opens the doors of a restored database goes
through that list first. The list is written at each start, and each hour by the loop
that looks after disposals: what was destroyed within the last hour before a disk is
lost may have to be destroyed again by hand.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from kit.db import Database
from kit.vault import shredding
from kit.vault.model import KeyDestroyed, VaultKey
from kit.vault.service import Vault

NAME = "vault-tombstones"
_LETTERS = len(str(UUID(int=0)))


def read(folder: Path) -> set[UUID]:
    """The keys of the list in a folder; none where there is no list yet.

    Half a line, which a power cut may leave at the end, is passed over.
    """
    path = folder / NAME
    if not path.exists():
        return set()
    whole = (line for line in path.read_text().splitlines() if len(line) == _LETTERS)
    return {UUID(line) for line in whole}


def note(database: Database, folder: Path) -> int:
    """Put on the list what the database says is destroyed; how many keys are new."""
    with database.reading() as session:
        gone = set(
            session.scalars(
                select(VaultKey.id).where(VaultKey.destroyed_at.is_not(None))
            )
        )
    new = gone - read(folder)
    if new:
        _append(folder / NAME, sorted(new))
    return len(new)


def apply(database: Database, folder: Path) -> int:
    """Destroy what is on the list and came back with a backup; how many keys.

    All or none are, and the trail tells of each.
    """
    listed = read(folder)
    if not listed:
        return 0
    with database.transaction() as session:
        standing = session.scalars(
            select(VaultKey.id).where(VaultKey.destroyed_at.is_(None))
        )
        back = sorted(listed.intersection(standing))
        for key in back:
            # Pages and the exchange may start at the same moment.
            with suppress(KeyDestroyed):
                Vault(session).destroy(key)
    if back:
        shredding.scrub(database)
    return len(back)


def _append(path: Path, keys: Iterable[UUID]) -> None:
    """Add lines at the end, on the disk before this returns; only the owner reads."""
    lines = "".join(f"\n{key}\n" for key in keys)
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    with os.fdopen(os.open(path, flags, 0o600), "w") as file:
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())
