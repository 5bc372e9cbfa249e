"""The two ways to one database: one that waits for the disk and one that need not."""

from pathlib import Path

import pytest
from sqlalchemy import select, text

from kit import clock
from kit.db import Database, IdDigits, SharedBase, digits_of, read_rows
from kit.vault.model import VaultKey


@pytest.fixture
def database(any_database):
    """One that nobody hurried: what tests are given else waits for no disk."""
    database = Database(any_database("havering", []).url, member="havering")
    yield database
    database.dispose()


def waits(database):
    asked = "PRAGMA synchronous" if database.is_sqlite else "SHOW synchronous_commit"
    with database.reading() as session:
        return session.scalar(text(asked))


def test_what_cannot_be_done_again_waits_for_the_disk(database):
    assert waits(database) in {2, "on"}


def test_what_can_be_done_again_does_not_wait_and_is_seen_at_once(database):
    hasty = database.hasty()
    assert waits(hasty) in {1, "off"}
    with database.transaction() as session:
        session.execute(text("CREATE TABLE made (number INTEGER)"))
    with hasty.transaction() as session:
        session.execute(text("INSERT INTO made VALUES (7)"))
    with database.reading() as session:
        assert session.scalar(text("SELECT number FROM made")) == 7


def test_one_hasty_way_is_kept_and_knows_what_the_other_knows(database):
    database.info["office"] = "as set up"
    assert database.hasty() is database.hasty()
    with database.hasty().reading() as session:
        assert session.info["office"] == "as set up"
        assert session.info["member"] == database.member


def test_what_was_deleted_is_not_left_lying_in_the_file(sqlite_database):
    database = sqlite_database("havering", [])
    file = Path(database.engine.url.database)
    with database.transaction() as session:
        session.execute(text("CREATE TABLE kept (words TEXT)"))
        session.execute(text("INSERT INTO kept VALUES ('planted marigold')"))
    database.dispose()
    assert b"marigold" in file.read_bytes()
    with database.transaction() as session:
        session.execute(text("DELETE FROM kept"))
    database.dispose()
    assert b"marigold" not in file.read_bytes()


def test_the_digits_of_an_id_are_those_of_its_text(any_database):
    database = any_database("havering", [SharedBase.metadata])
    ids = [clock.new_id() for _ in range(3)]
    with database.transaction() as session:
        session.add_all(
            VaultKey(
                id=each,
                about="case",
                instance_key="1",
                wrapped=b"",
                made_at=clock.now(),
            )
            for each in ids
        )
    with database.reading() as session:
        found = read_rows(session, select(IdDigits(VaultKey.id))).scalars().all()
    assert set(found) == digits_of(map(str, ids)) == {each.hex for each in ids}
