"""Sealing keys: one in use, old ones kept as long as something may still come."""

import stat
from datetime import timedelta

import pytest

from kit import clock
from kit.errors import Invalid
from kit.exchange import keys, sealing_keys
from kit.exchange.keys import KeyFileMissing, KeyFileUnsafe


@pytest.fixture
def first(tmp_path):
    return sealing_keys.create(tmp_path)


@pytest.fixture
def later(monkeypatch):
    """``later(days)`` lets that many days pass."""
    moment = clock.now()

    def pass_by(days):
        monkeypatch.setattr(clock, "now", lambda: moment + timedelta(days=days))

    pass_by(0)
    return pass_by


def test_a_key_is_its_owners_alone_and_never_written_over(tmp_path, first):
    assert stat.S_IMODE((tmp_path / "sealing.pem").stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        sealing_keys.create(tmp_path)
    assert sealing_keys.load(tmp_path) == first
    assert set(first.public) == {"kty", "crv", "x"}
    assert first.public["crv"] == "X25519"


def test_a_key_that_others_may_read_is_not_used_nor_is_an_old_one(tmp_path, first):
    sealing_keys.renew(tmp_path)
    for path in tmp_path.glob("*.pem"):
        path.chmod(0o640)
        with pytest.raises(KeyFileUnsafe):
            sealing_keys.held(tmp_path)
        path.chmod(0o600)
    with pytest.raises(KeyFileMissing):
        sealing_keys.load(tmp_path / "elsewhere")


def test_a_replaced_key_opens_until_its_time_is_over(tmp_path, first, later):
    second = sealing_keys.renew(tmp_path)
    later(30)
    third = sealing_keys.renew(tmp_path)
    assert list(sealing_keys.held(tmp_path)) == [third.kid, second.kid, first.kid]
    assert sealing_keys.held(tmp_path)[first.kid] == first
    later(89)
    assert sealing_keys.destroy_old(tmp_path) == []
    later(90)
    assert sealing_keys.destroy_old(tmp_path) == [first.kid]
    assert list(sealing_keys.held(tmp_path)) == [third.kid, second.kid]
    later(120)
    assert sealing_keys.destroy_old(tmp_path) == [second.kid]
    later(10_000)
    assert sealing_keys.destroy_old(tmp_path) == []
    assert sealing_keys.load(tmp_path) == third


def test_the_file_of_a_destroyed_key_was_written_over_first(tmp_path, first, later):
    sealing_keys.renew(tmp_path)
    [old] = tmp_path.glob("sealing-until-*.pem")
    (tmp_path / "same").hardlink_to(old)
    later(91)
    sealing_keys.destroy_old(tmp_path)
    assert not old.exists()
    assert set((tmp_path / "same").read_bytes()) == {0}


@pytest.mark.parametrize("left", ["sealing-coming", "sealing-coming.new"])
def test_what_a_killed_run_left_is_in_nobodys_way(tmp_path, first, left):
    (tmp_path / left).write_text("half a ke")
    second = sealing_keys.renew(tmp_path)
    assert list(sealing_keys.held(tmp_path)) == [second.kid, first.kid]


def test_a_run_killed_before_the_new_key_was_in_use_changed_nothing(
    tmp_path, first, later
):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kit.exchange.sealing_keys._made", killed)
        with pytest.raises(KeyboardInterrupt):
            sealing_keys.renew(tmp_path)
    assert list(sealing_keys.held(tmp_path)) == [first.kid]
    later(91)
    assert sealing_keys.destroy_old(tmp_path) == []
    assert sealing_keys.load(tmp_path) == first


def killed():
    raise KeyboardInterrupt


def test_the_public_file_tells_it_with_the_members_word_and_no_secret(tmp_path, first):
    signing = keys.create_signing_key(tmp_path)
    entry = sealing_keys.public_entry(tmp_path, member="havering", signing=signing)
    keys.write_public(tmp_path / "public.json", tmp_path, further=[entry])
    raw = (tmp_path / "public.json").read_bytes()
    assert str(first.private["d"]).encode() not in raw
    told = sealing_keys.read_told(raw)
    assert (told.kid, told.jwk) == (first.kid, first.public)
    assert told.cross_sig
    assert keys.read_public(raw)[keys.Use.SIGNING] == keys.public_jwk(signing)


def test_a_file_may_tell_none(tmp_path):
    keys.create_missing_keys(tmp_path)
    keys.write_public(tmp_path / "public.json", tmp_path)
    assert sealing_keys.read_told((tmp_path / "public.json").read_bytes()) is None


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b'{"keys": [{"use": "sealing"}]}', b'{"keys": 3}']
)
def test_what_is_no_file_of_keys_is_refused(raw):
    with pytest.raises(Invalid):
        sealing_keys.read_told(raw)
