"""Both services' applications, and every door each of them has."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, BaseConverter, Rule

from borough.wiring import SERVICE as BOROUGH
from kit.accounts import access
from kit.instance import Service
from kit.web import limits
from leadership.wiring import SERVICE as LEADERSHIP
from tests.support.databases import DatabaseFactory, SqliteDatabases
from tests.support.people import client_for
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
    values = {name: _filling(converter) for name, converter in rule._converters.items()}
    with app.test_request_context():
        built = rule.bind and rule.build(values, append_unknown=False)
    assert built, rule.rule
    return built[1]


def _filling(converter: BaseConverter) -> Any:
    if isinstance(converter, AnyConverter):
        return sorted(converter.items)[0]
    return _FILLING[type(converter).__name__]


class Apps:
    """Both services, made once each: ``apps(name, **settings)``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "templates").mkdir()
        self.databases = SqliteDatabases(templates=folder / "templates", folder=folder)
        self.made: dict[tuple[Any, ...], Flask] = {}

    def __call__(self, name: str, **settings: Any) -> Flask:
        key = (name, *sorted(settings.items()))
        if key not in self.made:
            make = maker(name, self.databases, self.folder)
            self.made[key] = make(**settings)
        app = self.made[key]
        limits.register(app)  # each test begins with nothing counted
        return app


def somebody(app: Flask, endpoint: str) -> FlaskClient:
    """A client of the first role that a door opens for."""
    need = access.need_of(app.view_functions[endpoint])
    policy = app.extensions["accord"].policy
    role = next(word for word in policy.roles if policy.opens(word, need))
    return client_for(app, role)


def held(app: Flask) -> str:
    """What the database holds, the trail apart, as one digest."""
    connection = app.extensions["accord"].database.engine.raw_connection()
    lines = (
        line
        for line in connection.driver_connection.iterdump()
        if not line.startswith('INSERT INTO "trail_')
    )
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    connection.close()
    return digest
