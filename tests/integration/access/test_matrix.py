"""Every door of both services, for every role: open exactly where the matrix says.

``doors.csv`` beside this file lists what each route needs. It is kept by hand: a new
route fails here until somebody has said, and looked at, what it needs. What a role may
do is read from the matrix's own letters, not through the code that enforces them.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, wraps
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import AnyConverter

from borough.wiring import SERVICE as BOROUGH
from kit.access.policy import Need
from kit.accounts import sessions
from kit.accounts.access import PUBLIC, need_of
from kit.errors import NotAllowed
from leadership.wiring import SERVICE as LEADERSHIP
from partnership.access import MATRIX
from tests.support.people import session_for
from tests.support.settings import some_settings

pytestmark = pytest.mark.long

DOORS = Path(__file__).parent / "doors.csv"
SERVICES = {"borough": (BOROUGH, "havering"), "leadership": (LEADERSHIP, "leadership")}
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
OWN = {"agency": "police", "body": "learning"}
OTHERS = ({"agency": "icb", "body": "learning"}, {"agency": "police", "body": "other"})


@dataclass(frozen=True, order=True)
class Door:
    """One route with one method, and what it needs; nothing where it is public."""

    service: str
    method: str
    rule: str
    resource: str
    action: str
    within: str

    def open_to(self, letters: str) -> bool:
        """Whether a grant such as ``CRUo`` opens it."""
        for group in letters.split():
            actions = group.rstrip("ognpam2")
            limits = set(group[len(actions) :]) - {"2"}
            if self.action in actions:
                return limits <= set(self.within)
        return False


def kept() -> list[Door]:
    with DOORS.open(newline="") as file:
        return [Door(**row) for row in csv.DictReader(file)]


def declared(name: str, app: Flask) -> Iterator[Door]:
    for rule in app.url_map.iter_rules():
        need = need_of(app.view_functions[rule.endpoint])
        words = (PUBLIC, "", "")
        if isinstance(need, Need):
            words = (need.resource, need.action, "".join(sorted(need.within)))
        for method in sorted((rule.methods or set()) & {"GET", *UNSAFE}):
            yield Door(name, method, rule.rule, *words)


def grants() -> dict[tuple[str, str], str]:
    content = json.loads(MATRIX.read_text())
    return {
        (resource["word"], role): letters
        for resource in content["resources"]
        for role, letters in resource["grants"].items()
    }


def roles(service: str) -> dict[str, bool]:
    """The roles this service offers, and whether their hats name a place."""
    content = json.loads(MATRIX.read_text())
    return {
        each["word"]: bool(each.get("needs"))
        for each in content["roles"]
        if each["service"] == service
    }


@pytest.fixture(params=SERVICES)
def service(request) -> str:
    return request.param


@pytest.fixture
def app(service, sqlite_database, tmp_path, monkeypatch) -> Flask:
    """A service whose doors are its own, and behind each of them there is nothing.

    Whose a cookie is, is looked up once: at thousands of doors it stays the same.
    """
    monkeypatch.setattr(sessions, "standing_of", once_for_each(sessions.standing_of))
    made, member = SERVICES[service]
    database = sqlite_database(member, made.metadatas)
    app = made.create_app(some_settings(member, tmp_path), database)
    app.config["WTF_CSRF_ENABLED"] = False
    for endpoint, view in app.view_functions.items():
        app.view_functions[endpoint] = wraps(view)(lambda **_: ("", 204))
    app.register_error_handler(NotAllowed, lambda _: ("", 403))
    return app


def once_for_each(standing_of):
    known = {}

    def remembered(session, *, token):
        if token not in known:
            known[token] = standing_of(session, token=token)
        return known[token]

    return remembered


def test_every_door_is_in_the_list_and_needs_what_it_says(service, app):
    assert sorted(declared(service, app)) == sorted(
        door for door in kept() if door.service == service
    )


def ask(app: Flask, door: Door, cookie: tuple[str, str] | None) -> tuple[int, str]:
    """Status and address of the answer to somebody who knows no record's id."""
    sent = {"Cookie": "=".join(cookie)} if cookie else {}
    address = address_of(app, door)
    with app.test_request_context(address, method=door.method, headers=sent):
        answer = app.full_dispatch_request()
    return answer.status_code, answer.location or ""


@cache
def address_of(app: Flask, door: Door) -> str:
    """Where a door is, for a record nobody has."""
    adapter = app.url_map.bind("localhost")
    rule = next(
        rule
        for rule in app.url_map.iter_rules()
        if rule.rule == door.rule and door.method in (rule.methods or ())
    )
    values = {name: _made_up(rule, name) for name in rule.arguments}
    return adapter.build(rule.endpoint, values, method=door.method)


def _made_up(rule, name):
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return sorted(converter.items)[0]
    return {
        "UUIDConverter": "00000000-0000-7000-8000-000000000000",
        "IntegerConverter": 987654,
    }.get(type(converter).__name__, "none-such")


@pytest.mark.parametrize(
    ("service", "role"),
    [(service, role) for service in SERVICES for role in roles(service)],
)
def test_each_role_opens_its_doors_and_no_other(service, role, app):
    given = grants()
    places = (OWN, *OTHERS) if roles(service)[role] else (OWN,)
    cookies = [session_for(app, role, **place) for place in places]
    wrong = []
    for door in kept():
        if door.service != service or door.resource == PUBLIC:
            continue
        expected = door.open_to(given.get((door.resource, role), ""))
        for place, cookie in zip(places, cookies, strict=True):
            status, where = ask(app, door, cookie)
            if status not in {204, 403} or (status == 204) != expected:
                wrong.append((door, role, place, status, where))
    assert wrong == []


def test_a_role_of_the_other_service_opens_nothing(service, app):
    strangers = set(roles("borough")) ^ set(roles("leadership"))
    strangers -= set(roles(service))
    cookies = [session_for(app, role) for role in sorted(strangers)[:1]]
    for door in kept():
        if door.service == service and door.resource != PUBLIC:
            for cookie in cookies:
                assert ask(app, door, cookie)[0] == 403, door


def test_nobody_and_people_of_another_borough_are_sent_to_sign_in(
    service, app, sqlite_database, tmp_path
):
    elsewhere = BOROUGH.create_app(
        some_settings("redbridge", tmp_path),
        sqlite_database("redbridge", BOROUGH.metadatas),
    )
    member = SERVICES[service][1]
    _, token = session_for(elsewhere, "business_manager")
    for door in kept():
        if door.service != service or door.resource == PUBLIC:
            continue
        for cookie in (None, (f"accord-{member}", token)):
            status, where = ask(app, door, cookie)
            assert (status, where[:8]) == (302, "/sign-in"), door
