"""Opening a list of records that are locked each with a key of its own."""

import secrets
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kit import clock
from kit.db import Database, SharedBase
from kit.vault.cipher import Place
from kit.vault.service import Vault
from tests.benchmarks.measure import Benchmark, Measure, measured
from tests.support.settings import some_settings
from tests.support.vaults import with_vault

RECORDS = 500
ROUNDS = 20
NAME = "Child Testname"
BYTES = 80  # about as many as a locked name has


def opened_list() -> Measure:
    """Milliseconds to read 500 keys and open what each of them locked."""
    with tempfile.TemporaryDirectory() as folder:
        settings = some_settings("havering", Path(folder))
        database = Database(settings.database_url, member="havering")
        database.create_tables([SharedBase.metadata])
        with_vault(database, Path(folder))
        locked = _locked(database)
        taken = _milliseconds(lambda: _open(database, locked))
        database.dispose()
    return measured(
        "vault.list",
        taken,
        "ms",
        reference=_milliseconds(_twice_with_the_cipher_alone()),
        note=f"{RECORDS} records, one query; the reference deciphers as often",
    )


def _locked(database: Database) -> dict[UUID, tuple[Place, bytes]]:
    found = {}
    with database.transaction() as session:
        vault = Vault(session)
        for _ in range(RECORDS):
            key = vault.new_key("case")
            place = Place("kept", "surname", clock.new_id())
            found[key] = (place, vault.lock(NAME, key=key, place=place))
    return found


def _open(database: Database, locked: dict[UUID, tuple[Place, bytes]]) -> None:
    with database.reading() as session:
        vault = Vault(session)
        vault.prepare(locked)
        for place, value in locked.values():
            vault.unlock(value, place=place)


def _twice_with_the_cipher_alone() -> Callable[[], None]:
    """A key is unwrapped, and what it locked is opened."""
    cipher, nonce = AESGCM(secrets.token_bytes(32)), secrets.token_bytes(12)
    value = cipher.encrypt(nonce, secrets.token_bytes(BYTES), None)

    def decipher() -> None:
        for _ in range(2 * RECORDS):
            cipher.decrypt(nonce, value, None)

    return decipher


def _milliseconds(work: Callable[[], None]) -> float:
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


BENCHMARKS = (Benchmark("vault.list", opened_list),)
