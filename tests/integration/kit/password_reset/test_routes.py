"""A forgotten password, on both databases: by letter, once, and never past the step."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import text

from kit.accounts import service as accounts
from kit.db import SharedBase
from tests.support.settings import some_settings
from tests.support.signing_in import (
    EMAIL,
    GOOD,
    a_user,
    an_app,
    an_app_of,
    code_of,
    give_code,
    give_password,
    path_of,
    post,
    sign_in,
    token_in,
)

START = "2026-11-21T09:00:00Z"
CHOSEN = "another long enough word"
MINUTE = 60


@pytest.fixture(autouse=True)
def time():
    with time_machine.travel(START, tick=False) as time:
        yield time


@pytest.fixture
def app(any_database, tmp_path):
    settings = some_settings(
        "havering", tmp_path, mail_url=(tmp_path / "mail").as_uri(), mail_from="a@b.uk"
    )
    app = an_app(settings, any_database("havering", (SharedBase.metadata,)))
    app.user_id = a_user(app)
    return app


@pytest.fixture
def shown(app):
    return an_app_of(app, app.user_id)


@pytest.fixture
def client(app):
    return app.test_client()


def letters(app):
    with app.extensions["accord"].database.reading() as session:
        rows = session.execute(text("SELECT recipient, body FROM mail_letter"))
        return [tuple(row) for row in rows]


def ask(client, email=EMAIL):
    return post(client, "/password-reset", email=email)


def said(answer):
    """The page without its nonce, which is new each time."""
    return re.sub(r'nonce="[^"]+"', "", answer.text)


def link(app, client):
    """Ask, and take the link out of the letter."""
    before = letters(app)
    ask(client)
    (new,) = [letter for letter in letters(app) if letter not in before]
    return re.search(r"http://127\.0\.0\.1:8001(/password-reset/\S+)", new[1])[1]


def test_the_answer_is_the_same_for_everybody_and_only_an_account_gets_a_letter(
    app, client
):
    known, unknown = ask(client), ask(client, "nobody@example.org")
    assert known.status_code == unknown.status_code == 200
    assert said(known) == said(unknown)
    ((to, body),) = letters(app)
    assert to == EMAIL
    assert "The analyst" not in body


def test_the_link_sets_a_password_once_and_ends_every_session(app, client, shown, time):
    inside = app.test_client()
    sign_in(inside, shown)
    address = link(app, client)
    for _ in range(3):  # mail scanners open links
        assert client.get(address).status_code == 200
    assert inside.get("/").status_code == 200
    answer = post(client, address, password=CHOSEN)
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert inside.get("/").status_code == 302
    assert client.get("/").status_code == 302
    assert client.get(address).status_code == 404
    assert give_password(client, GOOD).status_code == 422
    time.shift(30)
    assert path_of(give_password(client, CHOSEN)) == "/second-step"
    assert client.get("/").status_code == 302  # the second step is still asked for
    give_code(client, code_of(shown))
    assert "was changed by a letter" in client.get("/notices/").text


def test_a_used_link_does_nothing_when_its_form_is_sent_again(app, client):
    address = link(app, client)
    token = token_in(client.get(address))
    for password, status in ((CHOSEN, 303), ("a third set of words", 404)):
        data = {"csrf_token": token, "password": password}
        assert client.post(address, data=data).status_code == status
    with app.extensions["accord"].database.reading() as session:
        check = accounts.check_password
        assert check(session, email=EMAIL, password=CHOSEN) == app.user_id


def test_an_easy_password_is_refused_and_the_link_still_works(app, client):
    address = link(app, client)
    refused = post(client, address, password="Password2026!")
    assert refused.status_code == 422
    assert "too easy to guess" in refused.text
    assert post(client, address, password=CHOSEN).status_code == 303


def test_a_link_is_good_for_half_an_hour(app, client, time):
    address = link(app, client)
    token = token_in(client.get(address))
    time.shift(30 * MINUTE)
    assert client.get(address).status_code == 404
    data = {"csrf_token": token, "password": CHOSEN}
    assert client.post(address, data=data).status_code == 404


def test_choosing_a_password_uses_up_all_links(app, client, time):
    first = link(app, client)
    time.shift(MINUTE)
    second = link(app, client)
    assert post(client, second, password=CHOSEN).status_code == 303
    assert client.get(first).status_code == 404


def test_a_closed_account_gets_no_letter_and_its_links_stop(app, client):
    address = link(app, client)
    token = token_in(client.get(address))
    with app.extensions["accord"].database.transaction() as session:
        accounts.close_user(session, user_id=app.user_id)
    data = {"csrf_token": token, "password": CHOSEN}
    assert client.post(address, data=data).status_code == 404
    ask(client)
    assert len(letters(app)) == 1


def test_three_letters_an_hour_and_the_answer_stays_the_same(app, client, time):
    answers = {said(ask(client)) for _ in range(5)}
    assert len(answers) == 1
    assert len(letters(app)) == 3
    time.shift(60 * MINUTE)
    ask(client)
    assert len(letters(app)) == 4


def test_a_locked_account_opens_with_a_new_password(app, client, shown, time):
    wrong = 0
    while wrong < 10:
        answer = give_password(client, f"wrong guess {wrong}")
        wrong += answer.status_code == 422
        time.shift(int(answer.headers.get("Retry-After", 0)))
    assert give_password(client).status_code == 429
    post(client, link(app, client), password=CHOSEN)
    assert path_of(give_password(client, CHOSEN)) == "/second-step"


def test_a_wrong_token_opens_nothing(client):
    assert client.get("/password-reset/no-token-of-ours").status_code == 404


def test_no_token_is_kept_and_each_is_long(app, client):
    token = link(app, client).rpartition("/")[2]
    assert len(token) == 43  # 256 bits
    with app.extensions["accord"].database.reading() as session:
        kept = session.execute(text("SELECT token_hash FROM account_reset_link"))
        assert token not in kept.scalars().all()


def test_old_links_are_forgotten(app, client, time):
    link(app, client)
    time.shift(timedelta(days=1, seconds=1))
    link(app, client)
    with app.extensions["accord"].database.reading() as session:
        count = session.execute(text("SELECT count(*) FROM account_reset_link"))
        assert count.scalar() == 1


def test_without_mail_the_page_says_whom_to_ask(sqlite_database, tmp_path):
    settings = some_settings("havering", tmp_path, contact="help@havering.example")
    app = an_app(settings, sqlite_database("havering", (SharedBase.metadata,)))
    client = app.test_client()
    page = client.get("/password-reset")
    assert "No mail is set up here" in page.text
    assert "help@havering.example" in page.text
    token = token_in(client.get("/sign-in"))
    answer = client.post("/password-reset", data={"csrf_token": token, "email": EMAIL})
    assert "No mail is set up here" in answer.text
