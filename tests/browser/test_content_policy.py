"""In a real browser: what the policy stops is reported, and nothing is kept or shown.

The reports are the browser's own, so this is where it shows that they reach us.
"""

from types import SimpleNamespace

import pytest
from flask import Response

from kit.accounts.access import public
from kit.web import reports
from tests.support.apps import maker
from tests.support.people import client_for

PLANTED = """<!DOCTYPE html><html lang="en"><head><title>Planted</title></head><body>
<h1>Planted</h1><script>document.title = "run"</script>
<p id="styled" style="position: fixed">text</p><img src="http://localhost:1/x.png">
<p onclick="document.title = 'clicked'" id="handler">click</p></body></html>"""


@pytest.fixture
def app(sqlite_database, tmp_path):
    app = maker("borough", sqlite_database, tmp_path)()

    @app.get("/planted/<secret>")
    @public
    def planted(secret):
        return Response(PLANTED, content_type="text/html; charset=utf-8")

    return app


@pytest.fixture
def page(chromium):
    """A page whose console may complain: it is made to."""
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def test_what_the_policy_stops_is_reported_and_logged(app, page, live_app, monkeypatch):
    told = []
    log = SimpleNamespace(get_logger=lambda _name: _Listener(told))
    monkeypatch.setattr(reports, "logs", log)
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    address = live_app(app)
    page.goto(f"{address}/planted/canary?of=canary")
    page.click("#handler")
    page.wait_for_timeout(500)
    assert page.title() == "Planted"
    assert {a.status for a in answers if a.url.endswith("/csp-report")} == {204}
    rules = {line["reason"] for line in told}
    assert {"script-src-elem", "style-src-attr", "img-src"} <= rules
    assert {line["route"] for line in told} == {"/planted/<secret>"}
    assert "canary" not in str(told)


class _Listener:
    def __init__(self, told):
        self.told = told

    def warning(self, _event, **words):
        self.told.append(words)


def test_browsers_keep_nothing_of_a_visit_but_cookies(app, page, live_app, sign_in):
    address = live_app(app)
    sign_in(page, app, address, "business_manager")
    for path in ("/", "/imports/", "/performance/"):
        page.goto(f"{address}{path}")
        kept = "[localStorage.length, sessionStorage.length]"
        assert page.evaluate(kept) == [0, 0]
        assert "form-havering" not in page.evaluate("document.cookie")
    names = {cookie["name"] for cookie in page.context.cookies()}
    assert names == {"accord-havering", "form-havering"}


def test_a_form_of_another_site_is_refused(app, page, live_app, sign_in, tmp_path):
    client_for(app, "business_manager")  # its forms need no token: the origin must do
    address = live_app(app)
    sign_in(page, app, address, "business_manager")
    elsewhere = tmp_path / "elsewhere.html"
    elsewhere.write_text(
        f'<form method="post" action="{address}/sign-out"><button>Go</button></form>'
    )
    page.goto(elsewhere.as_uri())
    with page.expect_navigation() as going:
        page.click("button")
    assert going.value.status == 403
    assert "sent from another site" in page.inner_text("main")
