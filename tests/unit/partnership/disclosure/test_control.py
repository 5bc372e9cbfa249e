from dataclasses import replace

import pytest

from partnership.disclosure.control import control
from partnership.disclosure.model import (
    DisclosureClass,
    Earlier,
    Figure,
    Reason,
    Rule,
    Status,
)

HERE = "E09000016"


def a_figure(indicator="AS01", numerator=40.0, denominator=100.0, **more):
    given = {
        "period": "2025",
        "area": HERE,
        "unit": "percent",
        "disclosure_class": DisclosureClass.PEOPLE,
        "value": None,
        **more,
    }
    return Figure(
        indicator=indicator, numerator=numerator, denominator=denominator, **given
    )


def a_count(indicator, number, **more):
    return a_figure(indicator, number, None, unit="count", **more)


def the_cell(figure, **more):
    return control([figure], **more).cells[0]


def statuses(plan):
    return {cell.figure.indicator: cell.status for cell in plan.cells}


@pytest.mark.parametrize(
    ("number", "status", "shown"),
    [
        (0, Status.ROUNDED, 0),
        (1, Status.SUPPRESSED, None),
        (7, Status.SUPPRESSED, None),
        (8, Status.ROUNDED, 10),
        (12, Status.ROUNDED, 10),
        (13, Status.ROUNDED, 15),
        (143, Status.ROUNDED, 145),
    ],
)
def test_people_are_shown_from_eight_to_the_nearest_five(number, status, shown):
    cell = the_cell(a_count("FD01", float(number)))
    assert (cell.status, cell.numerator, cell.value) == (status, shown, shown)


def test_a_rate_is_made_of_the_rounded_counts():
    cell = the_cell(a_figure(numerator=43.0, denominator=101.0, value=42.574))
    assert (cell.numerator, cell.denominator, cell.value) == (45, 100, 45)


def test_a_small_rest_of_the_group_hides_the_count():
    cell = the_cell(a_figure(numerator=98.0, denominator=101.0))
    assert (cell.status, cell.reason) == (Status.SUPPRESSED, Reason.COMPLEMENT)
    assert (cell.numerator, cell.value) == (None, None)
    assert cell.denominator == 100


def test_all_of_a_group_may_be_shown():
    assert the_cell(a_figure(numerator=50.0, denominator=50.0)).value == 100


def test_no_rate_is_shown_of_a_small_group_but_its_counts_are():
    cell = the_cell(a_figure(numerator=10.0, denominator=25.0))
    assert (cell.status, cell.reason) == (Status.ROUNDED, Reason.NO_RATE)
    assert (cell.numerator, cell.denominator, cell.value) == (10, 25, None)


def test_the_missing_rate_does_not_tell_the_group_more_closely_than_its_rounding():
    of_28 = the_cell(a_figure(numerator=10.0, denominator=28.0))
    of_32 = the_cell(a_figure(numerator=10.0, denominator=32.0))
    assert of_28.says == of_32.says


def test_a_group_too_small_to_show_hides_all_of_its_cell():
    cell = the_cell(a_figure(numerator=0.0, denominator=4.0))
    assert cell.says == (Status.SUPPRESSED, None, None, None)
    assert cell.reason is Reason.SMALL_DENOMINATOR


def test_official_statistics_stay_exact():
    figure = a_figure(
        numerator=3.0,
        denominator=4.0,
        value=75.0,
        disclosure_class=DisclosureClass.PUBLISHED,
    )
    assert the_cell(figure).says == (Status.EXACT, 3, 4, 75)


def test_a_published_rate_without_its_counts_stays_exact():
    figure = a_figure(
        numerator=None,
        denominator=None,
        value=17.3,
        disclosure_class=DisclosureClass.PUBLISHED,
    )
    assert the_cell(figure).says == (Status.EXACT, None, None, 17.3)


def test_a_rate_whose_counts_are_unknown_does_not_leave():
    cell = the_cell(a_figure(numerator=None, denominator=None, value=17.3))
    assert (cell.status, cell.reason) == (Status.SUPPRESSED, Reason.NO_PARTS)


def test_staff_are_shown_exactly_from_five():
    staff = DisclosureClass.STAFF
    four = the_cell(a_figure(numerator=4.0, disclosure_class=staff))
    five = the_cell(a_figure(numerator=5.0, disclosure_class=staff))
    assert four.status is Status.SUPPRESSED
    assert five.says == (Status.EXACT, 5, 100, 5)


def test_parts_of_a_post_count_as_staff():
    staff = DisclosureClass.STAFF
    few = the_cell(a_figure(numerator=2.4, denominator=80.5, disclosure_class=staff))
    many = the_cell(a_figure(numerator=76.5, denominator=80.5, disclosure_class=staff))
    assert (few.reason, many.reason) == (Reason.SMALL, Reason.COMPLEMENT)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("c", Status.SUPPRESSED),
        ("low", Status.SUPPRESSED),
        ("u", Status.SUPPRESSED),
        ("z", Status.NOT_COLLECTED),
        ("x", Status.NOT_COLLECTED),
        (":", Status.NOT_COLLECTED),
        (None, Status.NOT_COLLECTED),
    ],
)
@pytest.mark.parametrize("of_class", list(DisclosureClass))
def test_unknown_is_never_nought(code, status, of_class):
    figure = a_figure(
        numerator=None, denominator=None, code=code, disclosure_class=of_class
    )
    cell = the_cell(figure)
    assert cell.says[1:] == (None, None, None)
    if of_class is not DisclosureClass.DEATHS:
        assert cell.status is status


def test_deaths_are_shown_as_sums_of_three_years():
    years = [
        a_figure(
            "PA03",
            number,
            60_000.0,
            unit="per_10000",
            period=period,
            disclosure_class=DisclosureClass.DEATHS,
        )
        for period, number in (("2023", 9.0), ("2024", 4.0), ("2025", 0.0))
    ]
    cells = control(years).cells
    assert [cell.status for cell in cells] == [
        Status.SUPPRESSED,
        Status.SUPPRESSED,
        Status.POOLED,
    ]
    assert (cells[2].numerator, cells[2].denominator) == (15, 180_000)
    assert cells[2].value == pytest.approx(15 / 18)


def test_no_deaths_at_all_are_hidden_too():
    years = [
        a_count("PA03", 0.0, period=period, disclosure_class=DisclosureClass.DEATHS)
        for period in ("2023", "2024", "2025")
    ]
    assert {cell.status for cell in control(years).cells} == {Status.SUPPRESSED}


def test_a_block_of_years_waits_for_its_last_one():
    year = a_count("PA03", 40.0, period="2026", disclosure_class=DisclosureClass.DEATHS)
    assert the_cell(year).reason is Reason.AWAITS_POOL


def test_a_second_count_is_hidden_where_an_exact_total_would_tell_the_first():
    staff = {"disclosure_class": DisclosureClass.STAFF}
    plan = control(
        [
            a_count("ALL", 33.0, **staff),
            a_count("ONE", 3.0, part_of="ALL", **staff),
            a_count("TWO", 10.0, part_of="ALL", **staff),
            a_count("VI", 20.0, part_of="ALL", **staff),
        ]
    )
    assert statuses(plan) == {
        "ALL": Status.EXACT,
        "ONE": Status.SUPPRESSED,
        "TWO": Status.SUPPRESSED,
        "VI": Status.EXACT,
    }
    assert plan.cells[2].reason is Reason.SECONDARY
    assert plan.exposed == frozenset()


def test_which_other_count_is_hidden_follows_from_names_and_not_from_numbers():
    staff = {"disclosure_class": DisclosureClass.STAFF}
    for numbers in ((3.0, 10.0, 20.0), (3.0, 20.0, 10.0)):
        parts = [
            a_count(name, number, part_of="ALL", **staff)
            for name, number in zip(("ONE", "TWO", "VI"), numbers, strict=True)
        ]
        plan = control([a_count("ALL", 33.0, **staff), *parts])
        assert statuses(plan)["TWO"] is Status.SUPPRESSED
        assert statuses(plan)["VI"] is Status.EXACT


def test_rounding_alone_often_protects_a_family():
    plan = control(
        [
            a_count("ALL", 43.0),
            a_count("ONE", 3.0, part_of="ALL"),
            a_count("TWO", 40.0, part_of="ALL"),
        ]
    )
    assert [cell.status for cell in plan.cells] == [
        Status.ROUNDED,
        Status.SUPPRESSED,
        Status.ROUNDED,
    ]


def test_a_quarter_is_not_told_by_its_year():
    staff = {"disclosure_class": DisclosureClass.STAFF}
    plan = control(
        [
            a_count("NEW", 46.0, period="2025", **staff),
            a_count("NEW", 2.0, period="2025-Q1", **staff),
            a_count("NEW", 12.0, period="2025-Q2", **staff),
            a_count("NEW", 15.0, period="2025-Q3", **staff),
            a_count("NEW", 17.0, period="2025-Q4", **staff),
        ]
    )
    hidden = [c.figure.period for c in plan.cells if c.status is Status.SUPPRESSED]
    assert hidden == ["2025-Q1", "2025-Q2"]


def test_a_count_hidden_in_one_indicator_is_hidden_in_all_that_use_it():
    plan = control(
        [
            a_count("CP09", 6.0, numerator_measure="cpp_started"),
            a_figure("CP03", 0.0, 6.0, denominator_measure="cpp_started"),
        ]
    )
    assert {cell.status for cell in plan.cells} == {Status.SUPPRESSED}
    assert plan.cells[1].denominator is None


def test_a_count_that_official_statistics_show_is_not_hidden_elsewhere():
    published = DisclosureClass.PUBLISHED
    plan = control(
        [
            a_count("CP07", 6.0, numerator_measure="cpp", disclosure_class=published),
            a_figure("CP03", 0.0, 6.0, denominator_measure="cpp"),
        ]
    )
    assert plan.cells[1].denominator == 6


def test_a_hidden_count_that_is_already_known_is_reported():
    published = {"disclosure_class": DisclosureClass.PUBLISHED}
    plan = control(
        [
            a_count("ALL", 33.0, **published),
            a_count("ONE", 3.0, part_of="ALL"),
            a_count("TWO", 30.0, part_of="ALL", **published),
        ]
    )
    assert plan.exposed == {("ONE", "2025", HERE)}


def released(plan, order):
    return [Earlier(cell=cell, order=order) for cell in plan.cells]


STAFF = {"disclosure_class": DisclosureClass.STAFF}
FAMILY = (
    a_count("ALL", 33.0, **STAFF),
    a_count("ONE", 3.0, part_of="ALL", **STAFF),
    a_count("TWO", 10.0, part_of="ALL", **STAFF),
    a_count("VI", 20.0, part_of="ALL", **STAFF),
)


def test_a_count_once_hidden_stays_hidden_while_it_is_the_same():
    first = control(FAMILY)
    without_the_small_one = [FAMILY[0], FAMILY[2], FAMILY[3]]
    again = control(without_the_small_one, earlier=released(first, 1))
    assert statuses(again)["TWO"] is Status.SUPPRESSED
    assert again.cells[1].reason is Reason.BEFORE


def test_a_restatement_does_not_tell_the_old_hidden_count_by_difference():
    first = control(FAMILY)
    # One moved from ONE to VI; TWO, hidden for the sake of ONE, is as it was.
    moved = [
        FAMILY[0],
        a_count("ONE", 0.0, part_of="ALL", **STAFF),
        FAMILY[2],
        a_count("VI", 23.0, part_of="ALL", **STAFF),
    ]
    second = control(moved, earlier=released(first, 1))
    assert statuses(second)["TWO"] is Status.SUPPRESSED
    # TWO = 33 - 0 - 23 would give it, and with it the old ONE = 33 - 10 - 20.
    assert list(statuses(second).values()).count(Status.SUPPRESSED) >= 2
    assert second.exposed == frozenset()


def test_a_figure_that_comes_later_does_not_tell_one_hidden_before():
    total, small, second, shown = FAMILY
    first = control([total, small, second, shown])
    left = [
        Earlier(cell=cell, order=1) for cell in first.cells if cell.figure != second
    ]
    gone = a_count("ONE", None, code="x", part_of="ALL", **STAFF)
    later = control([total, gone, second, shown], earlier=left)
    # ONE was 33 - 20 - TWO, whatever it is now.
    assert statuses(later)["TWO"] is Status.SUPPRESSED


def test_what_was_shown_exactly_before_stays_known_under_a_stricter_rule():
    total, small, second, shown = FAMILY
    unknown = a_count("ONE", None, code="x", part_of="ALL", **STAFF)
    first = control([total, unknown, second, shown])
    stricter = [
        replace(each, disclosure_class=DisclosureClass.PEOPLE)
        for each in (total, small, second, shown)
    ]
    assert control(stricter).exposed == frozenset()
    assert control(stricter, earlier=released(first, 1)).exposed == {small.key}


def test_a_public_count_does_not_tell_the_rest_of_a_group():
    public = {"disclosure_class": DisclosureClass.PUBLISHED}
    plan = control(
        [
            a_count("CP07", 30.0, numerator_measure="started", **public),
            a_figure("CP99", 30.0, 33.0, numerator_measure="started", **STAFF),
        ]
    )
    assert plan.cells[0].says == (Status.EXACT, 30, None, None)
    assert plan.cells[1].says == (Status.SUPPRESSED, None, None, None)
    assert plan.exposed == frozenset()


def test_a_revision_below_the_rounding_says_the_same():
    first, second = the_cell(a_count("FD01", 41.0)), the_cell(a_count("FD01", 39.0))
    assert first.says == second.says


def test_no_rule_may_hide_so_little_that_it_tells_the_number():
    with pytest.raises(ValueError, match="1, 2 and 3"):
        Rule(name=DisclosureClass.PEOPLE, smallest_shown=3)


def test_every_reason_has_its_sentence():
    assert all(reason.sentence for reason in Reason)
