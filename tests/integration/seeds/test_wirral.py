"""Wirral's public paper, line by line: 003."""

from datetime import date

import pytest

from accord.seeds.wirral import OFFICER
from borough.agencies import queries as agencies
from borough.arrangements import queries as arrangements
from borough.arrangements.model import Phase
from borough.documents import queries as documents
from borough.documents.model import State, Statement
from partnership.decisions import queries as decisions
from partnership.workplan import queries as workplan

COMMITTEE = "childrens-committee"
FULL = date(2019, 9, 1)


@pytest.fixture
def model(wirral):
    [document] = wirral.look(documents.documents)
    [version] = document.versions
    return version


def test_003_child_death_review_partners_are_two_and_not_the_police(wirral):
    three = {each.name for each in wirral.look(arrangements.partners, FULL)}
    two = {each.name for each in wirral.look(arrangements.child_death_partners, FULL)}
    assert three == {
        "Wirral Council",
        "Merseyside Police",
        "Wirral Clinical Commissioning Group",
    }
    assert two == three - {"Merseyside Police"}


def test_003_all_schools_are_included_and_the_register_says_it_is_made_up(
    wirral, model
):
    schools = wirral.look(agencies.agencies, FULL)
    assert "All schools are included" in model.text
    assert schools
    assert all(each.kind.has_urn and "made up" in each.name for each in schools)


def test_003_arrangements_and_scrutiny_must_be_published_and_are_not_yet(wirral, model):
    assert "The arrangements and their scrutiny are published" in wirral.milestones()
    assert "scrutinised independently" in model.text
    assert model.state is State.DRAFT


def test_003_the_arrangements_have_six_purposes(model):
    assert len(model.lines[Statement.PURPOSE]) == 6


def test_003_the_model_has_three_parts_with_sfef_at_the_centre(model):
    for word in ("Governance", "Services", "Practice", "SFEF"):
        assert word in model.text


def test_003_the_intelligence_function_has_eight_inputs(model):
    assert len(model.lines[Statement.INTELLIGENCE]) == 8


def test_003_the_model_has_seven_approaches(model):
    assert len(model.lines[Statement.APPROACH]) == 7


def test_003_shadow_form_in_april_and_full_in_september_2019(wirral):
    phases = {each.phase: each for each in wirral.look(arrangements.phases)}
    due = wirral.milestones()
    assert phases[Phase.SHADOW].from_on == date(2019, 4, 1)
    assert phases[Phase.FULL].from_on == FULL
    assert due["The model is in place in shadow form"] == date(2019, 4, 30)
    assert due["The model is fully in place"] == date(2019, 9, 30)


def test_003_regional_collaboration_is_sought(wirral):
    [plan] = wirral.look(workplan.deliveries)
    assert "regional" in plan.note
    assert any("Regional" in title for title in wirral.milestones())


def test_003_three_options_for_independence_none_preferred_yet(model):
    assert len(model.lines[Statement.OPTION]) == 3
    assert model.preferred == ""
    assert "preference is to be put to members" in model.text


def test_003_eight_issues_were_raised(wirral):
    asked = wirral.questions(wirral.meeting(COMMITTEE))
    words = " ".join(each.text for each in asked)
    assert len(asked) == 8
    for word in ("C100", "Grooming", "county lines", "audit", "future chair"):
        assert word in words


def test_003_thanks_and_a_workshop_were_resolved(wirral):
    body = wirral.body(COMMITTEE)
    [made] = wirral.look(decisions.decisions, body_id=body.id)
    assert "thanked" in made.parts[0].text
    assert "workshop" in made.parts[1].text
    [due_on] = wirral.coming(COMMITTEE).values()
    assert due_on == date(2019, 1, 31)


def test_003_the_presenter_is_known_by_post(wirral):
    [item] = wirral.meeting(COMMITTEE).items
    assert item.presenter == OFFICER == "Chief Superintendent"
