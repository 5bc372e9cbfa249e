"""Every page that needs no record is readable on an instance that holds nothing yet."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from borough.wiring import SERVICE as BOROUGH
from kit.access.policy import Need
from kit.accounts.access import need_of
from kit.instance import Service
from leadership.wiring import SERVICE as LEADERSHIP
from partnership import mounted
from tests.support.browsing import went
from tests.support.settings import some_settings

pytestmark = pytest.mark.long

# They answer programs, or send a file.
_NOT_PAGES = ("assets.", "health.", "account.welcome", "account.time_left")
_FILES = (".csv", ".ics", ".pdf")
# The same templates in both services: looked at in a borough.
_SHARED = tuple(f"{pages.name}." for pages in mounted.PAGES)


def plain_pages(app: Flask) -> Iterator[tuple[str, str]]:
    """Each address without parts to fill in, and a role that may open it."""
    policy = app.extensions["accord"].policy
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        need = need_of(app.view_functions[rule.endpoint])
        if rule.arguments or "GET" not in (rule.methods or ()):
            continue
        if not isinstance(need, Need) or rule.endpoint.startswith(_NOT_PAGES):
            continue
        shared = rule.endpoint.startswith(_SHARED) and app.name == "leadership"
        if shared or rule.rule.endswith(_FILES):
            continue
        # Some doors of both services open to roles of one alone.
        for role in [word for word in policy.roles if policy.opens(word, need)][:1]:
            yield rule.rule, role


@pytest.mark.parametrize("service", [BOROUGH, LEADERSHIP], ids=lambda made: made.name)
def test_every_page_is_accessible_before_there_is_anything_on_it(
    service: Service, sqlite_database, tmp_path, live_app, browser_page: Page,
    walk, picture, sign_in,
):  # fmt: skip
    member = "havering" if service is BOROUGH else "leadership"
    database = sqlite_database(member, service.metadatas)
    app = service.create_app(some_settings(member, tmp_path), database)
    address, entered = live_app(app), ""
    for path, role in plain_pages(app):
        if role != entered:
            sign_in(browser_page, app, address, role)
            entered = role
        answer = went(browser_page, f"{address}{path}")
        if answer is None:
            continue
        assert answer.status == 200, f"{path} as {role}"
        expect(browser_page.locator("h1")).to_have_count(1)
        walk(browser_page)
        picture(browser_page, f"{member}{path.replace('/', '-')}")
