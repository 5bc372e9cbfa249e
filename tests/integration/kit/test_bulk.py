"""Many rows at once, the same on both databases."""

from uuid import UUID

import pytest
from sqlalchemy import JSON, MetaData, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from kit import bulk, clock
from kit.db import service_metadata, shared_registry


class Base(DeclarativeBase):
    metadata: MetaData = service_metadata()
    type_annotation_map = shared_registry.type_annotation_map


class Thing(Base):
    __tablename__ = "thing"

    name: Mapped[str] = mapped_column(primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    amount: Mapped[float | None]
    tags: Mapped[list[str] | None] = mapped_column(JSON)
    reference: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(default=1)


KEY = ["name", "part"]


@pytest.fixture
def database(any_database):
    return any_database("havering", [Base.metadata])


def a_row(name="a", part=1, **changes):
    row = {"amount": 1.5, "tags": ["x"], "reference": None, "version": 1}
    return {"name": name, "part": part, **row, **changes}


def stored(database):
    with database.reading() as session:
        rows = session.scalars(select(Thing).order_by(Thing.name, Thing.part))
        return [(row.name, row.part, row.amount, row.version) for row in rows]


def write(database, rows, **rules):
    with database.transaction() as session:
        return bulk.upsert(session, Thing, rows, key=KEY, **rules)


def test_rows_are_inserted_and_then_overwritten(database):
    assert write(database, [a_row(), a_row("b")]) == 2
    assert write(database, [a_row(amount=2.5), a_row("c")]) == 2
    assert stored(database) == [("a", 1, 2.5, 1), ("b", 1, 1.5, 1), ("c", 1, 1.5, 1)]


def test_every_kind_of_column_comes_back_as_it_went(database):
    reference = clock.new_id()
    rows = [a_row(reference=reference, tags=["é", "'"]), a_row("b", amount=None)]
    rows[1]["tags"] = []
    write(database, rows)
    with database.reading() as session:
        first, second = session.scalars(select(Thing).order_by(Thing.name))
        assert (first.reference, first.tags) == (reference, ["é", "'"])
        assert (second.amount, second.tags, second.reference) == (None, [], None)


def test_the_last_of_repeated_rows_counts(database):
    write(database, [a_row(amount=1.0), a_row(amount=2.0)])
    assert stored(database) == [("a", 1, 2.0, 1)]


def test_only_a_newer_version_overwrites(database):
    write(database, [a_row(version=3, amount=3.0)], newer="version")
    old = [a_row(version=2, amount=2.0), a_row(version=3, amount=9.0)]
    assert write(database, old, newer="version") == 0
    assert write(database, [a_row(version=4, amount=4.0)], newer="version") == 1
    assert stored(database) == [("a", 1, 4.0, 4)]


def test_of_repeated_versions_the_highest_counts_whatever_the_order(database):
    rows = [a_row(version=version, amount=float(version)) for version in (1, 3, 2)]
    write(database, rows, newer="version")
    assert stored(database) == [("a", 1, 3.0, 3)]


def test_a_counter_rises_only_with_a_difference(database):
    rules = {"differs": ["amount", "tags"], "counter": "version"}
    write(database, [a_row()], **rules)
    assert write(database, [a_row()], **rules) == 0
    assert write(database, [a_row(amount=None)], **rules) == 1
    assert write(database, [a_row(amount=None)], **rules) == 0
    assert write(database, [a_row(amount=None, tags=["y"])], **rules) == 1
    assert stored(database) == [("a", 1, None, 3)]


def test_a_kept_column_is_written_once(database):
    write(database, [a_row()], keep=["amount"])
    write(database, [a_row(amount=9.0, version=7)], keep=["amount"])
    assert stored(database) == [("a", 1, 1.5, 7)]


def test_nothing_to_write_is_no_fault(database):
    assert write(database, []) == 0


def test_more_rows_than_one_statement_takes(database):
    count = bulk.CHUNK + 1
    assert write(database, [a_row(part=part) for part in range(count)]) == count
    assert len(stored(database)) == count


def test_one_bad_row_leaves_nothing_stored(database):
    with pytest.raises(DBAPIError):
        write(database, [a_row(), a_row("b", version=None)])
    assert stored(database) == []
