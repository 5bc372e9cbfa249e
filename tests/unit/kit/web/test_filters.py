from datetime import UTC, date, datetime

import pytest

from kit.web import filters


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 11, 21, 15, 5, tzinfo=UTC), "21 November 2026 at 3:05pm"),
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "2 July 2026 at 12:30am"),
        (datetime(2026, 1, 1, 12, 0, tzinfo=UTC), "1 January 2026 at 12:00pm"),
        (None, "–"),
    ],
)
def test_moments_are_told_in_london(moment, text):
    assert filters.london(moment) == text


def test_the_day_of_a_moment_is_its_day_in_london():
    assert filters.day(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "2 July 2026"
    assert filters.day(date(2026, 7, 1)) == "1 July 2026"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234.5, 0, "1,235"),
        (2.5, 0, "3"),
        (0.05, 1, "0.1"),
        (-3.25, 1, "−3.3"),
        (0, 1, "0.0"),
        (None, 1, "–"),
    ],
)
def test_numbers_are_rounded_as_people_do_and_the_unknown_is_not_zero(
    value, decimals, text
):
    assert filters.number(value, decimals) == text
