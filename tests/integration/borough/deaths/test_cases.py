"""A case from its notification on: scope, details, clocks, stages, who may open it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from borough.case_people import service as case_people
from borough.death_facts import queries as reading_facts
from borough.death_facts import service as facts
from borough.death_facts.model import FactsChanged, FactsRow
from borough.deaths import queries, service
from borough.deaths.model import CaseChanged, CaseClosed
from kit.access.model import ConflictKind, NotFresh
from kit.errors import Conflict, Invalid, NotAllowed, NotFound
from kit.notices import queries as notices
from partnership.access import Role
from partnership.clocks import queries as clocks
from partnership.clocks import service as clock_rules
from partnership.clocks.model import Unit
from partnership.clocks.queries import State
from partnership.death_rules.pipeline import Owner, Stage, Waiting, WrongStage
from partnership.death_rules.scope import AgeBand, Exclusion, Facts
from tests.integration.borough.deaths.conftest import (
    ASLEEP,
    ELLA,
    FRIDAY,
    NUMBER,
    TUESDAY,
    london,
)

REASON = "A sibling may be at risk tonight"


def known(cases, case_id, by=None):
    return cases.look(queries.known, by or cases.by, case_id)


def clocks_of(cases, case_id):
    return {each.kind: each for each in cases.look(queries.clocks_of, case_id)}


def listed(cases, by=None, **wanted):
    return [e.id for e in cases.look(queries.cases, by or cases.by, **wanted)]


def test_a_notification_opens_a_case_to_who_typed_it(cases):
    case_id = cases.notified()
    case = known(cases, case_id)
    assert (case.stage, case.waiting) == (Stage.NOTIFIED, Waiting.DETAILS)
    assert listed(cases) == [case_id]


def test_what_is_not_reviewed_is_kept_with_its_reason_and_no_clock(cases):
    lost = Facts(signs_of_life=False, weeks=30)
    case_id = cases.notified(facts=lost)
    case = known(cases, case_id)
    assert (case.stage, case.exclusion) == (Stage.EXCLUDED, Exclusion.STILLBIRTH)
    assert (listed(cases), listed(cases, done=True)) == ([], [case_id])
    with pytest.raises(CaseClosed):
        cases.write(case_id)
    assert clocks_of(cases, case_id) == {}


def test_a_notification_cannot_come_from_the_future_nor_from_other_roles(cases):
    with pytest.raises(Invalid) as fault:
        cases.notified(received_at=TUESDAY)
    assert "received_on" in fault.value.fields
    with pytest.raises(NotAllowed):
        cases.notified(by=cases.person(Role.BUSINESS_MANAGER))


def test_the_hours_of_a_death_run_over_a_bank_holiday(cases, travel):
    case_id = cases.detailed()
    travel(TUESDAY)
    found = clocks_of(cases, case_id)
    assert found["death-notification"].state is State.IN_TIME
    national = found["death-notification-national"]
    assert national.due_at == ASLEEP.died_at + timedelta(hours=48)
    assert (national.state, national.left) == (State.OVER, -48)
    meeting = found["death-review-meeting"]
    assert meeting.due_at.date() == date(2026, 8, 22)
    assert known(cases, case_id).band is AgeBand.UNDER_FIVE
    assert known(cases, case_id).waiting is Waiting.TRIAGE


def test_an_area_counts_as_it_has_set(cases):
    rule = {
        "kind": "death-notification", "from_on": date(2026, 5, 1), "limit": 48,
        "unit": Unit.HOURS, "starts": "The death", "edition": "Elsewhere",
        "reason": "The neighbours' arrangements",
    }  # fmt: skip
    with cases.database.transaction() as session:
        clock_rules.set_rule(session, **rule)
    late = replace(ASLEEP, died_at=FRIDAY - timedelta(hours=40))
    case_id = cases.detailed(death=late)
    found = clocks_of(cases, case_id)["death-notification"]
    assert (found.limit, found.state) == (48, State.IN_TIME)


def test_a_corrected_moment_of_death_moves_every_clock(cases):
    case_id = cases.detailed()
    earlier = ASLEEP.died_at - timedelta(days=2)
    cases.write(case_id, who=None, death=replace(ASLEEP, died_at=earlier))
    found = clocks_of(cases, case_id)
    assert {each.started_at for each in found.values()} == {earlier}
    assert found["death-notification"].state is State.LATE


def test_the_details_come_back_as_they_were_written(cases):
    case_id = cases.detailed()
    found = cases.look(reading_facts.facts, case_id)
    assert (found.identity, found.death) == (ELLA, ASLEEP)
    assert [form.word for form in found.asks_for(FRIDAY)] == ["sudden-death"]


def test_nothing_of_the_child_can_be_read_in_the_database(cases):
    cases.detailed()
    with cases.database.reading() as session:
        whole = " ".join(
            str(value)
            for table in FactsRow.metadata.sorted_tables
            for row in session.execute(table.select())
            for value in row
        )
    for word in ("Ella", "Testname", NUMBER, "Nowhere", "2024-03-01", "morning"):
        assert word not in whole


@pytest.mark.parametrize(
    ("who", "field"),
    [
        (replace(ELLA, number="9990000010"), "nhs_number"),
        (replace(ELLA, number=None), "nhs_number"),
        (replace(ELLA, born_on=date(2027, 1, 1)), "born_on"),
        (replace(ELLA, born_on=date(2008, 5, 22)), "born_on"),
        (replace(ELLA, born_on=date(2026, 5, 23)), "born_on"),
    ],
)
def test_who_cannot_be_this_child_is_refused(cases, who, field):
    case_id = cases.notified()
    cases.write(case_id, who=None)
    with pytest.raises(Invalid) as fault:
        cases.write(case_id, who=who, death=None)
    assert field in fault.value.fields


def test_nobody_dies_after_the_notification(cases):
    case_id = cases.notified()
    with pytest.raises(Invalid) as fault:
        cases.write(case_id, death=replace(ASLEEP, died_at=TUESDAY))
    assert "died_on" in fault.value.fields


def test_somebody_elses_details_are_not_written_over(cases):
    case_id = cases.detailed()
    with pytest.raises(FactsChanged):
        cases.do(facts.write_identity, case_id=case_id, seen=1, who=ELLA)


@pytest.mark.parametrize(
    "again",
    [
        replace(ELLA, given="Another", family="Name"),
        replace(ELLA, number="9990000026", family="  TESTNÁME "),
    ],
)
def test_the_same_child_is_told_to_who_has_the_first_case(cases, again):
    first = cases.detailed()
    second = cases.notified()
    with pytest.raises(Conflict, match=known(cases, first).code):
        cases.write(second, who=again)
    assert cases.look(reading_facts.facts, second).identity is None
    cases.write(second, who=again, another=True)
    assert cases.look(reading_facts.twins, cases.by, first) == []


def test_the_same_child_is_told_to_nobody_else_but_the_first_case_learns(cases):
    first = cases.detailed()
    other = cases.person()
    second = cases.detailed(by=other)
    assert cases.look(reading_facts.twins, other, second) == []
    code = known(cases, second, other).code
    assert cases.look(reading_facts.twins, cases.by, first) == [(second, code)]
    told = cases.look(notices.everything, cases.by.user_id)
    assert [each.text for each in told] == [facts.TWIN]
    with pytest.raises(NotFound):
        known(cases, second)
    cases.do(facts.join, case_id=first, other=second)
    assert known(cases, second).id == second


def test_a_case_of_another_child_is_not_joined(cases):
    first = cases.detailed()
    other = cases.person()
    second = cases.notified(by=other)
    with pytest.raises(NotFound):
        cases.do(facts.join, case_id=first, other=second)


def test_a_case_goes_its_way_step_by_step(cases):
    case_id = cases.detailed()
    version = known(cases, case_id).version
    with pytest.raises(WrongStage):
        cases.do(service.move, case_id=case_id, seen=version, stage=Stage.PANEL)
    cases.do(service.move, case_id=case_id, seen=version, stage=Stage.TRIAGED)
    with pytest.raises(CaseChanged):
        cases.do(service.move, case_id=case_id, seen=version, stage=Stage.GATHERING)
    given = {"stage": Stage.GATHERING, "owner": Owner.DOCTOR}
    seen = known(cases, case_id).version
    cases.do(service.move, case_id=case_id, seen=seen, **given)
    way = [(e.stage, e.waiting) for e in cases.look(queries.steps, case_id)]
    assert way == [
        (Stage.NOTIFIED, Waiting.DETAILS),
        (Stage.NOTIFIED, Waiting.TRIAGE),
        (Stage.TRIAGED, Waiting.NOTHING),
        (Stage.GATHERING, Waiting.AGENCIES),
    ]
    assert known(cases, case_id).owner is Owner.DOCTOR


def test_an_exclusion_stops_the_clocks(cases):
    case_id = cases.detailed()
    seen = known(cases, case_id).version
    reason = Exclusion.TERMINATION
    cases.do(service.exclude, case_id=case_id, seen=seen, reason=reason)
    assert all(each.stopped_at for each in clocks_of(cases, case_id).values())
    assert listed(cases) == []


def test_a_case_is_open_to_nobody_else(cases):
    case_id = cases.detailed()
    other = cases.person()
    for asked in (case_id, cases.by.user_id):  # the second is no case at all
        with pytest.raises(NotFound):
            known(cases, asked, other)
    assert listed(cases, other, done=True) == []
    with pytest.raises(NotFound):
        cases.do(case_people.take, by=other, case_id=case_id)
    cases.do(case_people.assign, case_id=case_id, user_id=other.user_id)
    assert listed(cases, other) == [case_id]


def test_a_case_is_opened_to_coordinators_only_and_once(cases):
    case_id = cases.notified()
    for user_id in (
        cases.person(Role.BUSINESS_MANAGER).user_id,
        cases.by.user_id,
    ):
        with pytest.raises(Invalid):
            cases.do(case_people.assign, case_id=case_id, user_id=user_id)


def test_the_last_one_is_not_taken_off_a_case(cases):
    case_id = cases.notified()
    other = cases.person()
    cases.do(case_people.assign, case_id=case_id, user_id=other.user_id)
    with cases.database.reading() as session:
        given = list(case_people._given(session, case_id))
    own, others = (each.id for each in given)
    cases.do(case_people.unassign, case_id=case_id, assignment_id=own)
    with pytest.raises(NotFound):
        known(cases, case_id)
    with pytest.raises(Conflict):
        cases.do(case_people.unassign, by=other, case_id=case_id, assignment_id=others)


def test_a_conflict_hides_the_case_wherever_it_would_show(cases):
    case_id = cases.detailed()
    declare = {"case_id": case_id, "kind": ConflictKind.OWN_TEAM}
    cases.do(case_people.declare_conflict, **declare)
    with pytest.raises(NotFound):
        known(cases, case_id)
    assert listed(cases, done=True) == []
    assert cases.look(queries.untaken, cases.by) == []
    with pytest.raises(NotFound):
        cases.do(case_people.take, case_id=case_id)
    code = cases.look(queries.untaken, cases.person())[0].code
    with pytest.raises(Invalid, match="no case with this code"):
        cases.do(case_people.open_in_emergency, code=code, reason=REASON)


def test_a_case_that_lost_its_last_person_waits_for_another_one(cases):
    case_id = cases.detailed()
    other = cases.person()
    assert cases.look(queries.untaken, other) == []
    declare = {"case_id": case_id, "kind": ConflictKind.RELATIVE}
    cases.do(case_people.declare_conflict, **declare)
    assert [each.id for each in cases.look(queries.untaken, other)] == [case_id]
    cases.do(case_people.take, by=other, case_id=case_id)
    assert listed(cases, other) == [case_id]
    third = cases.person()
    with pytest.raises(NotFound):
        cases.do(case_people.take, by=third, case_id=case_id)


def test_who_has_a_conflict_is_assigned_without_effect_and_without_a_notice(cases):
    case_id = cases.notified()
    other = cases.person()
    cases.do(case_people.assign, case_id=case_id, user_id=other.user_id)
    declare = {"case_id": case_id, "kind": ConflictKind.OTHER}
    cases.do(case_people.declare_conflict, by=other, **declare)
    before = len(cases.look(notices.everything, other.user_id))
    cases.do(case_people.assign, case_id=case_id, user_id=other.user_id)
    assert len(cases.look(notices.everything, other.user_id)) == before
    assert listed(cases, other) == []


def test_an_emergency_opens_one_case_by_its_code_for_four_hours(cases, travel):
    case_id = cases.detailed()
    code = known(cases, case_id).code
    other = cases.person()
    opened = {"code": code.lower(), "reason": REASON}
    assert cases.do(case_people.open_in_emergency, by=other, **opened) == case_id
    assert listed(cases, other) == [case_id]
    with pytest.raises(Conflict):
        cases.do(case_people.open_in_emergency, by=other, **opened)
    travel(FRIDAY + timedelta(hours=4, seconds=1))
    assert listed(cases, other) == []


def test_an_emergency_needs_a_code_a_reason_a_fresh_proof_and_the_role(cases):
    code = known(cases, cases.detailed()).code
    asked = {"code": code, "reason": REASON}
    other = cases.person()
    for wrong in ({"code": "ZZZZ-ZZ"}, {"reason": "Too short"}):
        with pytest.raises(Invalid):
            cases.do(case_people.open_in_emergency, by=other, **{**asked, **wrong})
    stale = cases.person(confirmed_at=london(2026, 5, 22, 9))
    with pytest.raises(NotFresh):
        cases.do(case_people.open_in_emergency, by=stale, **asked)
    manager = cases.person(Role.BUSINESS_MANAGER)
    with pytest.raises(NotAllowed):
        cases.do(case_people.open_in_emergency, by=manager, **asked)


def test_counts_of_clocks_leave_cases_out(cases):
    cases.detailed()
    days = (date(2026, 5, 1), date(2026, 6, 30))
    assert cases.look(clocks.performance, *days) == []
