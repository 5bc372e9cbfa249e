"""Clocks of records: begun, paused, stopped, and counted as the area says."""

from datetime import date, timedelta

import pytest

from kit.errors import Invalid, NotFound
from partnership.clocks import queries, service
from partnership.clocks.model import AlreadyPaused, NotPaused, NotRunning, Unit
from partnership.clocks.queries import Performance, State
from tests.integration.partnership.clocks.conftest import begun, london

FRIDAY = london(2026, 5, 22, 16)  # before a bank-holiday Monday
TUESDAY = london(2026, 5, 26, 10)


def board(database, **more):
    with database.reading() as session:
        return list(queries.board(session, **more))


def do(database, verb, **given):
    with database.transaction() as session:
        getattr(service, verb)(session, **given)


def test_a_death_and_a_rapid_review_of_one_hour_on_the_board_of_tuesday(
    database, travel
):
    begun(database, "rapid-review", FRIDAY, record="r1")
    begun(database, "death-notification", FRIDAY, record="d1")
    begun(database, "joint-agency-response", FRIDAY, record="d1")
    travel(TUESDAY)
    told, met, reviewed = board(database)
    assert told.due_at == london(2026, 5, 23, 16)
    assert told.left_in_words == "66 hours over"
    assert met.due_at == london(2026, 5, 25, 16)
    assert met.left_in_words == "18 hours over"
    assert told.state is met.state is State.OVER
    # Tuesday is the first working day after Friday.
    assert reviewed.left_in_words == "14 working days left"
    assert reviewed.due_at.date() == date(2026, 6, 15)


def test_a_clock_that_ended_on_friday_is_over_on_sunday(database, travel):
    begun(database, "incident-notification", london(2026, 11, 13, 9))
    travel(london(2026, 11, 20, 12))
    assert board(database)[0].left_in_words == "0 working days left"
    travel(london(2026, 11, 22, 9))
    [late] = board(database)
    assert late.state is State.OVER
    assert late.left_in_words == "Less than one working day over"


def test_a_clock_that_stands_still_is_not_over_and_its_end_moves(database, travel):
    clock_id = begun(database, "practice-review", FRIDAY)
    travel(FRIDAY + timedelta(days=10))
    do(database, "pause", clock_id=clock_id, reason="An inquest")
    travel(FRIDAY + timedelta(days=300))
    [waiting] = board(database)
    assert (waiting.state, waiting.left_in_words) == (State.PAUSED, "Stands still")
    do(database, "resume", clock_id=clock_id)
    [running] = board(database)
    assert running.due_at.date() == date(2026, 11, 22) + timedelta(days=290)
    assert running.pauses[0].reason == "An inquest"


def test_a_clock_is_not_paused_twice_nor_resumed_while_it_runs(database, travel):
    clock_id = begun(database, "practice-review", FRIDAY)
    with pytest.raises(NotPaused):
        do(database, "resume", clock_id=clock_id)
    with pytest.raises(Invalid, match="Say why"):
        do(database, "pause", clock_id=clock_id, reason=" ")
    do(database, "pause", clock_id=clock_id, reason="A trial")
    with pytest.raises(AlreadyPaused):
        do(database, "pause", clock_id=clock_id, reason="A trial")
    do(database, "stop", clock_id=clock_id)
    with pytest.raises(NotRunning):
        do(database, "stop", clock_id=clock_id)
    assert board(database) == []
    assert board(database, stopped=True)[0].state is State.IN_TIME


def test_the_clocks_of_a_record_are_stopped_by_their_kind(database, travel):
    begun(database, "rapid-review", FRIDAY)
    begun(database, "incident-notification", FRIDAY)
    for _ in range(2):  # none running is no fault
        do(
            database, "stop_of",
            kind="rapid-review", resource="actions", record="r1", at=TUESDAY,
        )  # fmt: skip
    with database.reading() as session:
        found = queries.of_record(session, resource="actions", record="r1")
    assert {each.kind: each.stopped_at for each in found} == {
        "rapid-review": TUESDAY,
        "incident-notification": None,
    }


def test_an_area_counts_a_kind_its_own_way_from_a_day_on(database, travel):
    rule = {
        "kind": "death-notification", "limit": 48, "unit": Unit.HOURS,
        "starts": "Being told of the death", "edition": "Local", "reason": "Agreed",
    }  # fmt: skip
    do(database, "set_rule", from_on=date(2026, 5, 25), **rule)
    begun(database, "death-notification", FRIDAY)
    begun(database, "death-notification", TUESDAY)
    limits = [(each.limit, each.starts) for each in board(database)]
    assert limits == [(24, "The death"), (48, "Being told of the death")]
    with pytest.raises(Invalid, match="from 1 to 1,000"):
        do(database, "set_rule", from_on=date(2026, 5, 25), **{**rule, "limit": 0})
    with pytest.raises(NotFound):
        do(database, "set_rule", from_on=date(2026, 5, 25), **{**rule, "kind": "x"})


def test_what_was_in_time_late_or_runs_on_is_counted_by_kind(database, travel):
    rapid = [begun(database, "rapid-review", FRIDAY) for _ in range(4)]
    review = begun(database, "practice-review", FRIDAY)
    do(database, "stop", clock_id=rapid[0], at=london(2026, 6, 15, 23, 59))
    do(database, "stop", clock_id=rapid[1], at=london(2026, 6, 16, 0, 1))
    do(database, "stop", clock_id=rapid[2], at=london(2026, 7, 1, 9))
    travel(london(2026, 12, 31, 9))
    do(database, "pause", clock_id=review, reason="A trial")

    def counted(since, until):
        with database.reading() as session:
            return queries.performance(session, since, until)

    kept = {"kind": "rapid-review", "title": "Rapid review sent to the national panel"}
    june = counted(date(2026, 6, 1), date(2026, 6, 30))
    assert june == [Performance(**kept, in_time=1, late=1, over=2)]
    july = counted(date(2026, 7, 1), date(2026, 7, 31))
    assert july == [Performance(**kept, in_time=0, late=1, over=1)]
    assert counted(date(2026, 5, 1), date(2026, 5, 31)) == []
    # A clock that stands still by the last day is not over.
    year = counted(date(2026, 12, 1), date(2027, 12, 31))
    assert [each.kind for each in year] == ["rapid-review"]
