"""All that a service shows to people who only look: each door, opened once."""

from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers

from kit.access.policy import Need
from kit.accounts import access
from tests.support.apps import Door, doors, held
from tests.support.people import client_for


@dataclass(frozen=True)
class Look:
    """A door that was looked behind, and what was there."""

    door: Door
    status: int
    headers: Headers
    body: bytes


@dataclass(frozen=True)
class Looked:
    """Every look, and what the database held before the first and after the last."""

    looks: list[Look]
    before: str
    after: str


_seen: dict[str, Looked] = {}


def looked_at(app: Flask) -> Looked:
    """Open every door that shows something, each as the first role that may.

    The answers of a service that holds nothing yet are the same every time, so all
    tests share one walk.
    """
    if app.name not in _seen:
        _seen[app.name] = _walk(app)
    return _seen[app.name]


def _walk(app: Flask) -> Looked:
    app.extensions["accord-limits"].moments = _Forgetful()
    roles = list(app.extensions["accord"].policy.roles)
    clients = {role: client_for(app, role) for role in roles}
    ahead = [
        (door, clients[_first(app, door, roles)])
        for door in doors(app)
        if door.method == "GET" and "token" not in door.endpoint
    ]
    before = held(app)
    looks = [_look(client, door) for door, client in ahead]
    return Looked(looks, before, held(app))


def _first(app: Flask, door: Door, roles: list[str]) -> str:
    need = access.need_of(app.view_functions[door.endpoint])
    opens = app.extensions["accord"].policy.opens
    may = (role for role in roles if isinstance(need, Need) and opens(role, need))
    return next(may, roles[0])


def _look(client: FlaskClient, door: Door) -> Look:
    answer = client.get(door.address)
    look = Look(door, answer.status_code, answer.headers, answer.data)
    answer.close()
    return look


class _Forgetful(dict[Any, Any]):
    """A count of requests that counts none."""

    def setdefault(self, _key: Any, default: Any = None) -> Any:
        return default
