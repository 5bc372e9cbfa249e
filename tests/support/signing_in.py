"""Sign in through the pages as people do: passwords, codes, forms with their token."""

import re
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pyotp
from flask import Blueprint, Flask, render_template_string, request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kit import clock
from kit.access.policy import Action
from kit.accounts import service
from kit.accounts.access import needs
from kit.accounts.confirmation import needs_confirmation
from kit.db import Database
from kit.second_step import service as second_step
from kit.second_step.model import STEP, SecondStep, waiting_about
from kit.settings import Settings
from kit.web import forms
from kit.web.door import House
from kit.web.pages import dress
from tests.support.people import BOROUGH

EMAIL = "analyst@example.org"
GOOD = "correct horse battery staple"
COOKIE = "accord-havering"

FORM = """
{% extends "kit/web/templates/page.html" %}
{% from "kit/web/templates/macros.html" import csrf_field, textarea_field, submit %}
{% block title %}Note{% endblock %}
{% block content %}
<h1 class="govuk-heading-l">Note</h1>
<form method="post" action="/notes">
  {{ csrf_field() }}
  {{ textarea_field(form, "note", "Note") }}
  {{ submit("Save") }}
</form>
{% endblock %}
"""


def an_app(settings: Settings, database: Database) -> Flask:
    """An application with a front page, a form to type in, and a guarded page."""
    app = Flask("demo", static_folder=None)
    dress(app, settings=settings, database=database, policy=BOROUGH)
    home = Blueprint("home", __name__)
    read = needs("front_page", Action.READ)
    home.get("/", endpoint="index")(read(lambda: "the front page"))
    home.get("/notes/new", endpoint="form")(read(_form))
    home.post("/notes", endpoint="save")(read(_save))
    fresh = needs_confirmation(10)
    home.get("/guarded", endpoint="guarded")(read(fresh(lambda: "guarded")))
    home.post("/guarded", endpoint="do")(read(fresh(lambda: "done")))
    app.register_blueprint(home)
    return app


def _form() -> str:
    return render_template_string(FORM, form=forms.blank())


def _save() -> tuple[str, int]:
    note = request.form.get("note", "")
    return f"saved {note}", 500 if note == "a fault" else 200


def a_user(app: Flask, *, email: str = EMAIL, role: str = "analyst") -> UUID:
    """An account whose password is ``GOOD``."""
    house: House = app.extensions["accord"]
    with house.database.transaction() as session:
        user_id = service.create_user(
            session, email=email, name="The analyst", role=role
        )
        service.set_password(session, user_id=user_id, password=GOOD)
    return user_id


def an_app_of(app: Flask, user_id: UUID) -> pyotp.TOTP:
    """Set up a second step; returns what shows the codes."""
    house: House = app.extensions["accord"]
    box = second_step.lockbox(house.settings.secret_key)
    with house.database.transaction() as session:
        second_step.begin(
            session, user_id=user_id, visit="test", box=box, may_replace=True
        )
        waiting = session.get_one(SecondStep, user_id).waiting_secret or ""
        shown = pyotp.TOTP(box.unlock(waiting, about=waiting_about(user_id, "test")))
        second_step.finish(
            session,
            user_id=user_id,
            visit="test",
            typed=shown.generate_otp(step_now() - 1),
            box=box,
            may_replace=True,
        )
    return shown


def step_now() -> int:
    """The time step of this moment."""
    return int(clock.now().timestamp()) // STEP


def code_of(shown: pyotp.TOTP, *, drift: int = 0) -> str:
    """What the app shows now, or ``drift`` steps later."""
    return shown.generate_otp(step_now() + drift)


def token_in(page: TestResponse) -> str:
    """The token of the page's forms."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found, f"no form on {page.request.path}: {page.status}"
    return found[1]


def post(
    client: FlaskClient, page: str, to: str | None = None, **fields: Any
) -> TestResponse:
    """Open ``page`` and send its form with ``fields``, as a browser says it does."""
    token = token_in(client.get(page))
    return client.post(
        to or page,
        data={"csrf_token": token, **fields},
        headers={"Referer": f"http://localhost{page}"},
    )


def give_password(
    client: FlaskClient, password: str = GOOD, **fields: Any
) -> TestResponse:
    """Send the sign-in form."""
    return post(client, "/sign-in", **{"email": EMAIL, "password": password, **fields})


def give_code(client: FlaskClient, code: str, **fields: Any) -> TestResponse:
    """Send the second step's form."""
    return post(client, "/second-step", code=code, **fields)


def sign_in(client: FlaskClient, shown: pyotp.TOTP, *, drift: int = 0) -> None:
    """All of it: password, code."""
    assert give_password(client).status_code == 303
    answer = give_code(client, code_of(shown, drift=drift))
    assert answer.status_code == 303, answer.text


def cookie_of(client: FlaskClient) -> str:
    """The session's token in the client's cookie jar."""
    kept = client.get_cookie(COOKIE)
    assert kept is not None
    return kept.value


def a_thief(app: Flask, token: str) -> FlaskClient:
    """Another browser with the same cookie."""
    client = app.test_client()
    client.set_cookie(COOKIE, token)
    return client


def path_of(answer: TestResponse) -> str:
    """Where a redirect leads, without its query."""
    return urlsplit(answer.location or "").path
