"""A real Chromium: what a page complains of, and what axe finds on it.

Nothing here bypasses the content security policy: what it would block for people, it
blocks for these tests, and the console says so.
"""

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from weakref import WeakSet

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Response,
    sync_playwright,
)
from playwright.sync_api import Error as PlaywrightError

from tests.support.services import unavailable

ROOT = Path(__file__).parents[2]
AXE = ROOT / "shared/kit/web/assets/node_modules/axe-core/axe.min.js"
PROGRAMS = (
    "chromium-headless-shell",  # the same, without windows that nobody sees
    *("chromium", "chromium-browser", "google-chrome"),
)

PHONE, DESK = 320, 1280
RULES = [
    *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"),
    "best-practice",
]
# Besides what axe finds, no id may be there twice.
_READ = """async ([tags, part]) => {
    const there = [...document.querySelectorAll("[id]")].map(each => each.id);
    const twice = there.filter((id, place) => there.indexOf(id) !== place);
    const result = await axe.run(part || document, {
        runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
    return twice.map(id => ({id: "twice", help: id, nodes: []})).concat(
        result.violations.map(fault => ({
            id: fault.id,
            help: fault.help,
            nodes: fault.nodes.map(node => node.html.slice(0, 200)),
        })));
}"""
# Chromium writes a line for every page that came with a status of 4xx or 5xx.
_STATUS_LINE = re.compile(
    r"^Failed to load resource: the server responded with a status of [45]\d\d"
)


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


@contextmanager
def launched() -> Iterator[Browser]:
    """Chromium without a window; tests are left out where there is none."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        unavailable("Chromium", "install the package `chromium`")
    # Nothing is drawn for anybody to see, so no process of its own need draw it.
    arguments = [
        *("--disable-gpu", "--in-process-gpu"),
        *("--disable-background-networking", "--no-first-run"),
        # No page stays long enough for what a compiler that optimises would give back.
        "--js-flags=--no-opt --no-maglev",
    ]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=arguments, headless=True
        )
        yield browser
        browser.close()


def went(page: Page, address: str) -> Response | None:
    """The answer to opening a page; None where the address sends a file."""
    try:
        return page.goto(address)
    except PlaywrightError as fault:
        if "Download is starting" in str(fault):
            return None
        raise


def axe_script() -> str:
    """What finds accessibility faults; tests are left out where it is missing."""
    if not AXE.is_file():
        unavailable("axe-core", "run `accord assets`")
    return AXE.read_text(encoding="utf-8")


class Reader:
    """Reads pages with axe. What finds the faults is given to a page only once.

    From then on each document of that page has it, and the pages' own policy is kept.
    """

    def __init__(self, script: str) -> None:
        self._script = script
        self._given: WeakSet[Page] = WeakSet()

    def must_find_nothing(self, page: Page, widths: Sequence[int]) -> None:
        """No accessibility fault and no sideways scroll at these widths."""
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            assert self._faults(page) == [], f"at {width} px on {page.url}"
            assert _overflow(page) <= 0, f"scrolls sideways at {width} px: {page.url}"

    def must_find_nothing_new(self, page: Page) -> None:
        """The same for one of many pages that are alike around their content.

        The first page of a walk is read whole and at both widths; of the others the
        content is, as a phone shows it, and that nothing scrolls sideways anywhere.
        Each is looked at first as wide as the one before was looked at last.
        """
        if page not in self._given:
            self.must_find_nothing(page, (PHONE, DESK))
            return
        assert page.title()
        came = page.viewport_size or {"width": DESK}
        for width in sorted((PHONE, DESK), key=lambda width: width != came["width"]):
            if width != came["width"]:
                page.set_viewport_size({"width": width, "height": 900})
            if width == PHONE:
                assert self._faults(page, "main") == [], page.url
            assert _overflow(page) <= 0, f"scrolls sideways at {width} px: {page.url}"

    def _faults(self, page: Page, part: str = "") -> list[str]:
        if page not in self._given:
            self._given.add(page)
            page.add_init_script(self._script)
            page.evaluate(self._script)
        found: list[dict[str, Any]] = page.evaluate(_READ, [RULES, part])
        return [f"{fault['id']}: {fault['help']} {fault['nodes']}" for fault in found]


def _overflow(page: Page) -> int:
    return int(
        page.evaluate(
            "document.scrollingElement.scrollWidth"
            " - document.documentElement.clientWidth"
        )
    )


def keep_picture(page: Page, name: str) -> None:
    """Keep a PNG where ACCORD_TESTS_PICTURES says, if it is set."""
    folder = os.environ.get("ACCORD_TESTS_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
