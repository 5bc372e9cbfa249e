"""From an invitation to a role that two people agreed to, read as people read it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from borough.wiring import SERVICE as BOROUGH
from kit.accounts import queries as accounts
from kit.hats import queries as hat_queries
from kit.hats import service as hats
from tests.support.colleagues import a_colleague, a_second_step
from tests.support.settings import some_settings

PASSWORD = "correct horse battery staple"


@pytest.fixture
def app(sqlite_database, tmp_path: Path):
    database = sqlite_database("havering", BOROUGH.metadatas)
    return BOROUGH.create_app(some_settings("havering", tmp_path), database)


@pytest.fixture
def seen(browser_page: Page, axe, picture):
    """``seen(name)``: the page as it stands is accessible; a picture is kept."""

    def look(name: str) -> None:
        expect(browser_page.locator("h1")).to_have_count(1)
        for width in (320, 1280):
            browser_page.set_viewport_size({"width": width, "height": 900})
            picture(browser_page, f"people-{name}-{width}")
        axe(browser_page)

    return look


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def test_somebody_is_invited_and_accepts(app, live_app, browser_page, sign_in, seen):
    page, address = browser_page, live_app(app)
    sign_in(page, app, address, "administrator")
    page.goto(f"{address}/people/invite")
    seen("invite")
    press(page, "Invite")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Enter their name")
    seen("invite-errors")
    page.get_by_label("Their name").fill("Robin Example")
    page.get_by_label("Their work e-mail address").fill("robin@example.org")
    page.get_by_label("Partner agency representative").check()
    page.get_by_label("Agency", exact=True).select_option(label="Police")
    press(page, "Invite")
    seen("issued")
    shown = page.locator("code").inner_text()
    link = re.sub(r"^http://[^/]+", address, shown)
    page.goto(f"{address}/people/invitations")
    seen("invitations")
    page.context.clear_cookies()
    page.goto(link)
    seen("accept")
    page.get_by_label("Choose a password", exact=True).fill("short")
    press(page, "Accept the invitation")
    expect(page.locator(".govuk-error-summary")).to_contain_text("12 characters")
    seen("accept-errors")
    page.get_by_label("Choose a password", exact=True).fill(PASSWORD)
    press(page, "Accept the invitation")
    expect(page).to_have_url(f"{address}/sign-in")
    expect(page.locator("main")).to_contain_text("Your password is set")
    page.goto(link)
    seen("over")


def test_two_people_agree_to_what_is_delicate(
    app, live_app, browser_page, sign_in, seen
):
    page, address = browser_page, live_app(app)
    database = app.extensions["accord"].database
    robin = a_colleague(database, "Robin")
    a_second_step(database, robin.user_id)
    sign_in(page, app, address, "administrator")
    page.goto(f"{address}/people")
    seen("list")
    page.get_by_label("Find a person").fill("rob")
    press(page, "Search")
    seen("search")
    page.get_by_role("link", name="Robin").click()
    seen("person")
    press(page, "Give this role")
    seen("person-errors")
    page.get_by_label("Role", exact=True).select_option("cdop_coordinator")
    press(page, "Give this role")
    expect(page.locator("main")).to_contain_text("Waiting for a second person")
    page.locator("main").get_by_role(
        "button", name="Ask for a fresh second step"
    ).click()
    press(page, "Ask a second person to agree")
    seen("second-step-errors")
    page.get_by_label("Met in person").check()
    press(page, "Ask a second person to agree")
    seen("person-waiting")
    page.goto(f"{address}/people/approvals")
    seen("approvals-own")
    sign_in(page, app, address, "business_manager")
    page.goto(f"{address}/people/approvals")
    seen("approvals")
    press(page, "Agree to the role of Robin")
    press(page, "Agree to a fresh second step for Robin")
    expect(page.locator("main")).to_contain_text("Nothing waits")
    seen("approvals-none")
    sign_in(page, app, address, "administrator")
    page.goto(f"{address}/people/{robin.user_id}/close")
    seen("close")
    press(page, "Close the account")
    seen("person-closed")


def test_a_person_changes_the_hat(app, live_app, browser_page, sign_in, seen):
    page, address = browser_page, live_app(app)
    sign_in(page, app, address, "analyst")
    page.goto(f"{address}/account/hats")
    seen("hats-one")
    more = give_hats(app, "group_chair", "cdop_panel")
    page.goto(f"{address}/account/hats")
    page.get_by_label("Group chair, learning group").check()
    seen("hats-several")
    press(page, "Use this role")
    expect(page.locator("header")).to_contain_text("Group chair, learning group")
    for hat_id in more:
        end_hat(app, hat_id)
    page.goto(f"{address}/account/hats")
    expect(page.locator("header")).to_contain_text("Analyst")


def test_a_person_without_a_role_reads_whom_to_ask(
    app, live_app, browser_page, sign_in, seen
):
    page, address = browser_page, live_app(app)
    sign_in(page, app, address, "analyst")
    [first] = own_hats(app)
    end_hat(app, first.hat_id)
    give_hats(app, "cdop_panel")
    page.goto(address)
    expect(page.locator("h1")).to_have_text("You hold no role today")
    seen("hats-none")


def own_hats(app):
    with app.extensions["accord"].database.reading() as session:
        person = accounts.person(session, email="analyst@example.org")
        return hat_queries.hats_of(session, user_id=person.user_id)


def give_hats(app, *roles):
    user_id = own_hats(app)[0].user_id
    known = app.extensions["accord"].policy.roles
    with app.extensions["accord"].database.transaction() as session:
        return [
            hats.grant_role(
                session,
                user_id=user_id,
                role=known[role],
                body="learning-group",
                by=None,
            )
            for role in roles
        ]


def end_hat(app, hat_id):
    with app.extensions["accord"].database.transaction() as session:
        hats.end(session, hat_id=hat_id, by=None)
