"""Rules of training that need no database: courses first, outcomes, change."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borough.attendance.model import Mark, outcome
from borough.bookings.model import Done, Staff, check_staff, fresh_until, meets
from borough.courses.model import Level
from borough.evaluation.model import FEWEST, QUESTIONS, Stage, changes, is_open
from borough.host_rules.model import Late, last_moment
from borough.host_rules.queries import USUAL
from kit.clock import LONDON
from kit.errors import Invalid
from partnership.places.model import State

THERE, LATE, ABSENT, APOLOGIES, LEFT = (
    Mark.THERE, Mark.TOO_LATE, Mark.ABSENT, Mark.APOLOGIES, Mark.LEFT,
)  # fmt: skip
ON = date(2026, 5, 1)


def done(level, on, months=36):
    return Done(level=level, title="A", on=on, until=fresh_until(on, months))


@pytest.mark.parametrize(
    ("marks", "late_is", "state"),
    [
        ([THERE, THERE], Late.PART, State.ATTENDED),
        ([THERE, ABSENT], Late.PART, State.PART_ATTENDED),
        ([LATE], Late.PART, State.PART_ATTENDED),
        ([LATE], Late.ABSENT, State.NO_SHOW),
        ([THERE, LATE], Late.ABSENT, State.PART_ATTENDED),
        ([LEFT], Late.PART, State.PART_ATTENDED),
        ([ABSENT, ABSENT], Late.PART, State.NO_SHOW),
        ([APOLOGIES, APOLOGIES], Late.PART, State.EXCUSED),
        ([APOLOGIES, ABSENT], Late.PART, State.NO_SHOW),
        ([], Late.PART, State.NO_SHOW),
    ],
)
def test_sessions_make_up_the_outcome(marks, late_is, state):
    assert outcome(marks, late_is=late_is) is state


def test_a_course_that_asks_for_another_is_opened_while_that_is_fresh():
    old = done(Level.A, date(2023, 4, 30))
    fresh = done(Level.A, date(2023, 5, 1))
    assert meets(None, [], ON)
    assert not meets(Level.A, [], ON)
    assert not meets(Level.A, [old], ON)
    assert meets(Level.A, [old, fresh], ON)
    assert not meets(Level.B, [fresh], ON)
    assert meets(Level.A, [done(Level.C, date(2010, 1, 1), None)], ON)


def test_an_address_stands_for_one_person_however_it_is_typed():
    one = Staff(name="One", email="one@example.org")
    with pytest.raises(Invalid, match="twice"):
        check_staff([one, Staff(name="Uno", email=" ONE@example.org ")])
    for wrong in ([], [one] * 21):
        with pytest.raises(Invalid):
            check_staff(wrong)


def test_cancelling_is_counted_in_working_days_to_the_end_of_the_day():
    first = datetime(2026, 5, 26, 9, tzinfo=LONDON)  # after a bank holiday Monday
    last = last_moment(first, 1)
    assert last.astimezone(LONDON).date() == date(2026, 5, 22)
    assert last + timedelta(microseconds=1) == datetime(2026, 5, 23, tzinfo=LONDON)
    assert last_moment(first, 0) == first


def test_more_than_four_hours_are_a_day_and_the_exempt_pay_nothing():
    from dataclasses import replace

    rule = replace(USUAL, half_day_pence=50, full_day_pence=90, exempt=("voluntary",))
    assert rule.charge(timedelta(hours=4), "police") == 50
    assert rule.charge(timedelta(hours=4, minutes=1), "police") == 90
    assert rule.charge(timedelta(hours=8), "voluntary") == 0


def test_questions_open_before_after_and_three_months_on():
    began = datetime(2026, 11, 30, 9, tzinfo=UTC)
    ended = datetime(2026, 11, 30, 16, tzinfo=UTC)

    def is_now(now):
        return [s for s in Stage if is_open(s, began=began, ended=ended, now=now)]

    assert is_now(began - timedelta(seconds=1)) == [Stage.BEFORE]
    assert is_now(began) == []
    assert is_now(ended) == [Stage.AFTER]
    assert is_now(datetime(2027, 2, 28, 15, 59, tzinfo=UTC)) == [Stage.AFTER]
    assert is_now(datetime(2027, 2, 28, 16, tzinfo=UTC)) == [Stage.AFTER, Stage.LATER]


steps = st.fixed_dictionaries(dict.fromkeys(QUESTIONS, st.integers(1, 4)))


@given(st.lists(st.tuples(steps, steps), max_size=12))
def test_every_pair_is_counted_once_and_few_are_not_shown(pairs):
    for change, key in zip(changes(pairs), QUESTIONS, strict=True):
        assert change.pairs == len(pairs)
        if len(pairs) < FEWEST:
            assert change.steps is change.up is change.same is change.down is None
            continue
        assert change.up + change.same + change.down == len(pairs)
        assert change.up == sum(then[key] > first[key] for first, then in pairs)
