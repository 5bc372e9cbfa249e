import pytest

from borough.wiring import SERVICE
from tests.support.boroughs import a_borough
from tests.support.people import client_for
from tests.support.settings import some_settings


@pytest.fixture
def borough(any_database):
    """A borough with figures of its own, on each database."""
    return a_borough(any_database("havering", SERVICE.metadatas))


@pytest.fixture
def app(sqlite_database, tmp_path):
    """An application whose database is as empty as on the first day."""
    database = sqlite_database("havering", SERVICE.metadatas)
    return SERVICE.create_app(some_settings("havering", tmp_path), database)


@pytest.fixture
def filled(app):
    """The same with figures of its own."""
    return a_borough(app.extensions["accord"].database)


@pytest.fixture
def analyst(app):
    return client_for(app, "analyst")


@pytest.fixture
def manager(app):
    return client_for(app, "business_manager")


@pytest.fixture
def administrator(app):
    return client_for(app, "administrator")
