"""Areas with their papers loaded, once for all tests of a file."""

from dataclasses import dataclass
from datetime import date

import pytest

from accord.seeds.commands import AREAS
from borough.wiring import SERVICE
from kit.db import Database
from partnership.bodies import queries as bodies
from partnership.forward_plan import queries as forward_plan
from partnership.meetings import queries as meetings
from partnership.minutes import queries as minutes
from partnership.workplan import queries as workplan
from tests.support.databases import SqliteDatabases


@dataclass
class Area:
    """A loaded area, with looks at it that read well in tests."""

    database: Database

    def look(self, query, *args, **given):
        """One query of any slice, in a reading of its own."""
        with self.database.reading() as session:
            return query(session, *args, **given)

    def body(self, slug, on=None):
        return self.look(bodies.body, slug, on)

    def meeting(self, slug, place=0):
        """A meeting of a body as a whole, the first unless told otherwise."""
        lines = self.look(meetings.calendar, body_id=self.body(slug).id)
        found = sorted(lines, key=lambda line: line.starts_at)[place]
        return self.look(meetings.whole, found.id)

    def questions(self, meeting):
        return self.look(minutes.questions, meeting.line.id)

    def minutes_of(self, meeting):
        return self.look(minutes.minutes, meeting.line.id)

    def coming(self, slug):
        """The forward plan of a body: the day each item is due, by its title."""
        items = self.look(forward_plan.items, body_id=self.body(slug).id)
        return {item.title: item.due_on for item in items}

    def milestones(self) -> dict[str, date]:
        """The day each milestone is due, by its title."""
        return {each.title: each.due_on for each in self.look(workplan.milestones)}


def loaded(folder, area) -> Area:
    made = SqliteDatabases(templates=folder, folder=folder)
    database = made(area, SERVICE.metadatas)
    AREAS[area].load(database)
    return Area(database)


@pytest.fixture(scope="module")
def thurrock(tmp_path_factory) -> Area:
    return loaded(tmp_path_factory.mktemp("thurrock"), "thurrock")


@pytest.fixture(scope="module")
def wirral(tmp_path_factory) -> Area:
    return loaded(tmp_path_factory.mktemp("wirral"), "wirral")


@pytest.fixture(scope="module")
def havering(tmp_path_factory) -> Area:
    return loaded(tmp_path_factory.mktemp("havering"), "havering")
