"""A body as tests need it: three partners on a learning group."""

from datetime import date

import pytest
from jinja2 import FileSystemBytecodeCache

from borough.wiring import SERVICE
from partnership.agencies import STATUTORY
from partnership.bodies import service
from partnership.bodies.model import BodyKind
from partnership.bodies.service import Stand
from tests.support.settings import some_settings

FIRST = date(2019, 9, 1)


def found(session, slug="learning", *, kind=BodyKind.THEMATIC, **stand):
    given = {"name": "Case Review Group", "purpose": "To learn from cases", **stand}
    return service.found(
        session,
        slug=slug,
        kind=kind,
        stand=Stand(**given),
        from_on=FIRST,
        by="Business manager",
    )


def seat(session, body_id, agency, title=None, **more):
    return service.add_post(
        session,
        body_id=body_id,
        title=title or f"Head of {agency}",
        agency=agency,
        **{"from_on": FIRST, **more},
    )


@pytest.fixture
def database(any_database):
    return any_database("havering", SERVICE.metadatas)


@pytest.fixture
def learning(database):
    """The body's id, and the ids of its three posts by agency."""
    with database.transaction() as session:
        body_id = found(session)
        return body_id, {agency: seat(session, body_id, agency) for agency in STATUTORY}


@pytest.fixture(scope="session")
def compiled(tmp_path_factory):
    """Templates are compiled once for all tests: each test has its own application."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def build(sqlite_database, tmp_path, compiled):
    """``build(service, member)`` gives the application of a service."""

    def built(service, member):
        database = sqlite_database(member, service.metadatas)
        app = service.create_app(some_settings(member, tmp_path), database)
        app.jinja_env.bytecode_cache = compiled
        return app

    return built
