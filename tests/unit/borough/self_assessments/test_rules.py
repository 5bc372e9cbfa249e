"""Rules of self-assessments: rates, scores in counts, gaps, tasks and replies."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borough.agency_answers.model import NOT_APPLICABLE, Said, Task, task_of
from borough.held_returns.model import digest_of
from borough.moderation.model import distribution, is_gap
from borough.practice_surveys.model import (
    RULE,
    WORDS,
    check_questions,
    controlled,
)
from borough.self_assessments.model import (
    LADDER,
    OwnSignOff,
    ReturnRow,
    State,
    StepTooEarly,
    rates,
)
from kit import clock
from kit.errors import Invalid

DUE = date(2026, 6, 30)
ONE_DAY = timedelta(days=1)
scores = st.lists(st.one_of(st.none(), st.just(NOT_APPLICABLE), st.integers(0, 3)))


@dataclass
class Came:
    """A return to the rule of rates."""

    is_school: bool
    first_returned_on: date | None


def a_return(state=State.INVITED, **more):
    return ReturnRow(state=state, number=0, reminded=0, version=1, **more)


def test_schools_have_a_rate_of_their_own():
    rows = [Came(True, DUE), Came(True, None), Came(False, DUE + ONE_DAY)]
    schools, others = rates(DUE, rows)
    assert (schools.invited, schools.returned, schools.in_time) == (2, 1, 1)
    assert (others.invited, others.returned, others.in_time) == (1, 1, 0)


def test_nobody_asked_is_no_rate():
    assert rates(DUE, []) == []
    assert [each.of for each in rates(DUE, [Came(True, None)])] == [
        "Schools and colleges"
    ]


@given(scores)
def test_every_answer_is_counted_once_and_nothing_is_averaged(found):
    spread = distribution(found)
    assert spread.n + spread.not_applicable + spread.unanswered == len(found)
    for score, count in enumerate(spread.counts):
        assert count == sum(each == score for each in found if each is not None)


@pytest.mark.parametrize(
    ("own", "moderated", "expected"),
    [(0, None, True), (1, None, True), (2, None, False), (None, None, False),
     (3, 2, True), (1, 2, False), (2, 2, False), (None, 1, True), (None, 3, False)],
)  # fmt: skip
def test_a_low_score_and_one_moderated_down_are_gaps(own, moderated, expected):
    assert is_gap(own, moderated) is expected


@pytest.mark.parametrize(
    ("complete", "task"),
    [([None, None], Task.NOT_STARTED), ([True, None], Task.IN_PROGRESS),
     ([False, None], Task.IN_PROGRESS), ([True, True], Task.COMPLETED)],
)  # fmt: skip
def test_a_section_is_as_far_as_its_questions(complete, task):
    assert task_of(complete) is task


def test_a_score_without_words_is_not_complete():
    assert not Said(score=3, not_applicable=False, narrative="").is_complete
    assert not Said.nothing().is_complete
    assert Said(score=None, not_applicable=True, narrative="None here").is_complete


def test_each_rung_of_the_ladder_is_climbed_once():
    row, told = a_return(), 0
    for days in range(-40, 40):
        told += row.climb(DUE + days * ONE_DAY, DUE, at=clock.now())
    assert told == len(LADDER)


def test_a_missed_rung_is_not_made_up_for_twice():
    row = a_return()
    assert row.climb(DUE, DUE, at=clock.now())
    assert not row.climb(DUE, DUE, at=clock.now())


def test_a_return_goes_through_sign_off_and_by_another_person():
    row, sender, signer = a_return(), clock.new_id(), clock.new_id()
    with pytest.raises(StepTooEarly):
        row.sign(by=signer, post="Chief", at=clock.now())
    row.send(by=sender, post="Nurse")
    with pytest.raises(OwnSignOff):
        row.sign(by=sender, post="Nurse", at=clock.now())
    row.sign(by=signer, post="Chief", at=clock.now())
    with pytest.raises(StepTooEarly):
        row.send(by=sender, post="Nurse")


def test_a_digest_does_not_hang_on_the_order_of_keys():
    assert digest_of({"a": 1, "b": [2]}) == digest_of({"b": [2], "a": 1})
    assert digest_of({"a": 1}) != digest_of({"a": 2})


@pytest.mark.parametrize("questions", [[], ["x"] * 13, ["x" * 301]])
def test_a_survey_has_a_few_short_questions(questions):
    with pytest.raises(Invalid):
        check_questions(questions)


@st.composite
def replies(draw):
    """What the same people said to each of up to three questions."""
    number = draw(st.integers(0, 25))
    questions = draw(st.integers(1, 3))
    said = st.lists(st.sampled_from(list(WORDS)), min_size=number, max_size=number)
    rows = [draw(said) for _ in range(questions)]
    return [{word: row.count(word) for word in WORDS} for row in rows]


@given(replies())
def test_no_small_count_of_replies_can_be_worked_out(counts):
    """Whoever knows that parts add up to one n must think three numbers possible."""
    told, n = controlled(counts)
    whole = [sum(row.values()) for row in told if None not in row.values()]
    known = n if n is not None else next(iter(whole), None)
    for raw, row in zip(counts, told, strict=True):
        hidden = [word for word, number in row.items() if number is None]
        assert not any(RULE.hides(raw[word]) for word in set(row) - set(hidden))
        if hidden and known is not None:
            left = known - sum(number for number in row.values() if number is not None)
            assert len(hidden) >= 2
            assert left >= 2


def test_many_replies_are_told_as_they_are():
    counts = [dict.fromkeys(WORDS, 7)]
    assert controlled(counts) == (counts, 35)
