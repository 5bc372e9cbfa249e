"""A form sent after its session ran out comes back: to its person, to nobody else."""

import pytest
import time_machine
from sqlalchemy import text

from kit.db import SharedBase
from kit.settings import SecondStep
from tests.support.settings import some_settings
from tests.support.signing_in import (
    COOKIE,
    a_user,
    an_app,
    cookie_of,
    give_password,
    path_of,
    post,
    token_in,
)

START = "2026-11-21T09:00:00Z"
TYPED = "what took me an hour to write, with ünïcödé"
TEXT_COOKIE = "accord-text-havering"


@pytest.fixture(autouse=True)
def time():
    with time_machine.travel(START, tick=False) as time:
        yield time


@pytest.fixture
def app(any_database, tmp_path):
    settings = some_settings("havering", tmp_path, second_step=SecondStep.WAIVED)
    app = an_app(settings, any_database("havering", (SharedBase.metadata,)))
    a_user(app)
    return app


@pytest.fixture
def client(app):
    return app.test_client()


def send(client, token, note=TYPED, **fields):
    return client.post(
        "/notes",
        data={"csrf_token": token, "note": note, **fields},
        headers={"Referer": "http://localhost/notes/new"},
    )


def late(client, time, minutes=31, **fields):
    """Sign in, open the form, and send it when the session has run out."""
    give_password(client)
    token = token_in(client.get("/notes/new"))
    time.shift(minutes * 60)
    return send(client, token, **fields)


def kept(app):
    with app.extensions["accord"].database.reading() as session:
        return session.execute(text("SELECT locked FROM account_unsaved_text")).all()


def test_the_form_comes_back_with_what_was_typed_and_is_gone_once_it_is_sent(
    app, client, time
):
    answer = late(client, time)
    assert (answer.status_code, path_of(answer)) == (303, "/sign-in")
    page = client.get(answer.location)
    assert "What you typed is kept" in page.text
    signed_in = give_password(client, next="/notes/new")
    form = client.get(signed_in.location).text
    assert TYPED in form
    assert "What you typed is filled in again" in form
    answer = post(client, "/notes/new", to="/notes", note=TYPED)
    assert answer.text == f"saved {TYPED}"
    assert TYPED not in client.get("/notes/new").text
    assert kept(app) == []


def test_on_another_page_a_note_leads_to_the_form(client, time):
    late(client, time)
    give_password(client)
    page = client.get("/account").text
    assert '<a class="govuk-link" href="/notes/new">Go back to the form</a>' in page
    assert TYPED in client.get("/account/unsaved").text


def test_it_is_kept_when_sending_it_again_meets_a_fault(client, time):
    late(client, time)
    give_password(client)
    assert post(client, "/notes/new", to="/notes", note="a fault").status_code == 500
    assert TYPED in client.get("/notes/new").text


def test_it_can_be_thrown_away(app, client, time):
    late(client, time)
    give_password(client)
    answer = post(client, "/account/unsaved", to="/account/unsaved/throw-away")
    assert answer.status_code == 303
    assert kept(app) == []
    assert TYPED not in client.get("/notes/new").text
    assert "Nothing is waiting" in client.get("/account/unsaved").text


def test_another_person_at_the_same_browser_does_not_see_it(app, client, time):
    a_user(app, email="other@example.org")
    late(client, time)
    give_password(client, email="other@example.org")
    for page in ("/notes/new", "/account/unsaved", "/account"):
        assert TYPED not in client.get(page).text
        assert "Go back to the form" not in client.get(page).text


def test_the_same_person_at_another_browser_does_not_see_it(app, client, time):
    late(client, time)
    other = app.test_client()
    give_password(other)
    assert TYPED not in other.get("/notes/new").text


def test_it_is_gone_after_an_hour(client, time):
    late(client, time)
    time.shift(60 * 60)
    give_password(client)
    assert TYPED not in client.get("/notes/new").text
    assert TYPED not in client.get("/account/unsaved").text


def test_nobody_reads_it_in_the_database(app, client, time):
    late(client, time)
    ((locked,),) = kept(app)
    assert "hour" not in locked


def test_passwords_codes_and_tokens_are_not_kept(client, time):
    late(client, time, new_password="tell no one", code="123456", secret="hush")
    give_password(client)
    page = client.get("/account/unsaved").text
    assert TYPED in page
    for never in ("tell no one", "123456", "hush", "csrf"):
        assert never not in page.split("<main")[1].split("Throw it away")[0].replace(
            'name="csrf_token"', ""
        )


def test_without_the_forms_own_token_nothing_is_kept(app, client, time):
    give_password(client)
    client.get("/notes/new")
    time.shift(31 * 60)
    answer = send(client, "a token of another site")
    assert path_of(answer) == "/sign-in"
    assert kept(app) == []
    assert client.get_cookie(TEXT_COOKIE) is None


def test_nothing_is_kept_of_a_session_that_was_signed_out(app, client):
    give_password(client)
    token = token_in(client.get("/notes/new"))
    session = cookie_of(client)
    post(client, "/account", to="/sign-out")
    client.set_cookie(COOKIE, session)
    send(client, token)
    assert kept(app) == []


def test_nothing_is_kept_of_a_session_that_ran_out_long_ago(app, client, time):
    late(client, time, minutes=31 + 12 * 60)
    assert kept(app) == []


def test_nothing_is_kept_for_a_stranger(app, client):
    client.set_cookie(COOKIE, "no session of ours")
    token = token_in(client.get("/sign-in"))
    assert path_of(send(client, token)) == "/sign-in"
    assert kept(app) == []


def test_nothing_is_kept_of_a_form_too_large(app, client, time):
    late(client, time, note="x" * 200_001)
    assert kept(app) == []


def test_the_page_to_return_to_is_on_this_site(client, time):
    give_password(client)
    token = token_in(client.get("/notes/new"))
    time.shift(31 * 60)
    answer = client.post(
        "/notes",
        data={"csrf_token": token, "note": TYPED},
        headers={"Referer": "http://localhost//evil.example/notes"},
    )
    assert answer.location == "/sign-in?next=/"


def test_a_guarded_form_that_waited_too_long_comes_back_after_the_proof(client, time):
    give_password(client)
    token = token_in(client.get("/notes/new"))
    time.shift(11 * 60)
    answer = client.post(
        "/guarded",
        data={"csrf_token": token, "note": TYPED},
        headers={"Referer": "http://localhost/notes/new"},
    )
    assert path_of(answer) == "/account/confirm"
    assert TYPED in client.get("/notes/new").text
