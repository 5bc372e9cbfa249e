"""Agreed difference is told apart from drift, and time alone never heals drift."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borough.adoptions import model as adoptions
from partnership.alignment.model import (
    Drift,
    Outcome,
    Published,
    Rules,
    coming,
    in_force,
    is_stale,
    judge,
    quarter_of,
)
from partnership.standards.model import Position

TODAY = date(2026, 11, 22)
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@dataclass(frozen=True)
class Stand:
    number: int = 1
    version: int = 1
    position: Position = Position.ADOPTED
    from_on: date = date(2026, 1, 1)
    review_on: date | None = None


STANDS = st.builds(
    Stand,
    number=st.integers(1, 9),
    version=st.integers(1, 4),
    position=st.sampled_from(Position),
    from_on=DAYS,
    review_on=st.none() | DAYS,
)
VERSIONS = st.lists(DAYS, min_size=1, max_size=4).map(
    lambda days: [
        Published(version=n, effective_from=day)
        for n, day in enumerate(sorted(days), 1)
    ]
)
SETTINGS = st.builds(
    Rules,
    late_days=st.integers(0, 200),
    newer_days=st.integers(0, 200),
    ask_days=st.integers(0, 80),
)
HISTORIES = st.lists(st.tuples(DAYS, st.sampled_from(Position)), max_size=6).map(
    lambda made: [
        Stand(number=n, from_on=day, position=position)
        for n, (day, position) in enumerate(made, 1)
    ]
)
ONE = [Published(version=1, effective_from=date(2026, 1, 1))]
TWO = [*ONE, Published(version=2, effective_from=date(2026, 6, 1))]


def on(taken, versions=ONE, today=TODAY, **more):
    return judge(taken, versions, today=today, **more)


def test_what_is_adopted_as_it_is_is_aligned():
    assert on(Stand()).outcome is Outcome.ALIGNED


@pytest.mark.parametrize("position", [Position.VARIED, Position.DECLINED])
def test_a_difference_with_its_review_to_come_is_agreed(position):
    stand = Stand(position=position, review_on=TODAY)
    assert on(stand).outcome is Outcome.AGREED


def test_the_day_after_its_review_day_a_difference_is_drift():
    stand = Stand(position=Position.VARIED, review_on=TODAY - timedelta(days=1))
    assert on(stand).drifts == (Drift.REVIEW_PASSED,)


@pytest.mark.parametrize(
    ("days", "found"), [(60, Outcome.NOT_YET), (61, Outcome.DRIFT)]
)
def test_no_position_is_late_after_the_days_given(days, found):
    today = ONE[0].effective_from + timedelta(days=days)
    assert on(None, today=today).outcome is found


def test_nobody_is_late_with_what_began_before_they_joined():
    joined = TODAY - timedelta(days=60)
    assert on(None, joined_on=joined).outcome is Outcome.NOT_YET
    assert on(None, joined_on=joined - timedelta(days=1)).drifts == (Drift.LATE,)


@pytest.mark.parametrize(("days", "found"), [(60, ()), (61, (Drift.OLD_VERSION,))])
def test_an_older_version_is_drift_after_the_days_given(days, found):
    today = TWO[1].effective_from + timedelta(days=days)
    assert on(Stand(), TWO, today=today).drifts == found


def test_silence_is_drift_whatever_was_adopted():
    assert on(Stand(), stale=True).drifts == (Drift.STALE,)
    assert on(None, today=ONE[0].effective_from, stale=True).drifts == (Drift.STALE,)


@pytest.mark.parametrize(
    ("heard", "today", "stale"),
    [
        (date(2026, 10, 1), date(2026, 11, 22), False),
        (date(2026, 9, 30), date(2026, 11, 22), True),
        (date(2026, 9, 30), date(2026, 10, 30), False),
        (date(2026, 9, 30), date(2026, 10, 31), True),
        (date(2026, 6, 30), date(2026, 10, 15), True),
        (None, date(2026, 10, 15), True),
    ],
)
def test_a_quarter_is_asked_for_a_month_after_it_began(heard, today, stale):
    assert is_stale(heard, today) is stale


@given(DAYS)
def test_a_day_is_in_the_quarter_it_is_said_to_be_in(day):
    first = quarter_of(day)
    assert first <= day
    assert first.day == 1
    assert first.month in (1, 4, 7, 10)
    assert (day.year - first.year, (day.month - first.month) in (0, 1, 2)) == (0, True)


@given(st.none() | STANDS, VERSIONS, DAYS, st.booleans(), SETTINGS)
def test_nothing_is_both_agreed_and_drift(taken, versions, today, stale, rules):
    found = on(taken, versions, today, stale=stale, rules=rules)
    assert (found.outcome is Outcome.DRIFT) == bool(found.drifts)
    assert (Drift.STALE in found.drifts) == stale
    if taken is not None and taken.review_on is not None and taken.review_on < today:
        assert Drift.REVIEW_PASSED in found.drifts
    if found.outcome is Outcome.NOT_YET:
        assert taken is None
    if found.outcome in (Outcome.ALIGNED, Outcome.AGREED):
        assert (taken.position is Position.ADOPTED) == (
            found.outcome is Outcome.ALIGNED
        )


@given(st.none() | STANDS, VERSIONS, DAYS, st.integers(0, 500), SETTINGS)
def test_time_alone_never_heals_drift(taken, versions, today, days, rules):
    later = today + timedelta(days=days)
    now = set(on(taken, versions, today, rules=rules).drifts)
    assert now <= set(on(taken, versions, later, rules=rules).drifts)


@given(st.none() | DAYS, DAYS, st.integers(0, 500), SETTINGS)
def test_silence_alone_never_ends_itself(heard, today, days, rules):
    if is_stale(heard, today, rules):
        assert is_stale(heard, today + timedelta(days=days), rules)


@given(HISTORIES, DAYS)
def test_what_counts_here_is_what_counts_in_the_borough(history, day):
    counts = [s.number for s in adoptions.spans(history) if s.holds(day)]
    found = in_force(history, day)
    assert counts == ([] if found is None else [found.number])


@given(HISTORIES, DAYS)
def test_what_comes_counts_on_its_own_day(history, day):
    found, now = coming(history, day), in_force(history, day)
    later = [in_force(history, s.from_on) for s in history if s.from_on > day]
    if found is None:
        assert all(each == now for each in later)
    else:
        assert found.from_on > day
        assert in_force(history, found.from_on) == found
        before = found.from_on - timedelta(days=1)
        assert in_force(history, before) == now
