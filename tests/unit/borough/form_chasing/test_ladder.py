"""On which day which rung of the ladder is climbed, in working days."""

from datetime import date, datetime

import pytest

from borough.form_chasing.model import LADDER, rungs_due
from kit.clock import LONDON

# The Friday before the bank holiday of 25 May 2026, late in the evening.
DUE = datetime(2026, 5, 22, 23, 30, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("on", "rungs"),
    [
        (date(2026, 5, 18), 0),
        (date(2026, 5, 19), 1),
        (date(2026, 5, 21), 1),
        (date(2026, 5, 22), 2),
        (date(2026, 5, 29), 2),
        (date(2026, 6, 1), 3),
        (date(2026, 6, 5), 3),
        (date(2026, 6, 8), 4),
        (date(2027, 1, 1), 4),
    ],
)
def test_rungs_follow_working_days_and_leave_the_bank_holiday_out(on, rungs):
    assert rungs_due(DUE, LADDER, on) == rungs
