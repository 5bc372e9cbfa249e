"""The instance's keys stand in one file that its owner alone can read."""

import stat

import pytest

from kit.errors import Conflict
from kit.exchange.keys import KeyFileMissing, KeyFileUnsafe
from kit.vault import keyring
from kit.vault.keyring import Keyring


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "vault" / "vault.json"
    keyring.create(made)
    return made


def test_the_file_and_its_folder_are_the_owners_alone(path):
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_key_is_never_written_over(path):
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        keyring.create(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_file_that_others_may_open_is_refused(path, mode):
    path.chmod(mode)
    with pytest.raises(KeyFileUnsafe):
        Keyring(path).first()


def test_without_a_file_or_a_key_in_it_that_is_said(path):
    with pytest.raises(KeyFileMissing):
        Keyring(path.with_name("other.json")).first()
    with pytest.raises(KeyFileMissing):
        Keyring(path).key("of another name")
    path.write_text('{"keys": []}')
    with pytest.raises(KeyFileMissing):
        keyring.read(path)


def test_a_new_key_comes_first_and_the_old_one_stays_until_it_is_destroyed(path):
    [old] = keyring.read(path)
    held = Keyring(path)
    secret = held.key(old)
    new = keyring.add(path)
    assert list(keyring.read(path)) == [new, old]
    assert held.first() == new
    assert held.key(old) == secret
    assert keyring.keep_only(path, new) == [old]
    assert list(keyring.read(path)) == [new]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_key_added_by_another_process_is_found(path):
    held = Keyring(path)
    held.first()
    new = keyring.add(path)
    assert held.key(new) == keyring.read(path)[new]


def test_what_a_killed_writer_left_is_in_nobodys_way(path):
    path.with_name("vault.json.new").write_text("half a fi")
    new = keyring.add(path)
    assert new in keyring.read(path)
    assert not path.with_name("vault.json.new").exists()


def test_one_rotates_at_a_time(path):
    with keyring.alone(path), pytest.raises(Conflict), keyring.alone(path):
        pass
    with keyring.alone(path):
        pass
