"""Deadlines are counted as the convention says, whatever the calendar does."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kit import working_days
from kit.clock import LONDON
from partnership.clocks.model import (
    Span,
    Unit,
    counted_back,
    days_between,
    due,
    end_of,
    local_day,
    months_after,
    start_of,
)
from partnership.clocks.queries import definitions

# England's bank holidays as the government publishes them (gov.uk/bank-holidays).
BANK_HOLIDAYS = {
    2019: "1/1 19/4 22/4 6/5 27/5 26/8 25/12 26/12",
    2020: "1/1 10/4 13/4 8/5 25/5 31/8 25/12 28/12",
    2021: "1/1 2/4 5/4 3/5 31/5 30/8 27/12 28/12",
    2022: "3/1 15/4 18/4 2/5 2/6 3/6 29/8 19/9 26/12 27/12",
    2023: "2/1 7/4 10/4 1/5 8/5 29/5 28/8 25/12 26/12",
    2024: "1/1 29/3 1/4 6/5 27/5 26/8 25/12 26/12",
    2025: "1/1 18/4 21/4 5/5 26/5 25/8 25/12 26/12",
    2026: "1/1 3/4 6/4 4/5 25/5 31/8 25/12 28/12",
    2027: "1/1 26/3 29/3 3/5 31/5 30/8 27/12 28/12",
}
MOMENTS = st.datetimes(
    min_value=datetime(2019, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2027, 6, 1),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=st.just(UTC),
)
LIMITS = st.integers(min_value=1, max_value=60)
DAYS = st.sampled_from([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS])
LENGTHS = st.integers(min_value=0, max_value=20)


def london(*parts):
    return datetime(*parts, tzinfo=LONDON)


@pytest.mark.parametrize("year", BANK_HOLIDAYS)
def test_the_calendar_is_the_published_one(year):
    published = {
        date(year, int(month), int(day))
        for day, month in (each.split("/") for each in BANK_HOLIDAYS[year].split())
    }
    first = date(year, 1, 1)
    days = [first + timedelta(n) for n in range(365)]
    found = {d for d in days if d.weekday() < 5 and not working_days.is_one(d)}
    assert found == published


@pytest.mark.parametrize(
    ("start", "limit", "unit", "expected"),
    [
        # Friday 4 pm before a bank-holiday Monday.
        (london(2026, 5, 22, 16), 15, Unit.WORKING_DAYS, date(2026, 6, 15)),
        (london(2026, 5, 22, 16), 5, Unit.WORKING_DAYS, date(2026, 6, 1)),
        (london(2026, 5, 22, 16), 5, Unit.CALENDAR_DAYS, date(2026, 5, 27)),
        (london(2026, 8, 31, 9), 6, Unit.MONTHS, date(2027, 2, 28)),
        (london(2024, 2, 29, 9), 12, Unit.MONTHS, date(2025, 2, 28)),
    ],
)
def test_a_clock_of_days_runs_to_the_end_of_its_last_day(start, limit, unit, expected):
    found = due(start, limit, unit)
    assert local_day(found) == expected
    assert local_day(found + timedelta(microseconds=1)) > expected


def test_hours_are_elapsed_time_also_when_the_clocks_change():
    start = london(2026, 10, 24, 16)  # summer time ends that night
    assert due(start, 24, Unit.HOURS) == start.astimezone(UTC) + timedelta(hours=24)
    assert due(start, 24, Unit.HOURS).astimezone(LONDON).hour == 15
    friday = london(2026, 5, 22, 16)
    assert due(friday, 24, Unit.HOURS).astimezone(LONDON) == london(2026, 5, 23, 16)
    assert due(friday, 72, Unit.HOURS).astimezone(LONDON) == london(2026, 5, 25, 16)


@given(MOMENTS, st.integers(1, 4000))
def test_hours_are_elapsed_time_from_any_moment_of_london_clocks(start, limit):
    there = start.astimezone(LONDON)
    assert due(there, limit, Unit.HOURS) - start == timedelta(hours=limit)


@given(MOMENTS)
def test_a_day_of_summer_or_winter_time_ends_where_the_next_one_begins(moment):
    day = local_day(moment)
    assert start_of(day) <= moment <= end_of(day)
    next_day = start_of(day + timedelta(days=1))
    assert end_of(day) + timedelta(microseconds=1) == next_day


@given(MOMENTS, MOMENTS, LIMITS, st.sampled_from(Unit))
def test_who_begins_later_is_not_due_earlier(one, other, limit, unit):
    earlier, later = sorted((one, other))
    assert due(earlier, limit, unit) <= due(later, limit, unit)


@given(MOMENTS, LIMITS, st.sampled_from(Unit))
def test_a_longer_limit_is_due_later(start, limit, unit):
    assert due(start, limit, unit) < due(start, limit + 1, unit)


@given(MOMENTS, LIMITS, DAYS)
def test_as_many_days_are_left_as_the_limit_says(start, limit, unit):
    last = local_day(due(start, limit, unit))
    assert days_between(local_day(start), last, unit) == limit
    assert days_between(last, local_day(start), unit) == -limit


@given(MOMENTS, LIMITS, st.integers(1, 10), LENGTHS, LENGTHS, DAYS)
def test_pauses_add_up(start, limit, begins, first, second, unit):
    """Two pauses side by side are one pause of their length together."""
    since = start + timedelta(days=begins)
    middle, until = (
        since + timedelta(days=first),
        since + timedelta(days=first + second),
    )
    together = due(start, limit, unit, [Span(since, until)])
    apart = due(start, limit, unit, [Span(since, middle), Span(middle, until)])
    assert together == apart >= due(start, limit, unit)


@given(MOMENTS, LIMITS, LENGTHS)
@example(datetime(2024, 10, 24, 22, tzinfo=UTC), 1, 3)
def test_a_pause_puts_calendar_days_off_by_its_length(start, limit, length):
    since = start + timedelta(hours=1)
    # Days as the wall's clock has them: one of them may have 23 hours, or 25.
    until = since.astimezone(LONDON) + timedelta(days=length)
    paused = [Span(since, until.astimezone(UTC))]
    plain = local_day(due(start, limit, Unit.CALENDAR_DAYS))
    moved = local_day(due(start, limit, Unit.CALENDAR_DAYS, paused))
    # The day of the start event does not count anyway, paused or not.
    lost = length if local_day(since) > local_day(start) else max(length - 1, 0)
    assert (moved - plain).days == lost


@given(MOMENTS, st.integers(1, 200), st.integers(1, 300), LENGTHS)
def test_a_pause_puts_hours_off_by_its_length(start, limit, begins, length):
    since = start + timedelta(hours=begins)
    paused = [Span(since, since + timedelta(hours=length))]
    extra = due(start, limit, Unit.HOURS, paused) - due(start, limit, Unit.HOURS)
    assert extra == timedelta(hours=length if begins < limit else 0)


@given(MOMENTS, LIMITS, st.integers(0, 400), LENGTHS, st.sampled_from(Unit))
def test_a_pause_never_brings_a_deadline_nearer(start, limit, begins, length, unit):
    since = start + timedelta(hours=begins)
    paused = [Span(since, since + timedelta(days=length))]
    assert due(start, limit, unit, paused) >= due(start, limit, unit)


@given(MOMENTS, LIMITS, DAYS)
def test_counting_back_undoes_counting_on_from_a_day_that_counts(start, limit, unit):
    last = local_day(due(start, limit, unit))
    back = counted_back(last, limit, unit)
    assert days_between(back, last, unit) == limit


def test_months_keep_the_day_or_take_the_last_one():
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_after(date(2026, 11, 15), 3) == date(2027, 2, 15)
    assert months_after(date(2026, 1, 15), -2) == date(2025, 11, 15)


def test_the_end_of_a_day_is_london_midnight():
    assert end_of(date(2026, 6, 1)).hour == 22
    assert end_of(date(2026, 12, 1)).hour == 23


def test_every_rule_says_where_it_comes_from():
    assert len(definitions()) == 17
    for rule in definitions().values():
        assert rule.source
        assert rule.edition
        assert rule.starts
        assert rule.limit > 0


def test_a_clock_that_runs_backwards_ends_before_its_event():
    published = london(2026, 6, 12, 10)
    copy = definitions()["review-copy"].due(published)
    assert local_day(copy) == date(2026, 6, 3)
