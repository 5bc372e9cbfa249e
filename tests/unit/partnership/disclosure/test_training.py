"""A quarter's training as it leaves: true, never small, and not to be worked out."""

from collections import defaultdict
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnership.disclosure.training import control
from partnership.training.model import (
    AGENCIES,
    COURSES,
    HOMES,
    RULE,
    WAYS,
    Asked,
    Counted,
    CourseCount,
    Later,
    Outcomes,
    lines,
)

ENOUGH = 3
LEVELS = {"A": "A: contact with children", "B": "B: leads"}
BOROUGHS = ("havering", "redbridge", "barking-and-dagenham")
ANSWERS = ("yes", "no chance", "no")


def a_course(code, offered, *outcomes, level="A"):
    return CourseCount(
        code=code, title=f"Course {code}", level=level, item=None, events=1,
        offered=offered, outcomes=of(*outcomes),
    )  # fmt: skip


def of(attended=0, no_show=0, away=0):
    return Outcomes(attended=attended, no_show=no_show, away=away)


def counted(courses, agencies=None, homes=None, later=None):
    whole = {
        name: sum(getattr(each.outcomes, name) for each in courses)
        for name in ("attended", "no_show", "away")
    }
    return Counted(
        period="2027-Q3", own="havering", courses=courses,
        agencies=agencies or {"police": of(**whole)},
        homes=dict.fromkeys(BOROUGHS, of()) | (homes or {"havering": of(**whole)}),
        later=later or Later(), levels=LEVELS,
    )  # fmt: skip


def rows(content, way):
    return {row["id"]: row["counts"] for group in content[way] for row in group["rows"]}


def sums(content, way):
    return {group["id"]: group["counts"] for group in content[way]}


def test_all_of_a_large_quarter_is_told():
    content = control(counted([a_course("A1", 60, 40, 7, 6)]))
    assert content["counts"] == {
        "offered": 60, "attended": 40, "not_come": 13, "no_show": 7, "away": 6,
    }  # fmt: skip
    assert rows(content, COURSES) == {
        "A1": {"offered": 60, "attended": 40, "not_come": 13}
    }
    assert rows(content, AGENCIES)["police"] == {
        "attended": 40, "not_come": 13, "no_show": 7, "away": 6,
    }  # fmt: skip
    assert rows(content, AGENCIES)["icb"]["attended"] == 0
    assert content["kept"] == []


def test_a_small_row_hides_its_group_and_not_the_others():
    agencies = {"police": of(3), "icb": of(20), "education": of(17)}
    content = control(counted([a_course("A1", 60, 40)], agencies))
    assert rows(content, AGENCIES)["icb"]["attended"] is None
    assert sums(content, AGENCIES)["partners"]["attended"] == 23
    assert rows(content, AGENCIES)["education"]["attended"] == 17


def test_no_shows_stand_apart_only_where_neither_part_is_small():
    content = control(counted([a_course("A1", 60, 40, 7, 2)]))
    assert content["counts"]["not_come"] == 9
    assert content["counts"]["no_show"] is content["counts"]["away"] is None
    assert rows(content, AGENCIES)["police"]["not_come"] == 9


def test_offers_are_left_out_where_they_would_bound_a_hidden_number():
    """40 of 41 attended: at most one did not come, whatever was hidden."""
    content = control(counted([a_course("A1", 41, 40, 1, 8)]))
    assert content["counts"]["offered"] is None
    assert rows(content, COURSES)["A1"]["offered"] is None
    assert rows(content, COURSES)["A1"]["attended"] == 40


def test_guests_of_one_borough_are_hidden_where_they_are_few():
    homes = {"havering": of(34), "redbridge": of(2), "barking-and-dagenham": of(4)}
    content = control(counted([a_course("A1", 60, 40)], homes=homes))
    assert sums(content, HOMES)["elsewhere"]["attended"] == 6
    assert rows(content, HOMES)["redbridge"]["attended"] is None
    assert rows(content, HOMES)["havering"]["attended"] == 34


def test_a_reader_who_knows_every_rule_keeps_three_values_for_each_total():
    """One course and one agency: all small quarters that look alike.

    Places offered are no people; they matter as far as they bound those who came.
    """
    behind = defaultdict(list)
    for offered, came, absent, away in product(
        range(5, 22), range(13), range(9), range(9)
    ):
        if came + absent <= offered and absent + away < 9:
            told = control(counted([a_course("A1", offered, came, absent, away)]))
            truth = {
                "offered": offered, "attended": came, "not_come": absent + away,
                "no_show": absent, "away": away,
            }  # fmt: skip
            behind[tuple(told["counts"].items())].append(truth)
    for released, truths in behind.items():
        for what, number in released:
            values = {truth[what] for truth in truths}
            if number is not None:
                assert values == {number}
            elif what != "offered":
                assert len(values) >= ENOUGH, (released, what, values)


PLACE = st.tuples(
    st.sampled_from(["A1", "A2", "B1"]),
    st.sampled_from(["police", "icb", "education", "housing"]),
    st.sampled_from(BOROUGHS),
    st.sampled_from(["attended", "attended", "no_show", "away"]),
)


def quarter_of(places, free=0):
    """A quarter in which these places were had, with so many more offered."""

    def outcomes(position, value):
        some = [place[3] for place in places if place[position] == value]
        return of(*(some.count(name) for name in ("attended", "no_show", "away")))

    courses = [
        CourseCount(
            code=code, title=code, level=code[0], item=None, events=1,
            offered=sum(place[0] == code for place in places) + free,
            outcomes=outcomes(0, code),
        )
        for code in ("A1", "A2", "B1")
    ]  # fmt: skip
    agencies = {each: outcomes(1, each) for each in {place[1] for place in places}}
    homes = {
        each: outcomes(2, each)
        for each in ("havering", "redbridge", "barking-and-dagenham")
    }
    return Counted(
        period="2027-Q3", own="havering", courses=courses, agencies=agencies,
        homes=homes, later=Later(), levels=LEVELS,
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(PLACE, max_size=90), st.integers(0, 20))
def test_no_number_that_leaves_is_small(places, free):
    content = control(quarter_of(places, free))
    told = [each.number for each in lines(content) if each.measure != "Places offered"]
    assert not any(number is not None and RULE.hides(number) for number in told)


@settings(max_examples=60, deadline=None)
@given(st.lists(PLACE, max_size=60), st.lists(PLACE, max_size=60))
def test_a_correction_uncovers_nothing_and_moves_by_no_small_number(first, second):
    earlier = control(quarter_of(first, 9))
    again = control(quarter_of(second, 9), earlier=earlier)
    for way in WAYS:
        now = rows(again, way)
        for name, counts in rows(earlier, way).items():
            for measure, number in counts.items():
                if measure == "offered" or name not in now:
                    continue
                column = earlier["counts"][measure]
                if column and number is None and earlier["counts"]["not_come"]:
                    assert now[name][measure] is None or measure == "not_come"
                elif number and now[name][measure] is not None:
                    assert not RULE.hides(abs(now[name][measure] - number))


def test_a_small_correction_keeps_what_was_told_and_says_so():
    first = control(counted([a_course("A1", 60, 40, 7, 6)]))
    again = control(counted([a_course("A1", 60, 41, 7, 6)]), earlier=first)
    assert again["counts"] == first["counts"]
    assert again["kept"] == ["places"]


def test_who_did_not_come_can_be_kept_while_the_rest_is_told_anew():
    first = control(counted([a_course("A1", 60, 40, 7, 6)]))
    again = control(counted([a_course("A1", 80, 58, 8, 6)]), earlier=first)
    assert again["counts"]["attended"] == 58
    assert again["counts"]["no_show"] == 7
    assert again["kept"] == ["not_come"]


def heard(*later, invited=40, answered=20, pairs=None, used=(9, 6, 5)):
    pairs = sum(later) if pairs is None else pairs
    asked = Asked(id="know", title="I know", before=[pairs, 0, 0, 0], later=later)
    return Later(
        invited=invited, told=invited, answered=answered, pairs=pairs,
        used=dict(zip(ANSWERS, used, strict=True)), questions=[asked],
    )  # fmt: skip


def later_of(later, earlier=None):
    quarter = counted([a_course("A1", 60, 40)], later=later)
    return control(quarter, earlier=earlier)["later"]


def test_steps_are_told_of_those_who_answered_both_times():
    told = later_of(heard(7, 8, 0, 0))
    assert (told["invited"], told["answered"], told["pairs"]) == (40, 20, 15)
    assert told["questions"][0]["later"]["counts"] == [7, 8, 0, 0]
    assert [each["count"] for each in told["used"]] == [9, 6, 5]


@pytest.mark.parametrize(
    ("given", "hidden"),
    [
        (heard(7, 8, 0, 0, answered=38, used=(20, 10, 8)), "answered"),
        (heard(7, 11, 0, 0), "pairs"),
        (heard(3, 0, 0, 0, answered=3, used=(3, 0, 0)), "answered"),
    ],
)
def test_a_few_who_are_left_over_hide_the_number_before_them(given, hidden):
    told = later_of(given)
    assert told[hidden] is None
    assert told["questions"][0]["later"]["counts"] == [None] * 4
    assert told["questions"][0]["later"]["band"] == ""


def test_what_few_did_with_it_is_not_told():
    told = later_of(heard(7, 8, 0, 0, used=(18, 1, 1)))
    assert [each["count"] for each in told["used"]] == [None, None, None]


def test_what_people_said_is_told_once():
    first = control(counted([a_course("A1", 60, 40)], later=heard(7, 8, 0, 0)))
    more = replace(heard(9, 12, 0, 0), answered=26)
    again = control(counted([a_course("A1", 60, 40)], later=more), earlier=first)
    assert again["later"] == first["later"]
    assert again["kept"] == ["later"]
