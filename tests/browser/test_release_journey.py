"""A figure is corrected, released by two people, and seen by leadership: no script."""

from time import monotonic

import pytest
from playwright.sync_api import Browser, Page, expect

DEADLINE = 60
CORRECTED = "83"  # 82 in the sample: 83 of 357 is 23.2 %, before it was 23.0 %


@pytest.fixture
def somebody(chromium: Browser):
    """``somebody(link)`` signs in with a one-time link, and runs no script."""
    contexts = []

    def come_in(link: str) -> tuple[Page, str]:
        context = chromium.new_context(java_script_enabled=False, locale="en-GB")
        contexts.append(context)
        page = context.new_page()
        page.goto(link)
        page.get_by_role("button", name="Sign in").click()
        return page, link.partition("/sign-in")[0]

    yield come_in
    for context in contexts:
        context.close()


def reload_until(page: Page, words: str) -> None:
    """As a person would: look again until it is there."""
    deadline = monotonic() + DEADLINE
    while page.get_by_text(words).count() == 0:
        assert monotonic() < deadline, page.inner_text("main")
        page.reload()


def correct_a_figure(page: Page, base: str) -> None:
    page.goto(f"{base}/performance/CP03")
    page.get_by_role("row", name="2023-24").get_by_role("link", name="Correct").click()
    expect(page.get_by_text("This figure was already released")).to_be_visible()
    page.get_by_label("Number counted").fill(CORRECTED)
    page.get_by_role("button", name="Store the figure").click()


def prepare(page: Page, base: str) -> str:
    page.goto(f"{base}/returns/new")
    page.get_by_role("button", name="Show what would leave").click()
    page.get_by_role("button", name="Ask a second person to approve").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    page.get_by_label("Why are released figures changed?").fill("A late record")
    page.get_by_role("button", name="Ask a second person to approve").click()
    expect(page.get_by_text("a second person has to approve it")).to_be_visible()
    return page.url


def approve(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Approve and release").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    page.get_by_label("I looked at every figure above").check()
    page.get_by_role("button", name="Approve and release").click()


def test_a_correction_goes_from_the_analyst_to_leaderships_page(
    demonstration, somebody
):
    analyst, base = somebody(demonstration.another_link("havering", "analyst"))
    correct_a_figure(analyst, base)
    address = prepare(analyst, base)

    manager, _ = somebody(demonstration.another_link("havering", "business-manager"))
    approve(manager, address)
    manager.goto(address)
    manager.get_by_role("button", name="Follow its journey").click()
    reload_until(manager, "Arrived")
    assert manager.get_by_text("not yet").count() == 0

    leader, there = somebody(
        demonstration.another_link("leadership", "leadership-member")
    )
    leader.goto(f"{there}/performance/CP03")
    expect(leader.get_by_text("A late record").first).to_be_visible()
    expect(leader.get_by_text("first released as 23.0").first).to_be_visible()
