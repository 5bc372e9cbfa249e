import pytest

from borough.db import METADATAS
from tests.support.boroughs import a_borough


@pytest.fixture
def borough(any_database):
    return a_borough(any_database("havering", METADATAS))


@pytest.fixture
def quick_borough(sqlite_database):
    """The same on SQLite alone, for tests of pages."""
    return a_borough(sqlite_database("havering", METADATAS))
