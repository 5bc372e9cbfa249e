"""A vault for a test's database, with its key in a file of its own."""

from pathlib import Path

from kit.db import Database
from kit.vault import keyring
from kit.vault.keyring import Keyring


def with_vault(database: Database, folder: Path) -> Path:
    """Give the database a vault whose keys are in ``folder``; returns their file."""
    path = folder / "vault.json"
    if not path.exists():
        keyring.create(path)
    database.info["vault_keyring"] = Keyring(path)
    return path
