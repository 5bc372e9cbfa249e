"""A stillbirth nobody attended: not reviewed, and agencies must answer it together."""

from datetime import timedelta

import pytest

from borough.death_triage import service as triage
from borough.deaths import queries as reading
from borough.deaths import service as deaths
from borough.deaths.model import CaseClosed
from kit.errors import Conflict, Invalid
from partnership.clocks.queries import State
from partnership.death_rules.pipeline import Stage
from partnership.death_rules.scope import Exclusion, Facts
from tests.integration.borough.deaths.conftest import FRIDAY, TUESDAY

LOST = Facts(signs_of_life=False, weeks=36)
RESPONSE = "joint-agency-response"


def clocks(cases, case_id):
    """The clocks of a case by their kind."""
    return {each.kind: each for each in cases.look(reading.clocks_of, case_id)}


def unattended(cases):
    return cases.notified(facts=LOST, unattended=True)


def test_its_response_counts_72_hours_over_the_bank_holiday(cases, travel):
    case_id = unattended(cases)
    [clock] = clocks(cases, case_id).values()
    assert (clock.kind, clock.due_at) == (RESPONSE, FRIDAY + timedelta(hours=72))
    assert cases.look(reading.known, cases.by, case_id).stage is Stage.EXCLUDED
    travel(TUESDAY)
    assert clocks(cases, case_id)[RESPONSE].state is State.OVER
    (line,) = cases.look(reading.cases, cases.by, done=True)
    assert line.over_since == clock.due_at


def test_the_clock_stops_when_agencies_met(cases, travel):
    case_id = unattended(cases)
    with pytest.raises(Invalid):
        cases.do(triage.meet, case_id=case_id, at=FRIDAY + timedelta(hours=1))
    travel(TUESDAY)
    cases.do(triage.meet, case_id=case_id, at=FRIDAY + timedelta(hours=20))
    assert clocks(cases, case_id)[RESPONSE].state is State.IN_TIME


def test_an_attended_one_and_an_earlier_loss_ask_for_nothing(cases):
    attended = cases.notified(facts=LOST)
    early = Facts(signs_of_life=False, weeks=20)
    lost = cases.notified(facts=early, unattended=True)
    for case_id in (attended, lost):
        assert clocks(cases, case_id) == {}
        with pytest.raises(CaseClosed):
            cases.do(triage.meet, case_id=case_id, at=FRIDAY)


def test_found_to_be_a_stillbirth_its_response_goes_on_alone(cases, travel):
    case_id = cases.notified(unattended=True)
    cases.write(case_id)
    cases.do(triage.triage, case_id=case_id, seen=0, response=True)
    begun = clocks(cases, case_id)[RESPONSE].started_at
    version = cases.look(reading.known, cases.by, case_id).version
    reason = Exclusion.STILLBIRTH
    cases.do(deaths.exclude, case_id=case_id, seen=version, reason=reason)
    found = clocks(cases, case_id)
    still = {kind for kind, each in found.items() if each.stopped_at is None}
    assert still == {RESPONSE}
    assert found[RESPONSE].started_at == begun


def test_found_to_have_lived_it_is_triaged_before_agencies_met(cases):
    case_id = unattended(cases)
    version = cases.look(reading.known, cases.by, case_id).version
    cases.do(deaths.move, case_id=case_id, seen=version, stage=Stage.NOTIFIED)
    with pytest.raises(Conflict, match="Triage comes first"):
        cases.do(triage.meet, case_id=case_id, at=FRIDAY)
    cases.write(case_id)
    died_at = FRIDAY - timedelta(hours=6)
    assert clocks(cases, case_id)[RESPONSE].started_at == died_at
