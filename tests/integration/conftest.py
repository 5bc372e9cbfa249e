import pytest

from tests.support.apps import SERVICES, Apps, MakeApp, maker


@pytest.fixture(params=SERVICES)
def make_app(request, sqlite_database, tmp_path) -> MakeApp:
    """``make_app(**settings)``: the test runs once for each service."""
    return maker(request.param, sqlite_database, tmp_path)


@pytest.fixture(scope="module")
def apps(tmp_path_factory):
    made = Apps(tmp_path_factory.mktemp("asvs"))
    yield made
    for app in made.made.values():
        pool = app.extensions.get("accord-imports")
        if pool is not None:
            pool.shutdown()
    made.databases.close()


@pytest.fixture(params=SERVICES)
def either(request, apps):
    """Each service in turn; shared by a file's tests."""
    return apps(request.param)
