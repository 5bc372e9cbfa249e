"""Havering's public paper, line by line: 004."""

from datetime import date

import pytest

from accord.seeds.havering_bodies import DIRECTOR, HSPG, LEADERS, SCHOOLS, TASK
from borough.arrangements import queries as arrangements
from borough.arrangements.model import Phase
from borough.documents import queries as documents
from borough.documents.model import Statement
from borough.funding import queries as funding
from kit import clock
from partnership.bodies import queries as bodies
from partnership.bodies.model import Basis, BodyKind
from partnership.decisions import queries as decisions
from partnership.decisions.model import State
from partnership.delegations import queries as delegations
from partnership.delegations import service as delegating
from partnership.delegations.model import NotConsulted
from partnership.papers import queries as papers
from partnership.workplan import queries as workplan
from tests.support.plans import MANAGER

BEGINS = date(2019, 9, 30)


@pytest.fixture
def decision(havering):
    [made] = havering.look(decisions.decisions)
    return made


@pytest.fixture
def version(havering):
    [document] = havering.look(documents.documents)
    return document.versions[0]


def test_004_the_decision_has_three_parts(decision):
    assert decision.state is State.DECIDED
    assert [part.mark for part in decision.parts] == ["i", "ii", "iii"]
    assert "child death reviews" in decision.parts[0].text
    assert "section 3.1" in decision.parts[2].text


def test_004_finalising_is_left_to_the_director_after_consulting_by_29_june(havering):
    [left] = havering.look(delegations.delegations)
    assert left.to_post == DIRECTOR
    assert left.consult_post == "Cabinet Member for Education, Children & Families"
    assert left.due_on == date(2019, 6, 29)


def test_004_it_is_not_complete_without_the_consultation(havering):
    [left] = havering.look(delegations.delegations)
    with pytest.raises(NotConsulted), havering.database.transaction() as session:
        delegating.complete(
            session, delegation_id=left.id, on=left.due_on, note="Done", by=MANAGER
        )


def test_004_publish_by_the_end_of_june_and_implement_by_the_end_of_september(
    havering,
):
    due = havering.milestones()
    assert due["Publish the plan of the new arrangements"] == date(2019, 6, 30)
    assert due["Implement the new arrangements"] == date(2019, 9, 30)


def test_004_three_boroughs_share_a_police_unit_and_a_group(havering, version):
    found = {e.agency: e.name for e in havering.look(arrangements.partners, BEGINS)}
    assert "East Command Unit" in found["police"]
    assert found["icb"].startswith("Barking and Dagenham, Havering and Redbridge")
    for borough in ("Havering", "Barking and Dagenham", "Redbridge"):
        assert borough in version.text


def test_004_shared_risks_are_shared_priorities(havering):
    shared = havering.look(workplan.priorities, BEGINS)
    assert {each.title for each in shared if each.is_shared} == {
        "Adolescent safeguarding",
        "Child neglect",
    }


def test_004_a_small_leadership_group_and_a_group_the_director_chairs(havering):
    leaders, group = havering.body(LEADERS), havering.body(HSPG)
    assert leaders.kind is BodyKind.LEADERSHIP
    for word in ("small", "challenge", "oversight", "guidance", "scrutiny"):
        assert word in leaders.purpose
    assert group.parent_slug == LEADERS
    assert group.chair.title == DIRECTOR
    assert group.chair.basis is Basis.OFFICE


def test_004_four_thematic_groups_and_task_groups_as_needed(havering):
    found = havering.look(bodies.bodies, BEGINS)
    names = {each.name for each in found if each.kind is BodyKind.THEMATIC}
    kinds = {each.kind for each in found}
    assert names == {
        "Adolescent Safeguarding",
        "Quality and Effectiveness",
        "Schools and Learners",
        "Case Review Group",
    }
    assert BodyKind.TASK_AND_FINISH in kinds


def test_004_there_is_a_yearly_work_programme(havering):
    [plan] = havering.look(workplan.deliveries)
    [year] = plan.programmes
    assert year.milestones


def test_004_later_names_keep_the_earlier_ones(havering):
    today = havering.look(bodies.bodies, clock.today())
    ended = havering.look(bodies.bodies, clock.today(), ended=True)
    assert havering.body(SCHOOLS, BEGINS).name == "Schools and Learners"
    assert havering.body(SCHOOLS).name == "Education Strategic Partnership"
    assert "Early Help Partnership Board" in {each.name for each in today}
    assert TASK not in {each.slug for each in today}
    assert TASK in {each.slug for each in ended}


def test_004_nine_months_align_three_kinds_of_work_in_three_boroughs(havering):
    found = [e for e in havering.look(workplan.milestones) if e.lead == "havering"]
    assert len(found) == 3
    assert {each.due_on for each in found} == {date(2020, 6, 30)}
    assert all(
        set(each.others) == {"barking-and-dagenham", "redbridge"} for each in found
    )


def test_004_the_response_to_child_deaths_is_to_be_extended(havering):
    two = havering.look(arrangements.child_death_partners, BEGINS)
    assert {each.agency for each in two} == {"local-authority", "icb"}
    assert "Extend the joint response to child deaths" in havering.milestones()


def test_004_a_common_approach_allows_local_variation(version):
    assert "Local variation is allowed" in version.text


def test_004_the_first_year_is_a_shadow_year_with_a_report_before_autumn_2020(havering):
    phases = {each.phase: each for each in havering.look(arrangements.phases)}
    due = havering.milestones()["Scrutineer's report on the shadow year"]
    shadow = phases[Phase.SHADOW]
    assert (shadow.until_on - shadow.from_on).days == 365
    assert due < date(2020, 9, 1)
    assert list(havering.coming("cabinet").values()) == [date(2020, 9, 30)]


def test_004_scrutiny_reviews_three_things_and_talks_with_families(version):
    lines = version.lines[Statement.APPROACH]
    assert len(lines) == 4
    assert "families" in lines[3]


def test_004_the_first_year_costs_no_more_and_sums_are_unknown(havering, version):
    [year] = havering.look(funding.years)
    assert all("Cost-neutral" in line.about for line in year.lines)
    assert year.money.unknown == 3
    assert "savings may come later" in version.text


def test_004_two_papers_of_item_74_were_presented_by_the_cabinet_member(havering):
    meeting = havering.meeting("cabinet")
    found = havering.look(papers.papers, meeting.line.id, restricted=False)
    assert [("280 KB" in each.title, "621 KB" in each.title) for each in found] == [
        (True, False),
        (False, True),
    ]
    assert "Item 74" in meeting.items[0].title
    assert meeting.items[0].presenter.startswith("Cabinet Member")
