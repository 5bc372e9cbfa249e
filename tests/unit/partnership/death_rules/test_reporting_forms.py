"""What agencies are asked: editions, what is left out, and no word twice."""

from datetime import date

import pytest

from partnership.death_rules import reporting_forms, supplements
from partnership.death_rules.reporting_forms import MAIN, Kind

EARLY = reporting_forms.in_force(date(2020, 1, 1))
NOW = reporting_forms.in_force(date(2026, 5, 22))


def test_a_death_is_asked_about_with_the_edition_of_its_day():
    assert (EARLY.edition, NOW.edition) == ("2019", "2022")
    assert reporting_forms.in_force(date(2001, 1, 1)) is EARLY
    assert "means-poverty" in reporting_forms.to_ask(NOW, [MAIN])
    assert "means-poverty" not in reporting_forms.to_ask(EARLY, [MAIN])


@pytest.mark.parametrize("edition", reporting_forms.editions(), ids=lambda e: e.edition)
def test_every_supplement_of_an_edition_has_questions_and_no_other_form(edition):
    listed = {each.word for each in supplements.in_force(edition.since).forms}
    assert {each.form for each in edition.sections} == {MAIN, *listed}
    assert all(each.questions for each in edition.sections)


@pytest.mark.parametrize("edition", reporting_forms.editions(), ids=lambda e: e.edition)
def test_choices_stand_exactly_where_a_question_is_answered_by_one(edition):
    for section in edition.sections:
        for question in section.questions:
            assert bool(question.choices) is (question.kind is Kind.RADIOS)


def test_only_the_forms_that_are_asked_for_are_asked():
    words = reporting_forms.to_ask(NOW, ["drowning"])
    assert words == ["drowning-water", "drowning-watched"]


def test_what_is_known_is_left_out_and_named_as_such():
    words = reporting_forms.to_ask(
        NOW, [MAIN], known=["number"], answered=["health-weight", "part-story"]
    )
    assert "child-number" not in words
    assert "health-weight" not in words
    # Every agency has its own answer to this one.
    assert "part-story" in words
    left_out = reporting_forms.left_out(NOW.edition, [MAIN], words)
    assert left_out == ["NHS number", "Last weight, with the date"]


def test_sections_hold_the_questions_that_are_asked_and_none_is_empty():
    [section] = reporting_forms.asked(NOW.edition, ["birth-weeks", "birth-story"])
    assert [each.word for each in section.questions] == ["birth-weeks", "birth-story"]
    assert section.title == "Pregnancy and birth"
