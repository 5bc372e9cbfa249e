"""``accord seeds AREA``: into a demonstration of the area, once, all or nothing."""

import secrets

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from accord.cli import main
from accord.seeds import commands, thurrock_actions
from borough.wiring import SERVICE
from kit import clock
from kit.accounts import queries as accounts
from kit.db import Database, SharedBase
from partnership.actions import queries as actions
from partnership.bodies import queries as bodies


def accord(*arguments):
    return CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.fixture
def settings_of(tmp_path):
    def write(member, *, demo=True):
        for name, text in (("password", "p" * 20), ("key", secrets.token_hex())):
            (tmp_path / name).write_text(text)
            (tmp_path / name).chmod(0o600)
        values = {
            "MEMBER": member,
            "NAME": f"{member.title()} (example)",
            "DATABASE_URL": f"sqlite:///{tmp_path}/accord.sqlite",
            "BROKER_URL": f"local://{tmp_path}/broker.sqlite",
            "BROKER_PASSWORD_FILE": tmp_path / "password",
            "SECRET_KEY_FILE": tmp_path / "key",
            "KEYS_DIR": tmp_path / "keys",
            "REGISTRY_FILE": tmp_path / "registry.jws",
            "ANCHOR_FILE": tmp_path / "anchor.json",
            "PORT": "8001",
            "PUBLIC_URL": "http://127.0.0.1:8001",
            "DEMO": str(demo).lower(),
        }
        path = tmp_path / f"{member}.env"
        path.write_text("".join(f"ACCORD_{k}='{v}'\n" for k, v in values.items()))
        Database(values["DATABASE_URL"], member=member).create_tables(SERVICE.metadatas)
        return path

    return write


@pytest.fixture
def migrated(monkeypatch):
    """Tables are made at once here, and not by migrations."""
    monkeypatch.setattr("kit.migrations.require_head", lambda *_, **__: None)


def test_papers_are_loaded_once_and_a_second_time_is_refused(settings_of, migrated):
    settings = settings_of("wirral")
    first = accord("seeds", "wirral", "--settings", settings)
    again = accord("seeds", "wirral", "--settings", settings)
    assert (first.exit_code, again.exit_code) == (0, 1)
    assert "loaded already" in again.output


def test_a_real_instance_is_refused(settings_of, migrated):
    answer = accord("seeds", "wirral", "--settings", settings_of("wirral", demo=False))
    assert answer.exit_code == 1
    assert "demonstration" in answer.output


def test_another_areas_instance_is_refused(settings_of, migrated):
    answer = accord("seeds", "thurrock", "--settings", settings_of("wirral"))
    assert answer.exit_code == 1
    assert "not of thurrock" in answer.output


def test_a_fault_in_the_middle_leaves_nothing(sqlite_database, monkeypatch):
    def broken(*_):
        raise RuntimeError("in the middle")

    database = sqlite_database("thurrock", SERVICE.metadatas)
    monkeypatch.setattr(thurrock_actions, "_report", broken)
    with pytest.raises(RuntimeError, match="in the middle"):
        commands.load(database, "thurrock")
    with database.reading() as session:
        assert bodies.bodies(session, clock.today(), ended=True) == []
        assert accounts.people(session) == []


def test_nobody_is_told_now_of_what_was_over_long_ago(thurrock):
    notices = SharedBase.metadata.tables["notice"]
    assert (
        thurrock.look(
            lambda s: s.scalar(
                select(func.count(notices.c[notices.primary_key.columns.keys()[0]]))
            )
        )
        == 0
    )


@pytest.mark.postgresql
@pytest.mark.parametrize("area", sorted(commands.AREAS))
def test_papers_load_on_postgresql_too(area, postgresql_database):
    database = postgresql_database(area, SERVICE.metadatas)
    commands.load(database, area)
    with database.reading() as session:
        expected = 72 if area == "thurrock" else 0
        assert actions.totals(session).overall.total == expected
