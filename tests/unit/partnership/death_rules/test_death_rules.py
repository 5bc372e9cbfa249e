"""Rules of child death reviews: numbers, scope, triggers, whose panel, categories."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kit.errors import Invalid
from partnership.death_rules import nhs_number, pipeline, supplements
from partnership.death_rules.categories import TITLES, Category, chosen, primary
from partnership.death_rules.circumstances import Circumstance
from partnership.death_rules.pipeline import FOLLOWS, OPEN, Stage, WrongStage
from partnership.death_rules.residence import Duty, Lived, duty, home
from partnership.death_rules.response import Trigger, triggers
from partnership.death_rules.scope import (
    AgeBand,
    Exclusion,
    Facts,
    age_band,
    exclusion,
    is_child,
)

# Numbers that begin with 999 are for tests and belong to nobody.
NINE = st.from_regex(r"\A999[0-9]{6}\Z")
SOME = st.sets(st.sampled_from(Circumstance))
DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31))


@given(NINE)
@example("999999999")
def test_exactly_one_last_digit_makes_an_nhs_number_or_none_does(nine):
    right = nhs_number.last_digit(nine)
    for digit in "0123456789":
        # Ten times the same digit is refused although the last one checks the others.
        if digit == right and len(set(nine + digit)) > 1:
            assert nhs_number.read(nine + digit) == nine + digit
        else:
            with pytest.raises(Invalid):
                nhs_number.read(nine + digit)


@given(NINE, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(nine, place, more):
    right = nhs_number.last_digit(nine)
    if right is None:
        return
    digits = list(nine + right)
    digits[place] = str((int(digits[place]) + more) % 10)
    with pytest.raises(Invalid):
        nhs_number.read("".join(digits))


@given(NINE, st.integers(0, 8))
def test_two_neighbours_that_changed_places_are_always_seen(nine, place):
    right = nhs_number.last_digit(nine)
    if right is None:
        return
    digits = list(nine + right)
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    if "".join(digits) != nine + right:
        with pytest.raises(Invalid):
            nhs_number.read("".join(digits))


@pytest.mark.parametrize(
    "typed", ["9990000018", "999 000 0018", "999-000-0018", "999\u00a0000\u00a00018"]
)
def test_an_nhs_number_is_read_however_its_groups_stand_apart(typed):
    assert nhs_number.read(typed) == "9990000018"
    assert nhs_number.shown("9990000018") == "999 000 0018"


@pytest.mark.parametrize(
    "typed",
    ["", "999000001", "99900000180", "999000001X", "٩٩٩٠٠٠٠٠١٨", "0000000000"],
)
def test_what_is_no_nhs_number_is_refused_without_being_repeated(typed):
    with pytest.raises(Invalid) as fault:
        nhs_number.read(typed)
    assert "nhs_number" in fault.value.fields
    assert not typed or typed not in str(fault.value)


def test_the_number_in_the_hint_is_one():
    assert nhs_number.read("999 000 0018")


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (Facts(signs_of_life=True), None),
        (Facts(signs_of_life=False, weeks=24), Exclusion.STILLBIRTH),
        (Facts(signs_of_life=False, weeks=None), Exclusion.STILLBIRTH),
        (Facts(signs_of_life=False, weeks=23), Exclusion.LATE_FETAL_LOSS),
        (Facts(signs_of_life=False, termination=True), Exclusion.TERMINATION),
        (Facts(signs_of_life=True, termination=True), Exclusion.TERMINATION),
        (Facts(signs_of_life=True, adult=True), Exclusion.ADULT),
        (Facts(signs_of_life=True, died_here=False), None),
        (Facts(signs_of_life=True, lived_here=False), None),
        (
            Facts(signs_of_life=True, lived_here=False, died_here=False),
            Exclusion.ELSEWHERE,
        ),
    ],
)
def test_a_death_is_reviewed_unless_the_guidance_excludes_it(facts, why):
    assert exclusion(facts) is why


def test_somebody_is_a_child_until_the_day_before_they_are_18():
    born = date(2008, 2, 29)
    assert is_child(born, date(2026, 2, 28))
    assert not is_child(born, date(2026, 3, 1))
    assert age_band(born, date(2026, 3, 1)) is None


@pytest.mark.parametrize(
    ("days", "band"),
    [
        (0, AgeBand.FIRST_MONTH),
        (27, AgeBand.FIRST_MONTH),
        (28, AgeBand.FIRST_YEAR),
        (364, AgeBand.FIRST_YEAR),
        (365, AgeBand.UNDER_FIVE),
        (-1, None),
    ],
)
def test_the_band_of_an_age_begins_and_ends_on_its_day(days, band):
    assert age_band(date(2025, 3, 1), date(2025, 3, 1) + timedelta(days)) is band


@given(DAYS, st.integers(0, 18 * 366))
def test_each_child_has_one_band_and_nobody_else_has_any(born, days):
    died = born + timedelta(days)
    assert (age_band(born, died) is not None) == is_child(born, died)


@given(DAYS)
def test_bands_follow_each_other_as_a_child_grows(born):
    order = [None, *AgeBand]
    grown = [age_band(born, born + timedelta(n)) for n in range(-1, 18 * 365, 13)]
    assert all(order.index(a) <= order.index(b) for a, b in pairwise(grown))


@pytest.mark.parametrize(
    ("known", "why"),
    [
        ({Circumstance.DROWNING}, [Trigger.EXTERNAL]),
        ({Circumstance.ASLEEP}, [Trigger.SUDDEN]),
        ({Circumstance.DETAINED}, [Trigger.DETAINED]),
        ({Circumstance.VIOLENCE}, [Trigger.EXTERNAL, Trigger.SUSPICIOUS]),
        ({Circumstance.CANCER, Circumstance.LIFE_LIMITING}, []),
        (set(), []),
    ],
)
def test_what_is_known_triggers_a_joint_agency_response(known, why):
    assert triggers(known) == why


def test_an_unattended_stillbirth_triggers_a_response_though_it_is_not_reviewed():
    assert exclusion(Facts(signs_of_life=False)) is Exclusion.STILLBIRTH
    assert triggers((), unattended_stillbirth=True) == [Trigger.UNATTENDED]


@given(SOME, SOME)
def test_knowing_more_never_takes_a_trigger_or_a_form_away(known, more):
    assert set(triggers(known)) <= set(triggers(known | more))
    day = date(2026, 1, 1)
    asked = {form.word for form in supplements.asked_for(known, on=day)}
    after = {form.word for form in supplements.asked_for(known | more, on=day)}
    assert asked <= after


def test_the_home_is_where_the_child_lived_on_the_day():
    lived = [
        Lived(area="redbridge", since=date(2025, 6, 1)),
        Lived(area="havering", since=date(2020, 1, 1)),
        Lived(area="elsewhere", since=date(2026, 2, 1)),
    ]
    assert home(lived, on=date(2026, 1, 31)) == "redbridge"
    assert home(lived, on=date(2025, 5, 31)) == "havering"
    assert home(lived[2:], on=date(2026, 1, 1)) == "elsewhere"
    assert home([], on=date(2026, 1, 1)) is None


@pytest.mark.parametrize(
    ("lived_in", "placed_by", "expected"),
    [
        ("havering", None, Duty.REVIEW),
        (None, None, Duty.REVIEW),
        ("redbridge", None, Duty.OFFER),
        ("redbridge", "havering", Duty.AGREE),
        ("havering", "redbridge", Duty.AGREE),
        ("havering", "havering", Duty.REVIEW),
    ],
)
def test_the_panel_of_the_childs_home_reviews(lived_in, placed_by, expected):
    assert duty(here="havering", home=lived_in, placed_by=placed_by) is expected


@given(st.sets(st.sampled_from(Category), min_size=1))
def test_the_lowest_number_is_primary(ticked):
    assert primary(ticked) == min(ticked)
    assert set(TITLES) == set(Category)


def test_another_category_counts_only_if_it_applies_and_with_a_reason():
    ticked = {Category.ACUTE, Category.INFECTION}
    assert chosen(ticked) is Category.ACUTE
    because = {"override": Category.INFECTION, "reason": "The sepsis came first"}
    assert chosen(ticked, **because) is Category.INFECTION
    with pytest.raises(Invalid, match="Say why"):
        chosen(ticked, override=Category.INFECTION, reason=" ")
    with pytest.raises(Invalid, match="that apply"):
        chosen(ticked, override=Category.TRAUMA, reason="Because")
    with pytest.raises(Invalid, match="Tick each"):
        chosen(set())


def test_forms_are_those_of_the_edition_on_the_day():
    ill = {Circumstance.CANCER}
    old = [form.word for form in supplements.asked_for(ill, on=date(2022, 3, 31))]
    new = [form.word for form in supplements.asked_for(ill, on=date(2022, 4, 1))]
    assert (old, new) == (["cancer"], ["cancer", "care-pathway"])
    assert supplements.in_force(date(2000, 1, 1)).edition == "2019"


def test_several_circumstances_ask_for_several_forms():
    known = {Circumstance.ASLEEP, Circumstance.CONGENITAL, Circumstance.NEWBORN}
    asked = [f.word for f in supplements.asked_for(known, on=date(2021, 1, 1))]
    assert asked == ["sudden-death", "neonatal", "congenital"]


def test_no_form_has_the_word_of_another_one():
    for edition in supplements.editions():
        words = [form.word for form in edition.forms]
        assert len(words) == len(set(words))


def test_each_stage_says_what_follows_who_has_it_and_what_it_waits_for():
    assert set(FOLLOWS) == set(Stage)
    for stage in Stage:
        assert pipeline.first_owner(stage)
        assert pipeline.first_waiting(stage)


def test_every_open_stage_leads_to_the_end():
    for begin in OPEN:
        reached, before = {begin}, set()
        while reached != before:
            before = set(reached)
            reached |= {then for stage in before for then in FOLLOWS[stage]}
        assert Stage.CLOSED in reached


def test_a_stage_cannot_be_left_out():
    pipeline.check(Stage.NOTIFIED, Stage.TRIAGED)
    with pytest.raises(WrongStage):
        pipeline.check(Stage.NOTIFIED, Stage.PANEL)
    with pytest.raises(WrongStage):
        pipeline.check(Stage.TRANSFERRED, Stage.NOTIFIED)
