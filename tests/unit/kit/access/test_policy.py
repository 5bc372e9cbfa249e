"""The matrix says what it says, and a door opens no wider."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.access import wording
from kit.access.policy import Action, Limit, Need, Policy, parse
from partnership.access import MATRIX, Role, Service, policy

ACTIONS = st.lists(st.sampled_from(Action), min_size=1, unique=True)
LIMITS = st.frozensets(st.sampled_from(Limit))


@given(st.lists(st.tuples(ACTIONS, LIMITS), min_size=1, max_size=4))
def test_a_grant_is_read_as_it_is_written(groups):
    text = " ".join(
        "".join(actions) + "".join(sorted(limits)) for actions, limits in groups
    )
    expected = {action: limits for actions, limits in groups for action in actions}
    assert parse(text) == expected


@pytest.mark.parametrize("text", ["Q", "o", "R C o", "Rz"])
def test_a_grant_with_another_letter_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        parse(text)


def a_policy(tmp_path, grants):
    file = tmp_path / "matrix.json"
    roles = [
        {"word": w, "code": w[:2], "name": w, "about": "", "service": "borough"}
        for w in ("analyst", "chair")
    ]
    resources = [{"word": "plans", "name": "Plans", "about": "", "grants": grants}]
    file.write_text(json.dumps({"roles": roles, "resources": resources}))
    return Policy.read(file)


def test_a_matrix_that_grants_to_nobody_known_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no such role"):
        a_policy(tmp_path, {"stranger": "R"})


def test_a_door_opens_only_as_wide_as_it_keeps_limits(tmp_path):
    found = a_policy(tmp_path, {"analyst": "R", "chair": "Rg C2"})
    plain = Need(resource="plans", action=Action.READ)
    own_group = Need(resource="plans", action=Action.READ, within=frozenset("g"))
    assert found.opens("analyst", plain)
    assert not found.opens("chair", plain)
    assert found.opens("chair", own_group)
    assert found.opens("chair", Need(resource="plans", action=Action.CREATE))
    assert not found.opens("chair", Need(resource="plans", action=Action.UPDATE))
    assert not found.opens("stranger", own_group)


def test_a_resource_the_matrix_does_not_know_is_a_mistake(tmp_path):
    with pytest.raises(ValueError, match="no resource"):
        a_policy(tmp_path, {"analyst": "R"}).allows("analyst", "plan", Action.READ)


def test_a_service_offers_only_its_own_roles():
    leadership = policy().of_service(Service.LEADERSHIP)
    assert set(leadership.roles) == {"leadership_member", "leadership_administrator"}
    assert not leadership.allows("analyst", "indicators_released", Action.READ)


def test_every_role_of_the_matrix_has_its_word():
    assert set(policy().roles) == {*Role, "public"}


def test_every_role_and_resource_is_explained():
    content = json.loads(MATRIX.read_text())
    for each in (*content["roles"], *content["resources"]):
        assert each["about"].endswith(".")


def test_administrators_open_no_figure_and_no_case():
    closed = {"indicators_raw", "indicators_released", "death_identifiers"}
    closed |= {"death_narrative", "panel_pack", "reviews_draft", "audit_findings"}
    for role in (Role.ADMINISTRATOR, Role.LEADERSHIP_ADMINISTRATOR):
        for resource in closed:
            assert not any(policy().allows(role, resource, each) for each in Action)


def test_leadership_has_no_way_to_a_sealed_case():
    for resource in ("death_identifiers", "death_narrative", "panel_pack"):
        for role in policy().of_service(Service.LEADERSHIP).roles:
            assert not any(policy().allows(role, resource, each) for each in Action)


def test_grants_are_said_in_words():
    assert wording.grant("CRU X2") == (
        "create, read, change; export (with a second person)"
    )
    assert wording.grant("Rmo") == "read (own only, without content)"
    assert wording.grant("") == "nothing"
