"""What is late in a person's cases, and what is theirs to do, is the first they see."""

from datetime import timedelta

import pytest

from borough.case_people import service as people
from borough.death_triage import service as triage
from borough.death_triage.model import Strand
from borough.deaths import queries, routes
from borough.deaths import service as deaths
from kit.access.model import ConflictKind
from kit.front.model import Kind
from tests.integration.borough.deaths.conftest import FRIDAY, TUESDAY


@pytest.fixture
def triaged(cases):
    case_id = cases.detailed()
    cases.do(triage.triage, case_id=case_id, seen=0, response=True)
    return case_id


def said(cases, by=None):
    """What the front page says to somebody: kind, and the words after the code."""
    found = cases.look(routes.SOURCES[0].look, by or cases.by)
    return [
        (each.kind, each.text.partition(" ")[2].partition(" ")[2]) for each in found
    ]


def line(cases):
    (found,) = cases.look(queries.cases, cases.by)
    return found


def test_a_case_waits_for_details_and_then_for_triage(cases):
    case_id = cases.notified()
    assert said(cases) == [(Kind.MINE, "waits for: details of the notification")]
    cases.write(case_id)
    assert said(cases) == [(Kind.MINE, "waits for: triage")]


def test_a_clock_that_is_over_is_late_until_it_stops(cases, triaged, travel):
    assert line(cases).over_since is None
    travel(TUESDAY)
    due = FRIDAY - timedelta(hours=6) + timedelta(hours=48)
    assert line(cases).over_since == due
    stop(cases, triaged)
    assert line(cases).over_since is None


def stop(cases, case_id):
    """What counted in hours is done."""
    for kind in ("joint-agency-response", "death-notification-national"):
        with cases.database.transaction() as session:
            deaths.stop_clock(session, case_id=case_id, kind=kind, at=FRIDAY)


def test_a_clock_that_stands_still_is_late_for_nobody(cases, triaged, travel):
    cases.do(triage.add_strand, case_id=triaged, strand=Strand.CORONER, holds=True)
    travel(FRIDAY + timedelta(days=200))
    stop(cases, triaged)
    assert line(cases).over_since is None


def test_nobody_else_and_nobody_in_conflict_hears_of_it(cases):
    case_id = cases.detailed()
    assert said(cases, by=cases.person()) == []
    kind = next(iter(ConflictKind))
    cases.do(people.declare_conflict, case_id=case_id, kind=kind)
    assert said(cases) == []
