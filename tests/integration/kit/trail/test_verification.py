"""Tampering behind the trail's back is always found, on both databases."""

from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import (
    String,
    delete,
    insert,
    literal,
    select,
    text,
    type_coerce,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from borough.wiring import SERVICE
from kit import migrations
from kit.db import SharedBase
from kit.trail import protection, verification, writing
from kit.trail.chain import COLUMNS, Breach
from kit.trail.model import TrailHead, TrailRow
from kit.trail.verification import Head
from tests.support.trails import a_note, fill

LENGTH = 1000
COLUMNS_OF_TEXT = [name for name in COLUMNS if name != "n"]


def often(times):
    """So many examples on one trail, which each leaves as it was."""
    return settings(
        max_examples=times,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )


@pytest.fixture
def trail(database):
    """A database with a trail of 1,000 rows, and nothing that protects it."""
    fill(database, LENGTH)
    with database.engine.begin() as connection:
        protection.take_down(connection)
    return database


@contextmanager
def tampered(trail):
    """A session in which the trail is changed, and then all is as before."""
    with trail.engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


def found(connection, **more):
    with Session(connection) as session:
        report = verification.verify(session, **more)
    return report.breach, report.broken_at


def value_of(connection, n, column):
    wanted = type_coerce(getattr(TrailRow, column), String)
    return connection.scalar(select(wanted).where(TrailRow.n == n))


def put(connection, n, column, value):
    changed = {column: literal(value, String)}
    connection.execute(update(TrailRow).where(TrailRow.n == n).values(changed))


def write_anew(connection):
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        writing.write(session, [a_note(number + 1) for number in range(LENGTH)])
        session.commit()


def hash_at(trail, n):
    with trail.reading() as session:
        return session.scalar(select(TrailRow.hash).where(TrailRow.n == n))


def test_a_trail_nobody_touched_is_whole(trail):
    with trail.reading() as session:
        report = verification.verify(session)
    assert report.whole
    assert (report.first, report.through) == (1, LENGTH)
    assert report.as_json()["result"] == "ok"


def test_an_empty_trail_is_whole(database):
    with database.reading() as session:
        report = verification.verify(session)
    assert (report.whole, report.through) == (True, 0)


@often(100)
@given(
    n=some.integers(1, LENGTH),
    column=some.sampled_from(COLUMNS_OF_TEXT),
    place=some.integers(0, 300),
    bit=some.sampled_from([1, 2, 4, 8, 16, 32]),
)
def test_a_flipped_byte_is_found_where_it_is(trail, n, column, place, bit):
    with tampered(trail) as connection:
        value = value_of(connection, n, column)
        if not value:
            value, flipped = "", "x"
        else:
            place %= len(value)
            letter = chr(ord(value[place]) ^ bit or 1)  # PostgreSQL takes no NUL
            flipped = value[:place] + letter + value[place + 1 :]
        put(connection, n, column, flipped)
        breach, broken_at = found(connection)
    assert breach is not None
    assert broken_at == n


@often(40)
@given(n=some.integers(1, LENGTH), length=some.integers(1, 20))
def test_deleted_rows_are_found(trail, n, length):
    with tampered(trail) as connection:
        connection.execute(delete(TrailRow).where(TrailRow.n.between(n, n + length)))
        assert found(connection) == (Breach.MISSING, n)


@often(40)
@given(pair=some.lists(some.integers(1, LENGTH), min_size=2, max_size=2, unique=True))
def test_swapped_rows_are_found(trail, pair):
    one, other = pair
    with tampered(trail) as connection:
        for source, target in ((one, -1), (other, one), (-1, other)):
            connection.execute(
                update(TrailRow).where(TrailRow.n == source).values(n=target)
            )
        assert found(connection) == (Breach.UNLINKED, min(pair))


@pytest.mark.parametrize("n", [1, 2, 500, LENGTH])
def test_an_inserted_row_is_found(trail, n):
    with tampered(trail) as connection:
        # The later ones make room, from the last one on.
        connection.execute(
            update(TrailRow).where(TrailRow.n >= n).values(n=-TrailRow.n - 1)
        )
        connection.execute(update(TrailRow).where(TrailRow.n < 0).values(n=-TrailRow.n))
        source = select(TrailRow.__table__).where(TrailRow.n == n + 1)
        row = connection.execute(source).mappings().one()
        connection.execute(insert(TrailRow), {**row, "n": n})
        breach, broken_at = found(connection)
    assert breach in {Breach.UNLINKED, Breach.CHANGED, Breach.ANOTHER_HEAD}
    assert broken_at == n + 1


def test_a_row_put_behind_the_end_is_found(trail):
    with tampered(trail) as connection:
        source = select(TrailRow.__table__).where(TrailRow.n == LENGTH)
        row = connection.execute(source).mappings().one()
        connection.execute(insert(TrailRow), {**row, "n": LENGTH + 1})
        assert found(connection) == (Breach.ANOTHER_HEAD, LENGTH + 1)


def test_a_trail_cut_short_is_found_by_its_own_head(trail):
    with tampered(trail) as connection:
        connection.execute(delete(TrailRow).where(TrailRow.n > 990))
        assert found(connection) == (Breach.MISSING, 991)


def test_a_trail_cut_short_with_its_head_is_found_by_a_signed_one(trail):
    head = Head(n=995, hash=hash_at(trail, 995), holder="leadership")
    with tampered(trail) as connection:
        connection.execute(delete(TrailRow).where(TrailRow.n > 990))
        connection.execute(update(TrailHead).values(n=990, hash=hash_at(trail, 990)))
        assert found(connection) == (None, None)
        assert found(connection, heads=[head]) == (Breach.MISSING, 991)


def test_a_trail_written_anew_is_found_by_a_signed_head(trail):
    head = Head(n=400, hash=hash_at(trail, 400), holder="leadership")
    with tampered(trail) as connection:
        connection.execute(delete(TrailRow))
        connection.execute(delete(TrailHead))
        write_anew(connection)
        assert found(connection) == (None, None)
        assert found(connection, heads=[head]) == (Breach.ANOTHER_SIGNED_HEAD, 400)


def test_a_trail_emptied_whole_is_found_by_a_signed_head(trail):
    head = Head(n=400, hash=hash_at(trail, 400), holder="leadership")
    with tampered(trail) as connection:
        connection.execute(delete(TrailRow))
        connection.execute(delete(TrailHead))
        assert found(connection, heads=[head]) == (Breach.MISSING, 1)


def test_a_head_our_key_did_not_sign_is_told(trail):
    head = Head(n=400, hash=hash_at(trail, 400), holder="havering", genuine=False)
    with trail.reading() as session:
        report = verification.verify(session, heads=[head])
    assert (report.breach, report.broken_at) == (Breach.BAD_SIGNATURE, 400)


def test_a_range_is_verified_alone(trail):
    heads = [Head(n=n, hash=hash_at(trail, n), holder="x") for n in (10, 60, 300)]
    with tampered(trail) as connection:
        put(connection, 20, "act", "figure.lost")
        assert found(connection) == (Breach.CHANGED, 20)
        assert found(connection, first=21, heads=heads) == (None, None)
        assert found(connection, through=19, heads=heads) == (None, None)
        assert found(connection, first=15, through=25) == (Breach.CHANGED, 20)


def test_the_last_ten_thousand_rows_start_where_they_do(trail):
    with trail.reading() as session:
        assert verification.latest(session) == 1
        assert verification.latest(session, rows=100) == LENGTH - 99


def test_a_broken_trail_shows_the_rows_around_without_their_detail(trail):
    with tampered(trail) as connection, Session(connection) as session:
        put(connection, 20, "act", "figure.lost")
        neighbours = verification.verify(session).neighbours
    assert [row["n"] for row in neighbours] == [19, 20, 21]
    assert all("detail" not in row and "salt" not in row for row in neighbours)


def test_what_is_no_text_at_all_is_found(sqlite_database):
    database = sqlite_database("havering", [SharedBase.metadata])
    fill(database, 20)
    with database.engine.begin() as connection:
        protection.take_down(connection)
        connection.execute(
            text("UPDATE trail_row SET role = CAST(X'FF41' AS TEXT) WHERE n = 7")
        )
        connection.execute(text("UPDATE trail_row SET role = X'41' WHERE n = 9"))
    with database.reading() as session:
        report = verification.verify(session)
    assert (report.breach, report.broken_at) == (Breach.UNREADABLE, 7)


def test_a_detail_erased_in_silence_is_found(trail):
    with tampered(trail) as connection:
        put(connection, 2, "salt", None)
        put(connection, 2, "detail", None)
        assert found(connection) == (Breach.ERASED_IN_SILENCE, 2)


def test_a_migrated_database_refuses_changes_too(any_database):
    database = any_database("havering", [])
    migrations.upgrade(database, scripts=SERVICE.scripts, metadatas=SERVICE.metadatas)
    fill(database, 3)
    for change in (delete(TrailRow), update(TrailRow).values(act="figure.lost")):
        with (
            pytest.raises(DBAPIError, match="append-only"),
            database.engine.begin() as connection,
        ):
            connection.execute(change)
