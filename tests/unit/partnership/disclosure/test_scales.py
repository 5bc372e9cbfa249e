"""A reader who knows the rule, the total and all that is shown learns no more."""

from collections import defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnership.disclosure.model import DEFAULT_RULES, DisclosureClass
from partnership.disclosure.scales import LEAST, STEPS, band_of, control_scale

RULE = DEFAULT_RULES[DisclosureClass.STAFF]
ENOUGH = 3
Row = tuple[int, ...]


def rows_of(total: int, steps: int = STEPS) -> Iterator[Row]:
    """Every row of counts that adds up to a total."""
    if steps == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in rows_of(total - first, steps - 1):
            yield (first, *rest)


@pytest.mark.parametrize("total", range(27))
def test_an_attacker_who_can_redo_the_release_keeps_three_values_for_each_hidden_count(
    total,
):
    """Stronger than bounds from sums: all rows that give the very same release."""
    behind: dict[object, list[Row]] = defaultdict(list)
    for row in rows_of(total):
        behind[control_scale(row, RULE)].append(row)
    for told, rows in behind.items():
        for step, count in enumerate(told.counts):
            values = {row[step] for row in rows}
            if count is None and total >= ENOUGH - 1:
                assert len(values) >= ENOUGH, (told, step, values)
            elif count is not None:
                assert values == {count}


@pytest.mark.parametrize("held", [(6, 0, 0, 0), (3, 4, 2, 1), (0, 9, 9, 0)])
@pytest.mark.parametrize("total", [2, 5, 9, 12, 17])
def test_who_holds_some_of_it_keeps_three_values_of_the_rest(held, total):
    behind: dict[object, list[Row]] = defaultdict(list)
    for rest in rows_of(total):
        counts = [a + b for a, b in zip(rest, held, strict=True)]
        behind[control_scale(counts, RULE, held=[held])].append(rest)
    for told, rows in behind.items():
        for step, count in enumerate(told.counts):
            if count is None:
                values = {row[step] for row in rows}
                # That nobody else chose it is no secret.
                assert len(values) >= ENOUGH or values == {0}, (told, step, values)


def test_what_one_reader_holds_can_hide_a_half_from_all():
    assert control_scale([9, 7, 8, 8], RULE).hidden == 0
    told = control_scale([9, 7, 8, 8], RULE, held=[(6, 1, 2, 2)])
    assert (told.upper.total, told.upper.first, told.counts[2]) == (16, None, 8)
    assert control_scale([9, 7, 8, 8], RULE, held=[(9, 7, 8, 8)]).hidden == 0
    assert control_scale([9, 7, 8, 8], RULE, held=[(9, 7, 8, 5)]).hidden == STEPS


@given(st.lists(st.integers(0, 400), min_size=STEPS, max_size=STEPS))
def test_what_is_told_is_true_and_never_small(counts):
    told = control_scale(counts, RULE)
    for said, count in zip(told.counts, counts, strict=True):
        assert said in (None, count)
        assert said is None or not RULE.hides(said)
    halves = (sum(counts[:2]), sum(counts[2:]))
    for half, total in zip((told.upper, told.lower), halves, strict=True):
        assert half.total in (None, total)
        assert half.total is None or not RULE.hides(half.total)
        assert (half.first is None) == (half.second is None)


def test_nothing_is_told_of_few():
    assert control_scale([LEAST - 1, 0, 0, 0], RULE).hidden == STEPS
    assert control_scale([LEAST, 0, 0, 0], RULE).hidden == 0


def test_a_half_is_told_as_a_sum_where_one_of_it_is_small():
    told = control_scale([0, 7, 4, 1], RULE)
    assert told.counts == (0, 7, None, None)
    assert told.lower.total == 5


def test_bands_say_about_how_many():
    assert [band_of(n) for n in (0, 9, 10, 19, 20, 50, 100)] == [
        "fewer than 10", "fewer than 10", "10 to 19", "10 to 19", "20 to 29",
        "50 to 99", "100 or more",
    ]  # fmt: skip
