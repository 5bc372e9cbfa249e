"""Both services' applications, and every door each of them has."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from werkzeug.routing import Rule

from borough.wiring import SERVICE as BOROUGH
from kit.instance import Service
from leadership.wiring import SERVICE as LEADERSHIP
from tests.support.databases import DatabaseFactory
from tests.support.settings import some_settings

SERVICES = {"borough": BOROUGH, "leadership": LEADERSHIP}
MEMBERS = {"borough": "havering", "leadership": "leadership"}
# Something for every kind of gap an address has; nothing is behind any of it.
_FILLING: dict[str, Any] = {
    "UUIDConverter": UUID("019ab000-0000-7000-8000-000000000000"),
    "IntegerConverter": 1,
    "UnicodeConverter": "nothing",
    "PathConverter": "nothing",
}
SAFE = {"GET", "HEAD", "OPTIONS"}

MakeApp = Callable[..., Flask]


def maker(name: str, database: DatabaseFactory, folder: Path) -> MakeApp:
    """``make(**settings)`` gives the application of a service, with these settings."""
    service: Service = SERVICES[name]

    def make(**settings: Any) -> Flask:
        member = MEMBERS[name]
        made = database(member, service.metadatas)
        return service.create_app(some_settings(member, folder, **settings), made)

    return make


@dataclass(frozen=True)
class Door:
    """One method of one route, with an address that leads to it."""

    method: str
    address: str
    endpoint: str


def doors(app: Flask) -> Iterator[Door]:
    """Every door of an application but Flask's own answers to HEAD and OPTIONS."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield Door(method, address_of(rule, app), rule.endpoint)


def address_of(rule: Rule, app: Flask) -> str:
    """An address that the rule answers to."""
    values = {
        name: _FILLING[type(converter).__name__]
        for name, converter in rule._converters.items()
    }
    with app.test_request_context():
        built = rule.bind and rule.build(values, append_unknown=False)
    assert built, rule.rule
    return built[1]
