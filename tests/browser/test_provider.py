"""Sign in through a provider in a real browser: out to it, back, and linked."""

from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from borough.wiring import SERVICE as BOROUGH
from kit.accounts import service as accounts
from kit.invitations import service as invitations
from kit.settings import SecondStep
from kit.web import door
from tests.support import provider as providers
from tests.support.people import BOROUGH as POLICY
from tests.support.provider import CLIENT, NAME, SECRET, Provider
from tests.support.settings import some_settings

EMAIL, PASSWORD = "jo.archer@example.org", "three fairly random words"


@pytest.fixture
def provider():
    with providers.running() as started:
        started.asks_first = True
        yield started


@pytest.fixture
def app(provider: Provider, sqlite_database, tmp_path) -> Flask:
    database = sqlite_database("havering", BOROUGH.metadatas)
    settings = some_settings(
        "havering",
        tmp_path,
        second_step=SecondStep.WAIVED,
        contact="help@example.org",
        openid_issuer=provider.issuer,
        openid_name=NAME,
        openid_client_id=CLIENT,
        openid_client_secret=SECRET,
    )
    return BOROUGH.create_app(settings, database)


@pytest.fixture
def address(app: Flask, live_app, provider: Provider) -> str:
    """Where it is served, which is what the provider was told."""
    served = str(live_app(app))
    house: door.House = app.extensions["accord"]
    settings = replace(house.settings, public_url=served)
    door.furnish(app, replace(house, settings=settings))
    provider.back = f"{served}/sign-in/provider/back"
    return served


@pytest.fixture
def look(axe, picture):
    def check(page: Page, name: str) -> None:
        axe(page)
        picture(page, name)
        page.set_viewport_size({"width": 320, "height": 800})
        picture(page, f"{name}-phone")
        page.set_viewport_size({"width": 1280, "height": 900})

    return check


def at(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def sign_in_there(page: Page) -> None:
    at(page, "Work account")
    page.get_by_role("button", name="Sign in as Jo").click()


def test_an_invitation_is_accepted_and_used_through_the_provider(
    app, address, browser_page: Page, look
):
    page, house = browser_page, app.extensions["accord"]
    with house.database.transaction() as session:
        token = invitations.invite_from_host(
            session, email=EMAIL, name="Jo Archer", role=POLICY.roles["analyst"]
        )
    page.goto(f"{address}/invitation/{token}")
    look(page, "provider-invitation")
    page.get_by_role("link", name=f"accept with {NAME}").click()
    sign_in_there(page)
    at(page, f"Accept with {NAME}")
    page.get_by_label("Your name").fill("")
    page.get_by_role("button", name="Accept the invitation").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your name")
    look(page, "provider-accept-wrong")
    page.get_by_label("Your name").fill("Jo Archer")
    page.get_by_role("button", name="Accept the invitation").click()

    at(page, "Sign in")
    look(page, "provider-sign-in")
    page.get_by_role("button", name=f"Sign in with {NAME}").click()
    sign_in_there(page)
    expect(page.get_by_text("Signed in as Jo Archer")).to_be_visible()
    page.goto(f"{address}/account")
    look(page, "provider-account")
    page.get_by_role("link", name=f"See and change signing in with {NAME}").click()
    expect(page.get_by_text("only way in")).to_be_visible()
    look(page, "provider-only-way-in")


def test_an_account_is_linked_and_the_link_taken_away(
    app, address, browser_page: Page, provider, look
):
    page, house = browser_page, app.extensions["accord"]
    with house.database.transaction() as session:
        user_id = accounts.create_user(
            session, email=EMAIL, name="Jo Archer", role="analyst"
        )
        accounts.set_password(session, user_id=user_id, password=PASSWORD)

    page.goto(f"{address}/sign-in/provider")
    sign_in_there(page)
    at(page, f"Your account at {NAME} opens nothing here")
    look(page, "provider-unknown")

    page.goto(f"{address}/sign-in?next=/account/provider")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    at(page, f"Sign in with {NAME}")
    look(page, "provider-not-linked")
    page.get_by_role("button", name=f"Link with {NAME}").click()
    sign_in_there(page)
    at(page, "Link these two accounts?")
    look(page, "provider-link")
    page.get_by_role("button", name="Link").click()
    at(page, f"Sign in with {NAME}")
    look(page, "provider-linked")
    page.get_by_role("button", name="Take the link away").click()
    expect(page.get_by_text(f"You no longer sign in with {NAME}")).to_be_visible()

    page.goto(f"{address}/sign-in/provider/back?state=x&code=y")
    look(page, "provider-not-finished")
    page.get_by_role("button", name="Sign out").click()
    provider.fails = True
    app.extensions.pop("accord-openid")
    page.goto(f"{address}/sign-in/provider")
    at(page, f"{NAME} does not answer")
    look(page, "provider-away")
