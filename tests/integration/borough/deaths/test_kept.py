"""How long a case is kept begins when it ends, and not while work on it goes on."""

import pytest

from borough.deaths import queries, service
from borough.disposals import queries as disposals
from borough.disposals.model import Kind
from kit.errors import NotFound
from partnership.access import Role
from partnership.death_rules.pipeline import Stage
from partnership.death_rules.scope import Exclusion, Facts
from tests.integration.borough.deaths.conftest import FRIDAY, TUESDAY

WAY = (
    Stage.TRIAGED, Stage.GATHERING, Stage.MEETING, Stage.PANEL, Stage.REVIEWED,
    Stage.SUBMITTED, Stage.LEARNING, Stage.CLOSED,
)  # fmt: skip


def moved(cases, case_id, *stages):
    for stage in stages:
        seen = cases.look(queries.known, cases.by, case_id).version
        cases.do(service.move, case_id=case_id, seen=seen, stage=stage)


def kept(cases, case_id):
    manager = cases.person(Role.BUSINESS_MANAGER)
    return cases.look(disposals.one, manager, case_id)


def test_the_time_of_a_case_runs_from_the_day_it_was_closed(cases, travel):
    case_id = cases.detailed()
    moved(cases, case_id, *WAY[:-1])
    with pytest.raises(NotFound):
        kept(cases, case_id)
    travel(TUESDAY)
    moved(cases, case_id, Stage.CLOSED)
    found = kept(cases, case_id)
    assert found.kind is Kind.CASE
    assert (found.began_on, found.due_on.year) == (TUESDAY.date(), TUESDAY.year + 25)
    assert found.code == cases.look(queries.known, cases.by, case_id).code


def test_a_case_that_is_worked_on_again_is_kept_until_it_ends_anew(cases, travel):
    case_id = cases.detailed()
    moved(cases, case_id, *WAY, Stage.LEARNING)
    with pytest.raises(NotFound):
        kept(cases, case_id)
    travel(TUESDAY)
    moved(cases, case_id, Stage.CLOSED)
    assert kept(cases, case_id).began_on == TUESDAY.date()


def test_a_death_that_is_not_reviewed_and_a_case_handed_over_end_too(cases):
    stillbirth = cases.notified(facts=Facts(signs_of_life=False, weeks=30))
    assert kept(cases, stillbirth).began_on == FRIDAY.date()
    excluded, handed_over = cases.detailed(), cases.detailed(another=True)
    seen = cases.look(queries.known, cases.by, excluded).version
    cases.do(service.exclude, case_id=excluded, seen=seen, reason=Exclusion.TERMINATION)
    cases.do(service.hand_over, case_id=handed_over)
    for case_id in (excluded, handed_over):
        assert kept(cases, case_id).began_on == FRIDAY.date()
