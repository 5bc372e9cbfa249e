"""Forms that a script would make handier do the same for people who run none.

What a script adds: the button that shows a password, the file button, the menu that
folds, the focus on what is wrong, and the dialog before a session ends.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from borough.wiring import SERVICE as BOROUGH
from tests.support.settings import some_settings
from tests.support.signing_in import EMAIL, GOOD, a_user, an_app_of, code_of

PATIENCE = 30_000  # milliseconds


@pytest.fixture
def app(sqlite_database, tmp_path):
    database = sqlite_database("havering", BOROUGH.metadatas)
    return BOROUGH.create_app(some_settings("havering", tmp_path), database)


@pytest.fixture
def address(app, live_app):
    return live_app(app)


@pytest.fixture
def page(chromium):
    """Somebody on a small screen whose browser runs no script."""
    context = chromium.new_context(
        java_script_enabled=False,
        locale="en-GB",
        viewport={"width": 320, "height": 800},
    )
    yield context.new_page()
    context.close()


def give(page: Page, label: str, words: str) -> None:
    """Type into the last box of a form and send it with the keyboard."""
    page.get_by_label(label, exact=True).fill(words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_somebody_signs_in_by_keyboard_and_is_told_when_it_ends(
    page, app, address, picture
):
    code = an_app_of(app, a_user(app))
    page.goto(f"{address}/sign-in")
    page.get_by_label("E-mail address").fill(EMAIL)
    give(page, "Password", "not this one at all")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    page.get_by_role("alert").get_by_role("link").first.press("Enter")
    expect(page).to_have_url(re.compile("#"))
    expect(page.locator(".govuk-password-input__toggle")).to_be_hidden()
    picture(page, "plain-sign-in")

    give(page, "Password", GOOD)
    give(page, "Code", code_of(code))
    expect(page.get_by_role("contentinfo")).to_contain_text("you are signed out at")
    expect(page.locator("dialog")).to_be_hidden()
    expect(page.get_by_role("link", name="Account")).to_be_visible()
    picture(page, "plain-front")


def test_a_file_is_sent_looked_at_by_keyboard(page, app, address, picture, sign_in):
    sign_in(page, app, address, "analyst")
    page.goto(f"{address}/imports/new")
    page.get_by_role("button", name="Upload and check").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    picture(page, "plain-no-file")
    template = page.request.get(f"{address}/imports/template.csv").body()
    page.get_by_label("File").set_input_files(
        {"name": "figures.csv", "mimeType": "text/csv", "buffer": template}
    )
    page.get_by_role("button", name="Upload and check").press("Enter")
    expect(page).to_have_url(re.compile("/imports/[0-9a-f-]{36}"))
    # It looks again by itself until the file was read, without a script too.
    read = re.compile("upload it again|Throw the file away")
    expect(page.locator("main")).to_contain_text(read, timeout=PATIENCE)
    picture(page, "plain-file")
