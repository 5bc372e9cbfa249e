"""Reporting forms: asked of one person, answered in parts, checked, and chased."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from borough.deaths import queries as reading_cases
from borough.deaths import service as deaths
from borough.deaths.model import CASE
from borough.form_answers import queries as reading_answers
from borough.form_answers import service as answers
from borough.form_answers.model import AnswersChanged, AnswersRow, NotComplete
from borough.professionals import queries as listed
from borough.professionals import service as professionals
from borough.reporting_forms import queries, service
from borough.reporting_forms.model import State, WrongState
from kit.access import service as access
from kit.access.model import ConflictKind
from kit.accounts.actor import Actor
from kit.errors import Conflict, Invalid, NotAllowed, NotFound
from partnership.access import Role
from partnership.death_rules.pipeline import Stage, Waiting
from tests.integration.borough.deaths.conftest import FRIDAY
from tests.support.gathering import HEALTH

WEIGHT = "health-weight"


def words_of(request):
    return {q.word for section in request.sections for q in section.questions}


def test_only_what_the_notification_does_not_say_is_asked(gathering):
    found = gathering.one(gathering.ask())
    assert "child-number" not in words_of(found)
    assert "child-sex" not in words_of(found)
    # The notification says only that the ethnicity is not known.
    assert {"child-ethnicity", WEIGHT} <= words_of(found)
    assert "NHS number" in found.left_out
    assert found.state is State.ASKED
    assert found.due_at.date().isoformat() == "2026-06-15"


def test_the_form_that_fits_the_death_goes_with_the_main_one(gathering):
    for wrong in (("main", "cancer"), ()):
        with pytest.raises(Invalid):
            gathering.ask(forms=wrong)
    found = gathering.one(gathering.ask(forms=("main", "sudden-death")))
    assert "sudden-found" in words_of(found)


def test_what_one_agency_answered_is_not_asked_of_the_next(gathering):
    first = gathering.ask()
    gathering.send(first, said={WEIGHT: "9.8 kg", "part-story": "Seen at clinic"})
    police = gathering.knew("police")
    officer = gathering.of_agency("police")
    gathering.check(service.accept, first)
    second = gathering.ask(professional=police, person=officer)
    found = gathering.one(second)
    assert WEIGHT not in words_of(found)
    assert "Last weight, with the date" in found.left_out
    assert "part-story" in words_of(found)


def test_the_case_begins_to_gather_and_then_waits_for_its_meeting(gathering):
    cases = gathering.cases

    def stands():
        case = cases.look(reading_cases.known, cases.by, gathering.case_id)
        return case.stage, case.waiting

    first = gathering.ask()
    assert stands() == (Stage.GATHERING, Waiting.AGENCIES)
    gathering.send(first)
    gathering.check(service.accept, first)
    assert stands() == (Stage.GATHERING, Waiting.MEETING)


def test_nobody_is_asked_before_triage_twice_or_for_another_agency(gathering):
    cases = gathering.cases
    gathering.ask()
    with pytest.raises(Conflict, match="still out"):
        gathering.ask()
    police = gathering.knew("police")
    with pytest.raises(Invalid):
        gathering.ask(professional=police)
    fresh = cases.notified()
    with pytest.raises(Conflict, match="Triage"):
        cases.do(
            service.ask, case_id=fresh, professional_id=gathering.nurse,
            person_id=gathering.asked.user_id, forms=("main",),
        )  # fmt: skip


def test_only_the_person_who_was_asked_finds_the_form(gathering):
    request_id = gathering.ask()
    assert gathering.seen_by(gathering.asked, request_id).id == request_id
    same_agency = gathering.of_agency(HEALTH)
    for other in (same_agency, gathering.of_agency("police"), gathering.cases.by):
        with pytest.raises(NotFound):
            gathering.seen_by(other, request_id)
        with pytest.raises(NotFound):
            gathering.save(request_id, by=other, nothing=True)
        if other is not gathering.cases.by:
            assert gathering.cases.look(queries.of_person, other) == []
    with pytest.raises(NotAllowed):
        gathering.seen_by(gathering.cases.person(Role.ANALYST), request_id)


def test_in_another_hat_the_same_person_does_not_find_the_form(gathering):
    request_id = gathering.ask()
    same = gathering.asked
    other_hat = Actor(
        user_id=same.user_id, name="P", role=same.role, email=same.email,
        agency="police",
    )  # fmt: skip
    with pytest.raises(NotFound):
        gathering.seen_by(other_hat, request_id)


def test_what_is_saved_is_locked_and_comes_back(gathering):
    request_id = gathering.ask()
    number = next(
        n
        for n, each in enumerate(gathering.one(request_id).sections, start=1)
        if each.word == "health"
    )
    gathering.save(request_id, number, answers_given={WEIGHT: "9.8 kg at clinic"})
    wrote, version = gathering.cases.look(reading_answers.said, request_id)
    assert (wrote.answers, version) == ({WEIGHT: "9.8 kg at clinic"}, 1)
    assert gathering.one(request_id).done == 1
    raw = gathering.cases.look(
        lambda session: session.scalar(select(AnswersRow.content))
    )
    assert b"clinic" not in raw


def test_two_windows_do_not_overwrite_each_other(gathering):
    request_id = gathering.ask()
    gathering.save(request_id, nothing=True)
    with pytest.raises(AnswersChanged):
        gathering.cases.do(
            answers.save, by=gathering.asked, request_id=request_id, number=1, seen=0,
            answers={}, nothing=True,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "nothing", "field"),
    [
        ({"part-known": "A made-up choice"}, False, "part-known"),
        ({"cancer-when": "Not asked"}, False, "cancer-when"),
        ({"part-contact": "In May"}, True, "nothing"),
        ({"part-story": "x" * 10_001}, False, "part-story"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_by_its_field(
    gathering, given, nothing, field
):
    request_id = gathering.ask()
    with pytest.raises(Invalid) as fault:
        gathering.save(request_id, 2, answers_given=given, nothing=nothing)
    assert field in fault.value.fields


def test_a_form_is_sent_only_when_every_part_is_answered_or_known_as_empty(gathering):
    request_id = gathering.ask()
    gathering.save(request_id, nothing=True)
    with pytest.raises(NotComplete):
        gathering.cases.do(
            answers.send, by=gathering.asked, request_id=request_id, seen=1
        )
    gathering.send(request_id)
    assert gathering.one(request_id).state is State.SENT
    with pytest.raises(WrongState):
        gathering.save(request_id, nothing=True)
    assert "came in" in gathering.told(gathering.cases.by)[0]


def test_a_form_that_says_too_little_goes_back_with_the_reason_and_a_new_clock(
    gathering, travel
):
    request_id = gathering.ask()
    gathering.send(request_id)
    travel(FRIDAY + timedelta(days=14))
    with pytest.raises(Invalid):
        gathering.check(service.send_back, request_id, wanted=" ")
    gathering.check(service.send_back, request_id, wanted="The weight, please")
    found = gathering.one(request_id)
    assert (found.state, found.due_at.date().isoformat()) == (
        State.RETURNED, "2026-06-26",
    )  # fmt: skip
    said = gathering.cases.look(queries.wanted, request_id)
    assert said == "The weight, please"
    gathering.save(request_id, nothing=True)
    told = gathering.told(gathering.asked)
    assert any("More is asked" in each for each in told)
    assert not any("weight" in each for each in told)


@pytest.mark.parametrize("verb", [service.accept, service.withdraw])
def test_a_form_that_is_in_or_withdrawn_closes_to_the_person(gathering, verb):
    request_id = gathering.ask()
    gathering.send(request_id)
    assert gathering.seen_by(gathering.asked, request_id)
    gathering.check(verb, request_id)
    with pytest.raises(NotFound):
        gathering.seen_by(gathering.asked, request_id)


def test_a_form_is_accepted_or_sent_back_only_once_it_came(gathering):
    request_id = gathering.ask()
    for verb, more in ((service.accept, {}), (service.send_back, {"wanted": "More"})):
        with pytest.raises(WrongState):
            gathering.check(verb, request_id, **more)
    gathering.send(request_id)
    gathering.check(service.accept, request_id)
    with pytest.raises(WrongState):
        gathering.check(service.withdraw, request_id)


def test_a_conflict_declared_as_coordinator_hides_the_form_too(gathering):
    request_id = gathering.ask()
    coordinator = Actor(
        user_id=gathering.asked.user_id, name="P", role=Role.CDOP_COORDINATOR,
        email="p@example.org",
    )  # fmt: skip
    with gathering.cases.database.transaction() as session:
        access.declare_conflict(
            session, by=coordinator, resource=CASE, record=str(gathering.case_id),
            kind=ConflictKind.RELATIVE,
        )  # fmt: skip
    with pytest.raises(NotFound):
        gathering.seen_by(gathering.asked, request_id)
    assert gathering.cases.look(queries.of_person, gathering.asked) == []


def test_a_form_closes_to_the_person_when_the_review_ends(gathering):
    cases, request_id = gathering.cases, gathering.ask()
    cases.do(deaths.hand_over, case_id=gathering.case_id)
    with pytest.raises(NotFound):
        gathering.seen_by(gathering.asked, request_id)
    assert cases.look(queries.of_person, gathering.asked) == []


def test_who_declares_a_conflict_loses_every_form_of_the_case(gathering):
    request_id = gathering.ask()
    gathering.cases.do(
        service.step_back, by=gathering.asked, request_id=request_id,
        kind=ConflictKind.OWN_PATIENT,
    )  # fmt: skip
    found = gathering.one(request_id)
    assert (found.state, found.person_id) == (State.VACANT, None)
    with pytest.raises(NotFound):
        gathering.seen_by(gathering.asked, request_id)
    assert "another person" in gathering.told(gathering.cases.by)[0]
    with pytest.raises(Invalid):
        gathering.check(service.give, request_id, person_id=gathering.asked.user_id)
    other = gathering.of_agency(HEALTH)
    gathering.check(service.give, request_id, person_id=other.user_id)
    assert gathering.seen_by(other, request_id).state is State.ASKED


def test_how_far_gathering_is_counts_forms_and_parts(gathering):
    request_id = gathering.ask()
    gathering.save(request_id, nothing=True)
    found = queries.completeness(gathering.all())
    assert (found.forms, found.accepted, found.done) == (1, 0, 1)
    assert found.parts == len(gathering.one(request_id).sections)


def test_forms_that_are_out_are_listed_to_who_has_the_case_alone(gathering):
    request_id = gathering.ask()
    cases = gathering.cases
    [line] = cases.look(queries.outstanding, cases.by)
    assert line.request.id == request_id
    assert cases.look(queries.outstanding, cases.person()) == []


def test_answers_of_agencies_stand_side_by_side(gathering):
    first = gathering.ask()
    gathering.send(first, said={"part-story": "Weighed"})
    police = gathering.knew("police")
    officer = gathering.of_agency("police")
    second = gathering.ask(professional=police, person=officer)
    gathering.send(second, by=officer, said={"part-story": "Called out"})
    found = gathering.cases.look(reading_answers.gathered, gathering.case_id)
    [story] = [each for each in found if "and when" in each.question and each.answers]
    assert story.answers == [("Health provider", "Weighed"), ("Police", "Called out")]


def test_a_form_on_paper_is_written_by_who_has_the_case_alone(gathering):
    cases = gathering.cases
    request_id = cases.do(
        service.ask, case_id=gathering.case_id, professional_id=gathering.nurse,
        person_id=None, forms=("main",),
    )  # fmt: skip
    for other in (cases.person(), gathering.asked):
        with pytest.raises(NotFound):
            gathering.save(request_id, by=other, nothing=True)
    gathering.send(request_id, by=cases.by, said={"part-story": "On paper"})
    gathering.check(service.send_back, request_id, wanted="The weight")
    assert gathering.one(request_id).state is State.PAPER
    gathering.check(service.give, request_id, person_id=gathering.asked.user_id)
    assert gathering.seen_by(gathering.asked, request_id).is_writable
    with pytest.raises(NotFound):
        gathering.save(request_id, by=cases.by, nothing=True)


def test_who_left_the_list_is_not_asked(gathering):
    cases = gathering.cases
    cases.do(
        professionals.remove, case_id=gathering.case_id, professional_id=gathering.nurse
    )
    assert cases.look(listed.professionals, gathering.case_id) == []
    with pytest.raises(NotFound):
        gathering.ask()
