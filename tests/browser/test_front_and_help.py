"""The front page, notices, letters, search and help, with something on them."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from borough.help import TOPICS as OF_BOROUGH
from borough.returns import service as returns
from borough.wiring import SERVICE as BOROUGH
from kit import clock
from kit.accounts import queries as accounts
from kit.exchange.model import Waiting, WaitingEvent
from kit.help.topics import TOPICS as OF_KIT
from kit.mail.model import Fault, Letter
from kit.notices import service as notices
from leadership.help import TOPICS as OF_LEADERSHIP
from leadership.wiring import SERVICE as LEADERSHIP
from partnership.help import TOPICS as SHARED
from tests.support.boroughs import ANALYST, HERE, a_borough
from tests.support.people import client_for
from tests.support.settings import some_settings

MANAGER = "business_manager"
LONG = "A_file_whose_name_has_no_blank_in_it_anywhere_and_goes_on_and_on.csv"


@pytest.fixture
def app(sqlite_database, tmp_path):
    """A borough where something waits, is late, changed, failed and was told."""
    database = sqlite_database("havering", BOROUGH.metadatas)
    settings = some_settings("havering", tmp_path, mail_url="file:///nowhere")
    made = BOROUGH.create_app(settings, database)
    a_borough(database)
    client_for(made, MANAGER)
    with database.transaction() as session:
        manager = accounts.person(session, email="business.manager@example.org")
        given = returns.start(session, by=ANALYST, area=HERE)
        returns.submit(session, return_id=given.id, by=ANALYST, seen=given.preview)
        session.add(WaitingEvent(
            event_id=clock.new_id(), stream="leadership/all", epoch=1, sequence=1,
            type="t", subject="s", body=b"{}", state=Waiting.PARKED, reason="x",
            attempts=6, since=clock.now(),
        ))  # fmt: skip
        for fault in Fault:
            session.add(Letter(
                recipient="somebody.with.a.long.name@partnership.example.org",
                subject="Havering: something needs a look", fault=fault,
                created_at=clock.now() - timedelta(days=3), attempts=9,
            ))  # fmt: skip
        for number in range(60):
            notices.tell(session, user_id=manager.user_id, kind="import",
                         text=f"{number} {LONG}", href="/imports/")  # fmt: skip
    return made


@pytest.fixture
def opened(app, live_app, browser_page: Page, sign_in):
    """``opened(path)`` shows a page to the business manager."""
    address = live_app(app)
    sign_in(browser_page, app, address, MANAGER)

    def show(path: str) -> Page:
        browser_page.goto(f"{address}{path}")
        expect(browser_page.locator("h1")).to_have_count(1)
        return browser_page

    return show


def test_pages_with_something_on_them_are_accessible(opened, axe, picture):
    for path in ("/", "/notices/", "/notices/?page=2", "/notices/settings"):
        axe(opened(path))
        picture(opened(path), f"filled{path.replace('/', '-').replace('?', '-')}")


def test_letters_that_did_not_go_are_accessible(app, live_app, browser_page, sign_in,
                                                axe, picture):  # fmt: skip
    address = live_app(app)
    sign_in(browser_page, app, address, "administrator")
    for path in ("/letters/", "/"):
        browser_page.goto(f"{address}{path}")
        axe(browser_page)
        picture(browser_page, f"administrator{path.replace('/', '-')}")


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("as01", "found"),
        ("xyzzy-" * 12, "Nothing found"),
        ("a", "There is a problem"),
    ],
    ids=["hits", "nothing", "refused"],
)
def test_searching_from_the_top_of_a_page_is_accessible(
    opened, axe, picture, term, words
):
    page = opened("/notices/settings")
    page.get_by_role("search").get_by_label("Search").fill(term)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text(words)
    assert page.url.endswith("/search/")
    axe(page)
    picture(page, f"search-{words.replace(' ', '-')}")


def test_how_to_be_told_is_accessible_with_an_error_showing(opened, axe, picture):
    page = opened("/notices/settings")
    page.evaluate("document.querySelectorAll('[type=radio]').forEach(r => r.remove())")
    page.get_by_role("button", name="Keep this").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    axe(page)
    picture(page, "notices-settings-refused")


@pytest.mark.parametrize(
    ("service", "topics"),
    [(BOROUGH, OF_BOROUGH), (LEADERSHIP, OF_LEADERSHIP)],
    ids=["borough", "leadership"],
)
def test_every_help_page_is_accessible(
    service, topics, sqlite_database, tmp_path, live_app, browser_page, walk, picture
):
    member = "havering" if service is BOROUGH else "leadership"
    database = sqlite_database(member, service.metadatas)
    settings = some_settings(member, tmp_path, contact="help@example.org")
    address = live_app(service.create_app(settings, database))
    for one in (*topics, *SHARED, *OF_KIT):
        browser_page.goto(f"{address}/help/{one.slug}")
        expect(browser_page.locator("h1")).to_have_text(one.title)
        walk(browser_page)
        picture(browser_page, f"{member}-help-{one.slug}")


def test_notices_are_read_without_script(app, live_app, chromium, sign_in):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    address = live_app(app)
    sign_in(page, app, address, MANAGER)
    page.goto(f"{address}/notices/")
    page.get_by_role("button", name="Mark as read").first.click()
    expect(page.locator("main")).to_contain_text("60 unread")
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.locator("main")).to_contain_text("You have read everything")
    context.close()
