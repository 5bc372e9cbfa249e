"""When a series meets, and what may happen to a meeting."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kit.clock import LONDON
from kit.errors import Conflict, Invalid
from partnership.meetings.model import (
    Attendance,
    Coming,
    Every,
    Meeting,
    MeetingChanged,
    State,
    moments,
    nth_weekday,
)

START = datetime(2026, 4, 14, 13, 0, tzinfo=UTC)


def a_meeting(**given):
    plain = {"state": State.PLANNED, "version": 1, "minutes": 120, "starts_at": START}
    return Meeting(**{**plain, **given})


def move(meeting, **given):
    plain = {"seen": 1, "title": "Moved", "starts_at": START, "minutes": 90}
    meeting.move(**{**plain, "place": "Room 2", **given})


def test_the_second_tuesday_stays_the_second_tuesday():
    found = [nth_weekday(date(2026, 1, 13), each) for each in (0, 3, 6, 12)]
    assert found == [
        date(2026, 1, 13),
        date(2026, 4, 14),
        date(2026, 7, 14),
        date(2027, 1, 12),
    ]


def test_without_a_fifth_one_it_is_the_last():
    assert nth_weekday(date(2026, 3, 31), 1) == date(2026, 4, 28)


@given(
    like=some.dates(date(2019, 1, 1), date(2030, 12, 31)), months=some.integers(0, 60)
)
def test_a_series_stays_on_its_weekday_and_in_its_month(like, months):
    found = nth_weekday(like, months)
    assert found.weekday() == like.weekday()
    assert (found.year * 12 + found.month) - (like.year * 12 + like.month) == months


@given(every=some.sampled_from(Every), first=some.dates(date(2019, 1, 1)).filter(
    lambda day: day.year < 2040
))  # fmt: skip
def test_a_series_begins_at_the_same_time_of_day_in_summer_and_winter(every, first):
    found = list(moments(first, time(10, 0), every, 8))
    assert {each.astimezone(LONDON).time() for each in found} == {time(10, 0)}
    assert found == sorted(found)


def test_a_meeting_is_moved_by_who_saw_it_last():
    meeting = a_meeting()
    move(meeting)
    with pytest.raises(MeetingChanged):
        move(meeting)
    assert (meeting.title, meeting.version) == ("Moved", 2)
    with pytest.raises(Invalid):
        move(meeting, seen=2, minutes=0)


def test_a_cancelled_meeting_is_neither_moved_nor_held():
    meeting = a_meeting()
    meeting.cancel(reason="No quorum to be had")
    for change in (
        lambda: move(meeting, seen=2),
        lambda: meeting.cancel(reason="Again"),
        lambda: meeting.hold(now=START + timedelta(hours=3)),
    ):
        with pytest.raises(Conflict):
            change()


def test_a_meeting_is_held_once_it_has_begun():
    meeting = a_meeting()
    with pytest.raises(Invalid):
        meeting.hold(now=START - timedelta(minutes=1))
    meeting.hold(now=START)
    assert meeting.state is State.HELD


def test_who_left_is_there_until_then():
    row = Attendance(coming=Coming.PRESENT, left_at=START + timedelta(hours=1))
    assert row.is_there(START)
    assert not row.is_there(START + timedelta(hours=1))
    assert not Attendance(coming=Coming.APOLOGIES).is_there(START)
