"""What changed since a meeting is said once, from the first state to the last."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnership.brag.model import DEFAULTS, Brag, What
from partnership.brag.queries import ChangeSeen
from partnership.meeting_actions.queries import in_words

BEGUN = datetime(2026, 5, 12, tzinfo=UTC)
STATES = {What.BRAG, What.CONFIRMED, What.FAILED}


def latest_first(*happened):
    """Changes given in order as (what, before, after)."""
    seen = [
        ChangeSeen(
            version=number,
            at=BEGUN + timedelta(hours=number),
            what=what,
            before=before,
            after=after,
            reason="",
            post="Head",
            word=DEFAULTS[Brag.AMBER],
            action_id=UUID(int=1),
        )
        for number, (what, before, after) in enumerate(happened)
    ]
    return seen[::-1]


@pytest.mark.parametrize(
    ("happened", "told"),
    [
        ([], []),
        ([(What.NOTE, "", "")] * 2, ["update, 2 times"]),
        ([(What.DUE, "", "2026-06-01")], ["due date set to 1 June 2026"]),
        (
            [
                (What.FORECAST, "2026-06-01", "2026-07-01"),
                (What.FORECAST, "2026-07-01", "2026-09-30"),
            ],
            ["forecast moved from 1 June 2026 to 30 September 2026"],
        ),
        (
            [
                (What.FORECAST, "2026-06-01", "2026-07-01"),
                (What.FORECAST, "2026-07-01", "2026-06-01"),
            ],
            ["forecast moved and moved back to 1 June 2026"],
        ),
        (
            [(What.CONFIRMED, "green", "blue"), (What.CLOSED, "", "CRG-2026-01")],
            [
                "confirmed as embedded",
                "closed by CRG-2026-01",
                "state moved from G Complete to B Embedded",
            ],
        ),
    ],
)
def test_changes_come_to_one_line_each(happened, told):
    assert in_words(latest_first(*happened), DEFAULTS) == told


def a_value(what):
    if what in STATES:
        return st.sampled_from([brag.value for brag in Brag])
    if what in {What.DUE, What.FORECAST}:
        return st.dates(min_value=date(2020, 1, 1)).map(date.isoformat)
    return st.just("")


a_change = st.sampled_from(list(What)).flatmap(
    lambda what: st.tuples(st.just(what), a_value(what), a_value(what))
)


@given(st.lists(a_change, max_size=12))
def test_something_is_said_exactly_where_something_changed(happened):
    told = in_words(latest_first(*happened), DEFAULTS)
    assert bool(told) == bool(happened)
    assert len(told) == len(set(told))
