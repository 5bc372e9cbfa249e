"""Keys: made once, kept to their owner."""

import stat

import pytest

from kit.exchange import keys


def test_a_key_is_written_for_its_owner_only(tmp_path):
    made = keys.create_signing_key(tmp_path / "keys")

    file = tmp_path / "keys" / keys.SIGNING_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert keys.load_signing_key(tmp_path / "keys").kid == made.kid


def test_a_key_is_never_written_over(tmp_path):
    keys.create_signing_key(tmp_path)

    with pytest.raises(FileExistsError):
        keys.create_signing_key(tmp_path)


def test_a_key_others_can_read_is_not_used(tmp_path):
    keys.create_signing_key(tmp_path)
    (tmp_path / keys.SIGNING_FILE).chmod(0o640)

    with pytest.raises(keys.KeyFileUnsafe):
        keys.load_signing_key(tmp_path)


def test_a_missing_key_says_how_to_make_one(tmp_path):
    with pytest.raises(keys.KeyFileMissing, match="no signing key"):
        keys.load_signing_key(tmp_path)


def test_the_public_half_holds_no_secret(tmp_path):
    assert "d" not in keys.public_jwk(keys.create_signing_key(tmp_path))
