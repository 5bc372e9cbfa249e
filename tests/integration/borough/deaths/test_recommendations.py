"""What the panel recommends becomes an action of the one log, or nothing at all."""

import pytest

from borough.death_figures import queries as figures
from borough.death_recommendations import queries, service
from borough.death_recommendations.model import HasAction
from kit.errors import Invalid, NotAllowed, NotFound
from partnership.access import Role
from partnership.actions import queries as actions
from partnership.actions import service as logging
from partnership.brag.model import Brag
from partnership.plans import service as plans

ADVICE = "Give advice on safer sleep at each visit"


@pytest.fixture
def plan(cases):
    """A plan of the action log that the business manager opened."""
    manager = cases.person(Role.BUSINESS_MANAGER)
    return cases.do(
        plans.make_plan, by=manager, ref="CDR", title="Child deaths", source="other"
    )


@pytest.fixture
def recommended(cases):
    """A case with one recommendation."""
    case_id = cases.detailed()
    found = cases.do(service.add, case_id=case_id, text=ADVICE, owner="health-provider")
    return case_id, found


def act(cases, recommendation_id, plan, *, title=ADVICE, by=None):
    return cases.do(
        service.act, by=by, recommendation_id=recommendation_id, plan_id=plan,
        title=title, owner_post="Head of midwifery",
    )  # fmt: skip


def logged(cases):
    return cases.look(actions.everything)


def test_a_recommendation_stands_in_the_action_log_under_its_agency(
    cases, plan, recommended
):
    case_id, recommendation_id = recommended
    action_id = act(cases, recommendation_id, plan)
    [action] = logged(cases)
    assert (action.id, action.title, action.agency) == (
        action_id, ADVICE, "health-provider"
    )  # fmt: skip
    [seen] = cases.look(queries.recommendations, case_id=case_id)
    assert seen.action_id == action_id
    assert cases.look(figures.learned).steps == {Brag.AMBER.value: 1}


def test_one_action_answers_a_recommendation(cases, plan, recommended):
    _, recommendation_id = recommended
    act(cases, recommendation_id, plan)
    with pytest.raises(HasAction):
        act(cases, recommendation_id, plan)
    assert len(logged(cases)) == 1


def test_an_action_that_tells_whose_death_it_was_is_not_logged(
    cases, plan, recommended
):
    _, recommendation_id = recommended
    with pytest.raises(Invalid, match="must tell nobody") as refused:
        act(cases, recommendation_id, plan, title="Write to the family of Ella")
    assert "Ella" not in str(refused.value)
    assert logged(cases) == []


def test_nobody_acts_on_a_case_that_is_not_open_to_them(cases, plan, recommended):
    _, recommendation_id = recommended
    with pytest.raises(NotFound):
        act(cases, recommendation_id, plan, by=cases.person())
    with pytest.raises(NotAllowed):
        act(cases, recommendation_id, plan, by=cases.person(Role.BUSINESS_MANAGER))
    assert logged(cases) == []


def test_how_far_an_action_is_counts_in_what_leadership_is_told(
    cases, plan, recommended
):
    _, recommendation_id = recommended
    action_id = act(cases, recommendation_id, plan)
    [action] = logged(cases)
    cases.do(
        logging.update, by=cases.person(Role.BUSINESS_MANAGER), action_id=action_id,
        version=action.version, note="Agreed with the trust", brag=Brag.GREEN,
    )  # fmt: skip
    assert cases.look(figures.learned).steps == {Brag.GREEN.value: 1}
