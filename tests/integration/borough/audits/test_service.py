"""Audits are planned, done by several agencies without names, agreed and done again."""

import pytest
from sqlalchemy import select

from borough.audit_alerts import queries as alerts
from borough.audit_alerts import service as alerting
from borough.audit_alerts.model import AlertChanged, OwnAlert
from borough.audit_findings import queries as findings
from borough.audit_findings import service as finding
from borough.audit_grades import queries as grades
from borough.audit_grades import service as grading
from borough.audit_grades.model import GradeChanged, NotAgreed
from borough.audit_plan import queries as planning
from borough.audit_plan import service as plan
from borough.audit_plan.model import AuditChanged, Kind, State, StepTooEarly
from borough.case_audits import queries as cases
from borough.case_audits import service as auditing
from borough.case_audits.model import (
    Grade,
    NotComplete,
    ToolChanged,
    ToolNotOpen,
    ToolState,
)
from borough.wiring import SERVICE
from kit.access.policy import Action
from kit.errors import Conflict, Invalid, NotAllowed, NotFound
from kit.notices.model import Notice
from kit.trail.model import TrailRow
from partnership.access import reach
from partnership.actions import queries as actions
from tests.support.audits import (
    ALL,
    DIRECTOR,
    LATER,
    MANAGER,
    NURSE,
    OFFICER,
    THEME,
    TODAY,
    YEAR,
    a_verdict,
    an_auditing_borough,
)
from tests.support.plans import Plans
from tests.support.standards import an_item


@pytest.fixture
def here(any_database):
    return an_auditing_borough(any_database("havering", SERVICE.metadatas))


@pytest.fixture
def audit(here):
    return here.opened()


@pytest.fixture
def case(here, audit):
    return here.case(audit)


@pytest.fixture
def form(here, case):
    return here.tool(case).id


def seen_by(here, person):
    def look(session):
        found = reach(session, person, Action.READ, "audit_findings")
        return cases.tools(session, seen=found)

    return here.look(look)


def test_a_planned_audit_changes_only_from_what_was_seen(here):
    made = here.planned()
    words = {
        "theme": "Another",
        "year": 2026,
        "quarter": 4,
        "because": "",
        "body": None,
    }
    here.do(plan.change, audit_id=made, seen=1, by=MANAGER, **words)
    with pytest.raises(AuditChanged):
        here.do(plan.change, audit_id=made, seen=1, by=MANAGER, **words)
    assert here.look(planning.audit, made).quarter == 4


def test_an_audit_that_began_is_not_dropped(here, audit):
    planned = here.look(cases.audit, audit).planned_id
    with pytest.raises(StepTooEarly):
        here.do(plan.drop, audit_id=planned, seen=2, because="No time", by=MANAGER)


def test_a_reported_audit_waits_to_be_done_again_until_that_is_planned(here):
    made = here.planned(kind=Kind.SINGLE)
    here.do(plan.report, audit_id=made, seen=1, again_on=YEAR, by=MANAGER)
    found = here.look(planning.schedule, seen=ALL)
    assert [each.id for each in planning.again_due(found)] == [made]
    again = here.do(plan.plan_again, audit_id=made, year=2027, quarter=3, by=MANAGER)
    found = here.look(planning.schedule, seen=ALL)
    assert planning.again_due(found) == []
    assert [each.id for each in here.look(planning.line_of, again)] == [made, again]
    here.do(plan.drop, audit_id=again, seen=1, because="No time", by=MANAGER)
    found = here.look(planning.schedule, seen=ALL)
    assert [each.id for each in planning.again_due(found)] == [made]


def test_agencies_do_not_plan(here):
    with pytest.raises(NotAllowed):
        here.planned(by=NURSE)


def test_a_case_audit_keeps_what_it_grades_when_a_new_version_comes(here, audit):
    here.receive_tool(2, [an_item(1, section="Another")])
    found = here.look(cases.audit, audit)
    assert [each.title for each in found.domains] == ["1 Need", "2 Help"]
    assert found.standard_version == 1


def test_only_a_multi_agency_audit_looks_at_cases(here):
    single = here.planned(kind=Kind.SINGLE)
    with pytest.raises(Conflict):
        here.opened(single)
    assert here.look(planning.audit, single).state is State.PLANNED


def test_a_case_gets_a_reference_by_chance_and_no_two_are_alike(here, audit):
    for _ in range(5):
        here.case(audit)
    references = list(here.look(cases.cases, audit).values())
    assert len(set(references)) == 5
    assert all(each.startswith("C-") and len(each) == 8 for each in references)


def test_an_agency_sees_and_fills_its_own_form_and_no_other(here, case, form):
    assert [each.id for each in seen_by(here, NURSE)] == [form]
    assert len(seen_by(here, MANAGER)) == 2
    with pytest.raises(NotFound):
        here.grade(form, 1, by=OFFICER)
    with pytest.raises(NotAllowed):
        here.grade(form, 1, by=MANAGER)


def test_two_people_of_an_agency_do_not_overwrite_each_other(here, form):
    here.grade(form, 1)
    here.grade(form, 2, by=DIRECTOR)
    with pytest.raises(ToolChanged):
        here.grade(form, 1, by=DIRECTOR, verdict=a_verdict(Grade.INADEQUATE))
    found = here.look(cases.grades, [form])[form]
    assert {number: each.grade for number, each in found.items()} == {
        1: Grade.GOOD, 2: Grade.GOOD,
    }  # fmt: skip


def test_a_form_is_completed_with_every_grade_and_no_sooner(here, case, form):
    here.grade(form, 1)
    seen = here.tool(case).version
    with pytest.raises(NotComplete):
        here.do(auditing.complete, tool_id=form, seen=seen, post="Nurse", by=NURSE)
    here.grade(form, 2, verdict=a_verdict(None))
    with pytest.raises(Invalid):
        here.grade(form, 0, verdict=a_verdict(None))
    here.grade(form, 0)
    here.do(auditing.complete, tool_id=form, seen=seen, post="Nurse", by=NURSE)
    assert here.tool(case).state is ToolState.COMPLETED
    with pytest.raises(ToolNotOpen):
        here.grade(form, 1, seen=1)


def test_a_moderated_grade_stands_beside_the_agencys_own(here, audit, case):
    form = here.completed(case, "health-provider", Grade.OUTSTANDING)
    given = {"tool_id": form, "domain": 1, "post": "Head of quality", "by": MANAGER}
    words = {"grade": Grade.GOOD, "rationale": "One visit is missing."}
    here.do(grading.moderate, seen=0, **given, **words)
    with pytest.raises(GradeChanged):
        here.do(grading.moderate, seen=0, **given, **words)
    found = here.look(cases.audit, audit)
    [line] = [e for e in here.look(grades.lines, found) if e.domain == 1]
    told = next(each for each in line.told if each.tool.id == form)
    assert (told.own.grade, told.moderated.grade) == (Grade.OUTSTANDING, Grade.GOOD)


def test_agencies_two_steps_apart_are_marked_and_must_say_how_they_agreed(
    here, audit, case
):
    here.completed(case, "health-provider", Grade.OUTSTANDING)
    with pytest.raises(ToolNotOpen):
        here.agree(case, 1, Grade.GOOD)
    here.completed(case, "police", Grade.REQUIRES_IMPROVEMENT)
    lines = here.look(grades.lines, here.look(cases.audit, audit))
    assert all(each.is_wide for each in lines)
    with pytest.raises(Invalid) as fault:
        here.agree(case, 1, Grade.GOOD)
    assert "because" in fault.value.fields
    here.agree(case, 1, Grade.GOOD, because="Police had not seen one report.")
    with pytest.raises(GradeChanged):
        here.agree(case, 1, Grade.GOOD, because="Again.")


def test_an_audit_closes_only_when_all_is_agreed_and_is_due_again(here, audit):
    here.settled(audit, [Grade.GOOD])
    late = here.case(audit, ["police"])
    with pytest.raises(NotAgreed):
        here.close(audit)
    here.completed(late, "police")
    for domain in (0, 1, 2):
        here.agree(late, domain, Grade.GOOD)
    here.close(audit)
    found = here.look(planning.audit, here.look(cases.audit, audit).planned_id)
    assert (found.state, found.again_on) == (State.REPORTED, YEAR)
    assert found.reported_on == TODAY


def test_grades_are_counted_with_n_and_never_averaged(here, audit):
    here.settled(audit, [Grade.GOOD, Grade.GOOD, Grade.INADEQUATE])
    found = here.look(cases.audit, audit)
    overall = grades.spreads(found, here.look(grades.lines, found))[-1]
    assert list(overall.agreed.counts.values()) == [0, 2, 0, 1]
    assert overall.agreed.n == overall.own.n == 3


def test_repeats_are_laid_side_by_side_only_where_the_same_was_asked(here, audit):
    here.settled(audit, [Grade.INADEQUATE])
    here.close(audit)
    first = here.look(cases.audit, audit).planned_id
    again = here.do(plan.plan_again, audit_id=first, year=2027, quarter=3, by=MANAGER)
    second = here.opened(again)
    here.settled(second, [Grade.GOOD])
    here.close(second)
    one, two = here.look(grades.repeats, again)
    assert one.spreads["1 Need"].counts[Grade.INADEQUATE] == 1
    assert two.spreads["1 Need"].counts[Grade.GOOD] == 1
    here.receive_tool(2)
    third = here.opened(
        here.do(plan.plan_again, audit_id=again, year=2028, quarter=3, by=MANAGER)
    )
    here.settled(third, [Grade.GOOD])
    here.close(third)
    told = here.look(grades.repeats, first)
    assert [bool(each.spreads) for each in told] == [False, False, True]


def test_an_immediate_risk_stops_the_form_until_somebody_else_acted(here, audit, form):
    made = here.do(alerting.raise_alert, tool_id=form, by=NURSE)
    assert here.look(alerts.clock_of, made).reference == "Audit alert"
    with pytest.raises(ToolNotOpen):
        here.grade(form, 1)
    with pytest.raises(ToolNotOpen):
        here.do(alerting.raise_alert, tool_id=form, by=NURSE)
    with pytest.raises(OwnAlert):
        here.do(alerting.take, alert_id=made, seen=1, post="Nurse", by=NURSE)
    with pytest.raises(NotFound):
        here.do(alerting.take, alert_id=made, seen=1, post="Officer", by=OFFICER)
    with pytest.raises(AlertChanged):
        here.do(alerting.finish, alert_id=made, seen=1, done="x", post="x", by=DIRECTOR)
    here.do(alerting.take, alert_id=made, seen=1, post="Director", by=DIRECTOR)
    assert here.look(alerts.open_of, audit) == 1
    done = {"done": "A visit was made today.", "post": "Director", "by": DIRECTOR}
    here.do(alerting.finish, alert_id=made, seen=2, **done)
    assert here.look(alerts.open_of, audit) == 0
    assert here.look(alerts.clock_of, made).stopped_at is not None
    here.grade(form, 1)


def test_an_audit_with_an_open_alert_is_not_closed(here, audit):
    [case] = here.settled(audit, [Grade.GOOD])
    here.do(alerting.raise_alert, tool_id=here.tool(case).id, by=NURSE)
    with pytest.raises(NotAgreed):
        here.close(audit)


def test_a_finding_leads_to_an_action(here, audit):
    plan_id = Plans(here.database).plan()
    made = here.do(
        finding.add, audit_id=audit, domain=1, text="History was not read.", by=MANAGER
    )
    here.do(
        finding.act_on, finding_id=made, plan_id=plan_id, title="Write a chronology",
        owner_post="Head of service", agency="police", due=LATER, by=MANAGER,
    )  # fmt: skip
    [found] = here.look(findings.findings, audit)
    [action] = found.actions
    assert here.look(actions.whole, action).action.title == "Write a chronology"
    with pytest.raises(NotFound):
        here.do(finding.act_on, finding_id=made, plan_id=plan_id, title="x",
                owner_post="x", agency="police", due=LATER, by=OFFICER)  # fmt: skip


def test_trail_and_notices_name_records_and_hold_no_typed_word(here, audit, form):
    here.grade(form, 1)
    here.do(alerting.raise_alert, tool_id=form, by=NURSE)
    here.do(finding.add, audit_id=audit, domain=None, text="Canary", by=MANAGER)
    with here.database.reading() as session:
        said = [str(row.detail) for row in session.scalars(select(TrailRow))]
        said += [row.text for row in session.scalars(select(Notice))]
    assert not any(
        word in each
        for each in said
        for word in ("visits", "Canary", THEME, "good", "C-")
    )
