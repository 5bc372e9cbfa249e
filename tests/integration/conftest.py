import pytest

from tests.support.apps import SERVICES, MakeApp, maker


@pytest.fixture(params=SERVICES)
def make_app(request, sqlite_database, tmp_path) -> MakeApp:
    """``make_app(**settings)``: the test runs once for each service."""
    return maker(request.param, sqlite_database, tmp_path)
