"""The second step through the pages: nothing opens before it, and it opens once."""

import re

import pyotp
import pytest
import time_machine
from sqlalchemy import text

from kit.accounts import service as accounts
from kit.db import SharedBase
from kit.hats import service as hats
from kit.second_step import service
from tests.support.settings import some_settings
from tests.support.signing_in import (
    COOKIE,
    GOOD,
    a_thief,
    a_user,
    an_app,
    an_app_of,
    code_of,
    cookie_of,
    give_code,
    give_password,
    path_of,
    post,
    sign_in,
    token_in,
)

START = "2026-11-21T09:00:00Z"
STEP = 30


@pytest.fixture(autouse=True)
def time():
    with time_machine.travel(START, tick=False) as time:
        yield time


@pytest.fixture
def app(sqlite_database, tmp_path):
    database = sqlite_database("havering", (SharedBase.metadata,))
    return an_app(some_settings("havering", tmp_path), database)


@pytest.fixture
def database(app):
    return app.extensions["accord"].database


@pytest.fixture
def user_id(app):
    return a_user(app)


@pytest.fixture
def shown(app, user_id):
    """What the app of the person shows."""
    return an_app_of(app, user_id)


@pytest.fixture
def client(app):
    return app.test_client()


def lets_in(client):
    return client.get("/").status_code == 200


def test_a_password_alone_opens_nothing_but_the_second_step(client, shown):
    answer = give_password(client, next="/notes/new")
    assert answer.location == "/second-step?next=/notes/new"
    for page in ("/", "/notes/new", "/account", "/account/password", "/notices/"):
        asked = client.get(page)
        assert asked.status_code == 302
        assert path_of(asked) == "/sign-in"
        assert path_of(client.get(asked.location)) == "/second-step"
    assert client.post("/notes", data={"note": "x"}).status_code in (302, 303, 400)
    page = client.get("/second-step?next=/notes/new")
    assert page.status_code == 200
    assert "The analyst" not in page.text


def test_staff_without_a_second_step_reach_only_the_page_that_sets_it_up(
    client, user_id
):
    answer = give_password(client)
    assert path_of(answer) == "/second-step"
    page = client.get(answer.location, follow_redirects=True)
    assert page.request.path == "/second-step/set-up"
    assert not lets_in(client)
    assert path_of(client.get("/second-step/recovery-codes")) == "/sign-in"


def test_the_code_opens_the_page_that_was_asked_for_under_a_new_id(app, client, shown):
    give_password(client, next="/notes/new")
    before = cookie_of(client)
    answer = give_code(client, code_of(shown), next="/notes/new")
    assert (answer.status_code, answer.location) == (303, "/notes/new")
    assert lets_in(client)
    assert cookie_of(client) != before
    assert not lets_in(a_thief(app, before))


def test_a_code_works_once_only(app, client, shown, time):
    code = code_of(shown)
    give_password(client)
    give_code(client, code)
    other = app.test_client()
    give_password(other)
    refused = give_code(other, code)
    assert refused.status_code == 422
    assert "was used before" in refused.text
    assert not lets_in(other)
    time.shift(STEP)
    give_code(other, code_of(shown))
    assert lets_in(other)


def test_the_sixth_code_is_refused_even_when_it_is_right(app, client, shown, time):
    give_password(client)
    for number in range(5):
        assert give_code(client, f"00000{number}").status_code == 422
    refused = give_code(client, code_of(shown))
    assert refused.status_code == 429
    assert "Wait 15 minutes" in refused.text
    other = app.test_client()  # a new sign-in brings no new guesses
    give_password(other)
    assert give_code(other, code_of(shown)).status_code == 429
    time.shift(15 * 60)
    assert give_code(client, code_of(shown)).status_code == 303


def test_nobody_without_a_password_is_asked_for_a_code(client, shown):
    assert path_of(client.get("/second-step")) == "/sign-in"
    page = client.get("/sign-in")
    answer = client.post(
        "/second-step", data={"csrf_token": token_in(page), "code": code_of(shown)}
    )
    assert path_of(answer) == "/sign-in"
    assert not lets_in(client)


def test_a_one_time_link_does_not_skip_the_second_step(app, client, user_id, shown):
    with app.extensions["accord"].database.transaction() as session:
        token = accounts.issue_link(session, user_id=user_id)
    answer = post(client, f"/sign-in/link/{token}")
    assert path_of(answer) == "/second-step"
    assert not lets_in(client)


def test_who_stopped_half_of_the_way_can_sign_out(app, client, shown):
    give_password(client)
    begun = cookie_of(client)
    post(client, "/second-step", to="/sign-out")
    assert client.get_cookie(COOKIE) is None
    thief = a_thief(app, begun)
    assert path_of(thief.get("/second-step")) == "/sign-in"


def set_up(client, target="/notes/new"):
    """Go through the pages that set a second step up; returns app and codes' page."""
    started = post(client, f"/second-step/set-up?next={target}", next=target)
    assert started.status_code == 303, started.text
    page = client.get(started.location)
    groups = re.search(r"accord-secret\"><strong>([A-Z2-7 ]+)</strong>", page.text)
    shown = pyotp.TOTP(groups[1].replace(" ", ""))
    answer = client.post(
        "/second-step/set-up/app",
        data={"csrf_token": token_in(page), "code": code_of(shown), "next": target},
    )
    return shown, answer


def codes_in(page):
    found = re.findall(r"<li>(\w{4}-\w{4}-\w{4})</li>", page.text)
    assert len(found) == 10
    return found


def test_a_second_step_is_set_up_on_the_way_in(app, client, user_id, time):
    give_password(client, next="/notes/new")
    shown, done = set_up(client)
    assert done.status_code == 200
    assert 'href="/notes/new"' in done.text
    assert lets_in(client)
    time.shift(STEP)
    again = app.test_client()
    sign_in(again, shown)
    assert lets_in(again)
    # Each recovery code stands in for the app once.
    code, *_ = codes_in(done)
    third = app.test_client()
    give_password(third)
    page = "/second-step?with=recovery-code"
    assert post(third, page, code=code).status_code == 303
    assert "You have 9 left" in third.get("/account").text
    fourth = app.test_client()
    give_password(fourth)
    assert post(fourth, page, code=code).status_code == 422
    assert not lets_in(fourth)


def test_a_wrong_first_code_shows_the_same_secret_again(client, user_id):
    give_password(client)
    started = post(client, "/second-step/set-up")
    page = client.get(started.location).text
    wrong = post(client, "/second-step/set-up/app", code="000000")
    assert wrong.status_code == 422
    assert "This code is not right" in wrong.text
    secret = re.search(r"accord-secret\"><strong>([A-Z2-7 ]+)</strong>", page)[1]
    assert secret in wrong.text


def test_looking_at_the_pages_stores_nothing(client, database, user_id):
    give_password(client)
    client.get("/second-step/set-up")
    assert path_of(client.get("/second-step/set-up/app")) == "/second-step/set-up"
    with database.reading() as session:
        count = session.execute(text("SELECT count(*) FROM account_second_step"))
        assert count.scalar() == 0


def test_a_password_alone_cannot_replace_a_second_step(app, client, shown, database):
    give_password(client)
    for page in ("/second-step/set-up", "/second-step/set-up/app"):
        assert path_of(client.get(page)) == "/second-step"
        token = token_in(client.get("/second-step"))
        answer = client.post(page, data={"csrf_token": token, "code": "000000"})
        assert path_of(answer) == "/second-step"
    with database.reading() as session:
        waiting = "SELECT waiting_secret FROM account_second_step"
        assert session.execute(text(waiting)).scalar() is None


def test_moving_to_another_phone_asks_for_a_fresh_proof(app, client, shown, time):
    sign_in(client, shown)
    time.shift(11 * 60)
    asked = client.get("/second-step/set-up?next=/account")
    assert path_of(asked) == "/account/confirm"
    assert "Six digits from your app" in client.get(asked.location).text
    refused = post(client, asked.location, to="/account/confirm", proof=GOOD)
    assert refused.status_code == 422  # a password is no proof where there is more
    answer = post(
        client,
        asked.location,
        to="/account/confirm",
        proof=code_of(shown),
        next="/second-step/set-up?next=/account",
    )
    assert answer.location == "/second-step/set-up?next=/account"
    new, done = set_up(client, "/account")
    assert len(codes_in(done)) == 10
    time.shift(2 * STEP)
    other = app.test_client()
    give_password(other)
    assert give_code(other, code_of(shown)).status_code == 422
    assert give_code(other, code_of(new)).status_code == 303


def test_new_recovery_codes_are_shown_once_and_end_the_old_ones(app, client, user_id):
    give_password(client)
    _shown, done = set_up(client)
    old = codes_in(done)
    new = codes_in(post(client, "/second-step/recovery-codes"))
    assert not set(old) & set(new)
    page = client.get("/second-step/recovery-codes").text
    assert "10 of 10" in page
    assert not any(code in page for code in new)
    other = app.test_client()
    give_password(other)
    page = "/second-step?with=recovery-code"
    assert post(other, page, code=old[0]).status_code == 422
    assert post(other, page, code=new[0]).status_code == 303


def test_the_owner_hears_of_every_change(client, user_id):
    give_password(client)
    set_up(client)
    page = client.get("/notices/").text
    assert "A second step was set up." in page
    assert "New recovery codes were made." in page


def test_a_training_participant_may_skip_it_and_is_asked_once_it_is_set_up(
    app, client, time
):
    user_id = a_user(app, email="learner@example.org", role="training_participant")
    give_password(client, email="learner@example.org")
    assert lets_in(client)
    shown = an_app_of(app, user_id)
    time.shift(STEP)
    again = app.test_client()
    give_password(again, email="learner@example.org")
    assert not lets_in(again)
    give_code(again, code_of(shown))
    assert lets_in(again)


def test_another_hat_needs_the_second_step_that_the_first_did_not(app, client):
    database = app.extensions["accord"].database
    user_id = a_user(app, email="learner@example.org", role="training_participant")
    give_password(client, email="learner@example.org")
    with database.transaction() as session:
        hat = hats.grant(session, user_id=user_id, role="analyst", by=None)
    assert lets_in(client)
    post(client, "/account/hats", hat=str(hat))
    assert not lets_in(client)
    assert path_of(client.get("/sign-in", follow_redirects=False)) == "/second-step"


def test_a_second_step_taken_away_by_two_administrators_is_set_up_anew(
    app, client, user_id, shown
):
    with app.extensions["accord"].database.transaction() as session:
        service.forget(session, user_id=user_id)
    give_password(client)
    page = client.get("/second-step", follow_redirects=True)
    assert page.request.path == "/second-step/set-up"


def test_every_act_is_in_the_trail(client, database, user_id, time):
    give_password(client)
    shown, _done = set_up(client)
    post(client, "/account", to="/sign-out")
    time.shift(STEP)
    give_password(client)
    give_code(client, "000000")
    give_code(client, code_of(shown))
    with database.reading() as session:
        rows = session.execute(text("SELECT act, actor_id FROM trail_row ORDER BY n"))
        acts = [row for row in rows if not row.act.startswith("hat.")]
    assert [row.act for row in acts] == [
        "sign-in.begun",
        "second-step.set-up",
        "sign-in.confirmed",
        "recovery-codes.made",
        "sign-out.done",
        "sign-in.begun",
        "second-step.refused",
        "sign-in.confirmed",
    ]
    assert {row.actor_id.replace("-", "") for row in acts} == {user_id.hex}
