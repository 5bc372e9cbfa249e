"""Who is invited, by whom, and when, in the tests of invitations."""

import pytest
import time_machine

from kit.db import SharedBase
from kit.invitations import service
from tests.support.colleagues import a_colleague
from tests.support.people import BOROUGH

START = "2026-11-21T09:00:00Z"
EMAIL = "new@example.org"
ANALYST = BOROUGH.roles["analyst"]
COORDINATOR = BOROUGH.roles["cdop_coordinator"]
CHAIR = BOROUGH.roles["group_chair"]


@pytest.fixture
def time():
    with time_machine.travel(START, tick=False) as travelled:
        yield travelled


@pytest.fixture
def database(any_database, time):
    return any_database("havering", (SharedBase.metadata,))


@pytest.fixture
def inviter(database):
    return a_colleague(database, "Inviter", "administrator")


@pytest.fixture
def second(database):
    return a_colleague(database, "Second", "business_manager")


@pytest.fixture
def invite(database, inviter):
    def invited(role=ANALYST, **more):
        more = {"email": EMAIL, "name": "Robin", "by": inviter, **more}
        with database.transaction() as session:
            return service.invite(session, role=role, **more)

    return invited
