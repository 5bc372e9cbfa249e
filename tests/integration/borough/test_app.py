"""The application is whole: every page is guarded, every link leads somewhere."""

import pytest

from borough import app as app_module
from borough.wiring import SERVICE
from kit.accounts import access
from tests.support.settings import some_settings


@pytest.fixture
def app(sqlite_database, tmp_path):
    settings = some_settings("havering", tmp_path)
    database = sqlite_database("havering", SERVICE.metadatas)
    return SERVICE.create_app(settings, database)


def test_it_lives_and_is_ready(app):
    client = app.test_client()
    assert client.get("/health").status_code == 200
    assert client.get("/ready").status_code == 200


def test_every_page_says_who_may_open_it(app):
    assert access.undeclared(app) == []


def test_a_stranger_is_sent_to_sign_in(app):
    answer = app.test_client().get("/")
    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in")


def test_every_link_at_the_top_leads_somewhere(app):
    endpoints = {entry.endpoint for entry in app_module.NAVIGATION}
    assert endpoints <= set(app.view_functions)
    assert endpoints
