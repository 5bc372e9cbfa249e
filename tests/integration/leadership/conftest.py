"""The leadership service for tests: its database, its pages, people signed in."""

from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from joserfc.jwk import OKPKey

from kit.db import Database
from leadership.app import create_app
from leadership.db import METADATAS
from leadership.members import service as members
from partnership.access import Role
from tests.support.people import client_for
from tests.support.settings import some_settings

BOROUGHS = {
    "havering": ("Havering", "E09000016"),
    "barking-and-dagenham": ("Barking and Dagenham", "E09000002"),
    "redbridge": ("Redbridge", "E09000026"),
}


@pytest.fixture
def database(sqlite_database) -> Database:
    return sqlite_database("leadership", METADATAS)


@pytest.fixture
def each_database(any_database) -> Database:
    """The leadership database on SQLite, then on PostgreSQL."""
    return any_database("leadership", METADATAS)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory) -> FileSystemBytecodeCache:
    """Templates are compiled once for all tests: each test has its own application."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(database, tmp_path, compiled) -> Flask:
    app = create_app(some_settings("leadership", tmp_path), database)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.jinja_env.bytecode_cache = compiled
    return app


@pytest.fixture
def sign_in(app, database) -> Callable[[Role], FlaskClient]:
    """``sign_in(role)`` gives a client that somebody of this role uses."""

    return partial(client_for, app)


@pytest.fixture
def leader(sign_in) -> FlaskClient:
    return sign_in(Role.LEADERSHIP_MEMBER)


@pytest.fixture
def administrator(sign_in) -> FlaskClient:
    return sign_in(Role.LEADERSHIP_ADMINISTRATOR)


@pytest.fixture
def three_boroughs(database) -> None:
    """The three boroughs are members."""
    with database.transaction() as session:
        for slug, (name, area_code) in BOROUGHS.items():
            members.add_member(
                session, slug=slug, name=name, area_code=area_code, jwk=a_public_jwk()
            )


def a_public_jwk() -> dict[str, str]:
    return dict(OKPKey.generate_key("Ed25519").as_dict(private=False))
