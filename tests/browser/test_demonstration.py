"""Every kind of page of the demonstration is readable with real figures on it."""

import re
from collections import defaultdict

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsing import went
from tests.support.drawn import Drawn

pytestmark = pytest.mark.long

# Records of one kind are read once: what tells them apart is not the page's.
_RECORD = re.compile(r"[0-9a-f-]{36}|[A-Z]{2}\d\d|\d{4}(-Q\d)?|E\d{8}|(?<=/)\d+(?=/|$)")
# So are bodies, agencies, rules, colours and help topics, which have names in their
# addresses, where nothing is on the page that another of its kind has not shown.
_NAMED = re.compile(
    r"(?<=^/bodies/)(?!new$)[a-z-]+|(?<=^/help/)[a-z-]+|(?<=^/clocks/rules/)[a-z-]+|"
    r"(?<=/words/)[a-z]+|(?<=^/training-reach/\*/)[a-z-]+"
)

# Of these only so many a minute are given to one person, and none is a page.
_FILE = re.compile(r"\.(csv|xlsx|json|docx|ics)$")


def kinds_of_pages(page: Page, base: str):
    """Walk from the front page to one page of each kind; the page stands on each."""
    waiting, known, shown = ["/"], {"/account/welcome"}, defaultdict(set)
    while waiting:
        path = waiting.pop(0)
        kind = _RECORD.sub("*", path.partition("?")[0])
        if kind in known or _FILE.search(kind):
            continue
        known.add(kind)
        of_its_kind = shown[_NAMED.sub("*", kind)]
        drawn = looked(page, f"{base}{path}", enough=of_its_kind)
        if drawn is None:
            continue
        waiting += drawn.leads
        if not drawn.parts <= of_its_kind:
            of_its_kind |= drawn.parts
            yield path


def looked(page: Page, address: str, *, enough: set[str]) -> Drawn | None:
    """What is there; shown in the browser where ``enough`` does not hold all of it.

    None for a file.
    """
    if enough:
        fetched = page.request.get(address)
        assert fetched.status == 200, address
        drawn = Drawn(fetched.text())
        if drawn.parts <= enough:
            return drawn
    answer = went(page, address)
    if answer is None:
        return None
    assert answer.status == 200, address
    return Drawn(answer.text())


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
