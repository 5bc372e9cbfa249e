"""A meeting as tests need it: a group of three partners that meets in April 2026."""

from datetime import UTC, datetime

import pytest

from partnership.meetings import service
from tests.integration.partnership.bodies.conftest import (
    build,
    compiled,
    database,
    learning,
)

__all__ = ["build", "compiled", "database", "learning"]

START = datetime(2026, 4, 14, 13, 0, tzinfo=UTC)


def plan(session, body_id, **given):
    plain = {"title": "Spring meeting", "starts_at": START, "minutes": 120}
    return service.plan(
        session, body_id=body_id, **{**plain, "place": "Town Hall", **given}
    )


@pytest.fixture
def meeting(database, learning):
    """The meeting's id, and the ids of the three posts by agency."""
    body_id, posts = learning
    with database.transaction() as session:
        return plan(session, body_id), posts
