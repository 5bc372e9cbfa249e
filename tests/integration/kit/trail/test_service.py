"""Acts become rows with the act itself, or not at all."""

import json
from uuid import UUID

import pytest
from sqlalchemy import delete, event, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from kit import clock, errors
from kit.accounts.actor import Actor
from kit.db import SharedBase
from kit.trail import service, verification
from kit.trail.model import (
    CLOCK_SET_BACK,
    ERASED,
    Outcome,
    TrailHead,
    TrailPeerHead,
    TrailRow,
    TrailSignedHead,
)
from kit.trail.writing import TrailUnwritten
from tests.support.trails import act

ANALYST = Actor(
    user_id=UUID(int=7), name="A", role="analyst", email="a@x.org", session_id="s1"
)


def rows(database):
    with database.reading() as session:
        wanted = select(TrailRow.__table__).order_by(TrailRow.n)
        return session.execute(wanted).all()


def records(database):
    return [row.record for row in rows(database)]


def fail(database):
    """One act, and then the power goes."""
    with database.transaction() as session:
        act(session)
        raise RuntimeError("the power went")


def fail_inside(session, number):
    with session.begin_nested():
        act(session, number)
        raise RuntimeError("the power went")


def leave_a_savepoint_open(database):
    with database.transaction() as session:
        session.begin_nested()
        act(session)


def act_beside_another_change(database):
    with database.transaction() as session:
        signed = TrailSignedHead(n=1, hash="", raw="", signed_at=clock.now())
        session.add(signed)
        act(session)


def act_in_a_reading(database):
    with database.reading() as session:
        act(session)


def test_an_act_is_a_row_of_the_same_transaction(database):
    with database.transaction() as session:
        act(session)
        assert session.scalars(select(TrailRow)).all() == []
    assert records(database) == ["1"]


def test_what_is_rolled_back_leaves_no_row(database):
    with pytest.raises(RuntimeError, match="power"):
        fail(database)
    assert records(database) == []


def test_rows_are_numbered_and_chained_across_transactions(database):
    for number in range(3):
        with database.transaction() as session:
            act(session, 2 * number)
            act(session, 2 * number + 1)
    found = rows(database)
    assert [row.n for row in found] == [1, 2, 3, 4, 5, 6]
    assert [row.prev for row in found[1:]] == [row.hash for row in found[:-1]]


def test_a_row_says_who_what_and_how_it_ended(database):
    with database.transaction() as session:
        act(session, 5, by=ANALYST, outcome=Outcome.REFUSED, detail={"count": 3})
    [row] = rows(database)
    assert (row.actor_id, row.session_id) == (str(ANALYST.user_id), "s1")
    assert (row.role, row.record, row.outcome) == ("analyst", "5", Outcome.REFUSED)
    assert json.loads(row.detail) == {"count": 3}


def test_who_acts_is_the_person_of_the_door_else_the_process(database):
    with database.transaction() as session:
        act(session)
    database.info["process"] = "exchange"
    with database.transaction() as session:
        act(session)
    for actor in (None, ANALYST):
        with database.transaction() as session:
            session.info["actor"] = actor
            act(session)
    assert [row.actor_id for row in rows(database)] == [
        "host",
        "exchange",
        "nobody",
        str(ANALYST.user_id),
    ]


def test_a_savepoint_that_is_rolled_back_takes_its_notes_along(database):
    with database.transaction() as session:
        act(session, 1)
        with pytest.raises(RuntimeError, match="power"):
            fail_inside(session, 2)
        with session.begin_nested():
            act(session, 3)
    assert records(database) == ["1", "3"]


def test_a_savepoint_inside_one_that_is_rolled_back_leaves_nothing(database):
    with database.transaction() as session:
        outer = session.begin_nested()
        with session.begin_nested():
            act(session, 1)
        act(session, 2)
        outer.rollback()
        act(session, 3)
    assert records(database) == ["3"]


def test_an_inner_savepoint_that_is_rolled_back_spares_the_outer_one(database):
    with database.transaction() as session, session.begin_nested():
        act(session, 1)
        inner = session.begin_nested()
        act(session, 2)
        inner.rollback()
        act(session, 3)
    assert records(database) == ["1", "3"]


def test_rolling_back_all_and_going_on_starts_without_notes(database):
    with Session(database.engine) as session:
        act(session, 1)
        session.rollback()
        act(session, 2)
        session.commit()
    assert records(database) == ["2"]


def test_a_savepoint_left_open_at_commit_is_an_error(database):
    with pytest.raises(TrailUnwritten):
        leave_a_savepoint_open(database)


def test_an_act_that_cannot_be_written_fails_as_a_whole(database):
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE trail_row RENAME TO gone"))
    with pytest.raises(DBAPIError):
        act_beside_another_change(database)
    with database.reading() as session:
        assert session.scalars(select(TrailSignedHead)).all() == []


def test_an_act_on_its_own_is_written_before_the_call_returns(database):
    service.record_at_once(
        database, act="access.denied", resource="trail", outcome=Outcome.REFUSED
    )
    assert [row.act for row in rows(database)] == ["access.denied"]


def test_a_reading_takes_no_note_that_would_be_lost(database):
    with pytest.raises(RuntimeError, match="record_at_once"):
        act_in_a_reading(database)


@pytest.mark.parametrize(
    "wrong",
    [
        {"act": "entered"},
        {"act": "Figure.Entered"},
        {"act": "figure.entered.twice"},
        {"resource": "Indicators raw"},
        {"record": "Ann Example"},
        {"record": ""},
        {"purpose": "Because of Ann!"},
        {"detail": {"name": "x"}},
        {"detail": {"kind": "x" * 201}},
    ],
    ids=str,
)
def test_only_words_of_the_right_shape_and_listed_details_are_taken(database, wrong):
    words = {"act": "figure.entered", "resource": "indicators_raw", **wrong}
    with pytest.raises(ValueError, match="trail"), database.transaction() as session:
        service.record(session, **words)
    assert records(database) == []


def test_a_transaction_without_a_note_asks_the_trail_nothing(database):
    said = []
    event.listen(
        database.engine, "before_cursor_execute", lambda *words: said.append(words[2])
    )
    with database.transaction() as session:
        session.execute(text("SELECT 1"))
    assert [one for one in said if "trail" in one] == []


def test_times_never_go_back_by_a_little(database, monkeypatch):
    later = clock.now()
    monkeypatch.setattr(clock, "now", lambda: later)
    with database.transaction() as session:
        act(session)
    monkeypatch.setattr(clock, "now", lambda: later.replace(microsecond=0))
    with database.transaction() as session:
        act(session)
    assert len({row.at for row in rows(database)}) == 1


def test_a_clock_that_was_set_back_is_told_in_a_row(database, monkeypatch):
    later = clock.now()
    with database.transaction() as session:
        act(session)
    monkeypatch.setattr(clock, "now", lambda: later.replace(year=later.year - 1))
    with database.transaction() as session:
        act(session)
    assert [row.act for row in rows(database)][1:] == [
        CLOCK_SET_BACK,
        "figure.entered",
    ]
    with database.reading() as session:
        assert verification.verify(session).whole


def test_erasing_a_detail_is_told_and_leaves_the_trail_whole(database):
    with database.transaction() as session:
        act(session, 1, detail={"count": 3})
        act(session, 2, detail={"count": 4})
    with database.transaction() as session:
        service.erase_detail(session, n=1, purpose="erasure request")
    erased, _, told = rows(database)
    assert (erased.detail, erased.salt) == (None, None)
    assert erased.detail_hash is not None
    assert (told.act, told.record, told.purpose) == (ERASED, "1", "erasure request")
    with database.reading() as session:
        assert verification.verify(session).whole


def test_a_detail_is_erased_once_and_with_a_purpose(database):
    with database.transaction() as session:
        act(session, 1, detail={"count": 3})
        act(session, 2)
    for n, purpose, error in (
        (2, "erasure request", errors.NotFound),
        (9, "erasure request", errors.NotFound),
        (1, "For Ann!", errors.Invalid),
    ):
        with pytest.raises(error), database.transaction() as session:
            service.erase_detail(session, n=n, purpose=purpose)
    assert len(rows(database)) == 2


def test_the_same_detail_twice_does_not_look_the_same(database):
    with database.transaction() as session:
        act(session, 1, detail={"count": 3})
        act(session, 1, detail={"count": 3})
    assert len({row.detail_hash for row in rows(database)}) == 2


CHANGES = {
    "change": update(TrailRow).values(act="figure.lost"),
    "change a detail": update(TrailRow).values(detail="{}"),
    "erase half": update(TrailRow).values(detail=None),
    "renumber": update(TrailRow).values(n=TrailRow.n + 10),
    "remove": delete(TrailRow),
    "set the head back": update(TrailHead).values(n=0),
    "remove the head": delete(TrailHead),
    "change a signed head": update(TrailSignedHead).values(hash="0"),
    "remove a signed head": delete(TrailSignedHead),
    "change another's head": update(TrailPeerHead).values(hash="0"),
    "remove another's head": delete(TrailPeerHead),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_to(change, database):
    with database.transaction() as session:
        act(session, 1, detail={"count": 3})
        head = {"n": 1, "hash": "h", "raw": "r"}
        session.add(TrailSignedHead(**head, signed_at=clock.now()))
        session.add(TrailPeerHead(member="x", **head, received_at=clock.now()))
    with pytest.raises(DBAPIError, match="append-only"), database.engine.begin() as it:
        it.execute(CHANGES[change])


def test_the_database_refuses_to_replace_a_row(sqlite_database):
    database = sqlite_database("havering", [SharedBase.metadata])
    with database.transaction() as session:
        act(session)
    row = {column.name: "x" for column in TrailRow.__table__.columns}
    row |= {"n": 1, "outcome": "done"}
    with pytest.raises(DBAPIError, match="append-only"), database.engine.begin() as it:
        it.execute(insert(TrailRow).prefix_with("OR REPLACE"), row)


@pytest.mark.postgresql
def test_the_database_refuses_to_truncate(postgresql_database):
    database = postgresql_database("havering", [SharedBase.metadata])
    with pytest.raises(DBAPIError, match="append-only"), database.engine.begin() as it:
        it.execute(text("TRUNCATE trail_row"))
