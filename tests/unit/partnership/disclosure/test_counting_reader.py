"""A reader with a linear programme over all that left cannot narrow what is hidden.

He holds every version of every message, knows how figures add up and what can only
grow, and works out for each hidden number the least and the most it could be.
"""

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from partnership.disclosure.control import control
from partnership.disclosure.model import (
    DEFAULT_RULES,
    DisclosureClass,
    Earlier,
    Figure,
)
from partnership.disclosure.rows import control_row, control_some
from partnership.disclosure.scales import control_scale
from tests.support import reading_messages
from tests.support.readers import Reader
from tests.support.reading_messages import ENDINGS, STATES, too_narrow

RULE = DEFAULT_RULES[DisclosureClass.STAFF]
NUMBERS = st.one_of(st.integers(0, 9), st.integers(0, 80))


def test_the_reader_finds_what_two_sums_tell():
    reader = Reader()
    for name, truth in (("a", 3), ("b", 4), ("c", 9), ("a+b", 7), ("b+c", 13)):
        reader.knows(name, truth, *((truth, truth) if "+" in name else (0, None)))
    reader.adds_up("a+b", ["a", "b"])
    reader.adds_up("b+c", ["b", "c"])
    assert [reader.span(name) for name in "abc"] == [8, 8, 8]
    reader.at_most("a", "b")
    assert [reader.span(name) for name in "abc"] == [4, 4, 4]


def untold(words, numbers):
    row = dict(zip(words, numbers, strict=True))
    return {**row, "total": sum(numbers)}


@st.composite
def partnerships(draw):
    """Actions of two themes and of none, at two days, and clocks of one kind."""
    states = st.lists(NUMBERS, min_size=4, max_size=4)
    first = [draw(states) for _ in range(3)]
    days = [first]
    for _ in range(draw(st.integers(0, 2))):
        moved = [draw(st.permutations(row)) for row in days[-1]]
        more = draw(st.integers(0, 5))
        moved[2][draw(st.integers(0, 3))] += more
        days.append(moved)
    clocks = [draw(st.lists(NUMBERS, min_size=3, max_size=3)) for _ in days]
    return [*zip(days, clocks, strict=True)]


def a_return(rows, clock):
    """A governance return as it leaves, and as it would without control."""
    whole = [sum(numbers) for numbers in zip(*rows, strict=True)]
    told = control_row(dict(zip(STATES, whole, strict=True)), RULE, first=2)
    themes = [
        control_some(dict(zip(STATES, row, strict=True)), RULE, of=told)
        for row in rows[:2]
    ]
    clocks = control_row(dict(zip(ENDINGS, clock, strict=True)), RULE, first=1)
    titles = ("All actions", "Neglect", "Exploitation")
    left: Mapping[str, object] = {
        "actions": [
            {"title": title, **row.parts, "total": row.total}
            for title, row in zip(titles, (told, *themes), strict=True)
        ],
        "clocks": [{"title": "Review", **clocks.parts, "total": clocks.total}],
    }
    raw = {
        "actions": [untold(STATES, row) for row in (whole, *rows[:2])],
        "clocks": [untold(ENDINGS, clock)],
    }
    return left, raw


@settings(max_examples=40, deadline=None)
@given(partnerships())
def test_governance_returns_laid_over_each_other_hide_what_they_hide(days):
    pairs = [a_return(rows, clock) for rows, clock in days]
    assert too_narrow(*reading_messages.governance(pairs)) == {}


def a_scale(counts):
    told = control_scale(counts, RULE)
    return {
        "title": "Help came in time",
        "counts": list(told.counts),
        "upper": told.upper.total,
        "lower": told.lower.total,
        "band": told.band,
    }


@given(st.lists(NUMBERS, min_size=4, max_size=4))
def test_a_summary_of_audits_hides_what_it_hides(counts):
    audit = {"id": "1", "domains": [a_scale(counts)]}
    cycle = {
        "id": "2",
        "rates": [{"returned": sum(counts)}],
        "sections": [{"questions": 1, **a_scale(counts)}],
    }
    # Of a cycle that fewer than two agencies returned no section is told.
    cycles = [cycle] if sum(counts) > 1 else []
    told = {"case_audits": [audit], "self_assessments": cycles}
    true = {"case_audits": [{"domains": [{"counts": counts}]}]}
    true["self_assessments"] = [{"sections": [{"counts": counts}]}] * len(cycles)
    assert too_narrow(*reading_messages.audits(told, true)) == {}


QUARTERS = [f"2025-Q{n}" for n in range(1, 5)]
SUMS = {"ALL numerator": ["A numerator", "B numerator"]}
KINDS = st.sampled_from([DisclosureClass.PEOPLE, DisclosureClass.STAFF])


def figures(quarters, kind):
    """Two parts, their total, and what share one is of it: by quarter and by year."""
    year = tuple(sum(numbers) for numbers in zip(*quarters, strict=True))
    for period, (a, b) in zip([*QUARTERS, "2025"], [*quarters, year], strict=True):
        yield a_figure("A", period, kind, a, part_of="ALL")
        yield a_figure("B", period, kind, b, part_of="ALL")
        yield a_figure("ALL", period, kind, a + b)
        yield a_figure(
            "SHARE", period, kind, a, a + b, unit="percent",
            numerator_measure="A numerator", denominator_measure="ALL numerator",
        )  # fmt: skip


def a_figure(indicator, period, kind, number, group=None, *, unit="count", **more):
    return Figure(
        indicator=indicator,
        period=period,
        area="E09000016",
        unit=unit,
        disclosure_class=kind,
        numerator=float(number),
        denominator=None if group is None else float(group),
        value=float(number),
        **more,
    )


PAIRS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=4, max_size=4)


@settings(max_examples=15, deadline=None)
@given(
    quarters=PAIRS,
    restated=st.dictionaries(st.integers(0, 3), st.tuples(NUMBERS, NUMBERS)),
    kind=KINDS,
)
def test_figures_and_their_restatement_hide_what_they_hide(quarters, restated, kind):
    later = [restated.get(place, pair) for place, pair in enumerate(quarters)]
    first = control(list(figures(quarters, kind)))
    earlier = [Earlier(cell=cell, order=1) for cell in first.cells]
    second = control(list(figures(later, kind)), earlier=earlier)
    assert first.exposed == frozenset()
    reader, hidden = reading_messages.performance([first.cells, second.cells], SUMS)
    reported = {(indicator, period) for indicator, period, _ in second.exposed}
    known = {f"{indicator} numerator {period}" for indicator, period in reported}
    at_stake = [name for name in hidden if name.rsplit(" ", 1)[0] not in known]
    assert too_narrow(reader, at_stake) == {}
