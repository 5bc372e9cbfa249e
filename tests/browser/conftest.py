"""A real Chromium for tests of pages: axe, a silent console, pictures of what it saw.

Nothing here bypasses the content security policy: what it would block for people, it
blocks for these tests, and the console says so.
"""

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Response,
    expect,
    sync_playwright,
)
from werkzeug.serving import make_server

from borough.wiring import SERVICE as BOROUGH
from kit.web.door import House
from tests.support import people
from tests.support.databases import DatabaseFactory
from tests.support.demonstration import Demonstration, running
from tests.support.governance import Governance
from tests.support.services import unavailable
from tests.support.settings import some_settings

ROOT = Path(__file__).parents[2]
AXE = ROOT / "shared/kit/web/assets/node_modules/axe-core/axe.min.js"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")

PHONE, DESK = 320, 1280
RULES = [
    *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"),
    "best-practice",
]
# Chromium writes a line for every page that came with a status of 4xx or 5xx.
_STATUS_LINE = re.compile(
    r"^Failed to load resource: the server responded with a status of [45]\d\d"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass
class Watch:
    """What a page complained of; ``documents`` are addresses it was itself."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    documents: set[str] = field(default_factory=set)

    def hear(self, message: ConsoleMessage) -> None:
        address = str(message.location.get("url", ""))
        told = _STATUS_LINE.match(message.text) and address in self.documents
        if message.type in {"error", "warning"} and not told:
            self.complaints.append(f"{message.type}: {message.text} ({address})")

    def answered(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.documents.add(response.url)

    def start(self) -> None:
        self.page.on("console", self.hear)
        self.page.on("response", self.answered)
        self.page.on("pageerror", lambda fault: self.complaints.append(str(fault)))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        unavailable("Chromium", "install the package `chromium`")
    arguments = ["--disable-gpu", "--disable-background-networking", "--no-first-run"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=arguments, headless=True
        )
        yield browser
        browser.close()


@pytest.fixture
def browser_page(chromium: Browser) -> Iterator[Page]:
    """A fresh page 1280 wide; at the end its console must have been silent."""
    context = chromium.new_context(
        viewport={"width": DESK, "height": 900}, locale="en-GB"
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    watch = Watch(page)
    watch.start()
    yield page
    context.close()
    assert watch.complaints == []


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory) -> Iterator[Demonstration]:
    """A federation on this machine with sample data; one for all tests."""
    with running(tmp_path_factory.mktemp("demonstration")) as started:
        yield started


@pytest.fixture
def live_app() -> Iterator[Callable[[Flask], str]]:
    """``live_app(app)`` serves it on a free port and returns its address."""
    with ExitStack() as servers:

        def serve(app: Flask) -> str:
            server = make_server("127.0.0.1", 0, app, threaded=True)
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            servers.callback(thread.join)
            servers.callback(server.server_close)
            servers.callback(server.shutdown)
            address = f"http://127.0.0.1:{server.server_port}"
            # Forms are taken only from the address the settings name.
            house: House = app.extensions["accord"]
            settings = replace(house.settings, public_url=address)
            app.extensions["accord"] = replace(house, settings=settings)
            return address

        yield serve


@pytest.fixture
def sign_in() -> Callable[[Page, Flask, str, str], None]:
    """``sign_in(page, app, address, role)`` gives the page a signed-in session."""

    def give(page: Page, app: Flask, address: str, role: str) -> None:
        name, token = people.session_for(app, role)
        page.context.add_cookies([{"name": name, "value": token, "url": address}])

    return give


@pytest.fixture
def enter(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """``enter(app, address, role, **place)``: somebody's own browser, signed in.

    It shows no page yet. At the end the consoles of all of them must have been silent.
    """
    watches: list[Watch] = []

    def come_in(app: Flask, address: str, role: str, **place: str) -> Page:
        context = chromium.new_context(
            base_url=address, viewport={"width": DESK, "height": 900}, locale="en-GB"
        )
        name, token = people.session_for(app, role, **place)
        context.add_cookies([{"name": name, "value": token, "url": address}])
        page = context.new_page()
        page.set_default_timeout(20_000)
        watches.append(Watch(page))
        watches[-1].start()
        return page

    yield come_in
    for watch in watches:
        watch.page.context.close()
    assert [watch.complaints for watch in watches if watch.complaints] == []


@dataclass
class Served:
    """A borough's pages on a port, and everybody who comes to them."""

    app: Flask
    address: str
    enter: Callable[..., Page]
    axe: Callable[..., None]
    picture: Callable[[Page, str], None]

    @property
    def governance(self) -> Governance:
        """What its bodies do where no page is the matter."""
        return Governance(self.app.extensions["accord"].database)

    def comes(self, role: str, **place: str) -> Page:
        """The front page of somebody of this role, in a browser of their own."""
        page = self.enter(self.app, self.address, role, **place)
        page.goto("/")
        return page

    def seen(self, page: Page, name: str, *widths: int) -> None:
        """The page as it stands is accessible; pictures of it are kept."""
        expect(page.locator("h1")).to_have_count(1)
        for width in widths or (DESK,):
            self.axe(page, (width,))
            self.picture(page, f"{name}-{width}")


@pytest.fixture
def served(
    sqlite_database: DatabaseFactory,
    tmp_path: Path,
    live_app: Callable[[Flask], str],
    enter: Callable[..., Page],
    axe: Callable[..., None],
    picture: Callable[[Page, str], None],
) -> Callable[[str], Served]:
    """``served(member)``: an empty borough's pages."""

    def serve(member: str) -> Served:
        database = sqlite_database(member, BOROUGH.metadatas)
        app = BOROUGH.create_app(some_settings(member, tmp_path), database)
        return Served(app, live_app(app), enter, axe, picture)

    return serve


@pytest.fixture(scope="session")
def axe() -> Callable[..., None]:
    """``axe(page)``: no accessibility fault and no sideways scroll, phone and desk.

    ``widths`` are other widths to look at, the one to go on with last.
    """
    if not AXE.is_file():
        unavailable("axe-core", "run `accord assets`")
    script = AXE.read_text(encoding="utf-8")

    def check(page: Page, widths: Sequence[int] = (PHONE, DESK)) -> None:
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            assert _faults(page, script) == [], f"at {width} px on {page.url}"
            assert _overflow(page) <= 0, f"scrolls sideways at {width} px: {page.url}"

    return check


def _faults(page: Page, script: str) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(script)
    found: list[dict[str, Any]] = page.evaluate(
        """async tags => {
            const result = await axe.run({runOnly: {type: "tag", values: tags}});
            return result.violations.map(fault => ({
                id: fault.id,
                help: fault.help,
                nodes: fault.nodes.map(node => node.html.slice(0, 200)),
            }));
        }""",
        RULES,
    )
    return [f"{fault['id']}: {fault['help']} {fault['nodes']}" for fault in found]


def _overflow(page: Page) -> int:
    return int(
        page.evaluate(
            "document.scrollingElement.scrollWidth"
            " - document.documentElement.clientWidth"
        )
    )


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """``picture(page, name)`` keeps a PNG where ACCORD_TESTS_PICTURES says, if set."""
    folder = os.environ.get("ACCORD_TESTS_PICTURES")

    def take(page: Page, name: str) -> None:
        if folder:
            path = Path(folder) / f"{name}.png"
            page.screenshot(path=path, full_page=True)

    return take
