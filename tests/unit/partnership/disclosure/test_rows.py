"""A row of counts hides what is small, and what else tells it shows nothing of it."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnership.disclosure.model import DEFAULT_RULES, DisclosureClass
from partnership.disclosure.rows import control_row

RULE = DEFAULT_RULES[DisclosureClass.STAFF]
SMALL = range(1, RULE.smallest_shown)
rows = st.dictionaries(
    st.sampled_from(["blue", "green", "amber", "red"]),
    st.integers(0, 9),
    min_size=1,
)


def possible(parts, controlled):
    """All rows a reader must think possible who knows the rule of small numbers.

    A hidden part is taken to be small, or to have been hidden beside a small one.
    """
    span = range(sum(parts.values()) + 1)
    choices = [
        span if controlled.parts[name] is None else (parts[name],) for name in parts
    ]
    found = []
    for numbers in product(*choices):
        if controlled.total in (None, sum(numbers)):
            found.append(dict(zip(parts, numbers, strict=True)))
    return found


def test_a_row_without_small_numbers_is_told_as_it_is():
    controlled = control_row({"blue": 51, "green": 0, "amber": 17}, RULE)
    assert controlled.parts == {"blue": 51, "green": 0, "amber": 17}
    assert controlled.total == 68
    assert controlled.hidden == 0


def test_one_small_number_takes_another_with_it():
    controlled = control_row({"blue": 51, "green": 4, "amber": 17}, RULE)
    assert controlled.parts["green"] is None
    assert controlled.hidden >= 2


def test_none_is_never_zero():
    controlled = control_row({"blue": 0, "green": 0}, RULE)
    assert controlled.parts == {"blue": 0, "green": 0}
    assert controlled.total == 0


@pytest.mark.parametrize("number", SMALL)
def test_a_row_that_is_small_in_all_tells_nothing_of_it(number):
    controlled = control_row({"blue": number, "green": 0}, RULE)
    assert controlled.parts["blue"] is None
    assert controlled.total is None


@given(rows)
def test_what_is_shown_is_true_and_what_is_small_is_hidden(parts):
    controlled = control_row(parts, RULE)
    for name, number in parts.items():
        assert controlled.parts[name] in (None, number)
        if number in SMALL:
            assert controlled.parts[name] is None
    assert controlled.total in (None, sum(parts.values()))


@given(rows)
def test_a_hidden_number_keeps_at_least_three_possible_values(parts):
    controlled = control_row(parts, RULE)
    if controlled.total is None:
        return
    left = possible(parts, controlled)
    for name, number in controlled.parts.items():
        if number is None:
            assert len({row[name] for row in left}) >= 3
