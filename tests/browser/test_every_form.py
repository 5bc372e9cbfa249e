"""Every form with errors is readable, and nothing typed or received ever runs."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page

from borough.returns import service as returns
from borough.wiring import SERVICE as BOROUGH
from kit.instance import Service
from leadership.members import service as members
from leadership.performance import service as performance
from leadership.wiring import SERVICE as LEADERSHIP
from tests.browser.test_every_page import plain_pages
from tests.support import people
from tests.support.boroughs import ANALYST, HERE, a_borough
from tests.support.browsing import went
from tests.support.released import a_return, an_observation
from tests.support.settings import some_settings

pytestmark = pytest.mark.long

# A script, an image and a drawing that run something, a way out of an attribute, an
# address that runs, a template's words, and a style from elsewhere.
PAYLOAD = (
    "<script>window.hit=1</script><img src=x onerror=window.hit=2>"
    "<svg onload=window.hit=3>\"'><a href=javascript:window.hit=4>x</a>"
    "{{ 7 * 7 }}${7*7}<style>*{display:none}</style>"
)
SHORT = "\"'><img src=x onerror=window.hit=5>"
# These end the session under test, or leave the page for a provider.
SKIPPED = ("/sign-out", "/sessions/end", "/account/session")

Opened = Callable[[str, str], bool]
Given = tuple[Flask, list[tuple[str, str]]]


def a_filled_borough(app: Flask) -> list[tuple[str, str]]:
    """Records a borough's pages show, and the addresses of those pages."""
    database = app.extensions["accord"].database
    a_borough(database)
    with database.transaction() as session:
        given = returns.start(session, by=ANALYST, area=HERE).id
    paths = ("AS01", "AS01/figure", "AS01/target", "AS01/supplier")
    return [
        *((f"/performance/{path}", "analyst") for path in paths),
        (f"/returns/{given}", "analyst"),
        (f"/returns/{given}/discard", "analyst"),
    ]


def a_filled_leadership(app: Flask) -> list[tuple[str, str]]:
    """What boroughs sent, full of payloads, and the pages that show it."""
    database = app.extensions["accord"].database
    a_borough(database)
    key = {"kty": "OKP", "crv": "Ed25519", "x": "A" * 43}
    with database.transaction() as session:
        members.add_member(
            session, slug="havering", name=PAYLOAD[:80], area_code=HERE, jwk=key
        )
        hostile = {"released_by": SHORT, "reason": PAYLOAD, "history": []}
        performance.take_observations(session, [an_observation(**hostile)])
        words = {"note": PAYLOAD, "prepared_by": SHORT, "released_by": SHORT}
        performance.take_returns(session, [a_return(**words)])
    return [("/performance/CP03", "leadership_member")]


FILLED = {"borough": a_filled_borough, "leadership": a_filled_leadership}


@pytest.fixture(params=[BOROUGH, LEADERSHIP], ids=lambda made: made.name)
def filled(request, sqlite_database, tmp_path) -> Given:
    service: Service = request.param
    member = "havering" if service is BOROUGH else "leadership"
    database = sqlite_database(member, service.metadatas)
    app = service.create_app(some_settings(member, tmp_path), database)
    return app, [*FILLED[service.name](app), *plain_pages(app)]


@pytest.fixture
def opened(filled, live_app, browser_page: Page):
    """``opened(path, role)`` shows a page of the filled instance, signed in."""
    app, _ = filled
    address = live_app(app)
    entered: dict[str, tuple[str, str]] = {}

    def show(path: str, role: str) -> bool:
        if role not in entered:
            entered[role] = people.session_for(app, role)
        name, token = entered[role]
        browser_page.context.add_cookies(
            [{"name": name, "value": token, "url": address}]
        )
        return went(browser_page, f"{address}{path}") is not None

    return show


def forms_of(page: Page) -> list[str]:
    """Where the page's forms that store something are sent."""
    found: list[str] = page.eval_on_selector_all(
        "main form[method=post]",
        "forms => forms.map(form => form.getAttribute('action') || '')",
    )
    return [each for each in found if not any(part in each for part in SKIPPED)]


def each_fresh(path: str, role: str, opened: Opened, page: Page) -> Iterator[str]:
    """Each form of a page that was just opened; before the next it is opened anew."""
    for number, action in enumerate(forms_of(page)):
        if number:
            opened(path, role)
        yield action


def send(page: Page, action: str, text: str, short: str = "") -> None:
    """Fill every box of a form with ``text``, its choices taken, and send it.

    ``short`` goes where it would be cut. A form that an earlier one made go away is
    left.
    """
    if action not in forms_of(page):
        return
    with page.expect_navigation():
        page.eval_on_selector_all(
            "main form[method=post]",
            """(forms, [action, text, short]) => {
                const form = forms.find(
                    each => (each.getAttribute("action") || "") === action);
                for (const box of form.elements) {
                    if (box.tagName === "TEXTAREA" || (box.tagName === "INPUT" &&
                        ["text", "email", "password", "search"].includes(box.type)))
                        box.value = box.maxLength < 0 || text.length <= box.maxLength
                            ? text : short.slice(0, box.maxLength);
                    if (text && box.tagName === "SELECT")
                        box.selectedIndex = box.options.length - 1;
                    if (text && ["radio", "checkbox"].includes(box.type))
                        box.checked = true;
                }
                form.noValidate = true;
                form.requestSubmit();
            }""",
            [action, text, short],
        )


def test_every_form_with_errors_is_accessible(
    filled, opened, browser_page: Page, walk, picture
):
    seen = 0
    for path, role in filled[1]:
        if not opened(path, role):
            continue
        for action in each_fresh(path, role, opened, browser_page):
            send(browser_page, action, "")
            if browser_page.locator(".govuk-error-summary").count() == 0:
                continue
            seen += 1
            assert browser_page.title().startswith("Error: "), path
            walk(browser_page)
            picture(browser_page, f"errors{path.replace('/', '-')}-{seen}")
    assert seen >= (10 if filled[0].name == "borough" else 4)


def test_what_people_type_and_what_arrives_never_runs(
    filled, opened, browser_page: Page
):
    dialogs: list[str] = []
    browser_page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    reports: list[str] = []
    browser_page.on(
        "request",
        lambda sent: "/csp-report" in sent.url and reports.append(sent.url),
    )

    def inert() -> None:
        assert browser_page.evaluate("window.hit") is None, browser_page.url
        assert browser_page.locator("main").is_visible()

    for path, role in filled[1]:
        if not opened(path, role):
            continue
        inert()
        for action in each_fresh(path, role, opened, browser_page):
            send(browser_page, action, PAYLOAD, SHORT)
            inert()
    for path, role in filled[1]:
        if opened(path, role):
            inert()
    assert (dialogs, reports) == ([], [])
