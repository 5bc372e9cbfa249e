from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadership.comparison.model import (
    Known,
    Wanted,
    between,
    chosen_boroughs,
    short_label,
    timeline,
)
from leadership.members.model import MemberStatus
from leadership.members.queries import MemberView
from leadership.performance.queries import worded
from partnership.disclosure.model import Status
from partnership.figures.model import Level
from partnership.figures.queries import AreaName

MOMENT = datetime(2026, 11, 21, tzinfo=UTC)


def a_member(slug, area_code="E09000016"):
    return MemberView(
        slug=slug,
        name=slug.title(),
        area_code=area_code,
        status=MemberStatus.ACTIVE,
        kid="k" * 43,
        since=MOMENT,
        changed_at=MOMENT,
        last_heard=None,
        last_applied=None,
        frozen=None,
    )


def an_area(code, *, level=Level.AUTHORITY, region=None):
    return AreaName(code, code, level, region)


def known(*areas, boroughs=()):
    return Known(
        indicators=(),
        areas={area.code: area for area in areas},
        boroughs=boroughs,
        own={member.area_code: member.slug for member in boroughs},
        standings=(),
    )


def test_a_missing_year_keeps_its_place():
    assert timeline("annual", {"2021", "2024"}) == ["2021", "2022", "2023", "2024"]


def test_quarters_follow_each_other_over_the_year():
    assert timeline("quarterly", {"2024-Q3", "2025-Q1"}) == [
        "2024-Q3",
        "2024-Q4",
        "2025-Q1",
    ]


def test_years_and_quarters_never_share_an_axis():
    mixed = {"2024", "2025", "2025-Q1"}
    assert timeline("annual", mixed) == ["2024", "2025"]
    assert timeline("quarterly", mixed) == ["2025-Q1"]


def test_nothing_found_is_an_empty_axis():
    assert timeline("annual", set()) == []


@given(st.sets(st.integers(1990, 2100).map(str), min_size=1))
def test_an_axis_holds_all_that_was_found_in_order_without_a_hole(found):
    axis = timeline("annual", found)
    assert found <= set(axis)
    assert [int(year) for year in axis] == list(range(int(axis[0]), int(axis[-1]) + 1))


def test_a_range_that_holds_nothing_shows_everything():
    assert between(["2024", "2025"], first="2030", last=None) == ["2024", "2025"]
    assert between(["2023", "2024", "2025"], first="2024", last="2024") == ["2024"]


def test_the_first_borough_with_figures_is_judged():
    boroughs = [a_member("barking-and-dagenham"), a_member("havering")]
    chosen = chosen_boroughs(boroughs, Wanted(), having={"havering"})
    assert [one.slug for one in chosen] == ["havering", "barking-and-dagenham"]


def test_the_chosen_borough_is_judged_even_when_others_were_picked():
    boroughs = [a_member(slug) for slug in ("a", "b", "c")]
    wanted = Wanted(analysed="c", boroughs=("a",))
    chosen = chosen_boroughs(boroughs, wanted, having=())
    assert [one.slug for one in chosen] == ["c", "a"]


def test_no_chart_holds_more_lines_than_can_be_told_apart():
    boroughs = [a_member(f"borough-{number}") for number in range(150)]
    assert len(chosen_boroughs(boroughs, Wanted(), having=())) == 6


def test_outer_london_stands_beside_the_whole_of_london():
    here = known(
        an_area("E12000007", level=Level.REGION),
        an_area("E92000001", level=Level.COUNTRY),
        an_area("E09000016", region="E13000002"),
        boroughs=[a_member("havering")],
    )
    assert [area.code for area in here.beside] == ["E12000007", "E92000001"]


@pytest.mark.parametrize(
    ("group", "neighbours", "expected"),
    [
        ("all", (), {"own", "neighbour", "same-region", "elsewhere"}),
        ("r1", (), {"own", "same-region"}),
        ("havering", ("neighbour",), {"own", "neighbour"}),
    ],
)
def test_a_group_holds_its_authorities_and_always_the_boroughs(
    group, neighbours, expected
):
    here = known(
        an_area("r1", level=Level.REGION),
        an_area("own", region="r1"),
        an_area("neighbour", region="r2"),
        an_area("same-region", region="r1"),
        an_area("elsewhere", region="r2"),
        boroughs=[a_member("havering", "own")],
    )
    assert here.in_group(group, neighbours) == expected
    assert here.home(group) == ("own" if neighbours else None)


@pytest.mark.parametrize("status", list(Status))
def test_a_value_nobody_has_is_never_a_zero(status):
    assert "0" not in worded(status, None, 1)


def test_a_rounded_value_says_so():
    assert worded(Status.ROUNDED, 12.34, 1) == "12.3 (rounded)"
    assert worded(Status.EXACT, 12.35, 1) == "12.4"
    assert worded(Status.SUPPRESSED, None, 1) == "hidden (small number)"


@pytest.mark.parametrize(
    ("period", "year_end", "expected"),
    [
        ("2025", "31 March", "2024-25"),
        ("2025-Q4", "31 March", "2024-25 Q4"),
        ("2025", "30 September", "Sep 2025"),
    ],
)
def test_an_axis_says_a_period_in_few_letters(period, year_end, expected):
    assert short_label(period, year_end=year_end) == expected
