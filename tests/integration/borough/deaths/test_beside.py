"""What goes on beside a case: triage, other inquiries, offers, professionals."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from borough.case_transfers import queries as offers
from borough.case_transfers import service as transfers
from borough.case_transfers.model import NotOffered, OfferedAlready, TransferState
from borough.death_triage import queries as reading
from borough.death_triage import service as triage
from borough.death_triage.model import Strand, StrandEnded, TriageChanged
from borough.deaths import queries
from borough.incidents import service as incidents
from borough.incidents.model import Harm, Part
from borough.professionals import queries as listed
from borough.professionals import service as professionals
from borough.professionals.model import Part as Profession
from kit.errors import Conflict, Invalid, NotFound
from partnership.access import Role
from partnership.clocks import queries as clocks
from partnership.clocks.queries import State
from partnership.death_rules.pipeline import Stage, Waiting
from partnership.death_rules.response import Trigger
from tests.integration.borough.deaths.conftest import ASLEEP, FRIDAY, TUESDAY


def clocks_of(cases, case_id):
    return {each.kind: each for each in cases.look(queries.clocks_of, case_id)}


def stands(cases, case_id):
    case = cases.look(queries.known, cases.by, case_id)
    return case.stage, case.waiting


def decided(cases, *, response=True, **more):
    case_id = cases.detailed()
    given = {"case_id": case_id, "seen": 0, "response": response, **more}
    cases.do(triage.triage, **given)
    return case_id


def test_the_clock_of_a_response_runs_by_elapsed_hours_over_a_bank_holiday(
    cases, travel
):
    case_id = decided(cases)
    found = clocks_of(cases, case_id)["joint-agency-response"]
    assert found.due_at == ASLEEP.died_at + timedelta(hours=72)
    travel(TUESDAY)
    found = clocks_of(cases, case_id)["joint-agency-response"]
    assert (found.state, found.left) == (State.OVER, -24)
    met = {"case_id": case_id, "at": TUESDAY - timedelta(days=2)}
    cases.do(triage.meet, **met)
    assert clocks_of(cases, case_id)["joint-agency-response"].state is State.IN_TIME
    assert stands(cases, case_id)[0] is Stage.TRIAGED


def test_a_rapid_review_of_the_same_hour_leaves_the_monday_out(cases, travel):
    decided(cases)
    manager = cases.person(Role.BUSINESS_MANAGER)
    given = {
        "title": "Leo", "harm": Harm.DEATH, "part": Part.LEADS,
        "agency": "local-authority", "lead_post": "Head of safeguarding",
        "incident_area": "Havering", "home_area": "Havering",
        "happened_on": date(2026, 5, 22), "aware_at": FRIDAY,
    }  # fmt: skip
    incident_id = cases.do(incidents.record, by=manager, **given)
    cases.do(incidents.notify, by=manager, incident_id=incident_id, at=FRIDAY)
    travel(TUESDAY)
    due = {each.kind: each.due_at.date() for each in cases.look(clocks.board)}
    assert due["rapid-review"] == date(2026, 6, 15)
    assert due["joint-agency-response"] == date(2026, 5, 25)


def test_a_response_that_is_asked_for_needs_a_reason_to_be_left_out(cases):
    case_id = cases.detailed()
    given = {"case_id": case_id, "seen": 0, "response": False}
    with pytest.raises(Invalid) as fault:
        cases.do(triage.triage, **given)
    assert "reason" in fault.value.fields
    cases.do(triage.triage, reason="Expected: end of life care", **given)
    found = cases.look(reading.triage, case_id)
    assert (found.reason, found.asked_by) == (
        "Expected: end of life care",
        [Trigger.SUDDEN],
    )
    assert "joint-agency-response" not in clocks_of(cases, case_id)


def test_an_expected_death_needs_none(cases):
    expected = replace(ASLEEP, known=frozenset())
    case_id = cases.detailed(death=expected)
    cases.do(triage.triage, case_id=case_id, seen=0, response=False)
    assert cases.look(reading.triage, case_id).asked_by == []


def test_triage_waits_for_the_details_and_is_not_written_over(cases):
    early = cases.notified()
    with pytest.raises(Conflict, match="first"):
        cases.do(triage.triage, case_id=early, seen=0, response=True)
    case_id = decided(cases)
    with pytest.raises(TriageChanged):
        cases.do(triage.triage, case_id=case_id, seen=0, response=True)


def test_clocks_stand_still_until_the_last_inquiry_that_holds_has_ended(cases, travel):
    case_id = decided(cases, strands=[Strand.CORONER])
    held = {"case_id": case_id, "holds": True}
    first = cases.do(triage.add_strand, strand=Strand.POLICE, **held)
    second = cases.do(
        triage.add_strand,
        strand=Strand.CRIMINAL,
        reference="Court 1",
        began_on=date(2026, 5, 22),
        **held,
    )
    assert clocks_of(cases, case_id)["death-review-meeting"].state is State.PAUSED
    travel(TUESDAY)
    cases.do(triage.end_strand, case_id=case_id, strand_id=first)
    assert clocks_of(cases, case_id)["death-review-meeting"].state is State.PAUSED
    cases.do(triage.end_strand, case_id=case_id, strand_id=second)
    found = clocks_of(cases, case_id)["death-review-meeting"]
    assert (found.state, found.due_at.date()) == (State.RUNNING, date(2026, 8, 25))
    with pytest.raises(StrandEnded):
        cases.do(triage.end_strand, case_id=case_id, strand_id=second)
    kept = cases.look(reading.strands, case_id)
    assert [(e.strand, e.reference) for e in kept] == [
        (Strand.CORONER, ""), (Strand.POLICE, ""), (Strand.CRIMINAL, "Court 1"),
    ]  # fmt: skip


def test_a_case_stays_until_the_other_area_accepts(cases):
    case_id = cases.detailed()
    offered = {"case_id": case_id, "to_area": "redbridge", "reason": "Lived there"}
    first = cases.do(transfers.offer, **offered)
    assert stands(cases, case_id) == (Stage.NOTIFIED, Waiting.OTHER_AREA)
    with pytest.raises(OfferedAlready):
        cases.do(transfers.offer, **offered)
    said = {"case_id": case_id, "accepted": False, "reason": "Moved in March"}
    cases.do(transfers.answer, transfer_id=first, **said)
    assert stands(cases, case_id) == (Stage.NOTIFIED, Waiting.NOTHING)
    second = cases.do(transfers.offer, **offered)
    cases.do(transfers.answer, transfer_id=second, **{**said, "accepted": True})
    assert stands(cases, case_id)[0] is Stage.TRANSFERRED
    assert all(each.stopped_at for each in clocks_of(cases, case_id).values())
    log = cases.look(offers.transfers, case_id)
    assert [(e.state, e.answer) for e in log] == [
        (TransferState.ACCEPTED, "Moved in March"),
        (TransferState.DECLINED, "Moved in March"),
    ]


def test_an_offer_goes_to_another_area_with_a_reason_and_can_be_withdrawn(cases):
    case_id = cases.notified()
    for wrong in (
        {"to_area": "havering", "reason": "Because"},
        {"to_area": "nowhere", "reason": "Because"},
        {"to_area": "redbridge", "reason": " "},
    ):
        with pytest.raises(Invalid):
            cases.do(transfers.offer, case_id=case_id, **wrong)
    offered = {"case_id": case_id, "to_area": "redbridge", "reason": "Lived there"}
    offer = cases.do(transfers.offer, **offered)
    cases.do(transfers.withdraw, case_id=case_id, transfer_id=offer)
    with pytest.raises(NotOffered):
        cases.do(transfers.withdraw, case_id=case_id, transfer_id=offer)


def test_professionals_are_listed_by_their_part_until_they_are_taken_off(cases):
    case_id = cases.notified()
    about = {"case_id": case_id, "agency": "health-provider"}
    nurse = cases.do(
        professionals.add, part=Profession.HEALTH_VISITOR, name="Robin Ex", **about
    )
    cases.do(professionals.add, part=Profession.GP, name="Alex Ex", **about)
    found = cases.look(listed.professionals, case_id)
    assert [each.name for each in found] == ["Alex Ex", "Robin Ex"]
    cases.do(professionals.remove, case_id=case_id, professional_id=nurse)
    found = cases.look(listed.professionals, case_id)
    assert [each.name for each in found] == ["Alex Ex"]


def test_what_belongs_to_another_case_is_not_changed_through_ones_own(cases):
    other = cases.person()
    theirs = cases.notified(by=other)
    strand = cases.do(
        triage.add_strand, by=other, case_id=theirs, strand=Strand.POLICE, holds=False
    )
    offer = cases.do(
        transfers.offer, by=other, case_id=theirs, to_area="redbridge", reason="Home"
    )
    nurse = cases.do(
        professionals.add, by=other, case_id=theirs, part=Profession.GP,
        agency="health-provider", name="Alex Ex",
    )  # fmt: skip
    mine = cases.notified()
    for case_id in (mine, theirs):
        for verb, child in (
            (triage.end_strand, {"strand_id": strand}),
            (transfers.withdraw, {"transfer_id": offer}),
            (professionals.remove, {"professional_id": nurse}),
        ):
            with pytest.raises(NotFound):
                cases.do(verb, case_id=case_id, **child)
