"""Signing in through the pages, as a browser without script would."""

import re

import pytest
from flask import Blueprint, Flask

from kit.access.policy import Action
from kit.accounts import service
from kit.accounts.access import needs
from kit.db import SharedBase
from kit.web.pages import dress
from tests.support.people import BOROUGH
from tests.support.settings import some_settings

EMAIL = "analyst@example.org"
GOOD = "correct horse battery staple"


@pytest.fixture
def app(sqlite_database, tmp_path):
    app = Flask("demo", static_folder=None)
    database = sqlite_database("havering", (SharedBase.metadata,))
    dress(
        app,
        settings=some_settings("havering", tmp_path),
        database=database,
        policy=BOROUGH,
    )
    home = Blueprint("home", __name__)
    home.get("/", endpoint="index")(
        needs("front_page", Action.READ)(lambda: "the front page")
    )
    app.register_blueprint(home)
    with database.transaction() as session:
        user_id = service.create_user(
            session, email=EMAIL, name="The analyst", role="analyst"
        )
        service.set_password(session, user_id=user_id, password=GOOD)
    return app


@pytest.fixture
def client(app):
    return app.test_client()


def link(app):
    with app.extensions["accord"].database.transaction() as session:
        user_id = service.check_password(session, email=EMAIL, password=GOOD)
        return service.issue_link(session, user_id=user_id)


def post(client, page, **fields):
    """Open ``page`` and send its form with ``fields``."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)
    return client.post(page, data={"csrf_token": found[1], **fields})


def sign_in(client, password=GOOD, **fields):
    return post(client, "/sign-in", email=EMAIL, password=password, **fields)


def cookie_of(answer):
    (cookie,) = [
        text
        for text in answer.headers.getlist("Set-Cookie")
        if text.startswith("accord-havering=")
    ]
    return cookie


def test_the_right_password_opens_the_page_that_was_asked_for(client):
    asked = client.get("/?page=2")
    assert asked.location == "/sign-in?next=/?page%3D2"
    answer = sign_in(client, next="/?page=2")
    assert answer.location == "/?page=2"
    assert client.get("/").text == "the front page"
    cookie = cookie_of(answer)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_nobody_is_led_away_after_signing_in(client):
    assert sign_in(client, next="//evil.example").location == "/"


def test_a_wrong_password_and_an_unknown_person_read_the_same(client):
    wrong = sign_in(client, password="not the password")
    unknown = post(client, "/sign-in", email="who@example.org", password=GOOD)
    assert wrong.status_code == unknown.status_code == 422
    said = "The e-mail address or the password is wrong"
    assert said in wrong.text
    assert said in unknown.text
    assert client.get("/").status_code == 302


def test_a_password_is_never_sent_back(client):
    assert "not the password" not in sign_in(client, password="not the password").text


def test_after_ten_wrong_guesses_even_the_right_one_waits(client):
    for number in range(10):
        assert sign_in(client, password=f"wrong guess {number}").status_code == 422
    answer = sign_in(client)
    assert answer.status_code == 429
    assert "Wait five minutes" in answer.text


def test_a_scanner_that_opens_the_link_does_not_use_it_up(app, client):
    token = link(app)
    for _ in range(3):
        assert client.get(f"/sign-in/link/{token}").status_code == 200
    assert client.get("/").status_code == 302
    assert post(client, f"/sign-in/link/{token}").location == "/account/welcome"
    assert client.get("/").text == "the front page"
    assert client.get(f"/sign-in/link/{token}").status_code == 404


def test_who_has_a_password_is_not_asked_for_one(app, client):
    post(client, f"/sign-in/link/{link(app)}")
    assert client.get("/account/welcome").location == "/"


def test_each_sign_in_makes_a_new_session_and_ends_the_old_one(app, client):
    first = cookie_of(sign_in(client))
    second = cookie_of(post(client, f"/sign-in/link/{link(app)}"))
    assert first != second
    old = app.test_client()
    old.set_cookie("accord-havering", first.split("=")[1].split(";")[0])
    assert old.get("/").status_code == 302


def test_the_present_password_is_needed_to_change_it(client):
    sign_in(client)
    chosen = "another long enough word"
    refused = post(client, "/account/password", present="wrong", password=chosen)
    assert refused.status_code == 422
    assert "Your present password is not right" in refused.text
    assert post(client, "/account/password", present=GOOD, password=chosen).location


def test_signing_out_needs_the_form_and_ends_the_session(app, client):
    sign_in(client)
    assert client.post("/sign-out").status_code == 400
    found = re.search(
        r'name="csrf_token" value="([^"]+)"', client.get("/account/password").text
    )
    answer = client.post("/sign-out", data={"csrf_token": found[1]})
    assert answer.location == "/sign-in"
    assert client.get("/").status_code == 302


def test_over_tls_cookies_belong_to_this_host_alone(sqlite_database, tmp_path):
    app = Flask("demo", static_folder=None)
    database = sqlite_database("redbridge", (SharedBase.metadata,))
    settings = some_settings(
        "redbridge", tmp_path, public_url="https://accord.redbridge.example"
    )
    dress(app, settings=settings, database=database, policy=BOROUGH)
    with database.transaction() as session:
        user_id = service.create_user(session, email=EMAIL, name="A", role="analyst")
        token = service.issue_link(session, user_id=user_id)
    client = app.test_client()
    base = "https://accord.redbridge.example"
    page = client.get(f"/sign-in/link/{token}", base_url=base)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    answer = client.post(
        f"/sign-in/link/{token}",
        data={"csrf_token": found[1]},
        base_url=base,
        headers={"Referer": base},
    )
    cookies = [
        *page.headers.getlist("Set-Cookie"),
        *answer.headers.getlist("Set-Cookie"),
    ]
    names = {cookie.split("=")[0] for cookie in cookies}
    assert names == {"__Host-form-redbridge", "__Host-accord-redbridge"}
    assert all("Secure" in cookie and "Path=/" in cookie for cookie in cookies)
    assert not any("Domain=" in cookie for cookie in cookies)
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
