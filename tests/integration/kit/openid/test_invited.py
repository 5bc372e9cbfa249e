"""Accepting an invitation with an account at the provider instead of a password."""

import pytest

from kit.accounts import queries as accounts
from kit.errors import Invalid
from kit.invitations import routes as invitations
from kit.invitations import service
from kit.openid.service import accept_invitation
from kit.openid.tokens import Identity
from tests.support.colleagues import a_colleague
from tests.support.people import BOROUGH
from tests.support.provider import NAME

NEW = "new@example.org"


@pytest.fixture
def app(make_app):
    app = make_app()
    app.register_blueprint(invitations.pages)
    return app


@pytest.fixture
def inviter(database):
    return a_colleague(database, "Inviter", "administrator")


@pytest.fixture
def token(database, inviter):
    with database.transaction() as session:
        issued = service.invite(
            session, email=NEW, name="Robin", role=BOROUGH.roles["analyst"], by=inviter
        )
    return issued.token


def newcomer(database):
    with database.reading() as session:
        return accounts.person(session, email=NEW)


def test_newcomers_accept_with_the_provider_and_need_no_password(
    browser, database, token, trail
):
    invitation = browser.client.get(f"/invitation/{token}").text
    assert f'href="/invitation/{token}/provider"' in invitation
    page = browser.go(f"/invitation/{token}/provider").location
    assert page == f"/invitation/{token}/provider/accept"
    assert "Jo Archer" in browser.client.get(page).text
    assert newcomer(database) is None, "looking accepts nothing"

    answer = browser.client.post(page, data={"name": "Robin Reed"})
    assert answer.location == "/sign-in"
    person = newcomer(database)
    assert (person.name, person.role, person.has_password) == (
        "Robin Reed", "analyst", False,
    )  # fmt: skip
    assert {"invitation.accepted", "provider.linked"} <= {act for act, _ in trail()}
    assert browser.go().location == "/"


def test_a_name_is_asked_for(browser, database, token):
    page = browser.go(f"/invitation/{token}/provider").location
    answer = browser.client.post(page, data={"name": " "})
    assert answer.status_code == 422
    assert "Enter your name" in answer.text
    assert newcomer(database) is None


def test_without_coming_back_from_the_provider_nothing_is_accepted(
    browser, database, token
):
    page = f"/invitation/{token}/provider/accept"
    for answer in (browser.client.get(page), browser.client.post(page)):
        assert answer.location == f"/invitation/{token}"
    assert newcomer(database) is None


@pytest.mark.parametrize("path", ["provider", "provider/accept"])
def test_a_token_that_is_not_good_leads_to_the_page_that_says_so(browser, path):
    answer = browser.client.get(f"/invitation/not-a-token/{path}")
    assert answer.location == "/invitation/not-a-token"
    assert browser.client.get(answer.location).status_code == 404


def test_an_invitation_works_once(browser, database, token, provider):
    page = browser.go(f"/invitation/{token}/provider").location
    browser.client.post(page, data={"name": "Robin"})
    provider.person["sub"] = "somebody-else"
    answer = browser.client.get(f"/invitation/{token}/provider")
    assert answer.location == f"/invitation/{token}"


def test_an_identity_in_use_keeps_the_invitation_good(
    browser, linked_jo, database, token
):
    page = browser.go(f"/invitation/{token}/provider").location
    answer = browser.client.post(page, data={"name": "Robin"})
    assert answer.status_code == 422
    assert "somebody else" in answer.text
    assert newcomer(database) is None
    assert browser.client.get(f"/invitation/{token}").status_code == 200


def test_who_is_signed_in_accepts_no_invitation_of_another(
    browser, linked_jo, database, token
):
    browser.go()
    answer = browser.client.get(f"/invitation/{token}/provider")
    assert answer.location == f"/invitation/{token}"


def test_who_has_an_account_chooses_a_password(browser, jo, database, inviter):
    with database.transaction() as session:
        token = service.invite_back(
            session,
            user_id=jo,
            email="jo.archer@example.org",
            name="Jo Archer",
            by=inviter,
        ).token
    assert NAME not in browser.client.get(f"/invitation/{token}").text
    answer = browser.client.get(f"/invitation/{token}/provider")
    assert answer.location == f"/invitation/{token}"
    identity = Identity(issuer="https://sign-in.example", subject="s-1")
    with pytest.raises(Invalid), database.transaction() as session:
        accept_invitation(session, token=token, name="Jo", identity=identity)
