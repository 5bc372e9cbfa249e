"""A row of counts hides what is small, and what else tells it shows nothing of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnership.disclosure.model import DEFAULT_RULES, DisclosureClass
from partnership.disclosure.rows import control_row, control_some

RULE = DEFAULT_RULES[DisclosureClass.STAFF]
SMALL = range(1, RULE.smallest_shown)
STATES = ("blue", "green", "amber", "red")


def a_row(*numbers):
    return dict(zip(STATES, numbers, strict=True))


rows = st.builds(a_row, *[st.integers(0, 9)] * 4)


def control(row):
    return control_row(row, RULE, first=2)


def test_a_row_without_small_numbers_is_told_as_it_is():
    told = control(a_row(51, 0, 17, 5))
    assert told.parts == a_row(51, 0, 17, 5)
    assert told.total == 73
    assert told.hidden == 0


def test_one_small_number_takes_its_half_with_it_and_no_more():
    told = control(a_row(51, 4, 17, 0))
    assert told.parts == a_row(None, None, 17, 0)
    assert told.total == 72


def test_a_half_that_is_small_in_all_leaves_nothing_but_the_total():
    told = control(a_row(51, 20, 1, 1))
    assert told.parts == a_row(None, None, None, None)
    assert told.total == 73


def test_a_half_may_be_a_single_count():
    told = control_row({"in_time": 20, "late": 5, "over": 1}, RULE, first=1)
    assert told.parts == {"in_time": 20, "late": None, "over": None}


def test_none_is_never_zero():
    told = control(a_row(0, 0, 0, 0))
    assert told.parts == a_row(0, 0, 0, 0)
    assert told.total == 0


@pytest.mark.parametrize("number", SMALL)
def test_a_row_that_is_small_in_all_tells_nothing_of_it(number):
    told = control(a_row(number, 0, 0, 0))
    assert told.hidden == 5


def test_of_some_a_small_number_is_hidden_with_the_total_alone():
    whole = control(a_row(51, 9, 17, 0))
    told = control_some(a_row(20, 2, 9, 0), RULE, of=whole)
    assert told.parts == a_row(20, None, 9, 0)
    assert told.total is None


def test_of_some_nothing_is_told_that_is_hidden_of_all():
    whole = control(a_row(51, 4, 17, 0))
    told = control_some(a_row(51, 0, 17, 0), RULE, of=whole)
    assert told.parts == a_row(None, None, 17, 0)
    assert told.total is None


def test_of_some_without_small_numbers_the_total_is_told():
    told = control_some(a_row(6, 0, 5, 0), RULE, of=control(a_row(51, 9, 17, 0)))
    assert (told.parts, told.total) == (a_row(6, 0, 5, 0), 11)


@given(rows, rows)
def test_what_is_shown_is_true_and_what_is_small_is_hidden(some, others):
    both = a_row(*(some[name] + others[name] for name in STATES))
    whole = control(both)
    for raw, told in ((both, whole), (some, control_some(some, RULE, of=whole))):
        for name, number in raw.items():
            assert told.parts[name] in (None, number)
            assert told.parts[name] is None or not RULE.hides(number)
        assert told.total in (None, sum(raw.values()))
