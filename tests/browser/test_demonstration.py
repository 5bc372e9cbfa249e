"""Every kind of page of the demonstration is readable with real figures on it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsing import went

pytestmark = pytest.mark.long

# Records of one kind are read once: what tells them apart is not the page's.
_RECORD = re.compile(r"[0-9a-f-]{36}|[A-Z]{2}\d\d|\d{4}(-Q\d)?|E\d{8}|(?<=/)\d+(?=/|$)")

_FILE = re.compile(r"\.(csv|xlsx|json|docx|ics)$")


def kinds_of_pages(page: Page, base: str):
    """Walk from the front page to one page of each kind; the page stands on each."""
    waiting, known, files = ["/"], {"/account/welcome"}, []
    while waiting:
        path = waiting.pop(0)
        kind = _RECORD.sub("*", path.partition("?")[0])
        if kind in known:
            continue
        known.add(kind)
        if _FILE.search(kind):
            files.append(path)
            continue
        answer = went(page, f"{base}{path}")
        if answer is None:
            continue
        assert answer.status == 200, path
        yield path
        waiting += page.eval_on_selector_all(
            "a[href^='/']", "links => links.map(link => link.pathname + link.search)"
        )
    # Last, as only so many a minute are given to one person: to be told so is no fault.
    for path in files:
        assert page.request.get(f"{base}{path}").status in {200, 429}, path


@pytest.mark.parametrize(
    ("role", "fewest"),
    [
        ("Leadership group member", 9),
        ("Leadership administrator", 4),
        ("Business manager", 11),
    ],
)
def test_every_kind_of_page_is_accessible_with_figures_on_it(
    demonstration, browser_page: Page, walk, picture, role, fewest
):
    page, link = browser_page, demonstration.links[role]
    base = link.partition("/sign-in")[0]
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    seen = []
    for path in kinds_of_pages(page, base):
        expect(page.locator("h1")).to_have_count(1)
        walk(page)
        picture(page, f"{role}{path}".replace("/", "-"))
        seen.append(path)
    assert len(seen) >= fewest, seen
