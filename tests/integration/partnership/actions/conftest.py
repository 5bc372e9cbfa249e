import pytest

from borough.wiring import SERVICE
from tests.support.plans import Plans
from tests.support.settings import some_settings


@pytest.fixture
def plans(any_database) -> Plans:
    """A borough's plans, on each database."""
    return Plans(any_database("havering", SERVICE.metadatas))


@pytest.fixture
def app(sqlite_database, tmp_path):
    database = sqlite_database("havering", SERVICE.metadatas)
    return SERVICE.create_app(some_settings("havering", tmp_path), database)


@pytest.fixture
def filled(app) -> Plans:
    """The plans of an application."""
    return Plans(app.extensions["accord"].database)
