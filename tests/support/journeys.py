"""A running federation, people who use its pages, and a clock that tests move on."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from borough.wiring import SERVICE as BOROUGH
from kit import clock
from kit.accounts import queries as accounts
from kit.accounts.commands import sign_in_address
from kit.accounts.service import create_user, issue_link
from kit.instance import Instance
from leadership.wiring import SERVICE as LEADERSHIP
from tests.support import browsing, clicks, demonstration
from tests.support.browsing import DESK, PHONE, Watch
from tests.support.demonstration import Demonstration

HAVERING, BARKING, REDBRIDGE = "havering", "barking-and-dagenham", "redbridge"
BOROUGHS = (HAVERING, BARKING, REDBRIDGE)
SECONDS = 90
CLOCK = Path(__file__).parent / "clock_ahead"
# One record stands for all of its kind: its page is looked at once.
RECORD = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)(?:[A-Z]{1,2}\d\d|L-\d+|\d+)(?=/|$)"
)


@dataclass
class Person:
    """Somebody in a browser of their own; pages are looked at as they are met."""

    page: Page
    look: Callable[[Page], None]

    @property
    def main(self) -> str:
        """What the page says, outside its header and footer."""
        return self.page.locator("main").inner_text()

    def open(self, path: str) -> None:
        self.page.goto(path)
        self.look(self.page)

    def follow(self, name: str) -> None:
        """Click a link of the page by its whole name."""
        with self.page.expect_navigation():
            clicks.follow(self.page, name)
        self.look(self.page)

    def press(self, name: str) -> None:
        """Click a button, or a link that looks like one."""
        with self.page.expect_navigation():
            clicks.press(self.page, name)
        self.look(self.page)

    def type(self, label: str, words: object) -> None:
        self.page.get_by_label(label, exact=True).fill(str(words))

    def choose(self, box: str, **option: str) -> None:
        """Choose from a list, by ``value`` or ``label``."""
        self.page.get_by_label(box, exact=True).select_option(**option)

    def tick(self, *labels: str) -> None:
        """Choose boxes or round buttons by what they say."""
        for label in labels:
            self.page.locator("main").get_by_label(label, exact=True).check()

    def mark(self, name: str, value: str) -> None:
        """Choose a box or a round button by its value: some say long sentences."""
        self.page.locator(f'input[name="{name}"][value="{value}"]').check()

    def day(self, label: str, on: date) -> None:
        clicks.date_in(self.page, label, on)

    def told(self, words: str) -> None:
        clicks.told(self.page, words)

    def refused(self, words: str) -> None:
        clicks.refused(self.page, words)

    def cells(self, row: str) -> list[str]:
        return clicks.cells(self.page, row)

    def address(self) -> str:
        """The path of the page, to come back to."""
        return urlsplit(self.page.url).path

    def wait(self, words: str) -> None:
        """Load the page again until it says this, as somebody would who waits."""
        self.until(lambda: words in self.main, words)

    def until(self, so: Callable[[], bool], what: str) -> None:
        """Load the page again until it is so."""
        deadline = monotonic() + SECONDS
        while not so():
            assert monotonic() < deadline, f"waited for “{what}” in vain: {self.main}"
            self.page.reload()
        self.look(self.page)


@dataclass
class Federation:
    """Three boroughs and leadership that run, and whoever signs in to them."""

    demo: Demonstration
    browser: Browser
    clock_file: Path
    axe: browsing.Reader
    instances: dict[str, Instance]
    people: dict[tuple[str, ...], Person] = field(default_factory=dict)
    watches: list[Watch] = field(default_factory=list)
    looked: set[str] = field(default_factory=set)
    met: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def of(
        self, member: str, role: str, *, agency: str = "", number: int = 1
    ) -> Person:
        """Somebody of a member; the same words are the same person."""
        key = (member, role, agency, str(number))
        if key not in self.people:
            self.people[key] = self._signed_in(member, role, agency, number)
        return self.people[key]

    def no_script(self, member: str, role: str) -> Person:
        """Somebody whose browser runs no script; axe is one: see ``look_again``."""
        page = self._page(member, script=False)
        self._enter(page, member, self._link(member, role, "", 1))
        met: list[str] = []
        person = Person(page, lambda shown: met.append(shown.url))
        self.people[member, role, "no script"] = person
        self.met[member, role] = met
        return person

    def look_again(self, member: str, role: str) -> None:
        """Let axe look at all that somebody met whose browser ran no script."""
        person = self.of(member, role)
        for address in dict.fromkeys(self.met.pop((member, role))):
            if person.page.request.get(address).ok:  # a refused form has no address
                person.open(address)

    def later(self, on: date) -> None:
        """Let time pass until a day; everybody signs in anew after that."""
        days = (on - clock.today()).days
        assert days >= 0, "time goes one way"
        ahead = int(self.clock_file.read_text(encoding="utf-8"))
        self.leave()
        self.clock_file.write_text(str(ahead + days), encoding="utf-8")

    def leave(self) -> None:
        """Everybody closes the browser; nobody's console may have complained."""
        for person in self.people.values():
            person.page.context.close()
        self.people.clear()
        complaints = [each.complaints for each in self.watches if each.complaints]
        self.watches.clear()
        assert complaints == []

    def run(self, member: str, *command: str) -> str:
        """What an operator's command of a member says."""
        done = subprocess.run(
            [
                *(sys.executable, "-m", "accord", "borough", "--settings"),
                *(str(self.demo.folder / member / "settings.env"), *command),
            ],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, **environment(self.clock_file)},
        )
        return done.stdout

    def look(self, page: Page) -> None:
        """Judge a page of this kind once, with and without faults on it."""
        expect(page.locator("h1")).to_have_count(1)
        path = RECORD.sub("*", urlsplit(page.url).path)
        wrong = page.locator(".govuk-error-summary").count()
        kind = f"{path}{'!' if wrong else ''}"
        if kind in self.looked:
            return
        self.looked.add(kind)
        self.axe.must_find_nothing_new(page)
        for width in (PHONE, DESK):
            page.set_viewport_size({"width": width, "height": 900})
            browsing.keep_picture(page, f"{kind.strip('/').replace('/', '-')}-{width}")

    def _signed_in(self, member: str, role: str, agency: str, number: int) -> Person:
        page = self._page(member, script=True)
        self._enter(page, member, self._link(member, role, agency, number))
        return Person(page, self.look)

    def _page(self, member: str, *, script: bool) -> Page:
        context = self.browser.new_context(
            base_url=self.instances[member].settings.public_url,
            viewport={"width": DESK, "height": 900},
            locale="en-GB",
            java_script_enabled=script,
        )
        page = context.new_page()
        page.set_default_timeout(60_000)  # others may keep the machine busy
        self.watches.append(Watch(page))
        self.watches[-1].start()
        return page

    def _enter(self, page: Page, member: str, link: str) -> None:
        page.goto(link)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda address: "/sign-in/" not in address)
        page.goto(self.instances[member].settings.public_url)

    def _link(self, member: str, role: str, agency: str, number: int) -> str:
        """A one-time link for somebody; whoever is not there yet gets an account."""
        instance = self.instances[member]
        words = [role.replace("_", "-"), *filter(None, [agency]), str(number)]
        email = f"{'.'.join(words)}@{member}.example.org"
        with instance.database.transaction() as session:
            known = accounts.person(session, email=email)
            user_id: UUID = (
                known.user_id
                if known
                else create_user(
                    session,
                    email=email,
                    name=f"The {' '.join(words)}",
                    role=role,
                    agency=agency or None,
                )
            )
            token = issue_link(session, user_id=user_id)
        return sign_in_address(instance.settings, token=token)


def environment(clock_file: Path) -> dict[str, str]:
    """What makes a process follow the clock of these tests."""
    path = os.pathsep.join(filter(None, [str(CLOCK), os.environ.get("PYTHONPATH")]))
    return {"PYTHONPATH": path, "CLOCK_AHEAD_FILE": str(clock_file)}


@contextmanager
def running(folder: Path, browser: Browser) -> Iterator[Federation]:
    """Run one over RabbitMQ whose clock, and this process's, can be moved on."""
    clock_file = folder / "days-ahead"
    clock_file.write_text("0", encoding="utf-8")
    real = clock.now

    def now() -> datetime:
        return real() + timedelta(days=int(clock_file.read_text(encoding="utf-8")))

    ahead = environment(clock_file)
    begun = demonstration.running(folder, broker="rabbitmq", environment=ahead)
    with begun as demo:
        services = dict.fromkeys(BOROUGHS, BOROUGH) | {"leadership": LEADERSHIP}
        instances = {
            slug: Instance(
                service=service, settings_file=demo.folder / slug / "settings.env"
            )
            for slug, service in services.items()
        }
        axe = browsing.Reader(browsing.axe_script())
        made = Federation(demo, browser, clock_file, axe, instances)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(clock, "now", now)
            yield made
            made.leave()
        for instance in instances.values():
            instance.database.engine.dispose()
