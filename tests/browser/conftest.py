"""A real Chromium for tests of pages: axe, a silent console, pictures of it all."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from borough.wiring import SERVICE as BOROUGH
from kit.web.door import House
from tests.support import people
from tests.support.browsing import (
    DESK,
    PHONE,
    Reader,
    Watch,
    axe_script,
    keep_picture,
)
from tests.support.databases import DatabaseFactory
from tests.support.demonstration import Demonstration, running
from tests.support.governance import Governance
from tests.support.settings import some_settings


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


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


@pytest.fixture
def reader() -> Reader:
    """Reads the pages of one test with axe."""
    return Reader(axe_script())


@pytest.fixture
def axe(reader: Reader) -> Callable[..., None]:
    """``axe(page)``: no accessibility fault and no sideways scroll, phone and desk.

    ``widths`` are other widths to look at, the one to go on with last.
    """

    def check(page: Page, widths: Sequence[int] = (PHONE, DESK)) -> None:
        reader.must_find_nothing(page, widths)

    return check


@pytest.fixture
def walk(reader: Reader) -> Callable[[Page], None]:
    """``walk(page)``: the same for many pages, read once where all are alike."""
    return reader.must_find_nothing_new


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """``picture(page, name)`` keeps a PNG where ACCORD_TESTS_PICTURES says, if set."""
    return keep_picture
