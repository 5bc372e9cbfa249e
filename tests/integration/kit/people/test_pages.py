"""The pages by which people are invited and tended, in both services."""

import re
from uuid import UUID

import pytest

from kit.accounts import queries as accounts
from kit.people import queries
from tests.support.colleagues import a_colleague, a_second_step, has_second_step
from tests.support.people import client_for

PASSWORD = "correct horse battery staple"
LINK = re.compile(r"http://127\.0\.0\.1:8001(/invitation/[\w-]+)")


def database_of(app):
    return app.extensions["accord"].database


@pytest.fixture
def administrator(borough):
    return client_for(borough, "administrator", name="Ada")


@pytest.fixture
def second(borough):
    return client_for(borough, "business_manager", name="Mina")


@pytest.fixture
def robin(borough):
    return a_colleague(database_of(borough), "Robin")


def invite(client, role="analyst", email="new@example.org", **more):
    data = {"name": "New Person", "email": email, "role": role, **more}
    return client.post("/people/invite", data=data)


def link_in(answer):
    assert answer.status_code == 200
    return LINK.search(answer.text)[1]


def accept(app, link, **more):
    data = {"name": "New Person", "password": PASSWORD, **more}
    return app.test_client().post(link, data=data)


def person(app, email="new@example.org"):
    with database_of(app).reading() as session:
        found = accounts.person(session, email=email)
        return queries.person(session, user_id=found.user_id) if found else None


def test_somebody_invited_comes_in_with_the_link(borough, administrator):
    link = link_in(invite(administrator))
    stranger = borough.test_client()
    page = stranger.get(link)
    assert page.status_code == 200
    assert "Analyst" in page.text
    assert "new@example.org" in page.text
    assert accept(borough, link).location == "/sign-in"
    assert [hat.role for hat in person(borough).hats] == ["analyst"]
    assert stranger.get(link).status_code == 404


def test_a_scanner_that_opens_the_link_changes_nothing(borough, administrator):
    link = link_in(invite(administrator))
    for _ in range(3):
        borough.test_client().get(link)
    assert person(borough) is None
    assert accept(borough, link).location == "/sign-in"


def test_a_link_is_shown_once_and_can_be_made_anew(borough, administrator):
    link = link_in(invite(administrator))
    listed = administrator.get("/people/invitations").text
    assert "New Person" in listed
    assert "/invitation/" not in listed
    [again] = re.findall(r'action="(/people/invitations/[\w-]+/again)"', listed)
    newer = link_in(administrator.post(again))
    assert borough.test_client().get(link).status_code == 404
    assert borough.test_client().get(newer).status_code == 200


def test_a_withdrawn_invitation_is_told_as_over(borough, administrator):
    link = link_in(invite(administrator))
    listed = administrator.get("/people/invitations").text
    [taken_back] = re.findall(r'action="(/people/invitations/[\w-]+/withdraw)"', listed)
    assert administrator.post(taken_back).location == "/people/invitations"
    answer = accept(borough, link)
    assert answer.status_code == 404
    assert "no longer works" in answer.text
    assert "New Person" in administrator.get("/people/invitations?state=withdrawn").text


def test_a_weak_password_is_said_at_its_field_and_the_name_kept(borough, administrator):
    link = link_in(invite(administrator))
    answer = accept(borough, link, name="Chosen Name", password="short")
    assert answer.status_code == 422
    assert 'value="Chosen Name"' in answer.text
    assert 'href="#password"' in answer.text


def test_who_is_signed_in_cannot_accept_by_mistake(borough, administrator):
    link = link_in(invite(administrator))
    assert "sign out first" in administrator.get(link).text
    administrator.post(link, data={"name": "x", "password": PASSWORD})
    assert person(borough) is None


def test_a_case_role_needs_a_second_person_before_there_is_a_link(
    borough, administrator, second
):
    answer = invite(administrator, "cdop_coordinator")
    assert "A second person has to agree" in answer.text
    assert LINK.search(answer.text) is None
    own = administrator.get("/people/approvals").text
    assert "You asked for this" in own
    assert "/approve" not in own
    [agree] = re.findall(
        r'action="(/people/invitations/[\w-]+/approve)"',
        second.get("/people/approvals").text,
    )
    assert administrator.post(agree).status_code == 403
    link = link_in(second.post(agree))
    assert accept(borough, link).location == "/sign-in"
    [hat] = person(borough).hats
    assert hat.counts
    assert hat.approved_by != hat.granted_by


def test_a_second_person_is_told_on_the_front_page(administrator, second):
    assert "waits for a second person" not in second.get("/").text
    invite(administrator, "cdop_coordinator")
    assert "waits for a second person" in second.get("/").text
    assert "waits for a second person" not in administrator.get("/").text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "nobody"}, "email"),
        ({"name": ""}, "name"),
        ({"role": ""}, "role"),
        ({"role": "leadership_member"}, "role"),
        ({"role": "public"}, "role"),
        ({"role": "partner_representative"}, "agency"),
        ({"role": "partner_representative", "agency": "nobody"}, "agency"),
        ({"role": "group_chair", "body": "A Group"}, "body"),
        ({"email": "administrator@example.org"}, "email"),
    ],
)
def test_what_is_wrong_with_an_invitation_is_said(borough, administrator, wrong, field):
    answer = invite(administrator, **wrong)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert person(borough) is None


def give(client, whom, role="scrutineer", **more):
    return client.post(f"/people/{whom.user_id}/roles", data={"role": role, **more})


def test_a_role_is_given_and_ended(borough, administrator, robin):
    address = f"/people/{robin.user_id}"
    assert (
        give(administrator, robin, "partner_representative", agency="police").location
        == address
    )
    page = administrator.get(address).text
    assert "Partner agency representative, Police" in page
    ends = re.findall(r'href="(/people/roles/[\w-]+/end)"', page)
    assert len(ends) == 2
    assert "no longer" in administrator.get(ends[1]).text
    assert len(person(borough, robin.email).hats) == 2
    assert administrator.post(ends[1]).location == address
    assert len(person(borough, robin.email).hats) == 1


def test_a_case_role_waits_and_a_second_person_agrees(
    borough, administrator, second, robin
):
    give(administrator, robin, "cdop_panel")
    assert not any(
        hat.counts for hat in person(borough, robin.email).hats if hat.role != "analyst"
    )
    [agree] = re.findall(
        r'action="(/people/roles/[\w-]+/approve)"', second.get("/people/approvals").text
    )
    assert administrator.post(agree).status_code == 403
    assert second.post(agree).location == "/people/approvals"
    assert all(hat.counts for hat in person(borough, robin.email).hats)
    assert second.post(agree).status_code == 409


def test_an_administrator_gives_nothing_to_herself(borough, administrator):
    [me] = [
        UUID(found)
        for found in re.findall(
            r'href="/people/([\w-]{36})"', administrator.get("/people").text
        )
    ]
    page = administrator.get(f"/people/{me}").text
    assert "This is you" in page
    assert "Give this role" not in page
    answer = administrator.post(f"/people/{me}/roles", data={"role": "scrutineer"})
    assert answer.status_code == 422
    assert "Nobody can give a role to themselves" in answer.text
    assert administrator.post(f"/people/{me}/invitation").status_code == 403
    closing = administrator.post(f"/people/{me}/close")
    assert closing.status_code == 422
    assert "Nobody closes their own account" in closing.text
    assert len(person(borough, "administrator@example.org").hats) == 1


def test_the_last_administrator_keeps_the_role(borough, administrator):
    [hat] = person(borough, "administrator@example.org").hats
    answer = administrator.post(f"/people/roles/{hat.hat_id}/end")
    assert answer.status_code == 422
    assert "This is the last administrator" in answer.text
    assert administrator.get("/people").status_code == 200


def test_closing_an_account_ends_it_and_it_opens_again_without_roles(
    borough, administrator
):
    analyst = client_for(borough, "analyst")
    found = person(borough, "analyst@example.org")
    address = f"/people/{found.user_id}"
    assert "Close the account" in administrator.get(f"{address}/close").text
    assert analyst.get("/").status_code == 200
    assert administrator.post(f"{address}/close").location == address
    assert analyst.get("/").status_code == 302
    assert "Closed" in administrator.get("/people?standing=closed").text
    assert administrator.post(f"{address}/reopen").location == address
    assert analyst.get("/").status_code == 302
    again = client_for(borough, "analyst")
    assert "You hold no role today" in again.get("/").text


def test_signing_somebody_out_everywhere_ends_their_sessions(borough, administrator):
    analyst = client_for(borough, "analyst")
    found = person(borough, "analyst@example.org")
    assert "On 1 device" in administrator.get(f"/people/{found.user_id}").text
    administrator.post(f"/people/{found.user_id}/sessions/end")
    assert analyst.get("/").status_code == 302
    assert client_for(borough, "analyst").get("/").status_code == 200


def test_a_forgotten_password_is_chosen_anew_by_a_link(borough, administrator, robin):
    answer = administrator.post(f"/people/{robin.user_id}/invitation")
    link = link_in(answer)
    assert "Choose a new password" in borough.test_client().get(link).text
    assert accept(borough, link).location == "/sign-in"
    found = person(borough, robin.email)
    assert found.has_password
    assert found.name == "Robin"


def test_a_fresh_second_step_is_asked_for_and_agreed(
    borough, administrator, second, robin
):
    a_second_step(database_of(borough), robin.user_id)
    address = f"/people/{robin.user_id}/second-step"
    assert "How did you make sure" in administrator.get(address).text
    empty = administrator.post(address, data={})
    assert empty.status_code == 422
    assert "Say how you made sure who they are" in empty.text
    asked = administrator.post(address, data={"checked": "met in person"})
    assert asked.location == f"/people/{robin.user_id}"
    [agree] = re.findall(
        r'action="(/people/second-step/[\w-]+/approve)"',
        second.get("/people/approvals").text,
    )
    assert administrator.post(agree).status_code == 403
    assert has_second_step(database_of(borough), robin.user_id)
    assert second.post(agree).location == "/people/approvals"
    assert not has_second_step(database_of(borough), robin.user_id)


def test_a_coordinator_agrees_to_roles_and_not_to_second_steps(
    borough, administrator, robin
):
    coordinator = client_for(borough, "cdop_coordinator")
    a_second_step(database_of(borough), robin.user_id)
    data = {"checked": "met in person"}
    administrator.post(f"/people/{robin.user_id}/second-step", data=data)
    give(administrator, robin, "cdop_panel")
    page = coordinator.get("/people/approvals").text
    assert len(re.findall(r"/people/roles/[\w-]+/approve", page)) == 1
    assert "/people/second-step/" not in page
    assert "Somebody with another role decides this" in page
    assert coordinator.get("/people").status_code == 403


def test_a_business_manager_looks_and_changes_nothing(borough, second, robin):
    page = second.get(f"/people/{robin.user_id}").text
    assert "Give this role" not in page
    assert "Close the account" not in page
    assert give(second, robin).status_code == 403
    assert invite(second).status_code == 403
    assert second.post(f"/people/{robin.user_id}/close").status_code == 403


def test_people_are_searched_for_without_their_name_in_the_address(
    borough, administrator, robin
):
    found = administrator.post("/people", data={"term": "rob"})
    assert "Robin" in found.text
    assert "1 person" in found.text
    nobody = administrator.post("/people", data={"term": "zebra"})
    assert "Nobody found" in nobody.text
    file = administrator.post("/people", data={"term": "rob", "form": "csv"})
    assert file.text.splitlines()[1].startswith("Robin,robin@example.org,open,Analyst,")
    long = administrator.post("/people", data={"term": "a" * 101})
    assert long.status_code == 422


def test_tables_come_as_files_too(borough, administrator, robin):
    invite(administrator)
    people = administrator.get("/people.csv?standing=working").text
    assert "robin@example.org" in people
    roles = administrator.get(f"/people/{robin.user_id}/roles.csv").text
    assert "Analyst" in roles
    assert "the host" in roles
    invited = administrator.get("/people/invitations.csv").text
    assert "new@example.org,Analyst,open,Ada" in invited


@pytest.mark.parametrize("standing", ["without", "closed", "nonsense"])
def test_an_empty_list_says_what_would_be_there(administrator, standing):
    page = administrator.get(f"/people?standing={standing}")
    assert page.status_code == 200
    assert ("Nobody here" in page.text) == (standing != "nonsense")


def test_looking_at_every_page_changes_nothing(borough, administrator, robin):
    invite(administrator)
    [hat] = person(borough, robin.email).hats
    before = dump(borough)
    for address in (
        *("/people", "/people?page=9", "/people.csv", "/people/invite"),
        *("/people/invitations", "/people/invitations.csv", "/people/approvals"),
        *(f"/people/{robin.user_id}", f"/people/{robin.user_id}/close"),
        f"/people/{robin.user_id}/second-step",
        f"/people/roles/{hat.hat_id}/end",
    ):
        assert administrator.get(address).status_code == 200, address
    assert dump(borough) == before


def dump(app):
    connection = database_of(app).engine.raw_connection()
    try:
        return list(connection.driver_connection.iterdump())
    finally:
        connection.close()


@pytest.mark.parametrize("address", ["/people/{}", "/people/{}/close"])
def test_nobody_is_not_found(administrator, address):
    assert administrator.get(address.format(UUID(int=7))).status_code == 404


def test_leaderships_administrator_tends_leaderships_people(leadership):
    administrator = client_for(leadership, "leadership_administrator")
    assert invite(administrator, "analyst").status_code == 422
    link = link_in(invite(administrator, "leadership_member"))
    assert accept(leadership, link).location == "/sign-in"
    assert administrator.get("/people/approvals").status_code == 200
    assert client_for(leadership, "leadership_member").get("/people").status_code == 403
