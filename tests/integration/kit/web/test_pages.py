"""What `dress` gives every application: guard, headers, failures, health and a log."""

import io
import json
import re

import pytest
import structlog
from flask import Blueprint, Flask, request
from sqlalchemy.exc import OperationalError

from kit import logs
from kit.access.policy import Action
from kit.accounts.access import needs, public, undeclared
from kit.db import SharedBase
from kit.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from kit.web import exports
from kit.web.navigation import Entry
from kit.web.pages import LARGEST_REQUEST, dress
from tests.support.people import BOROUGH, client_for
from tests.support.settings import some_settings

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; object-src 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'; "
    "report-uri /csp-report"
)
FAULTS = {
    "invalid": Invalid("No good", fields={"title": "Enter a shorter title"}),
    "not-allowed": NotAllowed(),
    "not-found": NotFound(),
    "conflict": Conflict(),
    "unavailable": Unavailable(),
    "database": OperationalError("SELECT", {}, Exception("gone")),
    "broken": RuntimeError("a secret in a message"),
}


def demo_pages() -> Blueprint:
    pages = Blueprint("demo", __name__)

    @pages.get("/")
    @needs("front_page", Action.READ)
    def index():
        return "everyone"

    @pages.route("/analysts", methods=["GET", "POST"])
    @needs("indicators_raw", Action.EXPORT)
    def analysts():
        return f"analysts: {request.form.get('title', '')}"

    @pages.get("/forgotten")
    def forgotten():
        return "nobody said who may see this"

    @pages.get("/fails/<how>")
    @public
    def fails(how):
        raise FAULTS[how]

    @pages.get("/table")
    @public
    def table():
        return exports.csv("table", ["a"], [[1]])

    return pages


@pytest.fixture
def build(sqlite_database, tmp_path):
    def make(**more):
        app = Flask("demo", static_folder=None)
        database = sqlite_database("havering", (SharedBase.metadata,))
        settings = some_settings("havering", tmp_path, **more.pop("settings", {}))
        dress(app, settings=settings, database=database, policy=BOROUGH, **more)
        app.register_blueprint(demo_pages())
        return app

    return make


@pytest.fixture
def app(build):
    entries = [
        Entry("Analysis", "demo.analysts"),
        Entry("Front", "demo.index"),
    ]
    return build(entries=entries)


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def written(monkeypatch):
    """``written()`` gives what the log said since the test began."""
    page = io.StringIO()
    monkeypatch.setattr("sys.stderr", page)
    logs.configure(member="havering", process="web")
    yield page.getvalue
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


class TestWhoMayOpenWhat:
    def test_a_stranger_is_sent_to_sign_in(self, client):
        assert client.get("/analysts").location == "/sign-in?next=/analysts"

    def test_a_stranger_who_posts_is_not_sent_back_to_the_form(self, client):
        assert client.post("/analysts").location == "/sign-in"

    def test_a_role_that_is_named_gets_in(self, app):
        assert client_for(app, "analyst").get("/analysts").text == "analysts: "

    def test_another_role_is_refused(self, app):
        answer = client_for(app, "scrutineer").get("/analysts")
        assert answer.status_code == 403
        assert "You cannot open this page" in answer.text

    def test_a_page_that_says_nothing_opens_to_nobody(self, app, client):
        assert undeclared(app) == ["/forgotten"]
        assert client_for(app, "analyst").get("/forgotten").status_code == 404
        assert client.get("/forgotten").location.startswith("/sign-in")

    def test_a_made_up_cookie_is_nobody(self, client):
        client.set_cookie("accord-havering", "x" * 43)
        assert client.get("/").status_code == 302

    def test_headers_of_a_stranger_make_nobody_somebody(self, client):
        headers = {"X-Forwarded-User": "analyst", "X-User": "analyst"}
        assert client.get("/", headers=headers).status_code == 302


def test_the_links_at_the_top_are_those_the_role_may_follow(app):
    seen = client_for(app, "analyst").get("/accessibility").text
    assert "Analysis" in seen
    assert "Analyst" in seen
    others = client_for(app, "scrutineer").get("/accessibility").text
    assert "Analysis" not in others
    assert "Front" in others


def test_a_name_cannot_become_markup(build):
    app = build()
    client = client_for(app, "analyst", name='<script>"x"</script>')
    page = client.get("/accessibility").text
    assert "&lt;script&gt;" in page
    assert '<script>"x"' not in page


def test_a_form_without_its_token_is_refused_in_plain_words(app):
    client = client_for(app, "analyst")
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post("/analysts", data={"title": "x"})
    assert answer.status_code == 400
    assert "open for too long" in answer.text


@pytest.mark.parametrize(
    ("how", "status", "words"),
    [
        ("invalid", 422, "Enter a shorter title"),
        ("not-allowed", 403, "your role does not allow this"),
        ("not-found", 404, "Page not found"),
        ("conflict", 409, "changed by somebody else"),
        ("unavailable", 503, "Nothing was lost"),
        ("database", 503, "not available just now"),
        ("broken", 500, "Sorry, something went wrong"),
    ],
)
def test_each_failure_has_a_page_for_people(client, how, status, words):
    answer = client.get(f"/fails/{how}")
    assert answer.status_code == status
    assert words in answer.text
    assert "secret" not in answer.text


def test_other_refusals_are_pages_too(client):
    assert "Page not found" in client.get("/nowhere").text
    assert client.delete("/table").status_code == 405
    assert "cannot be used that way" in client.delete("/table").text


def test_what_is_too_large_is_refused(app):
    client = client_for(app, "analyst")
    body = {"title": "x" * (LARGEST_REQUEST + 1)}
    answer = client.post("/analysts", data=body)
    assert answer.status_code == 413
    assert "too large" in answer.text


def test_the_log_has_the_reference_and_not_the_message(client, written):
    page = client.get("/fails/broken").text
    reference = re.search(r'accord-reference__id">([^<]+)<', page)[1]
    said = written()
    lines = [json.loads(line) for line in said.splitlines()]
    mine = [line for line in lines if line["correlation_id"] == reference]
    failed, asked = mine
    assert failed["error"] == "RuntimeError"
    assert failed["where"].endswith(tuple("0123456789"))
    assert asked["route"] == "/fails/<how>"
    assert asked["status"] == 500
    assert asked["milliseconds"] >= 0
    assert "secret" not in said


def test_the_policy_is_strict_on_every_kind_of_answer(client):
    for path in ("/table", "/health", "/"):
        assert client.get(path).headers["Content-Security-Policy"] == POLICY
    for path in ("/sign-in", "/nowhere", "/fails/broken"):
        answer = client.get(path)
        nonce = re.search(r'<script nonce="([^"]+)"', answer.text)[1]
        expected = POLICY.replace("'self';", f"'self' 'nonce-{nonce}';", 1)
        assert answer.headers["Content-Security-Policy"] == expected
        for name, value in {
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",
            "Cache-Control": "no-store",
        }.items():
            assert answer.headers[name] == value


def test_each_page_has_a_nonce_of_its_own(client):
    first, second = client.get("/sign-in"), client.get("/sign-in")
    name = "Content-Security-Policy"
    assert first.headers[name] != second.headers[name]


def test_plain_http_carries_no_transport_promise(client):
    assert "Strict-Transport-Security" not in client.get("/sign-in").headers


def test_plain_http_beyond_this_machine_is_refused_at_start(build):
    with pytest.raises(ValueError, match="over https only"):
        build(settings={"public_url": "http://accord.example"})


def test_a_colour_nobody_can_read_on_is_refused_at_start(build):
    with pytest.raises(ValueError, match="darker"):
        build(settings={"brand_colour": "#dddddd"})


def test_the_members_colour_may_be_kept_for_ever(client):
    page = client.get("/sign-in").text
    sheet = client.get(re.search(r'href="(/assets/brand-[^"]+)"', page)[1])
    assert "--accord-brand:#1d5c63" in sheet.text
    assert sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get("/assets/brand-000000000000.css").status_code == 404


def test_only_built_files_are_served(client):
    for name in ("manifest.json", "..%2fpages.py", "nothing.css"):
        assert client.get(f"/assets/{name}").status_code == 404


class TestHealth:
    def test_it_lives_and_is_ready(self, client):
        assert client.get("/health").json == {"status": "alive"}
        answer = client.get("/ready")
        assert answer.status_code == 200
        assert answer.json == {
            "status": "ready",
            "database": "answers",
            "exchange": "not running",
        }

    def test_it_says_what_else_it_was_told_to_ask(self, build):
        answer = build(checks={"waiting": lambda: 3}).test_client().get("/ready")
        assert answer.json["waiting"] == 3

    def test_it_is_not_ready_when_a_part_is_away(self, build):
        def away():
            raise ConnectionRefusedError

        client = build(checks={"exchange": away}).test_client()
        answer = client.get("/ready")
        assert answer.status_code == 503
        assert answer.json["exchange"] == "away"
        assert client.get("/health").status_code == 200
