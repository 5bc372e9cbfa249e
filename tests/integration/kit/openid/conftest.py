"""An instance with a provider, people with accounts, and a browser for both."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
import requests
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache, FileSystemBytecodeCache
from werkzeug.test import TestResponse

from kit.access.policy import Action
from kit.accounts import service as accounts
from kit.accounts.access import needs
from kit.db import Database, SharedBase
from kit.openid import service
from kit.openid.tokens import Identity
from kit.settings import SecondStep, Settings
from kit.web.pages import dress
from tests.support import provider as providers
from tests.support.people import BOROUGH
from tests.support.provider import CLIENT, JO, NAME, SECRET, Provider
from tests.support.settings import some_settings

EMAIL = "jo.archer@example.org"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with providers.running() as started:
        yield started


@pytest.fixture
def settings(provider: Provider, tmp_path) -> Settings:
    """No second step: what is tested here is the way to the provider and back."""
    return some_settings(
        "havering",
        tmp_path,
        second_step=SecondStep.WAIVED,
        contact="help@example.org",
        openid_issuer=provider.issuer,
        openid_name=NAME,
        openid_client_id=CLIENT,
        openid_client_secret=SECRET,
    )


@pytest.fixture
def database(sqlite_database) -> Database:
    return sqlite_database("havering", (SharedBase.metadata,))


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """Templates compiled once for all tests here, not once for each application."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def make_app(
    database: Database, settings: Settings, compiled: BytecodeCache
) -> Callable[..., Flask]:
    """``make_app(**changes)``: an application with settings changed."""

    def make(**changes: object) -> Flask:
        app = Flask("demo", static_folder=None)
        app.jinja_env.bytecode_cache = compiled
        dress(
            app,
            settings=replace(settings, **changes),
            database=database,
            policy=BOROUGH,
        )
        home = Blueprint("home", __name__)
        home.get("/", endpoint="index")(
            needs("front_page", Action.READ)(lambda: "the front page")
        )
        app.register_blueprint(home)
        app.config["WTF_CSRF_ENABLED"] = False
        return app

    return make


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app()


@pytest.fixture
def jo(database: Database):
    """Jo's account, not linked with anything."""
    with database.transaction() as session:
        return accounts.create_user(
            session, email=EMAIL, name="Jo Archer", role="analyst"
        )


@pytest.fixture
def linked_jo(database: Database, jo, provider: Provider):
    """Jo's account, linked with Jo's at the provider."""
    identity = Identity(issuer=provider.issuer, subject=JO["sub"])
    with database.transaction() as session:
        service.link(session, user_id=jo, identity=identity)
    return jo


class Browser:
    """Goes to the provider and comes back, as a browser without script would."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def set_out(self, page: str = "/sign-in/provider") -> str:
        """Begin; returns the address of ours the provider sends the browser to."""
        answer = self.client.get(page)
        assert answer.status_code == 303, answer.text
        there = requests.get(answer.location, allow_redirects=False, timeout=10)
        assert there.status_code == 302, there.text
        back = urlsplit(there.headers["Location"])
        return f"{back.path}?{back.query}"

    def go(self, page: str = "/sign-in/provider") -> TestResponse:
        """Begin, go there, and come back."""
        return self.client.get(self.set_out(page))


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app)


@pytest.fixture
def browser_of() -> type[Browser]:
    """``browser_of(app)``: a browser for another application."""
    return Browser


@pytest.fixture
def trail(database: Database) -> Callable[[], list[tuple[str, dict[str, str]]]]:
    """``trail()``: acts of the trail with what they say more."""

    def read() -> list[tuple[str, dict[str, str]]]:
        with database.engine.connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT act, detail FROM trail_row ORDER BY n"
            )
            return [(act, json.loads(detail or "{}")) for act, detail in rows]

    return read
