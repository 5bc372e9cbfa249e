"""A vault keeps values on both databases, and finds them without showing them."""

from uuid import UUID

import pytest
from sqlalchemy import LargeBinary, event, select, text, update
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from kit import clock
from kit.db import SharedBase, service_metadata, shared_registry
from kit.vault.cipher import Place
from kit.vault.keyring import Keyring
from kit.vault.model import (
    INDEX,
    CannotUnlock,
    KeyDestroyed,
    VaultClosed,
    VaultInstance,
    VaultKey,
)
from kit.vault.service import Vault
from tests.support.vaults import with_vault


class Base(DeclarativeBase):
    registry = shared_registry
    metadata = service_metadata()


class Kept(Base):
    """A record with locked columns, as a slice would have it."""

    __tablename__ = "kept"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key_id: Mapped[UUID]
    surname: Mapped[bytes | None] = mapped_column(LargeBinary)
    notes: Mapped[bytes | None] = mapped_column(LargeBinary)


TABLES = [SharedBase.metadata, Base.metadata]
NAME = "Canary-Surname"


@pytest.fixture
def database(any_database, tmp_path):
    made = any_database("havering", TABLES)
    with_vault(made, tmp_path)
    return made


def keep(session, surname=NAME, notes=None):
    vault = Vault(session)
    row = Kept(id=clock.new_id(), key_id=vault.new_key("case"))
    vault.put(row, surname=surname, notes=notes)
    session.add(row)
    session.flush()
    return row


def kept(database, **values):
    with database.transaction() as session:
        return keep(session, **values).id


def read(database, row_id, column="surname"):
    with database.reading() as session:
        return Vault(session).get(session.get_one(Kept, row_id), column)


def test_what_is_put_is_got_again_by_another_session(database):
    row = kept(database, notes={"said": ["á", 1], "at": "2026-11-22"})
    assert read(database, row) == NAME
    assert read(database, row, "notes") == {"said": ["á", 1], "at": "2026-11-22"}


def test_nothing_put_is_nothing_and_none_empties(database):
    row = kept(database)
    assert read(database, row, "notes") is None
    with database.transaction() as session:
        Vault(session).put(session.get_one(Kept, row), surname=None)
    assert read(database, row) is None


def test_neither_the_value_nor_the_key_stands_in_the_database(database):
    row = kept(database)
    with database.reading() as session:
        stored = session.execute(select(Kept.surname)).scalar_one()
        assert NAME.encode() not in stored
        assert session.get_one(Kept, row).key_id.bytes in stored


def test_a_value_moved_to_another_row_or_column_does_not_open(database):
    one, other = kept(database), kept(database, notes="x")
    with database.transaction() as session:
        first, second = session.get_one(Kept, one), session.get_one(Kept, other)
        first.surname, second.surname = second.surname, first.surname
        second.notes = first.surname
    for row, column in ((one, "surname"), (other, "surname"), (other, "notes")):
        with pytest.raises(CannotUnlock):
            read(database, row, column)


def test_a_wrapped_key_moved_to_another_record_does_not_open(database):
    one, other = kept(database), kept(database)
    with database.transaction() as session:
        keys = [session.get_one(Kept, row).key_id for row in (one, other)]
        wrapped = session.get_one(VaultKey, keys[1]).wrapped
        session.get_one(VaultKey, keys[0]).wrapped = wrapped
    with pytest.raises(CannotUnlock):
        read(database, one)
    assert read(database, other) == NAME


def test_a_key_nobody_made_locks_and_opens_nothing(database):
    with database.transaction() as session:
        place = Place("kept", "surname", clock.new_id())
        with pytest.raises(CannotUnlock):
            Vault(session).lock("x", key=clock.new_id(), place=place)


def test_bytes_and_words_are_locked_without_a_row_too(database):
    place = Place("attachment", "body", clock.new_id())
    with database.transaction() as session:
        vault = Vault(session)
        key = vault.new_key("case")
        locked = vault.lock(b"\x00bytes", key=key, place=place)
    with database.reading() as session:
        assert Vault(session).unlock(locked, place=place) == b"\x00bytes"


def test_each_record_has_a_key_of_its_own_and_a_rolled_back_one_has_none(database):
    kept(database)
    kept(database)
    with database.transaction() as session:
        keep(session)
        session.rollback()
    with database.reading() as session:
        keys = session.scalars(select(VaultKey.id).where(VaultKey.about == "case"))
        assert len(set(keys)) == 2
        assert len(session.scalars(select(VaultInstance)).all()) == 1


def test_a_destroyed_key_opens_nothing_any_more_and_its_row_says_when(database):
    one, other = kept(database), kept(database)
    with database.transaction() as session:
        key = session.get_one(Kept, one).key_id
        Vault(session).destroy(key)
        with pytest.raises(KeyDestroyed):
            Vault(session).get(session.get_one(Kept, one), "surname")
    with pytest.raises(KeyDestroyed):
        read(database, one)
    assert read(database, other) == NAME
    with database.transaction() as session:
        row = session.get_one(VaultKey, key)
        assert set(row.wrapped) == {0}
        assert row.destroyed_at is not None
        with pytest.raises(KeyDestroyed):
            Vault(session).destroy(key)
        with pytest.raises(KeyDestroyed):
            keep_more(session, one)


def keep_more(session, row_id):
    Vault(session).put(session.get_one(Kept, row_id), notes="more")


def test_the_key_of_the_indexes_is_not_for_destroying(database):
    kept(database)
    with database.transaction() as session:
        key = session.scalars(select(VaultKey.id).where(VaultKey.about == INDEX)).one()
        with pytest.raises(CannotUnlock):
            Vault(session).destroy(key)


def index(database, purpose, *words):
    with database.reading() as session:
        return Vault(session).blind_index(purpose, *words)


def test_an_index_finds_equal_words_however_they_are_written(database):
    kept(database)
    found = index(database, "person", "O'Brien", "2020-02-01")
    assert len(found) == 64
    assert found == index(database, "person", " o’BRIEN ", "2020 02 01")
    assert found == index(database, "person", "Óbrien", "2020-02-01")
    others = {
        index(database, "person", "O'Brien", "2020-02-02"),
        index(database, "person", "O'Brien2020-02-01"),
        index(database, "number", "O'Brien", "2020-02-01"),
    }
    assert found not in others
    assert len(others) == 3


def test_an_index_is_this_instances_alone(database, any_database, tmp_path):
    kept(database)
    other = any_database("redbridge", TABLES)
    (tmp_path / "other").mkdir()
    with_vault(other, tmp_path / "other")
    kept(other)
    assert index(database, "number", "9434765919") != index(
        other, "number", "9434765919"
    )


def test_where_nothing_was_kept_an_index_finds_nothing_and_stores_nothing(database):
    assert index(database, "number", "1") != index(database, "number", "1")
    with database.transaction() as session:
        first = Vault(session).blind_index("number", "1")
    assert index(database, "number", "1") == first


def test_without_a_key_file_nothing_opens(any_database):
    closed = any_database("havering", TABLES)
    with closed.reading() as session, pytest.raises(VaultClosed):
        Vault(session)


def test_another_members_key_file_opens_nothing(database, tmp_path):
    row = kept(database)
    (tmp_path / "theirs").mkdir()
    file = with_vault(database, tmp_path / "theirs")
    with database.transaction() as session:
        name = Keyring(file).first()
        session.execute(update(VaultKey).values(instance_key=name))
    with pytest.raises(CannotUnlock):
        read(database, row)


def test_a_list_of_500_is_opened_in_one_query(database):
    with database.transaction() as session:
        session.add_all([keep(session, f"Name {number}") for number in range(500)])
    with database.reading() as session:
        rows = session.scalars(select(Kept)).all()
        asked = count_statements(session)
        vault = Vault(session)
        vault.prepare(row.key_id for row in rows)
        names = {vault.get(row, "surname") for row in rows}
    assert names == {f"Name {number}" for number in range(500)}
    assert len(asked) == 1


def count_statements(session):
    asked = []
    event.listen(
        session.connection().engine,
        "before_cursor_execute",
        lambda *told: asked.append(told[2]),
    )
    return asked


def test_what_is_stored_is_bytes_and_no_words(database):
    kept(database)
    with database.reading() as session:
        rows = session.execute(text("SELECT * FROM vault_key")).all()
    assert NAME not in str(rows)
