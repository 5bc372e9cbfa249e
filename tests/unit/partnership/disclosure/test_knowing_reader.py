"""A reader who can redo every release still thinks three numbers possible.

He knows the algorithm and all that left, and tries every input: what is behind a
hidden number is one of those that would have been released in the very same way.
"""

from functools import cache
from itertools import product

import pytest

from borough.practice_surveys.model import controlled
from partnership.disclosure.control import control
from partnership.disclosure.model import (
    DEFAULT_RULES,
    DisclosureClass,
    Earlier,
    Figure,
    Status,
)
from partnership.disclosure.rows import control_row, control_some
from tests.support.readers import ENOUGH, rows_of, same_release

RULE = DEFAULT_RULES[DisclosureClass.STAFF]
STAFF, PEOPLE = DisclosureClass.STAFF, DisclosureClass.PEOPLE


def keeps_three(behind):
    """Whether each hidden place of each release may be one of three numbers.

    Outputs are tuples with None for what is hidden; inputs the numbers, in that order.
    """
    for told, inputs in behind.items():
        for place, shown in enumerate(told):
            values = {numbers[place] for numbers in inputs}
            if shown is None:
                assert len(values) >= ENOUGH, (told, place, values)
    return True


def upto(total, parts):
    """Every row of counts with no more than this in all, followed by its total."""
    for each in range(total + 1):
        for row in rows_of(each, parts):
            yield (*row, each)


def row_told(numbers, first):
    *parts, _ = numbers
    told = control_row(dict(enumerate(parts)), RULE, first=first)
    return (*told.parts.values(), told.total)


@pytest.mark.parametrize(("parts", "first"), [(4, 2), (3, 1), (5, 2), (2, 1)])
def test_of_a_row_of_counts(parts, first):
    behind = same_release(upto(13, parts), lambda row: row_told(row, first))
    assert keeps_three(behind)


@pytest.mark.parametrize("total", range(2, 14))
def test_of_a_row_whose_total_is_known_although_it_is_hidden(total):
    rows = list(rows_of(total, 4))
    behind = same_release(rows, lambda row: row_told((*row, total), 2)[:-1])
    assert keeps_three(behind)


def both_told(numbers):
    """What is told of all actions and, beside it, of those of one theme."""
    whole, some = numbers[:4], numbers[4:]
    told = control_row(dict(enumerate(whole)), RULE, first=2)
    of_some = control_some(dict(enumerate(some)), RULE, of=told)
    return (*told.parts.values(), *of_some.parts.values())


@pytest.mark.parametrize("total", range(5, 11))
def test_of_all_actions_beside_those_of_a_theme(total):
    inputs = (
        (*whole, *some)
        for whole in rows_of(total, 4)
        for some in product(*(range(count + 1) for count in whole))
    )
    assert keeps_three(same_release(inputs, both_told))


def survey_told(numbers):
    words = ("a", "b", "c", "d", "e")
    [told], n = controlled([dict(zip(words, numbers, strict=False))])
    return (*told.values(), n)


def test_of_what_practitioners_replied():
    assert keeps_three(same_release(upto(11, 5), survey_told))


def figures(numbers, kind):
    """A total and the indicators that are parts of it."""
    *parts, total = numbers
    yield a_figure("ALL", total, kind)
    for place, number in enumerate(parts):
        yield a_figure(f"P{place}", number, kind, part_of="ALL")


def a_figure(indicator, number, kind, *, group=None, unit="count", part_of=None):
    return Figure(
        indicator=indicator,
        period="2025",
        area="E09000016",
        unit=unit,
        disclosure_class=kind,
        numerator=float(number),
        denominator=None if group is None else float(group),
        value=float(number),
        part_of=part_of,
    )


def family_told(numbers, kind):
    return told_by(control(list(figures(numbers, kind))))


def told_by(plan):
    """What left, the total last as in the input; None where it is hidden."""
    assert not plan.exposed
    total, *parts = [
        None if cell.status is Status.SUPPRESSED else cell.numerator
        for cell in plan.cells
    ]
    return (*parts, total)


@pytest.mark.parametrize(
    ("kind", "parts", "most"),
    [(STAFF, 2, 20), (STAFF, 3, 14), (STAFF, 4, 11), (PEOPLE, 2, 27), (PEOPLE, 3, 17)],
)
def test_of_indicators_that_are_parts_of_another(kind, parts, most):
    behind = same_release(upto(most, parts), lambda row: family_told(row, kind))
    assert keeps_three(behind)


def share_told(numbers, kind):
    """What is told of some of a group: themselves, the rest of it, all of it."""
    some, rest = numbers
    figure = a_figure("SHARE", some, kind, group=some + rest, unit="percent")
    plan = control([figure])
    assert not plan.exposed
    above, below = plan.cells[0].numerator, plan.cells[0].denominator
    return (above, None if None in (above, below) else below - above, below)


@pytest.mark.parametrize(("kind", "most"), [(STAFF, 20), (PEOPLE, 37)])
def test_of_some_of_a_group_and_the_rest_of_it(kind, most):
    groups = [row for total in range(most + 1) for row in rows_of(total, 2)]
    told = same_release(groups, lambda row: share_told(row, kind))
    behind = {key: [(a, b, a + b) for a, b in rows] for key, rows in told.items()}
    assert keeps_three(behind)


@cache
def once(numbers):
    return control(list(figures(numbers, STAFF)))


def twice_told(numbers, parts):
    """A release and its restatement: what left of both."""
    first, second = numbers[: parts + 1], numbers[parts + 1 :]
    plan = once(first)
    earlier = [Earlier(cell=cell, order=1) for cell in plan.cells]
    again = control(list(figures(second, STAFF)), earlier=earlier)
    return (*told_by(plan), *told_by(again))


def test_of_indicators_that_were_restated():
    rows = list(upto(9, 2))
    inputs = ((*first, *second) for first in rows for second in rows)
    behind = same_release(inputs, lambda row: twice_told(row, 2))
    # Beside a larger part than 5, rows above 9 would have to be tried too.
    complete = {
        told: inputs
        for told, inputs in behind.items()
        if all((told[place] or 0) <= 5 for place in (0, 1, 3, 4))
    }
    assert len(complete) > 40
    assert keeps_three(complete)
