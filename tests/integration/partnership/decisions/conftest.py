"""A body of three partners, a meeting of it, and people who may decide."""

import pytest

from kit.accounts import service as accounts
from kit.accounts.actor import Actor
from partnership.agencies import STATUTORY
from partnership.meetings import service as meetings
from partnership.meetings.model import Coming
from tests.integration.partnership.bodies.conftest import (
    build,
    compiled,
    database,
    learning,
)
from tests.integration.partnership.meetings.conftest import plan

__all__ = ["build", "compiled", "database", "learning"]


def person(session, role, *, agency=None, body=None):
    name = "-".join(filter(None, [role, agency, body]))
    user_id = accounts.create_user(
        session,
        email=f"{name}@example.org".replace("_", "."),
        name=f"The {role}",
        role=role,
        agency=agency,
        body=body,
    )
    return Actor(
        user_id=user_id, name="Somebody", email="", role=role, agency=agency, body=body
    )


@pytest.fixture
def manager(database):
    with database.transaction() as session:
        return person(session, "business_manager")


@pytest.fixture
def met(database, learning):
    """A meeting at which all three partners were present, and its body."""
    body_id, posts = learning
    with database.transaction() as session:
        meeting_id = plan(session, body_id)
        for agency in STATUTORY:
            meetings.attend(
                session,
                meeting_id=meeting_id,
                post_id=posts[agency],
                coming=Coming.PRESENT,
            )
    return meeting_id, body_id
