"""Signing in through the provider: the way there and the way back."""

import socket
import threading
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import time_machine

from kit import clock
from kit.accounts import service as accounts
from kit.openid import provider as ours
from kit.settings import SecondStep
from tests.support.provider import CLIENT, NAME

WORDS = {
    "unknown": f"Your account at {NAME} opens nothing here",
    "elsewhere": "This sign-in cannot be finished",
    "stopped": "You did not sign in",
    "code": "We could not check who you are",
}


def says_no(answer, why):
    """Nobody was let in, and the page says why."""
    assert answer.status_code == 403
    assert WORDS[why] in answer.text
    return "accord-havering=" not in "".join(answer.headers.getlist("Set-Cookie"))


def is_in(client):
    return client.get("/").text == "the front page"


def with_state(back, state):
    asked = parse_qs(urlsplit(back).query)
    return back.replace(asked["state"][0], state)


def test_people_sign_in_through_the_provider(browser, linked_jo, trail):
    assert not is_in(browser.client)
    answer = browser.go("/sign-in/provider?next=/account")
    assert answer.location == "/account"
    assert is_in(browser.client)
    assert ("sign-in.done", {"method": "provider"}) in trail()


def test_the_sign_in_page_offers_it_by_a_link(browser):
    page = browser.client.get("/sign-in?next=/account").text
    assert f"Sign in with {NAME}" in page
    assert 'href="/sign-in/provider?next=/account"' in page


def test_without_a_provider_there_is_nothing_of_it(make_app, linked_jo):
    client = make_app(openid_issuer="").test_client()
    assert "/sign-in/provider" not in client.get("/sign-in").text
    assert client.get("/sign-in/provider").status_code == 404
    assert client.get("/sign-in/provider/back?state=a&code=b").status_code == 404


def test_who_is_signed_in_is_not_sent_away(browser, linked_jo):
    browser.go()
    assert browser.client.get("/sign-in/provider?next=/account").location == "/account"


def test_nobody_is_led_to_another_site_afterwards(browser, linked_jo):
    assert browser.go("/sign-in/provider?next=https://evil.example/").location == "/"


def test_our_own_second_step_is_asked_whatever_the_provider_says(
    make_app, linked_jo, provider, browser_of
):
    provider.twist = lambda claims: {**claims, "acr": "AAL3", "amr": ["mfa", "otp"]}
    browser = browser_of(make_app(second_step=SecondStep.REQUIRED))
    assert browser.go().location.startswith("/second-step")
    assert browser.client.get("/account").location.startswith("/sign-in")


def test_roles_of_the_provider_grant_nothing(browser, linked_jo, provider):
    claims = {"roles": ["administrator"], "groups": ["administrator"]}
    provider.twist = lambda said: {**said, **claims}
    browser.go()
    assert browser.client.get("/people/").status_code in {403, 404}
    assert is_in(browser.client)


def test_asvs_10_2_1_the_code_is_asked_for_with_pkce_and_a_state(browser):
    asked = parse_qs(urlsplit(browser.client.get("/sign-in/provider").location).query)
    given = {name: value for name, (value,) in asked.items()}
    assert given["code_challenge_method"] == "S256"
    assert len(given["code_challenge"]) == 43
    assert len(given["state"]) >= 32
    assert len(given["nonce"]) >= 32
    assert given["response_type"] == "code"
    assert given["scope"] == "openid profile email"
    assert given["client_id"] == CLIENT


def test_asvs_10_2_1_each_sign_in_has_secrets_of_its_own(browser):
    first, second = (
        parse_qs(urlsplit(browser.client.get("/sign-in/provider").location).query)
        for _ in range(2)
    )
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]


@pytest.mark.parametrize("state", ["another", "", "%00"])
def test_asvs_10_2_1_a_wrong_state_is_refused(browser, linked_jo, provider, state):
    back = with_state(browser.set_out(), state)
    assert says_no(browser.client.get(back), "elsewhere")
    assert provider.token_forms == []


def test_asvs_10_2_1_a_state_of_another_browser_is_refused(
    app, browser, browser_of, linked_jo, provider
):
    back = browser.set_out()
    lured = browser_of(app)
    assert says_no(lured.client.get(back), "elsewhere")
    lured.set_out()
    assert says_no(lured.client.get(back), "elsewhere")
    assert provider.token_forms == []


def test_asvs_10_2_1_a_return_counts_once(browser, linked_jo, provider):
    back = browser.set_out()
    assert browser.client.get(back).status_code == 303
    browser.client.post("/sign-out")
    assert says_no(browser.client.get(back), "elsewhere")
    assert len(provider.token_forms) == 1


def test_asvs_10_2_1_a_wrong_state_gives_the_attempt_up(browser, linked_jo):
    back = browser.set_out()
    assert says_no(browser.client.get(with_state(back, "guess")), "elsewhere")
    assert says_no(browser.client.get(back), "elsewhere")


def test_a_code_used_before_is_refused_by_the_provider(browser, linked_jo, provider):
    (code,) = parse_qs(urlsplit(browser.set_out()).query)["code"]
    provider.codes[code]["spent"] = "yes"
    (other,) = parse_qs(urlsplit(back := browser.set_out()).query)["code"]
    assert says_no(browser.client.get(back.replace(other, code)), "code")


def test_the_provider_wants_the_verifier_of_the_code(browser, linked_jo, provider):
    browser.client.get(browser.set_out())
    (sent,) = provider.token_forms
    assert len(sent["code_verifier"]) >= 43
    browser.client.post("/sign-out")
    (code,) = parse_qs(urlsplit(browser.set_out()).query)["code"]
    form = {**sent, "code": code}
    for verifier in ("", sent["code_verifier"]):
        asked = requests.post(
            f"{provider.issuer}/token",
            {**form, "code_verifier": verifier},
            auth=(CLIENT, "a-client-secret-of-the-tests"),
            timeout=10,
        )
        assert asked.json() == {"error": "invalid_grant"}


def test_a_return_after_ten_minutes_is_too_late(browser, linked_jo):
    back = browser.set_out()
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        assert says_no(browser.client.get(back), "elsewhere")


def test_who_gives_up_at_the_provider_is_told_so(browser, linked_jo, provider, trail):
    (state,) = parse_qs(urlsplit(browser.set_out()).query)["state"]
    gave_up = f"/sign-in/provider/back?error=access_denied&state={state}"
    assert says_no(browser.client.get(gave_up), "stopped")
    assert provider.token_forms == []


def test_an_account_nobody_linked_opens_nothing(browser, jo, provider, trail):
    provider.person["email"] = "jo.archer@example.org"  # of an account here
    answer = browser.go()
    assert says_no(answer, "unknown")
    assert 'href="mailto:help@example.org"' in answer.text
    assert not is_in(browser.client)
    (act, detail), *others = [row for row in trail() if row[0].startswith("sign-in")]
    assert (act, others) == ("sign-in.refused", [])
    assert detail.pop("address-hash") != provider.person["sub"]
    assert detail == {"method": "provider", "reason": "unknown"}


def test_a_closed_account_opens_nothing(browser, linked_jo, database, trail):
    with database.transaction() as session:
        accounts.close_user(session, user_id=linked_jo)
    assert says_no(browser.go(), "unknown")
    assert not is_in(browser.client)
    assert trail()[-1][1]["reason"] == "closed"


def test_a_stranger_writes_nothing(browser, database, trail):
    for _ in range(3):
        browser.client.get("/sign-in/provider")
        browser.client.get("/sign-in/provider/back?state=x&code=y")
    assert trail() == []


def test_it_can_be_asked_for_sixty_times_a_minute(browser):
    answers = [browser.client.get("/sign-in/provider").status_code for _ in range(61)]
    assert answers == [303] * 60 + [429]


def test_a_provider_that_is_away_leaves_local_sign_in(browser, settings, make_app):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        gone = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        client = make_app(openid_issuer=gone).test_client()
        answer = client.get("/sign-in/provider")
    assert answer.status_code == 503
    assert f"{NAME} does not answer" in answer.text
    assert 'href="/sign-in"' in answer.text
    assert client.get("/sign-in").status_code == 200


def test_a_provider_that_goes_away_on_the_way_back_is_told(browser, provider):
    back = browser.set_out()
    provider.refuses = "server_error"
    assert says_no(browser.client.get(back), "code")
    back = browser.set_out()
    provider.fails = True
    answer = browser.client.get(back)
    assert answer.status_code == 503
    assert f"{NAME} does not answer" in answer.text


def test_a_silent_provider_does_not_take_every_thread(app, provider, monkeypatch):
    monkeypatch.setattr(ours, "A_PLACE", 0.01)
    provider.answers.clear()
    waiting = [
        threading.Thread(target=app.test_client().get, args=["/sign-in/provider"])
        for _ in range(ours.WAITING)
    ]
    for each in waiting:
        each.start()
    provider.wait_until_asked(ours.WAITING)
    assert app.test_client().get("/sign-in/provider").status_code == 503
    assert app.test_client().get("/sign-in").status_code == 200
    assert len(provider.asked) == ours.WAITING
    provider.answers.set()
    for each in waiting:
        each.join()
    assert app.test_client().get("/sign-in/provider").status_code == 303


def test_what_the_provider_published_is_asked_for_once(browser, linked_jo, provider):
    browser.go()
    browser.client.post("/sign-out")
    browser.go()
    asked = [path for path in provider.asked if "openid-configuration" in path]
    assert len(asked) == 1


def test_only_the_issuer_is_ever_connected_to(
    app, browser_of, linked_jo, provider, monkeypatch
):
    reached, connect = set(), socket.socket.connect

    def watched(self, address):
        reached.add(address)
        return connect(self, address)

    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    monkeypatch.setattr(socket.socket, "connect", watched)
    back = browser_of(app).client
    asked = back.get("/sign-in/provider").location
    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.delenv("HTTP_PROXY")
    there = requests.get(asked, allow_redirects=False, timeout=10).headers["Location"]
    monkeypatch.setattr(socket.socket, "connect", watched)
    home = urlsplit(there)
    assert back.get(f"{home.path}?{home.query}").location == "/"
    assert reached == {("127.0.0.1", urlsplit(provider.issuer).port)}
