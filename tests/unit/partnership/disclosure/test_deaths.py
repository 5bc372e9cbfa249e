"""Sums of child deaths: what is told, and that readers keep three values or more.

The knowing reader is told the rule, every total and everything that left, and lists all
inputs that would have left in the very same way. A rule that shows from 4 is as strict
as the one that shows from 10, in tables small enough to list them all.
"""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnership.death_figures.model import (
    AGE,
    CATEGORY,
    GROUPS,
    IN_TIME,
    MODIFIABLE,
    NO,
    POOLS,
    WITHIN_YEAR,
    YES,
    Pool,
    Population,
    ends_pool,
    lines,
    rule_of,
    years_of,
)
from partnership.disclosure.deaths import (
    control,
    control_progress,
    tell_in_order,
    tell_some,
    tell_together,
)
from partnership.disclosure.model import DisclosureClass, Rule

SMALL = Rule(name=DisclosureClass.DEATHS, smallest_shown=4, zero_shown=False)
ENOUGH = 3


def few_values(told_of, inputs):
    """Hidden places of some release that stand for fewer than three values."""
    alike = defaultdict(list)
    for numbers in inputs:
        alike[told_of(numbers)].append(numbers)
    return [
        (told, place)
        for told, same in alike.items()
        for place in range(len(same[0]))
        if len({numbers[place] for numbers in same}) < ENOUGH
        and place in hidden_places(told)
    ]


def all_inputs(parts, most):
    """Every input up to a total, so that none that looks alike is left out."""
    several = product(range(most + 1), repeat=parts)
    return [numbers for numbers in several if sum(numbers) <= most]


def shown_total(numbers):
    return None if SMALL.hides(sum(numbers)) else sum(numbers)


def hidden_places(told):
    return {place for place, number in enumerate(told[1]) if number is None}


@pytest.mark.parametrize("parts", [2, 3, 4])
def test_a_reader_who_knows_total_and_rule_keeps_three_values_of_each_part(parts):
    def told_of(numbers):
        return shown_total(numbers), tuple(tell_in_order(numbers, SMALL))

    assert few_values(told_of, all_inputs(parts, 14)) == []


@pytest.mark.parametrize("parts", [2, 3])
def test_rows_or_years_of_a_told_total_are_told_all_or_none_and_keep_three_values(
    parts,
):
    def told_of(numbers):
        return shown_total(numbers), tuple(tell_together(numbers, SMALL))

    some = [each for each in all_inputs(parts, 20) if sum(each) >= 4]
    assert few_values(told_of, some) == []


def test_a_split_with_its_groups_and_rows_keeps_three_values_of_each_row():
    """Two groups of two rows, as ages and categories have; the total is known."""

    def told_of(numbers):
        groups = tell_in_order([sum(numbers[:2]), sum(numbers[2:])], SMALL)
        rows = []
        for total, some in zip(groups, (numbers[:2], numbers[2:]), strict=True):
            rows += [None, None] if total is None else tell_together(some, SMALL)
        return (shown_total(numbers), tuple(groups)), tuple(rows)

    assert few_values(told_of, all_inputs(4, 14)) == []


def test_some_of_those_a_number_counts_keep_three_values():
    """How many found a factor, and how many of them one of a theme."""
    for whole in (None, *range(4, 20)):
        values = defaultdict(set)
        for number in range((whole or 19) + 1):
            values[tell_some(number, whole, SMALL)].add(number)
        assert len(values[None]) >= ENOUGH


def a_pool(*, late=17, last=2028, **given):
    return Pool(
        last=last,
        years=3,
        notified=Population(
            years={2026: 25, 2027: 28, 2028: 24},
            splits={
                AGE: {
                    "first-month": 31, "first-year": 14, "under-five": 8,
                    "under-ten": 4, "under-fifteen": 9, "under-eighteen": 11,
                },
                IN_TIME: {YES: 77 - late, NO: late},
            },
        ),
        reviewed=Population(
            years={2026: 20, 2027: 22, 2028: 28},
            splits={
                CATEGORY: {
                    "c8": 22, "c7": 13, "c5": 6, "c4": 5, "c6": 4, "c9": 3, "c3": 4,
                    "c2": 2, "c1": 2, "c10": 9,
                },
                MODIFIABLE: {"modifiable": 27, "none": 39, "inadequate": 4},
                WITHIN_YEAR: {YES: 45, NO: 25},
            },
        ),
        domains={"A": 5, "B": 14, "C": 17, "D": 18},
        themes={"safe-sleeping": 12, "asthma": 3},
        titles={"safe-sleeping": "Safe sleeping", "asthma": "Asthma"},
        **given,
    )  # fmt: skip


def told(content):
    progress = control_progress(dict.fromkeys(("blue", "green", "amber", "red"), 6))
    said = lines({"pool": content, "progress": progress})
    return {(line.about, line.of): line.number for line in said}


def test_what_is_large_enough_is_told_and_what_is_small_is_not():
    found = told(control(a_pool(), rule_of()))
    by_category = "Reviews completed: by category of death"
    assert found["Deaths notified", "All years"] == 77
    assert found["Deaths notified", "Year to March 2027"] == 28
    assert found["Deaths notified: by age", "0 to 27 days"] == 31
    assert found["Deaths notified: by age", "10 to 17 years: all of it"] == 20
    assert found["Deaths notified: by age", "10 to 14 years"] is None
    assert found[by_category, "Perinatal and congenital: all of it"] == 35
    assert found[by_category, "Illness: all of it"] == 18
    assert found[by_category, "External causes: all of it"] is None
    assert found[by_category, "Sudden unexpected, unexplained death"] is None
    assert found["Modifiable factors by domain", "Physical environment"] == 17
    assert (
        found["Modifiable factors by domain", "Factors intrinsic to the child"] is None
    )
    assert found["Modifiable factors by domain", "Service provision"] is None
    assert found["Modifiable factors by theme", "Safe sleeping"] == 12
    assert ("Modifiable factors by theme", "Asthma") not in found


def test_none_is_hidden_like_a_small_number():
    found = told(control(a_pool(late=0), rule_of()))
    in_time = "Deaths notified: whether they were notified in time"
    assert found[in_time, "Notified in time"] is None
    assert found[in_time, "Notified late"] is None


def test_a_higher_threshold_hides_more():
    usual, strict = (
        [each for each in told(control(a_pool(), rule_of(n))).values() if each is None]
        for n in (10, 20)
    )
    assert len(strict) > len(usual)


def test_nothing_is_told_of_a_total_that_is_small():
    empty = Population(
        years={2026: 0, 2027: 0, 2028: 0},
        splits={CATEGORY: {}, MODIFIABLE: {}, WITHIN_YEAR: {}},
    )
    few = Population(
        years={2026: 3, 2027: 3, 2028: 3},
        splits={AGE: {"first-month": 9}, IN_TIME: {YES: 9}},
    )
    pool = Pool(last=2028, years=3, notified=few, reviewed=empty, domains={})
    numbers = [
        number
        for (about, _), number in told(control(pool, rule_of())).items()
        if about != "Actions from reviews"
    ]
    assert set(numbers) == {None}


def test_a_split_that_is_not_its_total_is_refused():
    pool = a_pool()
    with pytest.raises(ValueError, match="not the total"):
        control(
            Pool(
                last=2028, years=3, reviewed=pool.reviewed, domains={},
                notified=Population(
                    years={2026: 1}, splits=dict(pool.notified.splits)
                ),
            ),
            rule_of(),
        )  # fmt: skip


@pytest.mark.parametrize("length", POOLS)
def test_no_year_is_in_two_pools_of_one_length(length):
    ends = [year for year in range(2020, 2060) if ends_pool(year, length)]
    inside = [year for last in ends for year in years_of(last, length)]
    assert len(inside) == len(set(inside))


numbers = st.integers(0, 30)


@settings(max_examples=200)
@given(st.data())
def test_whatever_is_told_is_never_small_and_hidden_parts_never_subtract(data):
    """No shown number is below 10, and what hidden parts add up to is never so small
    that fewer than three values are left."""
    rule = rule_of()
    parts = data.draw(st.lists(numbers, min_size=2, max_size=6))
    shown = tell_in_order(parts, rule)
    assert all(each is None or each >= 10 for each in shown)
    hidden = [n for n, each in zip(parts, shown, strict=True) if each is None]
    if hidden and sum(parts) >= 10:
        assert len(hidden) > 1
        assert sum(hidden) >= 10


def test_every_category_and_age_stands_in_one_group():
    for split, groups in GROUPS.items():
        rows = [row for _, some in groups.values() for row in some]
        assert len(rows) == len(set(rows)), split
    assert len([r for _, rows in GROUPS[CATEGORY].values() for r in rows]) == 10
    assert len([r for _, rows in GROUPS[AGE].values() for r in rows]) == 6
