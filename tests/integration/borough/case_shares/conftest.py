import pytest
import time_machine

from borough.wiring import SERVICE
from kit import clock
from kit.accounts import sessions
from kit.accounts.model import SignInMethod
from tests.support.case_sharing import Sharing
from tests.support.settings import some_settings


@pytest.fixture
def travel():
    with time_machine.travel(clock.now(), tick=False) as machine:
        yield machine


@pytest.fixture
def sharing(sqlite_database, tmp_path, travel) -> Sharing:
    return Sharing.made(sqlite_database, tmp_path)


@pytest.fixture
def open_as(sharing, tmp_path):
    """A browser for one person of one borough."""
    apps = {}

    def opened(borough, person):
        if borough.slug not in apps:
            found = some_settings(borough.slug, tmp_path, keys_dir=borough.folder)
            apps[borough.slug] = SERVICE.create_app(found, borough.database)
            apps[borough.slug].config["WTF_CSRF_ENABLED"] = False
        with borough.database.transaction() as session:
            begun = sessions.start(
                session, user_id=person.user_id, method=SignInMethod.PASSWORD
            )
            token = sessions.confirm(session, token=begun, second_step=True)
        client = apps[borough.slug].test_client()
        client.set_cookie(f"accord-{borough.slug}", token, domain="localhost")
        return client

    return opened


@pytest.fixture
def mine(sharing, open_as):
    return open_as(sharing.here, sharing.here.one)


@pytest.fixture
def second(sharing, open_as):
    return open_as(sharing.here, sharing.here.other)


@pytest.fixture
def reader(sharing, open_as):
    return open_as(sharing.there, sharing.there.one)
