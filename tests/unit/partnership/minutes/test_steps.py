"""Minutes go from draft to signed by more than one person, and lose no wording."""

from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kit.errors import Conflict
from partnership.minutes.model import (
    Minutes,
    MinutesChanged,
    Question,
    SameWriter,
    Step,
)

PEOPLE = [UUID(int=number) for number in (1, 2, 3)]
WHO = some.sampled_from(PEOPLE)
WRITER, OTHER, _ = PEOPLE


def written(by=WRITER):
    minutes = Minutes(step=Step.DRAFT, version=0)
    minutes.write(seen=0, text="They met.", because="First draft", by=by, post="Clerk")
    return minutes


def advance(minutes, to, by=OTHER):
    minutes.advance(to, seen=minutes.version, by=by, post="Group chair")


def test_a_writer_does_not_check_their_own_words():
    minutes = written()
    with pytest.raises(SameWriter):
        advance(minutes, Step.CHECKED, by=WRITER)
    advance(minutes, Step.CHECKED)
    with pytest.raises(SameWriter):
        advance(minutes, Step.APPROVED, by=WRITER)


def test_a_new_wording_must_be_checked_again():
    minutes = written()
    advance(minutes, Step.CHECKED)
    minutes.write(seen=2, text="They all met.", because="All", by=OTHER, post="Clerk")
    assert minutes.step is Step.DRAFT
    assert [each.text for each in minutes.wordings] == ["They met.", "They all met."]


def test_approved_minutes_are_not_rewritten():
    minutes = written()
    advance(minutes, Step.CHECKED)
    advance(minutes, Step.APPROVED)
    with pytest.raises(Conflict, match="Add an amendment"):
        minutes.write(seen=3, text="No", because="-", by=OTHER, post="Clerk")


def test_the_second_of_two_writers_is_told():
    minutes = written()
    with pytest.raises(MinutesChanged):
        minutes.write(seen=0, text="Mine", because="-", by=OTHER, post="Clerk")


def test_a_question_is_answered_once():
    question = Question(asker="Parent governor", text="Who dissolves it?")
    question.give_answer(text="That is open.", by="Director")
    with pytest.raises(Conflict):
        question.give_answer(text="Nobody.", by="Director")


class Life(RuleBasedStateMachine):
    """Whatever people try, in whatever order."""

    def __init__(self):
        super().__init__()
        self.minutes = written()
        self.words = ["They met."]
        self.agreed = None

    @rule(by=WHO, text=some.text(min_size=1, max_size=5))
    def write(self, by, text):
        seen = self.minutes.version
        try:
            self.minutes.write(seen=seen, text=text, because="-", by=by, post="Clerk")
        except Conflict:
            assert self.agreed is not None
        else:
            self.words.append(text)

    @rule(by=WHO, to=some.sampled_from(Step))
    def advance(self, by, to):
        before = self.minutes.step
        try:
            advance(self.minutes, to, by=by)
        except (Conflict, SameWriter):
            assert self.minutes.step is before
        else:
            if to is Step.APPROVED:
                self.agreed = self.minutes.wordings[-1].text

    @invariant()
    def nothing_is_lost(self):
        assert [each.text for each in self.minutes.wordings] == self.words

    @invariant()
    def what_was_agreed_is_what_stands(self):
        if self.agreed is not None:
            assert self.minutes.wordings[-1].text == self.agreed
            assert self.minutes.step in (Step.APPROVED, Step.SIGNED)

    @invariant()
    def nobody_agreed_to_their_own_words_alone(self):
        if self.minutes.step is not Step.DRAFT:
            writer = self.minutes.wordings[-1].written_by
            checks = [
                each.taken_by
                for each in self.minutes.steps
                if each.step is Step.CHECKED
            ]
            assert checks[-1] != writer


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=60, stateful_step_count=15, deadline=None)
