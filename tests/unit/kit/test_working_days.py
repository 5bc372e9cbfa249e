"""Working days are England's, counted in London."""

from datetime import UTC, date, datetime

import pytest

from kit import working_days


@pytest.mark.parametrize(
    ("moment", "days", "expected"),
    [
        (datetime(2026, 11, 20, 12, tzinfo=UTC), 1, date(2026, 11, 23)),
        (datetime(2026, 12, 24, 12, tzinfo=UTC), 1, date(2026, 12, 29)),
        (datetime(2026, 4, 2, 12, tzinfo=UTC), 5, date(2026, 4, 13)),
        # Half past eleven at night in UTC is the next day in summer London.
        (datetime(2026, 6, 1, 23, 30, tzinfo=UTC), 1, date(2026, 6, 3)),
    ],
)
def test_weekends_and_bank_holidays_do_not_count(moment, days, expected):
    assert working_days.after(moment, days) == expected
