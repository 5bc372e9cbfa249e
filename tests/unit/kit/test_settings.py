"""Settings are read once, checked at once, and keep secrets to themselves."""

import os
from pathlib import Path

import pytest

from kit.settings import Settings, SettingsWrong

MEMBERS = Path(__file__).parents[3] / "deploy/members"


@pytest.fixture(autouse=True)
def _a_bare_environment(monkeypatch):
    for name in list(os.environ):
        if name.startswith("ACCORD_"):
            monkeypatch.delenv(name)


@pytest.fixture
def settings_file(tmp_path):
    (tmp_path / "key").write_text("k" * 40 + "\n")
    (tmp_path / "password").write_text("broker-word\n")

    def write(**changes):
        values = {
            "MEMBER": "havering",
            "NAME": '"Havering"',
            "DATABASE_URL": "sqlite:///x.sqlite",
            "BROKER_URL": "local:///b.sqlite",
            "BROKER_PASSWORD_FILE": str(tmp_path / "password"),
            "SECRET_KEY_FILE": str(tmp_path / "key"),
            "KEYS_DIR": "/keys",
            "REGISTRY_FILE": "/registry",
            "ANCHOR_FILE": "/anchor",
            "PORT": "8001",
            "PUBLIC_URL": "http://127.0.0.1:8001",
        } | changes
        path = tmp_path / "member.env"
        lines = [f"ACCORD_{k}={v}" for k, v in values.items() if v is not None]
        path.write_text("\n".join(lines))
        return path

    return write


def test_a_settings_file_gives_typed_settings(settings_file):
    settings = Settings.read(settings_file())
    assert settings.port == 8001
    assert settings.keys_dir == Path("/keys")
    assert settings.demo is False


def test_a_secret_is_read_from_the_file_named(settings_file):
    assert Settings.read(settings_file()).broker_password == "broker-word"


def test_the_files_that_hold_secrets_are_remembered(settings_file, tmp_path):
    found = Settings.read(settings_file()).secret_files
    assert set(found) == {tmp_path / "key", tmp_path / "password"}
    none = settings_file(MAIL_PASSWORD_FILE="")
    assert Settings.read(none).secret_files == found


def test_the_environment_wins_over_the_file(settings_file, monkeypatch):
    monkeypatch.setenv("ACCORD_PORT", "9000")
    assert Settings.read(settings_file()).port == 9000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MEMBER", "Havering Council"),
        ("PORT", "80000"),
        ("DATABASE_URL", "mysql://x"),
        ("BROKER_URL", "http://x"),
        ("PUBLIC_URL", "example.org"),
        ("BRAND_COLOUR", '"red"'),
        ("AREA_CODE", "311"),
        ("NAME", None),
    ],
)
def test_a_wrong_setting_is_named(settings_file, name, value):
    with pytest.raises(SettingsWrong, match=f"ACCORD_{name}"):
        Settings.read(settings_file(**{name: value}))


def test_every_wrong_setting_is_named_at_once(settings_file):
    with pytest.raises(SettingsWrong) as caught:
        Settings.read(settings_file(MEMBER=None, PORT="x"))
    assert "ACCORD_MEMBER" in str(caught.value)
    assert "ACCORD_PORT" in str(caught.value)


def test_a_short_secret_key_is_refused(settings_file, tmp_path):
    (tmp_path / "key").write_text("short")
    with pytest.raises(SettingsWrong, match="ACCORD_SECRET_KEY"):
        Settings.read(settings_file())


def test_a_secret_file_that_is_not_there_is_named(settings_file):
    with pytest.raises(SettingsWrong, match="ACCORD_SECRET_KEY_FILE"):
        Settings.read(settings_file(SECRET_KEY_FILE="/nowhere/key"))


def test_a_settings_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SettingsWrong, match="nowhere"):
        Settings.read(tmp_path / "nowhere.env")


def test_settings_do_not_show_their_secrets(settings_file):
    shown = repr(Settings.read(settings_file()))
    assert "broker-word" not in shown
    assert "kkkk" not in shown


@pytest.mark.parametrize("file", sorted(MEMBERS.glob("*.env")), ids=lambda f: f.stem)
def test_every_members_file_can_be_used_once_its_secrets_exist(
    file, tmp_path, monkeypatch
):
    (tmp_path / "secret").write_text("s" * 40)
    for name in ("BROKER_PASSWORD", "SECRET_KEY", "MAIL_PASSWORD"):
        monkeypatch.setenv(f"ACCORD_{name}_FILE", str(tmp_path / "secret"))
    settings = Settings.read(file)
    assert settings.member == file.stem
    assert settings.public_url.startswith("https://")
    assert not settings.demo
