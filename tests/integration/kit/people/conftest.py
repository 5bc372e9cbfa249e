"""Both services' applications, where people are tended by their pages."""

import pytest
from jinja2 import FileSystemBytecodeCache

from borough.wiring import SERVICE as BOROUGH
from leadership.wiring import SERVICE as LEADERSHIP
from tests.support.settings import some_settings


@pytest.fixture(scope="session")
def compiled(tmp_path_factory):
    """Templates are compiled once for all tests: each test has its own application."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def build(sqlite_database, tmp_path, compiled):
    def built(service, member):
        database = sqlite_database(member, service.metadatas)
        app = service.create_app(some_settings(member, tmp_path), database)
        app.jinja_env.bytecode_cache = compiled
        return app

    return built


@pytest.fixture
def borough(build):
    return build(BOROUGH, "havering")


@pytest.fixture
def leadership(build):
    return build(LEADERSHIP, "leadership")
