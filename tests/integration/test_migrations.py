"""Each service's migrations lead up, down and up again, on both databases."""

import importlib

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Boolean, Column, MetaData, String, Table, Uuid

from kit import clock, migrations
from kit.db import UtcDateTime
from kit.hats import queries as hats

# As it was before people could hold several roles.
OLD_ACCOUNT = Table(
    "account_user",
    MetaData(),
    Column("id", Uuid),
    Column("email", String),
    Column("name", String),
    Column("role", String),
    Column("active", Boolean),
    Column("created_at", UtcDateTime),
)
SERVICES = ["borough", "leadership"]


@pytest.fixture(params=SERVICES)
def service(request):
    return importlib.import_module(f"{request.param}.wiring").SERVICE


def moves(service):
    return {"scripts": service.scripts, "metadatas": service.metadatas}


def test_there_is_one_newest_migration(service):
    scripts = ScriptDirectory(str(service.scripts))
    assert len(scripts.get_heads()) == 1
    assert all(script.revision.isdigit() for script in scripts.walk_revisions())


def test_migrations_lead_up_down_and_up(any_database, service):
    database = any_database("havering", [])
    migrations.upgrade(database, **moves(service))
    migrations.downgrade(database, **moves(service), revision="base")
    migrations.upgrade(database, **moves(service))
    migrations.require_head(database, scripts=service.scripts)


def test_migrations_make_the_tables_the_code_knows(any_database, service):
    database = any_database("havering", [])
    migrations.upgrade(database, **moves(service))
    migrations.check(database, **moves(service))


@pytest.mark.parametrize(
    ("member", "stored", "becomes"),
    [
        ("borough", "administrator", "administrator"),
        ("borough", "analyst", "analyst"),
        ("leadership", "administrator", "leadership_administrator"),
        ("leadership", "leadership_member", "leadership_member"),
    ],
)
def test_who_had_a_role_has_it_as_a_hat(any_database, member, stored, becomes):
    service = importlib.import_module(f"{member}.wiring").SERVICE
    database = any_database("havering", [])
    migrations.upgrade(database, **moves(service), revision="0002")
    user_id = clock.new_id()
    with database.transaction() as session:
        session.execute(
            OLD_ACCOUNT.insert().values(
                id=user_id,
                email="old@example.org",
                name="Old",
                role=stored,
                active=True,
                created_at=clock.now(),
            )
        )
    migrations.upgrade(database, **moves(service))
    with database.reading() as session:
        [hat] = hats.hats_of(session, user_id=user_id)
    assert (hat.role, hat.counts) == (becomes, True)


def test_a_database_that_was_not_migrated_is_refused(any_database, service):
    database = any_database("havering", [])
    with pytest.raises(migrations.NotMigrated, match="none"):
        migrations.require_head(database, scripts=service.scripts)


def test_a_migration_that_fails_leaves_nothing_behind(any_database, service, tmp_path):
    scripts = tmp_path / "migrations"
    (scripts / "versions").mkdir(parents=True)
    (scripts / "env.py").write_text((service.scripts / "env.py").read_text())
    (scripts / "versions/0001_fails.py").write_text(
        "from alembic import op\n"
        "import sqlalchemy as sa\n"
        "revision, down_revision = '0001', None\n"
        "def upgrade():\n"
        "    op.create_table('half', sa.Column('id', sa.Integer()))\n"
        "    raise RuntimeError('the power went')\n"
    )
    database = any_database("havering", [])
    with pytest.raises(RuntimeError, match="power"):
        migrations.upgrade(database, scripts=scripts, metadatas=[])
    with database.engine.connect() as connection:
        assert not database.engine.dialect.has_table(connection, "half")
