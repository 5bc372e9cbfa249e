"""Linking one's own account with one at the provider, and taking the link away."""

from datetime import timedelta

import pytest
import time_machine

from kit import clock
from kit.accounts import service as accounts
from kit.notices.queries import unread
from kit.openid import service
from kit.openid.queries import linked_with
from kit.openid.tokens import Identity
from kit.settings import SecondStep
from tests.support.people import client_for, session_for
from tests.support.provider import NAME

PASSWORD = "three fairly random words"
OWN = "/account/provider"


@pytest.fixture
def at_home(app, browser, jo, database):
    """Jo's browser, signed in here by password."""
    with database.transaction() as session:
        accounts.set_password(session, user_id=jo, password=PASSWORD)
    form = {"email": "jo.archer@example.org", "password": PASSWORD}
    assert browser.client.post("/sign-in", data=form).status_code == 303
    return browser


def linked_to(database, provider, subject="7f3c-jo"):
    identity = Identity(issuer=provider.issuer, subject=subject)
    with database.reading() as session:
        found = linked_with(session, identity=identity)
    return found.user_id if found else None


def test_the_account_page_leads_to_it(at_home):
    assert f'href="{OWN}"' in at_home.client.get("/account").text
    page = at_home.client.get(OWN).text
    assert f"not linked with an account at {NAME} yet" in page
    assert f'href="{OWN}/link"' in page


def test_without_a_provider_the_page_says_what_it_is_for(make_app):
    app = make_app(openid_issuer="")
    client = client_for(app, "analyst")
    assert "is not connected" in client.get(OWN).text
    assert OWN not in client.get("/account").text
    for page in ("link", "confirm"):
        assert client.get(f"{OWN}/{page}").location == OWN
    assert client.post(f"{OWN}/unlink").status_code == 404


def test_people_link_their_own_account(at_home, jo, database, provider, trail):
    answer = at_home.go(f"{OWN}/link")
    assert answer.location == f"{OWN}/confirm"
    shown = at_home.client.get(answer.location).text
    assert "Jo Archer" in shown
    assert linked_to(database, provider) is None, "looking links nothing"

    assert at_home.client.post(f"{OWN}/confirm").location == OWN
    assert linked_to(database, provider) == jo
    assert ("provider.linked", {}) in trail()
    with database.reading() as session:
        assert unread(session, jo) == 1
    at_home.client.post("/sign-out")
    assert at_home.go().location == "/"


def test_linking_needs_somebody_who_is_signed_in(browser, jo, database, provider):
    assert browser.client.get(f"{OWN}/link").location.startswith("/sign-in")
    browser.go()
    assert browser.client.post(f"{OWN}/confirm").location.startswith("/sign-in")
    assert linked_to(database, provider) is None


def test_who_came_to_sign_in_is_held_for_nothing(at_home, database, provider):
    at_home.client.post("/sign-out")
    assert at_home.go().status_code == 403
    with at_home.client.session_transaction() as kept:
        assert "provider-held" not in kept


@pytest.mark.parametrize(
    ("method", "page"), [("GET", "link"), ("GET", "confirm"), ("POST", "unlink")]
)
def test_it_asks_for_a_fresh_proof(make_app, database, jo, provider, method, page):
    app = make_app(second_step=SecondStep.REQUIRED)
    name, token = session_for(app, "analyst")
    client = app.test_client()
    client.set_cookie(name, token, domain="localhost")
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        answer = client.open(f"{OWN}/{page}", method=method)
        assert answer.location.startswith("/account/confirm")


def test_what_was_held_is_no_use_after_ten_minutes(at_home, database, provider):
    at_home.go(f"{OWN}/link")
    with time_machine.travel(clock.now() + timedelta(minutes=10.5), tick=False):
        form = {"proof": PASSWORD, "next": OWN}
        at_home.client.post("/account/confirm", data=form)
        at_home.client.post(f"{OWN}/confirm")
        assert linked_to(database, provider) is None
        assert "longer than ten minutes" in at_home.client.get(OWN).text


def test_what_was_held_counts_once(at_home, database, provider):
    at_home.go(f"{OWN}/link")
    at_home.client.post(f"{OWN}/confirm")
    at_home.client.post(f"{OWN}/unlink")
    at_home.client.post(f"{OWN}/confirm")
    assert linked_to(database, provider) is None


def test_what_was_held_is_forgotten_at_sign_out(at_home, database, provider, jo):
    at_home.go(f"{OWN}/link")
    at_home.client.post("/sign-out")
    form = {"email": "jo.archer@example.org", "password": PASSWORD}
    at_home.client.post("/sign-in", data=form)
    at_home.client.post(f"{OWN}/confirm")
    assert linked_to(database, provider) is None


def test_a_cookie_tells_nothing_of_who_is_held(at_home):
    at_home.go(f"{OWN}/link")
    cookie = at_home.client.get_cookie("form-havering")
    with at_home.client.session_transaction() as kept:
        assert "provider-held" in kept
        assert "7f3c-jo" not in str(dict(kept))
    assert cookie.http_only


def test_the_link_is_taken_away(at_home, database, provider, trail):
    at_home.go(f"{OWN}/link")
    at_home.client.post(f"{OWN}/confirm")
    assert "Take the link away" in at_home.client.get(OWN).text
    assert at_home.client.post(f"{OWN}/unlink").location == OWN
    assert linked_to(database, provider) is None
    assert trail()[-1][0] == "provider.unlinked"
    at_home.client.post("/sign-out")
    assert at_home.go().status_code == 403


def test_the_only_way_in_stays(browser, linked_jo, database, provider):
    browser.go()
    page = browser.client.get(OWN).text
    assert "only way in" in page
    assert "Take the link away" not in page
    browser.client.post(f"{OWN}/unlink")
    assert "Set a password first" in browser.client.get(OWN).text
    assert linked_to(database, provider) == linked_jo


def test_one_identity_is_one_person(at_home, database, provider):
    with database.transaction() as session:
        other = accounts.create_user(
            session, email="other@example.org", name="Other", role="analyst"
        )
        identity = Identity(issuer=provider.issuer, subject="7f3c-jo")
        service.link(session, user_id=other, identity=identity)
    at_home.go(f"{OWN}/link")
    at_home.client.post(f"{OWN}/confirm")
    assert linked_to(database, provider) == other
    assert "somebody else" in at_home.client.get(OWN).text
