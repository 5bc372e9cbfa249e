"""A federation that marked people visit: every page, and every form on them."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from borough.wiring import SERVICE as BOROUGH
from kit.access.policy import Need
from kit.accounts.access import need_of
from kit.accounts.commands import sign_in_address
from kit.accounts.service import create_user, issue_link, set_password
from kit.instance import Instance
from leadership.wiring import SERVICE as LEADERSHIP
from partnership.access import policy
from partnership.agencies import AGENCIES
from tests.support import canaries
from tests.support.canaries import EMAIL, NAME, PASSWORD
from tests.support.read_by_two import ReadByTwo
from tests.support.visitor import Answer, Form, Visitor

SECONDS = 120
MEMBERS = {"havering": BOROUGH, "leadership": LEADERSHIP}
LEFT_OUT = {
    "accounts.sign_out": "there is nothing to type, and the visit would be over",
    "members.change_status": "a member that is suspended hears nothing any more",
}
# Ids and numbers, and the short names of bodies, standards, boroughs and agencies: of
# each kind one is enough.
CHANGING = re.compile(
    r"(?<=^/bodies/)(?!new\b)[a-z][a-z0-9-]+|"
    r"(?<=^/adoptions/)(?!records\b|positions\b)[a-z][a-z0-9-]+|"
    r"(?<=^/events-elsewhere/)(?!calendar\b|events\b)[a-z-]+|"
    r"(?<=/of/)(?!new\b)[a-z][a-z0-9-]+(?=/|$)|"
    rf"(?<=/)(?:{'|'.join(AGENCIES)})(?=/|$)|"
    r"[0-9a-f]{8}-[0-9a-f-]{27}|\b[A-Z]{1,4}\d{1,3}\b|\bL-\d+\b|\b[ENW]\d{8}\b|"
    r"\b\d+(-Q\d)?\b"
)
A_FILE = re.compile(r"\.(csv|xlsx)(\?|$)|/assets/|\bformat=")


@dataclass
class Visit:
    """One federation and all that its visitors saw."""

    folder: Path
    visitors: list[Visitor] = field(default_factory=list)
    typed_into_addresses: set[tuple[str, str]] = field(default_factory=set)
    people: "count[int]" = field(default_factory=count)
    opened: Counter[tuple[str, str]] = field(default_factory=Counter)
    tried: set[tuple[str, str]] = field(default_factory=set)
    read: ReadByTwo = field(default_factory=ReadByTwo)

    @cached_property
    def instances(self) -> dict[str, Instance]:
        return {
            slug: Instance(
                service=service, settings_file=self.folder / slug / "settings.env"
            )
            for slug, service in MEMBERS.items()
        }

    @cached_property
    def apps(self) -> dict[str, Flask]:
        return {
            slug: one.service.create_app(one.settings, one.database)
            for slug, one in self.instances.items()
        }

    def site(self, slug: str) -> str:
        return self.instances[slug].settings.public_url

    def database(self, slug: str) -> Path:
        return self.folder / slug / "accord.sqlite"

    def rules(self, slug: str, method: str) -> list[Rule]:
        return [
            rule
            for rule in self.apps[slug].url_map.iter_rules()
            if method in (rule.methods or ()) and rule.endpoint not in LEFT_OUT
        ]

    def never_posted(self) -> set[str]:
        """The endpoints that take a form and were sent none, in either service."""
        there, sent = set(), set()
        for slug in MEMBERS:
            there |= {rule.endpoint for rule in self.rules(slug, "POST")}
            sent |= {
                self.endpoint(slug, urlsplit(answer.address).path)
                for answer in self.answers
                if answer.method == "POST"
                and answer.address.startswith(self.site(slug))
            }
        return there - sent

    def endpoint(self, slug: str, path: str) -> str:
        """What a form sent to this path reaches; empty where nothing takes one."""
        with suppress(HTTPException):
            routing = self.apps[slug].url_map.bind("")
            return str(routing.match(path, method="POST")[0])
        return ""

    @property
    def answers(self) -> list[Answer]:
        return [answer for visitor in self.visitors for answer in visitor.answers]

    def visitor(self, slug: str) -> Visitor:
        made = Visitor(self.site(slug))
        self.visitors.append(made)
        return made

    def signed_in(self, slug: str, role: str) -> Visitor:
        visitor = self.visitor(slug)
        self.let_in(visitor, slug, role)
        return visitor

    def let_in(self, visitor: Visitor, slug: str, role: str) -> None:
        """Sign a marked person of this role in: a new one, whoever was sent away."""
        number = next(self.people)
        email = f"{role.replace('_', '.')}.{number}.{EMAIL}"
        token = self.make_person(slug, role, email)
        settings = self.instances[slug].settings
        page = visitor.get(sign_in_address(settings, token=token))
        _, forms = page.read()
        visitor.submit(page, forms[-1], lambda box: box.value)

    def make_person(self, slug: str, role: str, email: str) -> str:
        """A marked person with a password; gives a token to sign in with once."""
        with self.instances[slug].database.transaction() as session:
            user_id = create_user(
                session,
                email=email,
                name=f"{NAME} {role}",
                role=role,
                agency="police",
                body="a-panel",
            )
            set_password(session, user_id=user_id, password=PASSWORD)
            return issue_link(session, user_id=user_id)

    def fill_everything(self, slug: str, role: str) -> None:
        """Open the pages this role finds, and send every form wrongly and rightly.

        A kind of page that two roles have looked at has shown what it asks for.
        """
        visitor = self.signed_in(slug, role)
        ahead = self.doors(slug, role)
        seen = set(map(kind_of, ahead))
        while ahead:
            path = ahead.pop(0)
            self.opened[slug, kind_of(path)] += 1
            if self.opened[slug, kind_of(path)] > 2:
                continue
            page = visitor.get(path)
            if urlsplit(page.address).path == "/sign-in":
                self.let_in(visitor, slug, role)
            for path in self.look_at(visitor, slug, page):
                if kind_of(path) not in seen:
                    seen.add(kind_of(path))
                    ahead.append(path)

    def look_at(self, visitor: Visitor, slug: str, page: Answer) -> list[str]:
        """Send the forms of a page; the addresses on it and on what they led to."""
        if not page.is_page:
            return []
        addresses, forms = page.read()
        found = [visitor.own(one, page) for one in addresses]
        actions = {visitor.own(form.action or page.address, page) for form in forms}
        ahead = [one for one in found if one and not A_FILE.search(one)]
        for form in forms:
            for answer in self.send_once(visitor, slug, page, form):
                ahead += self.look_at(visitor, slug, answer)
        return [path for path in ahead if path not in actions]

    def doors(self, slug: str, role: str) -> list[str]:
        """The pages with nothing to fill in that open to a role."""
        views = self.apps[slug].view_functions
        open_here = policy().of_service(MEMBERS[slug].name)
        found = []
        for rule in self.rules(slug, "GET"):
            need = need_of(views[rule.endpoint])
            opens = not isinstance(need, Need) or open_here.opens(role, need)
            if opens and not rule.arguments and not A_FILE.search(rule.rule):
                found.append(rule.rule)
        return found

    def send_once(
        self, visitor: Visitor, slug: str, page: Answer, form: Form
    ) -> Iterator[Answer]:
        path = visitor.own(form.action or page.address, page) or ""
        sent = (slug, f"{form.method} {kind_of(path)}")
        if sent in self.tried or self.endpoint(slug, path) in LEFT_OUT:
            return
        self.tried.add(sent)
        if form.method == "GET":
            self.typed_into_addresses |= {
                (path, box.name) for box in form.boxes if box.typed
            }
        else:  # what nobody can choose would stand in an address only by our doing
            yield visitor.submit(page, form, canaries.all_wrong)
        yield visitor.submit(page, form, canaries.as_a_person_would)
        yield visitor.submit(page, form, canaries.as_somebody_careful)


def kind_of(path: str) -> str:
    """An address without what tells one record from another."""
    parts = urlsplit(path)
    names = sorted(re.findall(r"(?:^|&)(\w+)=", parts.query))
    return "?".join([CHANGING.sub("*", parts.path), *names])


def until(so: Callable[[], bool], what: str) -> None:
    deadline = monotonic() + SECONDS
    while not so():
        assert monotonic() < deadline, what
        sleep(0.1)
