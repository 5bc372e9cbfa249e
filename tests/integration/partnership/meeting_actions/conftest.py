"""A Case Review Group with a plan of 14 actions, half a year after it met last."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from borough.wiring import SERVICE
from kit import clock
from partnership.agencies import STATUTORY
from partnership.bodies import queries as bodies
from partnership.brag.model import Brag
from partnership.meetings import service as meetings
from partnership.meetings.model import Coming
from tests.support.plans import Plans
from tests.support.settings import some_settings

LAST = datetime(2026, 5, 12, 13, 0, tzinfo=UTC)
BEFORE = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
SOON = date(2099, 1, 1)


@dataclass
class Group:
    """The group, its two meetings, its plan and the ids of its actions in order."""

    plans: Plans
    body_id: UUID
    last: UUID
    now: UUID
    plan_id: UUID
    actions: list[UUID]

    @property
    def database(self):
        return self.plans.database

    def attend(self, *agencies):
        """Note at today's meeting that posts of these agencies came."""
        with self.database.transaction() as session:
            posts = bodies.posts(session, self.body_id, clock.today())
            for post in posts:
                if post.agency in agencies:
                    meetings.attend(
                        session,
                        meeting_id=self.now,
                        post_id=post.id,
                        coming=Coming.PRESENT,
                    )


def a_group(plans) -> Group:
    """One blue, four green and nine amber, as the plan stood when the group met."""
    body_id = plans.body()
    met = {"body_id": body_id, "minutes": 120, "place": "Town Hall"}
    with plans.database.transaction() as session:
        last = meetings.plan(session, title="May meeting", starts_at=LAST, **met)
        meetings.hold(session, meeting_id=last)
        now = meetings.plan(
            session, title="Autumn meeting", starts_at=clock.now(), **met
        )
    plan_id = plans.plan("LEO", body_slug="learning", title="Leo")
    states = [Brag.GREEN] * 5 + [Brag.AMBER] * 9
    given = {"due": SOON, "forecast": SOON, "at": BEFORE}
    made = [plans.action(plan_id, brag=each, **given) for each in states]
    plans.embed(made[0], at=BEFORE)
    return Group(plans, body_id, last, now, plan_id, made)


@pytest.fixture
def group(any_database):
    return a_group(Plans(any_database("havering", SERVICE.metadatas)))


@pytest.fixture
def app(sqlite_database, tmp_path):
    database = sqlite_database("havering", SERVICE.metadatas)
    return SERVICE.create_app(some_settings("havering", tmp_path), database)


@pytest.fixture
def paged(app):
    """The same group in an application, where all three partners came today."""
    made = a_group(Plans(app.extensions["accord"].database))
    made.attend(*STATUTORY)
    return made
