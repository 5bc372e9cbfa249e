"""Agencies answer together, somebody senior signs, and the partnership looks back."""

from datetime import timedelta

import pytest

from borough.agencies import service as register
from borough.agencies.model import Entry
from borough.agencies.model import Kind as AgencyKind
from borough.agency_answers import queries as answers
from borough.agency_answers import service as answering
from borough.agency_answers.model import AnswerChanged, Said
from borough.moderation import queries as moderating
from borough.moderation import service as moderation
from borough.moderation.model import ScoreChanged
from borough.practice_surveys import queries as surveys
from borough.practice_surveys import service as surveying
from borough.practice_surveys.model import SurveyClosed
from borough.self_assessments import queries, service
from borough.self_assessments.model import (
    NotOpen,
    OwnSignOff,
    ReturnChanged,
    State,
    StepTooEarly,
)
from borough.wiring import SERVICE
from kit import clock
from kit.access.policy import Action
from kit.errors import Conflict, Invalid, NotAllowed, NotFound
from partnership.access import reach
from partnership.actions import queries as actions
from tests.support.plans import Plans
from tests.support.self_assessments import (
    CORE,
    DIRECTOR,
    DUE,
    GOOD,
    MANAGER,
    NURSE,
    OFFICER,
    PDF,
    TODAY,
    TOOL,
    WEAK,
    an_assessing_borough,
)

ONE_DAY = timedelta(days=1)


@pytest.fixture
def here(any_database):
    return an_assessing_borough(any_database("havering", SERVICE.metadatas))


@pytest.fixture
def cycle(here):
    return here.cycle()


@pytest.fixture
def asked(here, cycle):
    return here.asked(cycle)


def seen_by(here, person):
    def look(session):
        found = reach(session, person, Action.READ, "audit_returns")
        return queries.returns(session, seen=found)

    return here.look(look)


def test_a_cycle_asks_what_the_borough_works_to_and_keeps_asking_it(here, cycle):
    here.receive_tool(version=2, items=[])
    found = here.look(queries.cycle, cycle)
    assert [each.id for each in found.questions] == list(CORE)
    assert found.standard_version == 1


def test_a_cycle_needs_a_standard_the_borough_works_to(here):
    with pytest.raises(Invalid) as fault:
        here.cycle(standard="another")
    assert "standard" in fault.value.fields


def test_an_agency_is_asked_once(here, cycle, asked):
    with pytest.raises(Conflict):
        here.asked(cycle)


def test_an_agency_sees_its_own_return_and_no_other(here, cycle, asked):
    here.asked(cycle, "police")
    assert [each.id for each in seen_by(here, NURSE)] == [asked]
    assert len(seen_by(here, MANAGER)) == 2
    with pytest.raises(NotFound):
        here.say(asked, "S01", by=OFFICER)


def test_two_people_answer_different_questions_at_once(here, asked):
    here.say(asked, "S01", seen=0)
    here.say(asked, "S02", WEAK, seen=0, by=DIRECTOR)
    said = {each.question: each.said for each in here.look(answers.answers, asked)}
    assert said == {"S01": GOOD, "S02": WEAK}
    [other] = here.look(answers.who_is_here, asked, but_not=NURSE.user_id)
    assert other.question == "S02"


def test_a_stale_save_changes_nothing(here, asked):
    here.say(asked, "S01", seen=0)
    with pytest.raises(AnswerChanged):
        here.say(asked, "S01", WEAK, seen=0, by=DIRECTOR)
    [kept] = here.look(answers.answers, asked)
    assert (kept.said, kept.version) == (GOOD, 1)


def test_what_does_not_apply_needs_a_reason(here, asked):
    with pytest.raises(Invalid) as fault:
        here.say(asked, "S01", Said(score=None, not_applicable=True, narrative=""))
    assert "narrative" in fault.value.fields


def test_nobody_else_answers_for_an_agency(here, asked):
    with pytest.raises(NotAllowed):
        here.say(asked, "S01", by=MANAGER)


def test_a_list_of_tasks_says_how_far_each_section_is(here, asked):
    here.say(asked, "S01")
    here.say(asked, "S03", Said(score=3, not_applicable=False, narrative=""))
    first, second = here.look(answers.sections, asked)
    assert (first.task.value, second.task.value) == ("In progress", "In progress")
    here.say(asked, "S02")
    assert here.look(answers.sections, asked)[0].task.value == "Completed"


def test_it_is_sent_for_sign_off_when_every_question_is_answered(here, asked):
    here.say(asked, "S01")
    with pytest.raises(Conflict) as fault:
        here.send(asked)
    assert "2 questions have" in str(fault.value)
    here.answer_all(asked)
    here.send(asked)
    with pytest.raises(NotOpen):
        here.say(asked, "S01")


def test_another_person_of_the_agency_signs_it_off(here, asked):
    here.answer_all(asked)
    here.send(asked)
    with pytest.raises(OwnSignOff):
        here.sign(asked, by=NURSE)
    with pytest.raises(NotFound):
        here.sign(asked, by=OFFICER)
    with pytest.raises(NotAllowed):
        here.sign(asked, by=MANAGER)
    here.sign(asked)
    found = here.look(queries.the_return, asked)
    assert (found.state, found.number) == (State.RETURNED, 1)
    assert found.signed_post == "Chief nurse"


def test_a_return_is_signed_as_it_was_seen(here, asked):
    here.answer_all(asked)
    here.send(asked)
    with pytest.raises(ReturnChanged):
        here.do(service.sign, return_id=asked, seen=1, post="x", by=DIRECTOR)


def test_a_return_is_reopened_with_a_reason_and_comes_again(here, cycle):
    made = here.returned(cycle)
    here.reopen(made)
    here.say(made, "S01", WEAK)
    here.send(made)
    here.sign(made)
    found = here.look(queries.the_return, made)
    assert found.number == 2
    assert "reopened" in [each.step for each in here.look(queries.steps, made)]


def test_only_what_was_returned_is_reopened(here, asked):
    with pytest.raises(StepTooEarly):
        here.reopen(asked)


def test_evidence_keeps_its_own_date_and_serves_several_questions(here, asked):
    given = {"return_id": asked, "title": "Report", "file": PDF, "by": NURSE}
    long_ago = TODAY - 400 * ONE_DAY
    here.do(
        answering.add_evidence,
        dated_on=long_ago, expires_on=TODAY - ONE_DAY, serves=["S01", "S03"], **given,
    )  # fmt: skip
    [found] = here.look(answers.evidence, asked)
    assert (found.dated_on, found.serves) == (long_ago, ["S01", "S03"])
    assert found.is_over
    for dates in ((TODAY + ONE_DAY, None), (TODAY, TODAY)):
        with pytest.raises(Invalid):
            here.do(
                answering.add_evidence,
                dated_on=dates[0], expires_on=dates[1], serves=["S01"], **given,
            )  # fmt: skip
    assert len(here.look(answers.evidence, asked)) == 1


def test_last_cycle_comes_forward_stale_until_it_is_confirmed(here):
    last = here.cycle(opens_on=TODAY - 300 * ONE_DAY, due_on=TODAY - 200 * ONE_DAY)
    before = here.asked(last)
    here.do(
        answering.add_evidence, return_id=before, title="Report", dated_on=TODAY,
        expires_on=None, serves=["S01"], file=PDF, by=NURSE,
    )  # fmt: skip
    here.answer_all(before)
    here.send(before)
    here.sign(before)
    made = here.asked(here.cycle())
    here.say(made, "S02", WEAK)
    assert here.do(answering.carry_forward, return_id=made, by=NURSE) == 2
    found = {each.question: each for each in here.look(answers.answers, made)}
    assert found["S01"].is_stale
    assert found["S02"].said == WEAK
    assert len(here.look(answers.evidence, made)) == 1
    assert here.look(answers.left, made) == 2
    here.say(made, "S01", found["S01"].said)
    assert here.look(answers.left, made) == 1
    assert here.do(answering.carry_forward, return_id=made, by=NURSE) == 0


def test_agencies_are_reminded_by_the_ladder_and_never_after_they_returned(
    here, cycle, asked
):
    remind = service.remind
    assert here.do(remind, on=DUE - 29 * ONE_DAY) == []
    assert here.do(remind, on=DUE - 28 * ONE_DAY) == [asked]
    assert here.do(remind, on=DUE - 20 * ONE_DAY) == []
    assert here.do(remind, on=DUE) == [asked]
    here.answer_all(asked)
    here.send(asked)
    here.sign(asked)
    assert here.do(remind, on=DUE + 14 * ONE_DAY) == []


def test_schools_are_asked_from_the_register_and_open_to_people_named(here):
    for urn, name in (("100001", "Hill School"), ("100002", "Lake School")):
        here.do(
            register.enter,
            entry=Entry(
                name=name, kind=AgencyKind.MAINTAINED, urn=urn, lead="",
                from_on=TODAY - 900 * ONE_DAY, until_on=None,
            ),
        )  # fmt: skip
    made = here.cycle()
    assert here.do(service.invite_schools, cycle_id=made, by=MANAGER) == 2
    assert here.do(service.invite_schools, cycle_id=made, by=MANAGER) == 0
    here.asked(made, "police")
    [schools, others] = here.look(queries.rate, made)
    assert (schools.of, schools.invited, others.invited) == (
        "Schools and colleges", 2, 1,
    )  # fmt: skip
    first = here.look(queries.returns, cycle_id=made)[0]
    assert first.scope.agency is None


def test_a_moderated_score_stands_beside_the_agencys_own(here, cycle):
    made = here.returned(cycle)
    given = {"return_id": made, "question": "S01", "post": "Panel chair", "by": MANAGER}
    here.do(moderation.moderate, seen=0, score=1, rationale="No board paper", **given)
    with pytest.raises(ScoreChanged):
        here.do(moderation.moderate, seen=0, score=3, rationale="x", **given)
    found = here.look(moderating.one, made, "S01")
    assert (found.own.score, found.moderated.score, found.difference) == (2, 1, -1)
    assert found.is_variance
    assert found.is_gap
    here.reopen(made)
    here.send(made)
    here.sign(made)
    assert here.look(moderating.one, made, "S01").moderated.is_older


def test_scores_are_told_as_counts_with_n(here, cycle):
    made = here.returned(cycle)

    def look(session):
        asked = queries.cycle(session, cycle).questions
        found = queries.returns(session, cycle_id=cycle)
        lines = moderating.compared(session, found, asked)
        return moderating.spreads(lines, asked)

    first = here.look(look)[0]
    assert (list(first.own.counts), first.own.n) == ([0, 0, 1, 0], 1)
    assert first.moderated.n == 0
    assert made


def test_a_gap_becomes_an_action_of_the_agency(here, cycle):
    made = here.returned(cycle, WEAK)
    plan = Plans(here.database, by=MANAGER).plan("S11", source="audit")
    action = here.do(
        moderation.act_on, return_id=made, question="S01", plan_id=plan,
        title="Report to the board", owner_post="Chief nurse", due=DUE, by=MANAGER,
    )  # fmt: skip
    found = here.look(actions.whole, action).action
    assert found.agency == "health-provider"
    assert here.look(moderating.one, made, "S01").actions == [action]


def test_practitioners_reply_without_a_name_and_are_counted_after_the_end(here, cycle):
    asked = here.asked(cycle)
    made = here.do(
        surveying.open_survey, cycle_id=cycle, questions=["I know whom to ask."],
        opens_on=TODAY, closes_on=TODAY + ONE_DAY, by=MANAGER,
    )  # fmt: skip
    key = here.look(surveys.keys, made)[asked]
    for _ in range(9):
        here.do(surveying.reply, key=key, answers=["agree"])
    here.do(surveying.reply, key=key, answers=["disagree"])
    with pytest.raises(Invalid):
        here.do(surveying.reply, key=key, answers=["perhaps"])
    seen = here.look(surveys.survey, cycle)
    found = here.look(queries.returns, cycle_id=cycle)
    assert here.look(surveys.counted, seen, found) == []


def test_a_closed_survey_takes_no_reply_and_hides_small_counts(
    here, cycle, monkeypatch
):
    asked = here.asked(cycle)
    made = here.do(
        surveying.open_survey, cycle_id=cycle, questions=["One", "Two"],
        opens_on=TODAY, closes_on=TODAY + ONE_DAY, by=MANAGER,
    )  # fmt: skip
    key = here.look(surveys.keys, made)[asked]
    for word in ["agree"] * 9 + ["disagree"]:
        here.do(surveying.reply, key=key, answers=[word, "agree"])
    monkeypatch.setattr(clock, "today", lambda: TODAY + 2 * ONE_DAY)
    with pytest.raises(SurveyClosed):
        here.do(surveying.reply, key=key, answers=["agree", "agree"])
    seen = here.look(surveys.survey, cycle)
    found = here.look(queries.returns, cycle_id=cycle)
    [told] = here.look(surveys.counted, seen, found)
    assert told.rows[0]["disagree"] is None
    assert None in (told.rows[0]["agree"], told.n)
    assert TOOL
