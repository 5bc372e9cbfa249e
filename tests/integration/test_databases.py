"""A database that a test used is found by the next as if it were new."""

import pytest
from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    event,
    func,
    insert,
    select,
    text,
)

from kit.db import SharedBase
from kit.trail.model import TrailRow
from tests.support.databases import PostgresDatabases
from tests.support.trails import act

pytestmark = pytest.mark.postgresql

TABLES = MetaData()
PARENT = Table("parent", TABLES, Column("id", Integer, primary_key=True))
CHILD = Table("child", TABLES, Column("parent_id", ForeignKey("parent.id")))
KEPT = Table("kept", MetaData(), Column("id", Integer, primary_key=True))


@event.listens_for(KEPT, "after_create")
def _give_it_a_row(_table, connection, **_more):
    connection.execute(insert(KEPT))


@pytest.fixture
def use(postgres_shelf):
    """``use(metadatas, work)`` is one test: the address, and what its work saw."""

    def use(metadatas, work):
        databases = PostgresDatabases(shelf=postgres_shelf)
        database = databases("havering", metadatas)
        try:
            return database.url, work(database)
        finally:
            databases.close()

    return use


def write(database):
    with database.engine.begin() as connection:
        given = connection.execute(insert(PARENT)).inserted_primary_key.id
        connection.execute(insert(CHILD), {"parent_id": given})
        return given, connection.scalar(select(func.count()).select_from(CHILD))


def test_rows_are_gone_and_numbers_begin_again(use):
    first, seen = use([TABLES], write)
    assert seen == (1, 1)
    assert use([TABLES], write) == (first, (1, 1))


def test_a_number_that_was_only_taken_is_given_again(use):
    def take(database):
        with database.engine.begin() as connection:
            return connection.scalar(text("SELECT nextval('parent_id_seq')"))

    first, seen = use([TABLES], take)
    assert seen == 1
    assert use([TABLES], write) == (first, (1, 1))


def test_a_trail_that_refuses_to_be_emptied_is_new_too(use):
    def keep(database):
        with database.transaction() as session:
            act(session)
            return session.scalars(select(TrailRow.n)).all()

    first, seen = use([SharedBase.metadata], keep)
    assert use([SharedBase.metadata], keep) == (first, seen)


def test_a_table_that_a_test_changed_is_seen_by_no_other(use):
    def change(database):
        with database.engine.begin() as connection:
            connection.execute(text("ALTER TABLE child DISABLE TRIGGER ALL"))

    first, _ = use([TABLES], change)
    then, seen = use([TABLES], write)
    assert then != first
    assert seen == (1, 1)


def test_what_still_holds_the_database_is_sent_away(use):
    left = []

    def hold(database):
        connection = database.engine.connect()
        left.append(connection)
        connection.execute(insert(PARENT))

    first, _ = use([TABLES], hold)
    assert use([TABLES], write) == (first, (1, 1))
    left[0].invalidate()
    left[0].close()


def test_rows_that_came_with_the_tables_come_to_each_test(use):
    def count(database):
        with database.engine.begin() as connection:
            return connection.scalar(select(func.count()).select_from(KEPT))

    with_rows = KEPT.metadata
    first, seen = use([with_rows], count)
    then, again = use([with_rows], count)
    assert then != first
    assert (seen, again) == (1, 1)
