"""Signing in through the pages, as a browser without script would.

The second step is waived here; tests of it stand beside its slice.
"""

import re

import pytest
import time_machine
from sqlalchemy import text

from kit.accounts import service
from kit.db import SharedBase
from kit.settings import SecondStep
from tests.support.settings import some_settings
from tests.support.signing_in import (
    EMAIL,
    GOOD,
    a_thief,
    a_user,
    an_app,
    cookie_of,
    give_password,
    post,
    token_in,
)

START = "2026-11-21T09:00:00Z"


@pytest.fixture(autouse=True)
def morning():
    """People have their roles from today: it is the same day for all of a test."""
    with time_machine.travel(START, tick=False):
        yield


@pytest.fixture
def app(sqlite_database, tmp_path):
    settings = some_settings("havering", tmp_path, second_step=SecondStep.WAIVED)
    app = an_app(settings, sqlite_database("havering", (SharedBase.metadata,)))
    a_user(app)
    return app


@pytest.fixture
def client(app):
    return app.test_client()


def link(app):
    with app.extensions["accord"].database.transaction() as session:
        user_id = service.check_password(session, email=EMAIL, password=GOOD)
        return service.issue_link(session, user_id=user_id)


def sign_in(client, password=GOOD, **fields):
    return give_password(client, password, **fields)


def test_the_right_password_opens_the_page_that_was_asked_for(client):
    asked = client.get("/?page=2")
    assert asked.location == "/sign-in?next=/?page%3D2"
    answer = sign_in(client, next="/?page=2")
    assert (answer.status_code, answer.location) == (303, "/?page=2")
    assert client.get("/").text == "the front page"
    (cookie,) = [
        text
        for text in answer.headers.getlist("Set-Cookie")
        if text.startswith("accord-havering=")
    ]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize("away", ["//evil.example", "https://evil.example", "/\\evil"])
def test_nobody_is_led_away_after_signing_in(client, away):
    assert sign_in(client, next=away).location == "/"


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


def guess(client, time, times, **fields):
    """Wrong guesses, as fast as the waits allow; returns the waits that were asked."""
    waits, made = [], 0
    while made < times:
        answer = sign_in(client, password=f"wrong guess {made}", **fields)
        if answer.status_code == 429:
            waits.append(int(answer.headers["Retry-After"]))
            time.shift(waits[-1])
        else:
            assert answer.status_code == 422
            made += 1
    return waits


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.org"])
def test_the_eleventh_guess_in_five_minutes_is_refused_with_the_right_password_too(
    app, client, email
):
    a_user(app, email="other@example.org")
    with time_machine.travel(START, tick=False) as time:
        assert guess(client, time, 10, email=email) == [1, 2, 4, 8, 16]
        answer = sign_in(client, email=email)
        assert answer.status_code == 429
        assert "Wait 15 minutes, then try again" in answer.text
        assert client.get("/").status_code == 302
        other = app.test_client()
        assert sign_in(other, email="other@example.org").location == "/"
        time.shift(15 * 60)
        expected = 303 if email == EMAIL else 422
        assert sign_in(client, email=email).status_code == expected


def test_a_lock_is_told_to_its_owner_and_keeps_nobody_out_for_good(app, client):
    inside = app.test_client()
    sign_in(inside)
    with time_machine.travel(START, tick=False) as time:
        guess(client, time, 10)
        # Who is signed in stays in, and a link of the administrator's opens the door.
        assert "Wrong passwords or codes were tried" in inside.get("/notices/").text
        answer = post(client, f"/sign-in/link/{link(app)}")
        assert answer.location == "/account/welcome"


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
    sign_in(client)
    first = cookie_of(client)
    post(client, f"/sign-in/link/{link(app)}")
    assert cookie_of(client) != first
    assert a_thief(app, first).get("/").status_code == 302


def test_a_stolen_cookie_is_dead_after_sign_out(app, client):
    sign_in(client)
    thief = a_thief(app, cookie_of(client))
    assert thief.get("/").status_code == 200
    assert client.post("/sign-out").status_code == 400  # only by its form
    answer = post(client, "/account", to="/sign-out")
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert client.get("/").status_code == 302
    assert thief.get("/").status_code == 302


def test_a_stolen_cookie_is_dead_after_the_account_is_closed(app, client):
    sign_in(client)
    thief = a_thief(app, cookie_of(client))
    with app.extensions["accord"].database.transaction() as session:
        user_id = service.check_password(session, email=EMAIL, password=GOOD)
        service.close_user(session, user_id=user_id)
    assert thief.get("/").status_code == 302
    assert sign_in(thief).status_code == 422


CHOSEN = "another long enough word"


def test_the_present_password_is_needed_to_change_it(client):
    sign_in(client)
    refused = post(client, "/account/password", present="wrong", password=CHOSEN)
    assert refused.status_code == 422
    assert "Your present password is not right" in refused.text
    done = post(client, "/account/password", present=GOOD, password=CHOSEN)
    assert done.location == "/account"
    assert "password of your account was changed" in client.get("/notices/").text


def test_guesses_at_the_present_password_are_counted_too(client):
    with time_machine.travel(START, tick=False):
        sign_in(client)
        for number in range(5):
            post(client, "/account/password", present=f"no {number}", password=CHOSEN)
        refused = post(client, "/account/password", present=GOOD, password=CHOSEN)
        assert refused.status_code == 429


def test_a_changed_password_ends_the_other_sessions_and_not_this_one(app, client):
    elsewhere = app.test_client()
    sign_in(elsewhere)
    sign_in(client)
    post(client, "/account/password", present=GOOD, password=CHOSEN)
    assert client.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


@pytest.mark.parametrize(
    "password",
    ["a b c d e f " * 21 + "1234", "ünïcödé ✓ three words", "  spaces kept  "],
)
def test_any_characters_are_taken_exactly(app, client, password):
    sign_in(client)
    fields = {"present": GOOD, "password": password}
    assert post(client, "/account/password", **fields).status_code == 303
    other = app.test_client()
    assert sign_in(other, password=password.strip() + "x").status_code == 422
    assert sign_in(other, password=password).status_code == 303


def test_a_page_may_ask_for_a_fresh_proof_and_comes_back_under_a_new_id(app, client):
    with time_machine.travel(START, tick=False) as time:
        sign_in(client)
        assert client.get("/guarded").text == "guarded"
        time.shift(11 * 60)
        asked = client.get("/guarded?page=2")
        assert asked.location == "/account/confirm?next=/guarded?page%3D2"
        before = cookie_of(client)
        wrong = post(client, asked.location, to="/account/confirm", proof="wrong")
        assert wrong.status_code == 422
        assert "Your password is not right" in wrong.text
        done = post(
            client,
            asked.location,
            to="/account/confirm",
            proof=GOOD,
            next="/guarded?page=2",
        )
        assert (done.status_code, done.location) == (303, "/guarded?page=2")
        assert client.get("/guarded").text == "guarded"
        assert cookie_of(client) != before
        assert a_thief(app, before).get("/").status_code == 302


def test_a_guarded_change_is_not_done_without_the_proof(client):
    with time_machine.travel(START, tick=False) as time:
        sign_in(client)
        token = token_in(client.get("/account/password"))
        time.shift(11 * 60)
        answer = client.post("/guarded", data={"csrf_token": token})
        assert answer.status_code == 303
        assert answer.location.startswith("/account/confirm")


def test_people_see_where_they_are_signed_in_and_end_it(app, client):
    elsewhere = app.test_client()
    phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Version/17.0 Safari/604.1"
    page = elsewhere.get("/sign-in")
    elsewhere.post(
        "/sign-in",
        data={"csrf_token": token_in(page), "email": EMAIL, "password": GOOD},
        headers={"User-Agent": phone},
    )
    sign_in(client)
    listed = client.get("/account/sessions")
    assert "Safari on iPhone" in listed.text
    assert "127.0.0.1" not in listed.text.replace("http://127.0.0.1", "")
    (address,) = re.findall(r'action="(/account/sessions/[^"]+/end)"', listed.text)
    assert post(client, "/account/sessions", to=address).status_code == 303
    assert elsewhere.get("/").status_code == 302
    assert client.get("/").status_code == 200
    csv = client.get("/account/sessions.csv").text
    assert len(csv.strip().splitlines()) == 2


def test_all_other_sessions_end_together(app, client):
    others = [app.test_client() for _ in range(2)]
    for each in (*others, client):
        sign_in(each)
    post(client, "/account/sessions", to="/account/sessions/end-others")
    assert [each.get("/").status_code for each in (*others, client)] == [302, 302, 200]


def test_nobody_ends_the_session_of_another(app, client):
    a_user(app, email="other@example.org")
    other = app.test_client()
    sign_in(other, email="other@example.org")
    sign_in(client)
    sign_in(third := app.test_client())
    page = client.get("/account/sessions").text
    (address,) = re.findall(r'action="(/account/sessions/[^"]+/end)"', page)
    assert post(other, "/account/sessions", to=address).status_code == 404
    assert third.get("/").status_code == 200


def test_a_session_says_how_long_it_lasts_and_lasts_longer_when_asked(client):
    with time_machine.travel(START, tick=False) as time:
        sign_in(client)
        page = client.get("/account")
        assert "you are signed out at 9:30am" in page.text
        time.shift(20 * 60)
        assert "you are signed out at 9:50am" in client.get("/account").text
        time.shift(28 * 60)
        assert client.get("/account/session").json["seconds"] == 120
        time.shift(60)
        assert client.get("/account/session").json["seconds"] == 60
        token = token_in(page)
        answer = client.post("/account/session", data={"csrf_token": token})
        assert answer.json["seconds"] == 30 * 60
        time.shift(29 * 60)
        assert client.get("/").status_code == 200


def test_who_comes_back_goes_on_with_the_forms_of_other_tabs(app, client):
    a_user(app, email="other@example.org")
    with time_machine.travel(START, tick=False) as time:
        sign_in(client)
        token = token_in(client.get("/notes/new"))
        time.shift(31 * 60)
        sign_in(client)
        data = {"csrf_token": token, "note": "kept"}
        assert client.post("/notes", data=data).text == "saved kept"
        time.shift(31 * 60)
        sign_in(client, email="other@example.org")
        assert client.post("/notes", data=data).status_code == 400


def test_a_session_rests_for_half_an_hour_and_lasts_ten_at_most(client):
    with time_machine.travel(START, tick=False) as time:
        sign_in(client)
        time.shift(30 * 60)
        assert client.get("/").status_code == 302
        sign_in(client)
        for _ in range(24):
            time.shift(25 * 60 - 1)
            assert client.get("/").status_code == 200
        time.shift(25)
        assert client.get("/").status_code == 302


def test_every_step_of_signing_in_and_out_is_in_the_trail(app, client):
    sign_in(client, password="wrong password")
    sign_in(client)
    post(client, "/account/password", present=GOOD, password=CHOSEN)
    post(client, "/account", to="/sign-out")
    with app.extensions["accord"].database.reading() as session:
        rows = session.execute(text("SELECT act, outcome FROM trail_row ORDER BY n"))
        acts = [row for row in rows if not row.act.startswith("hat.")]
        assert [tuple(row) for row in acts] == [
            ("sign-in.refused", "refused"),
            ("sign-in.done", "done"),
            ("password.set", "done"),
            ("sign-out.done", "done"),
        ]


def test_over_tls_cookies_belong_to_this_host_alone(sqlite_database, tmp_path):
    database = sqlite_database("redbridge", (SharedBase.metadata,))
    settings = some_settings(
        "redbridge", tmp_path, public_url="https://accord.redbridge.example"
    )
    app = an_app(settings, database)
    with database.transaction() as session:
        user_id = service.create_user(session, email=EMAIL, name="A", role="analyst")
        token = service.issue_link(session, user_id=user_id)
    client = app.test_client()
    base = "https://accord.redbridge.example"
    page = client.get(f"/sign-in/link/{token}", base_url=base)
    answer = client.post(
        f"/sign-in/link/{token}",
        data={"csrf_token": token_in(page)},
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
