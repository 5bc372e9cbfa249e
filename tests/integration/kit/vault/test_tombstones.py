"""What was destroyed stays destroyed, also in a database restored from a backup."""

import pytest
from sqlalchemy import update

from kit import clock
from kit.db import SharedBase
from kit.vault import tombstones
from kit.vault.cipher import Place
from kit.vault.model import KeyDestroyed, VaultKey
from kit.vault.service import Vault
from tests.support.vaults import with_vault


@pytest.fixture
def database(any_database, tmp_path):
    made = any_database("havering", [SharedBase.metadata])
    with_vault(made, tmp_path)
    return made


def locked(database, word):
    place = Place("kept", "surname", clock.new_id())
    with database.transaction() as session:
        key = Vault(session).new_key("case")
        return key, place, Vault(session).lock(word, key=key, place=place)


def opens(database, kept):
    _, place, value = kept
    with database.reading() as session:
        return Vault(session).unlock(value, place=place)


def destroyed_after_a_backup(database, kept):
    """Destroy a key, then bring its row back as a backup from before has it."""
    key = kept[0]
    with database.reading() as session:
        before = session.get_one(VaultKey, key).wrapped
    with database.transaction() as session:
        Vault(session).destroy(key)
    yield
    with database.transaction() as session:
        old = update(VaultKey).where(VaultKey.id == key)
        session.execute(old.values(wrapped=before, destroyed_at=None))


def test_a_restored_database_opens_nothing_that_was_destroyed(database, tmp_path):
    gone, stays = locked(database, "gone"), locked(database, "stays")
    backup = destroyed_after_a_backup(database, gone)
    next(backup)
    assert tombstones.note(database, tmp_path) == 1
    list(backup)
    assert opens(database, gone) == "gone"
    assert tombstones.apply(database, tmp_path) == 1
    with pytest.raises(KeyDestroyed):
        opens(database, gone)
    assert opens(database, stays) == "stays"
    assert tombstones.apply(database, tmp_path) == 0


def test_the_list_names_keys_once_and_nobody_else_reads_it(database, tmp_path):
    keys = [locked(database, word)[0] for word in ("one", "two")]
    for key in keys:
        with database.transaction() as session:
            Vault(session).destroy(key)
        assert tombstones.note(database, tmp_path) == 1
        assert tombstones.note(database, tmp_path) == 0
    file = tmp_path / tombstones.NAME
    assert sorted(file.read_text().split()) == sorted(map(str, keys))
    assert file.stat().st_mode & 0o077 == 0


def test_half_a_line_that_a_power_cut_left_harms_no_other(database, tmp_path):
    first, second = (locked(database, word)[0] for word in ("one", "two"))
    (tmp_path / tombstones.NAME).write_text(f"{first}\n019ab000-0000-7")
    with database.transaction() as session:
        Vault(session).destroy(second)
    assert tombstones.note(database, tmp_path) == 1
    assert tombstones.read(tmp_path) == {first, second}
    assert tombstones.apply(database, tmp_path) == 1
