"""Every failure is told in plain words, with a reference that the log has too."""

import re
import sqlite3

import pytest
from flask import abort, render_template_string
from sqlalchemy import text
from sqlalchemy.exc import InterfaceError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from kit.accounts.access import public
from kit.errors import Conflict, Invalid
from kit.web import door, limits
from tests.support.people import client_for

STATUSES = (400, 403, 404, 405, 409, 413, 422, 429, 500, 503)
SECRET = "canary of a message"
FAULTS = {
    "broken": RuntimeError(SECRET),
    "invalid": Invalid("No good", fields={"title": "Enter a shorter title"}),
    "conflict": Conflict(),
    "pool": PoolExhausted(SECRET),
    "connection": InterfaceError("SELECT", {}, Exception(SECRET)),
}


@pytest.fixture
def app(make_app):
    """The application with pages that fail in every way."""
    app = make_app()

    @app.get("/fails/<int:status>")
    @public
    def fails(status):
        abort(status, description=SECRET)

    @app.get("/raises/<how>")
    @public
    def raises(how):
        raise FAULTS[how]

    @app.get("/template")
    @public
    def template():
        return render_template_string("{{ nothing.of_the_kind }}")

    @app.get("/often")
    @public
    def often():
        limits.spend(limits.Limit(name="once", most=1))
        return "once"

    return app


@pytest.fixture
def client(app):
    return app.test_client()


def reference_of(page):
    return re.search(r"Reference:.*?([0-9a-f]{8}-[0-9a-f-]{27})", page, re.DOTALL)[1]


def test_every_status_has_words_and_a_reference_the_log_has(client, written):
    for status in STATUSES:
        answer = client.get(f"/fails/{status}")
        assert answer.status_code == status
        assert SECRET not in answer.text
        reference = reference_of(answer.text)
        mine = [line for line in written() if line.get("correlation_id") == reference]
        assert mine[-1]["status"] == status
        assert len(mine) == (2 if status >= 500 else 1)
    assert SECRET not in str(written())


def test_programs_are_told_the_same_in_json(client):
    for headers in (
        {"Accept": "application/json"},
        {"Accept": "text/html;q=0.5, application/json"},
        {"Content-Type": "application/json"},
    ):
        answer = client.get("/raises/invalid", headers=headers)
        assert answer.status_code == 422
        assert answer.json.pop("reference")
        assert answer.json | {"reference": ""} == {
            "error": "invalid",
            "message": "No good",
            "details": ["Enter a shorter title"],
            "reference": "",
        }
    for status in STATUSES:
        answer = client.get(f"/fails/{status}", headers={"Accept": "application/json"})
        assert answer.status_code == status
        assert set(answer.json) == {"error", "message", "details", "reference"}
        assert SECRET not in answer.text


def test_browsers_and_those_who_take_anything_get_a_page(client):
    for accept in ("text/html,application/xhtml+xml,*/*;q=0.8", "*/*", ""):
        answer = client.get("/nowhere", headers={"Accept": accept})
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_refusal_keeps_what_helps_the_caller(client):
    assert client.delete("/often").headers["Allow"]
    assert client.get("/often").text == "once"
    often = client.get("/often")
    assert often.status_code == 429
    assert often.headers["Retry-After"] == "60"
    assert "Try again in 60 seconds." in often.text


def test_a_database_that_is_away_is_no_fault_of_the_person(client):
    for how in ("pool", "connection"):
        answer = client.get(f"/raises/{how}")
        assert answer.status_code == 503
        assert "Nothing was lost" in answer.text


def test_a_template_that_fails_is_a_page(client, written):
    answer = client.get("/template")
    assert answer.status_code == 500
    assert "Sorry, something went wrong" in answer.text
    assert any(line.get("error") == "UndefinedError" for line in written())


class TestWhatBreaksTheErrorPage:
    def test_a_fault_in_its_template_leaves_plain_words(self, app, client, written):
        app.jinja_env.globals["asset"] = None
        answer = client.get("/raises/broken")
        assert answer.status_code == 500
        assert "Sorry, something went wrong" in answer.text
        assert "govuk" not in answer.text
        assert answer.headers["X-Frame-Options"] == "DENY"
        reference = reference_of(answer.text)
        mine = [line for line in written() if line.get("correlation_id") == reference]
        assert {line["event"] for line in mine} > {
            "request failed",
            "error page failed",
        }

    def test_a_fault_while_the_request_is_taken_down_is_told(self, app, written):
        @app.teardown_request
        def fail(_error):
            raise RuntimeError(SECRET)

        answer = app.test_client().get("/sign-in")
        assert answer.status_code == 500
        assert "Look at how things stand" in answer.text
        assert answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        reference = reference_of(answer.text)
        assert any(line.get("correlation_id") == reference for line in written())
        assert SECRET not in answer.text
        assert SECRET not in str(written())

    def test_a_fault_after_the_page_was_made_is_told(self, app):
        @app.after_request
        def fail(_response):
            raise RuntimeError(SECRET)

        answer = app.test_client().get("/sign-in")
        assert answer.status_code == 500
        assert SECRET not in answer.text


class TestADatabaseThatCannotWrite:
    @pytest.fixture
    def app(self, make_app):
        app = make_app()

        @app.post("/writes")
        @public
        def writes():
            with door.transaction() as session:
                session.execute(text("CREATE TABLE IF NOT EXISTS filling (t TEXT)"))
                for _ in range(200):
                    session.execute(
                        text("INSERT INTO filling VALUES (:t)"), {"t": "x" * 4000}
                    )
            return "written"

        client_for(app, "administrator")  # its forms need no token
        return app

    @staticmethod
    def pages(app, statement):
        connection = sqlite3.connect(
            app.extensions["accord"].database.engine.url.database
        )
        found = connection.execute(statement).fetchone()
        connection.close()
        return found and found[0]

    def test_a_full_one_is_told_and_nothing_is_half_written(self, app):
        database = app.extensions["accord"].database
        full = self.pages(app, "PRAGMA page_count") + 20
        with database.engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count={full}")
        answer = app.test_client().post("/writes")
        assert answer.status_code == 503
        assert "Nothing was lost" in answer.text
        assert not self.pages(app, "SELECT 1 FROM sqlite_master WHERE name='filling'")
        assert self.pages(app, "PRAGMA integrity_check") == "ok"
        assert app.test_client().get("/sign-in").status_code == 200
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count=1000000")
        assert app.test_client().post("/writes").text == "written"
        assert self.pages(app, "SELECT count(*) FROM filling") == 200

    def test_a_locked_one_is_told_and_nothing_is_half_written(self, app):
        database = app.extensions["accord"].database
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout=50")
        holder = sqlite3.connect(database.engine.url.database, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        answer = app.test_client().post("/writes")
        assert answer.status_code == 503
        holder.execute("ROLLBACK")
        holder.close()
        assert app.test_client().post("/writes").text == "written"
