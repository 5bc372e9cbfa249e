"""One total told in several ways: a reader who adds up and knows the rule learns less
than would single anybody out."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnership.disclosure.margins import (
    NOBODY,
    ToldColumn,
    control_column,
    restated,
)
from partnership.disclosure.model import DEFAULT_RULES, DisclosureClass

RULE = DEFAULT_RULES[DisclosureClass.STAFF]
ENOUGH = 3
SHAPES = {
    "two groups": {"g": ("a", "b"), "h": ("c", "d")},
    "three in one": {"g": ("a", "b", "c")},
    "one and two": {"own": ("a",), "others": ("b", "c")},
    "three groups": {"g": ("a",), "h": ("b", "c"), "i": ("d",)},
    "alone": {"g": ("a",)},
}


def a_margin(shape, numbers):
    given = iter(numbers)
    return {group: {row: next(given) for row in rows} for group, rows in shape.items()}


def numbers_of(told: ToldColumn, name="way"):
    """Every number of one way: the told one, or None."""
    found = {"total": told.total}
    for key, group in told.margins[name].items():
        found[key] = group.total
        rows = group.rows
        for row in SHAPE_ROWS[key, name] if rows is None else rows:
            found[key, row] = None if rows is None else rows[row]
    return found


SHAPE_ROWS: dict[tuple[str, str], tuple[str, ...]] = {}


def truth_of(margin):
    found = {"total": sum(sum(rows.values()) for rows in margin.values())}
    for key, rows in margin.items():
        found[key] = sum(rows.values())
        found |= {(key, row): number for row, number in rows.items()}
    return found


@pytest.mark.parametrize("name", SHAPES)
def test_who_knows_the_rule_and_the_total_keeps_three_values_for_each_hidden_number(
    name,
):
    """All tables up to 14 people that release the very same, total known besides.

    Another way of telling the total can add nothing: it meets this one in the total
    alone, and that is taken as known wherever it is told.
    """
    shape = SHAPES[name]
    SHAPE_ROWS.clear()
    SHAPE_ROWS.update({(key, "way"): rows for key, rows in shape.items()})
    cells = sum(map(len, shape.values()))
    behind = defaultdict(list)
    for numbers in product(range(15), repeat=cells):
        if sum(numbers) > 14:
            continue
        margin = a_margin(shape, numbers)
        told = numbers_of(control_column({"way": margin}, RULE))
        behind[tuple(told.items())].append(truth_of(margin))
    for released, truths in behind.items():
        for what, number in released:
            values = {truth[what] for truth in truths}
            if number is not None:
                assert values == {number}
            else:
                assert len(values) >= ENOUGH, (released, what, values)


@given(st.lists(st.integers(0, 60), min_size=4, max_size=4))
def test_what_is_told_is_true_and_never_small(numbers):
    margin = a_margin(SHAPES["two groups"], numbers)
    told = control_column({"way": margin}, RULE)
    assert told.total in (None, sum(numbers))
    for key, group in told.margins["way"].items():
        assert group.total in (None, sum(margin[key].values()))
        assert group.rows in (None, margin[key])
        for number in (group.total, *(group.rows or {}).values()):
            assert number is None or not RULE.hides(number)


def test_ways_that_count_different_people_are_refused():
    with pytest.raises(ValueError, match="same total"):
        control_column({"a": {"g": {"x": 9}}, "b": {"g": {"x": 8}}}, RULE)


def told_of(*numbers, shape="two groups"):
    return control_column({"way": a_margin(SHAPES[shape], numbers)}, RULE)


def test_a_neighbour_that_did_not_change_cannot_tell_what_was_hidden():
    """3 beside 10 was hidden; 3 became 8, and to tell 10 now would tell 3."""
    again = restated(told_of(8, 10, 7, 0), told_of(3, 10, 7, 0), RULE)
    assert again is not None
    assert again.margins["way"]["g"].rows is None
    assert again.margins["way"]["g"].total == 18
    assert again.margins["way"]["h"].rows == {"c": 7, "d": 0}


def test_what_was_told_and_would_now_be_hidden_is_not_told_anew():
    assert restated(told_of(20, 3, 7, 0), told_of(20, 10, 7, 0), RULE) is None
    assert restated(told_of(0, 3, 20, 0), told_of(0, 10, 20, 0), RULE) is None


def test_a_small_correction_is_not_told():
    assert restated(told_of(20, 11, 7, 0), told_of(20, 10, 7, 0), RULE) is None
    assert restated(told_of(20, 15, 7, 0), told_of(20, 10, 7, 0), RULE) is not None


def test_groups_are_told_in_their_order_until_one_is_small():
    told = told_of(9, 3, 8, 5, shape="three groups").margins["way"]
    assert [told[key].total for key in "ghi"] == [9, 11, 5]
    assert told["h"].rows is None
    told = told_of(9, 3, 1, 5, shape="three groups").margins["way"]
    assert [told[key].total for key in "ghi"] == [9, None, None]


def test_what_is_left_of_groups_that_are_not_told_moves_by_no_small_number():
    """9 + 4 + 5 became 14 + 7 + 5: the total moved by 8, and the rest by 3 alone."""
    earlier = told_of(9, 4, 0, 5, shape="three groups")
    assert restated(told_of(14, 7, 0, 5, shape="three groups"), earlier, RULE) is None
    again = restated(told_of(14, 9, 0, 5, shape="three groups"), earlier, RULE)
    assert again is not None
    assert [again.margins["way"][key].total for key in "ghi"] == [14, None, None]


def test_nothing_told_before_binds_nothing():
    earlier = told_of(0, 3, 0, 0)
    assert earlier.total is None
    assert restated(told_of(9, 3, 0, 0), earlier, RULE) == told_of(9, 3, 0, 0)
    assert restated(told_of(9, 3, 0, 0), told_of(0, 0, 0, 0), RULE) is not None


def test_a_group_that_is_new_is_told_beside_those_that_were_told():
    earlier = ToldColumn(9, {"way": {"g": told_of(4, 5, 0, 9).margins["way"]["g"]}})
    assert earlier.margins["way"]["g"].rows is None
    again = restated(told_of(4, 5, 0, 9), earlier, RULE)
    assert again is not None
    assert again.margins["way"]["h"].rows == {"c": 0, "d": 9}
    assert NOBODY.total == 0


MARGINS = st.lists(st.integers(0, 12), min_size=4, max_size=4)


@given(MARGINS, MARGINS)
def test_no_row_hidden_before_is_told_afterwards_and_no_small_step_is(first, second):
    earlier = told_of(*first)
    again = restated(told_of(*second), earlier, RULE)
    if again is None or not earlier.total:
        return
    for key, before in earlier.margins["way"].items():
        now = again.margins["way"][key]
        assert before.total is not None or now.total is None
        assert before.rows is not None or now.rows is None
        if before.total is not None and now.total is not None:
            assert not RULE.hides(abs(now.total - before.total))
