"""What a panel found is counted in fixed words once its analysis is finished."""

from datetime import timedelta

from borough.death_analysis import queries as reading
from borough.death_analysis import service as analysis
from borough.death_figures import queries, service
from borough.deaths import queries as deaths
from borough.deaths import service as working
from partnership.death_figures.model import Found
from partnership.death_rules.analysis import Domain, Factor, Outcome
from partnership.death_rules.categories import Category
from partnership.death_rules.pipeline import Stage
from tests.integration.borough.deaths.conftest import FRIDAY

STAGES = (Stage.TRIAGED, Stage.GATHERING, Stage.MEETING, Stage.PANEL, Stage.REVIEWED)


def reviewed(cases):
    """A case that went all the way to the panel, half a year later."""
    case_id = cases.detailed()
    for stage in STAGES:
        seen = cases.look(deaths.known, cases.by, case_id).version
        cases.do(working.move, case_id=case_id, seen=seen, stage=stage)
    return case_id


def analysed(cases, case_id):
    """Its analysis: one factor that could be changed, and one that could not."""
    given = {"case_id": case_id, "value": 2, "text": "Told in words"}
    cases.do(analysis.write, case_id=case_id, seen=0, summary="A summary")
    for domain, factor, modifiable in (
        (Domain.B, Factor.SMOKING, True), (Domain.A, Factor.OTHER, False),
    ):  # fmt: skip
        cases.do(
            analysis.add_factor, domain=domain, factor=factor, modifiable=modifiable,
            **given,
        )  # fmt: skip
    version = cases.look(reading.analysis, case_id).version
    ticked = {Category.UNEXPLAINED, Category.PERINATAL}
    cases.do(analysis.categorise, case_id=case_id, seen=version, ticked=ticked)


def test_what_could_be_changed_is_counted_once_the_panel_finished(cases, travel):
    travel(FRIDAY + timedelta(days=180))
    case_id = reviewed(cases)
    analysed(cases, case_id)
    assert cases.look(queries.learned).found == {}
    version = cases.look(reading.analysis, case_id).version
    cases.do(analysis.finish, case_id=case_id, seen=version)
    travel(FRIDAY + timedelta(days=181))
    known = cases.look(queries.learned).found
    assert known == {
        case_id: Found(
            category=Category.PERINATAL, outcome=Outcome.IDENTIFIED,
            domains=frozenset("B"), themes={"smoking": "Smoking"},
        ),
    }  # fmt: skip
    pool = cases.look(service.count, last=2028, years=3, member="havering", found=known)
    assert pool.notified.years == {2026: 0, 2027: 1, 2028: 0}
    assert pool.reviewed.years == {2026: 0, 2027: 1, 2028: 0}
    assert pool.reviewed.splits["within-year"] == {"yes": 1}
    assert pool.themes == {"smoking": 1}
