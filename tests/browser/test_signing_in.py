"""Sign in with a second step in a real browser, by keyboard, with errors showing."""

import re
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Page, expect

from kit.accounts import model, sessions
from kit.db import SharedBase
from kit.settings import SecondStep
from tests.support.people import session_for
from tests.support.settings import some_settings
from tests.support.signing_in import EMAIL, GOOD, a_user, an_app, an_app_of, code_of

PHONE = {"width": 320, "height": 800}


@pytest.fixture
def database(sqlite_database):
    return sqlite_database("havering", (SharedBase.metadata,))


@pytest.fixture
def app(database, tmp_path):
    mail = (tmp_path / "mail").as_uri()
    settings = some_settings(
        "havering", tmp_path, mail_url=mail, mail_from="accord@havering.example.org"
    )
    return an_app(settings, database)


@pytest.fixture
def look(axe, picture):
    """``look(page, name)``: no accessibility fault, and a picture at both widths."""

    def check(page: Page, name: str) -> None:
        axe(page)
        picture(page, name)
        page.set_viewport_size(PHONE)
        picture(page, f"{name}-phone")
        page.set_viewport_size({"width": 1280, "height": 900})

    return check


def give_password(page: Page, address: str) -> None:
    page.goto(f"{address}/account")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(GOOD)
    page.keyboard.press("Enter")


def test_a_second_step_is_set_up_and_taken_with_the_keyboard_alone(
    app, live_app, browser_page: Page, look
):
    a_user(app)
    address, page = live_app(app), browser_page
    give_password(page, address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up a second step")
    look(page, "step-set-up")
    press(page, page.get_by_role("button", name="Start"))
    look(page, "step-app")
    secret = page.locator(".accord-secret").inner_text().replace(" ", "")
    shown = pyotp.TOTP(secret)
    type_code(page, "12 34 5")
    expect(page.get_by_role("alert")).to_contain_text("This code is not right")
    look(page, "step-app-wrong")
    type_code(page, code_of(shown, drift=-1))
    heading = page.get_by_role("heading", level=1)
    # Ten slow hashes are made first.
    expect(heading).to_have_text("Your recovery codes", timeout=30_000)
    look(page, "step-codes")
    recovery = page.locator(".accord-codes li").first.inner_text()
    press(page, page.get_by_role("button", name="I have kept them"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    look(page, "account")
    page.get_by_role("button", name="Sign out").press("Enter")
    give_password(page, address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter your code")
    look(page, "step-code")
    type_code(page, "")
    expect(page.get_by_role("alert")).to_contain_text("Enter the code")
    look(page, "step-code-wrong")
    page.get_by_text("I do not have my phone").click()
    look(page, "step-code-no-phone")
    press(page, page.get_by_role("link", name="Use a recovery code"))
    look(page, "step-recovery")
    page.get_by_label("Recovery code").fill("0000-0000-0000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("This code is not right")
    look(page, "step-recovery-wrong")
    page.get_by_label("Recovery code").fill(recovery)
    page.keyboard.press("Enter")
    expect(page.get_by_text("You have 9 left")).to_be_visible()
    page.goto(f"{address}/second-step/recovery-codes")
    look(page, "step-recovery-codes")


def press(page: Page, target) -> None:
    """Go there with the tabulator and press Enter."""
    for _ in range(60):
        if target.evaluate("each => each === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {target}")


def type_code(page: Page, code: str) -> None:
    page.get_by_label("Code", exact=True).fill(code)
    page.keyboard.press("Enter")


def test_the_pages_of_ones_own_account(app, live_app, browser_page: Page, look):
    user_id = a_user(app)
    address, page = live_app(app), browser_page
    shown = an_app_of(app, user_id)
    give_password(page, address)
    type_code(page, code_of(shown, drift=1))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    page.goto(f"{address}/account/password")
    page.get_by_label("New password", exact=True).fill("Password2026!")
    page.get_by_role("button", name="Save password").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your present password")
    look(page, "password-wrong")
    with app.extensions["accord"].database.transaction() as session:
        sessions.start(
            session,
            user_id=user_id,
            method=model.SignInMethod.LINK,
            device="Safari on iPhone",
        )
    page.goto(f"{address}/account/sessions")
    look(page, "sessions")
    page.get_by_role("button", name="Sign out Safari on iPhone").click()
    expect(page.get_by_text("That device is signed out.")).to_be_visible()
    page.goto(f"{address}/account/confirm?next=/account")
    look(page, "confirm")
    page.get_by_label("Code", exact=True).fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("This code is not right")
    look(page, "confirm-wrong")


def test_a_new_password_by_letter(app, database, live_app, browser_page: Page, look):
    a_user(app)
    address, page = live_app(app), browser_page
    page.goto(f"{address}/sign-in")
    page.get_by_text("I have no password, or forgot it").click()
    look(page, "sign-in-forgot")
    page.get_by_role("link", name="Get a new password").click()
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your e-mail address")
    look(page, "reset-wrong")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look at your e-mail")
    look(page, "reset-asked")
    with database.reading() as session:
        body = session.connection().exec_driver_sql("SELECT body FROM mail_letter")
        token = re.search(r"/password-reset/(\S+)", body.scalar_one())[1]
    page.goto(f"{address}/password-reset/{token}")
    page.get_by_label("New password", exact=True).fill("Havering-2026")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("too easy to guess")
    look(page, "reset-choose-wrong")
    page.get_by_label("New password", exact=True).fill("three other good words")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your new password is set.")).to_be_visible()
    page.goto(f"{address}/password-reset/{token}")
    look(page, "reset-gone")


@pytest.fixture
def signed_in(database, tmp_path, live_app, browser_page: Page):
    """A page of a signed-in analyst, and the address of what it is part of."""
    settings = some_settings("havering", tmp_path, second_step=SecondStep.WAIVED)
    app = an_app(settings, database)
    address = live_app(app)
    name, token = session_for(app, "analyst")
    browser_page.context.add_cookies([{"name": name, "value": token, "url": address}])
    return app, address, token


def test_two_minutes_before_the_end_people_are_asked_and_can_stay(
    signed_in, browser_page: Page, look, monkeypatch
):
    _app, address, _token = signed_in
    page = browser_page
    monkeypatch.setattr(model, "IDLE_LIMIT", timedelta(seconds=110))
    page.goto(f"{address}/notes/new")
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("You are about to be signed out")
    expect(asked).to_contain_text(re.compile(r"1 minute \d+ seconds?"))
    look(page, "session-ends")
    monkeypatch.setattr(model, "IDLE_LIMIT", timedelta(minutes=30))
    page.get_by_role("button", name="Stay signed in").press("Enter")
    expect(asked).not_to_be_visible()


def test_when_the_session_is_over_the_page_says_so_and_keeps_what_is_typed(
    signed_in, browser_page: Page, look, monkeypatch
):
    app, address, token = signed_in
    page = browser_page
    page.goto(f"{address}/notes/new")
    page.get_by_label("Note").fill("an hour's work")
    monkeypatch.setattr(model, "IDLE_LIMIT", timedelta(seconds=0))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("What you typed is kept for an hour")).to_be_visible()
    look(page, "sign-in-kept")
    monkeypatch.setattr(model, "IDLE_LIMIT", timedelta(minutes=30))
    with app.extensions["accord"].database.transaction() as session:
        sessions.see(session, token=token)
    page.goto(f"{address}/account")
    look(page, "unsaved-elsewhere")
    page.get_by_role("link", name="See all you typed").click()
    look(page, "unsaved")
    page.get_by_role("link", name="Go back to the form").click()
    expect(page.get_by_label("Note")).to_have_value("an hour's work")
    look(page, "unsaved-here")


def test_a_session_that_ended_elsewhere_is_told_where_people_look(
    signed_in, browser_page: Page, look, monkeypatch
):
    app, address, token = signed_in
    page = browser_page
    monkeypatch.setattr(model, "IDLE_LIMIT", timedelta(seconds=122))
    page.goto(f"{address}/notes/new")
    with app.extensions["accord"].database.transaction() as session:
        sessions.end(session, token=token)
    told = page.get_by_role("dialog")
    expect(told).to_contain_text("You were signed out")
    expect(page.get_by_role("button", name="Stay signed in")).not_to_be_visible()
    look(page, "session-over")
