"""Keys: made once, kept to their owner."""

import stat

import pytest

from kit.errors import Invalid
from kit.exchange import keys
from kit.exchange.keys import FILES, Use


def test_a_key_is_written_for_its_owner_only(tmp_path):
    made = keys.create_signing_key(tmp_path / "keys")

    file = tmp_path / "keys" / keys.FILES[Use.SIGNING]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert keys.load_signing_key(tmp_path / "keys").kid == made.kid


def test_a_key_is_never_written_over(tmp_path):
    keys.create_signing_key(tmp_path)

    with pytest.raises(FileExistsError):
        keys.create_signing_key(tmp_path)


def test_a_key_others_can_read_is_not_used(tmp_path):
    keys.create_signing_key(tmp_path)
    (tmp_path / keys.FILES[Use.SIGNING]).chmod(0o640)

    with pytest.raises(keys.KeyFileUnsafe):
        keys.load_signing_key(tmp_path)


def test_a_missing_key_says_how_to_make_one(tmp_path):
    with pytest.raises(keys.KeyFileMissing, match="no signing key"):
        keys.load_signing_key(tmp_path)


def test_the_public_half_holds_no_secret(tmp_path):
    assert "d" not in keys.public_jwk(keys.create_signing_key(tmp_path))


def test_each_use_has_a_key_of_its_own(tmp_path):
    made = keys.create_missing_keys(tmp_path)

    assert set(made) == set(FILES)
    assert len({key.kid for key in made.values()}) == len(FILES)
    assert keys.load_key(tmp_path, Use.TRAIL).kid == made[Use.TRAIL].kid


def test_only_missing_keys_are_made(tmp_path):
    signing = keys.create_signing_key(tmp_path)

    assert set(keys.create_missing_keys(tmp_path)) == {Use.TRAIL}
    assert keys.create_missing_keys(tmp_path) == {}
    assert keys.load_signing_key(tmp_path).kid == signing.kid


def test_the_public_file_says_what_each_key_is_for_and_no_secret(tmp_path):
    made = keys.create_missing_keys(tmp_path)
    keys.write_public(tmp_path / "public.json", tmp_path)
    raw = (tmp_path / "public.json").read_bytes()

    assert b'"d"' not in raw
    assert keys.read_public(raw) == {
        use: keys.public_jwk(key) for use, key in made.items()
    }


def test_a_single_public_key_is_a_signing_key():
    assert keys.read_public(b'{"kty": "OKP", "x": "abc"}') == {
        Use.SIGNING: {"kty": "OKP", "x": "abc"}
    }


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b'"key"', b'{"keys": [{"use": "other"}]}', b'{"keys": 3}']
)
def test_what_is_no_file_of_keys_is_refused(raw):
    with pytest.raises(Invalid):
        keys.read_public(raw)
