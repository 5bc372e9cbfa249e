"""A reader who was told places and outcomes elsewhere learns no more from a column."""

from collections import defaultdict
from itertools import product

import pytest

from partnership.disclosure.besides import PUBLIC, Besides, Bounds
from partnership.disclosure.margins import control_column, restated
from partnership.disclosure.model import DEFAULT_RULES, DisclosureClass

RULE = DEFAULT_RULES[DisclosureClass.STAFF]
ENOUGH = 3
SHAPES = {
    "two in one group": {"g": ("a", "b")},
    "three in one group": {"g": ("a", "b", "c")},
    "one and two": {"g": ("a",), "h": ("b", "c")},
    "two and two": {"g": ("a", "b"), "h": ("c", "d")},
}
PLACES = {
    "two in one group": [(5, 6), (6, 20), (2, 20), (1, 9), (3, 3), (12, 14)],
    "three in one group": [(5, 6, 7), (2, 9, 6), (8, 1, 9), (7, 7, 7)],
    "one and two": [(5, 6, 7), (2, 9, 6), (9, 5, 1), (7, 7, 7)],
    "two and two": [(4, 5, 5, 6), (6, 2, 6, 5), (5, 5, 5, 5)],
}
CASES = [(shape, places) for shape in SHAPES for places in PLACES[shape]]


def table(shape, numbers):
    given = iter(numbers)
    return {group: {row: next(given) for row in rows} for group, rows in shape.items()}


def what_is_told(shape, told):
    yield "all", told.total
    for group, rows in shape.items():
        yield group, told.margins["way"][group].total
        shown = told.margins["way"][group].rows
        for row in rows:
            yield (group, row), None if shown is None else shown[row]


def truth_of(margin):
    found = {"all": sum(sum(rows.values()) for rows in margin.values())}
    for group, rows in margin.items():
        found[group] = sum(rows.values())
        found |= {(group, row): number for row, number in rows.items()}
    return found


def knowing(shape, places, known):
    """Somebody who knows how many places there are, and of some who had them."""
    return Besides(
        known={"way": table(shape, known)},
        limits={
            "way": table(
                shape,
                [
                    Bounds(least=own, most=most)
                    for own, most in zip(known, places, strict=True)
                ],
            )
        },
    )


def without_release(shape, places, known):
    """How many numbers each could be by what the reader knew before."""
    room = [most - own + 1 for own, most in zip(known, places, strict=True)]
    return truth_of(table(shape, room)) | {"all": ENOUGH}


def attack(shape, places, known):
    readers = [PUBLIC, knowing(shape, places, [0] * len(places))]
    if any(known):
        readers.append(knowing(shape, places, known))
    behind = defaultdict(list)
    ranges = [range(own, most + 1) for own, most in zip(known, places, strict=True)]
    for numbers in product(*ranges):
        margin = table(shape, numbers)
        told = control_column({"way": margin}, RULE, readers)
        behind[tuple(what_is_told(shape, told))].append(truth_of(margin))
    before = without_release(shape, places, known)
    for released, truths in behind.items():
        for what, number in released:
            values = {truth[what] for truth in truths}
            if number is not None:
                assert values == {number}
            else:
                assert len(values) >= min(ENOUGH, before[what]), (released, what)


@pytest.mark.parametrize(("name", "places"), CASES)
def test_who_knows_the_rule_and_all_places_keeps_three_values(name, places):
    attack(SHAPES[name], places, [0] * len(places))


@pytest.mark.parametrize(("name", "places"), CASES)
def test_so_does_who_knows_of_most_of_one_row_besides(name, places):
    known = [max(0, places[0] - 2), *(0 for _ in places[1:])]
    attack(SHAPES[name], places, known)


def test_a_column_is_not_told_where_places_bound_what_it_hides():
    """9 of 10 seats taken: with 5 places each there are 4 and 5 or 5 and 4."""
    shape = SHAPES["two in one group"]
    margin = {"way": table(shape, (4, 5))}
    assert control_column(margin, RULE).total == 9
    readers = [knowing(shape, (5, 5), (0, 0))]
    assert control_column(margin, RULE, readers).total is None


def test_what_a_borough_sent_itself_does_not_count_towards_what_is_told():
    shape = SHAPES["one and two"]
    margin = {"way": table(shape, (8, 9, 9))}
    assert control_column(margin, RULE).margins["way"]["g"].total == 8
    readers = [PUBLIC, knowing(shape, (30, 30, 30), (5, 0, 0))]
    assert control_column(margin, RULE, readers).margins["way"]["g"].total is None


def test_a_correction_is_not_told_where_places_bound_what_stays_hidden():
    shape = SHAPES["two in one group"]
    readers = [knowing(shape, (10, 20), (0, 0))]
    earlier = control_column({"way": table(shape, (4, 10))}, RULE, readers)
    assert earlier.margins["way"]["g"].rows is None
    full = control_column({"way": table(shape, (10, 19))}, RULE, readers)
    assert restated(full, earlier, RULE) is not None
    assert restated(full, earlier, RULE, readers) is None
