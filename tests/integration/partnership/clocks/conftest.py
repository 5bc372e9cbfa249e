"""A borough's clocks on each database, and moments in London."""

from datetime import datetime

import pytest
import time_machine

from borough.wiring import SERVICE
from kit.clock import LONDON
from partnership.clocks import service
from tests.support.settings import some_settings


def london(*parts) -> datetime:
    return datetime(*parts, tzinfo=LONDON)


@pytest.fixture
def database(any_database):
    return any_database("havering", SERVICE.metadatas)


@pytest.fixture
def app(sqlite_database, tmp_path):
    database = sqlite_database("havering", SERVICE.metadatas)
    return SERVICE.create_app(some_settings("havering", tmp_path), database)


@pytest.fixture
def travel():
    """``travel(moment)`` lets it be that moment for the rest of the test."""
    with time_machine.travel(london(2026, 5, 22, 16), tick=False) as machine:
        yield machine.move_to


def begun(database, kind, at, *, record="r1", resource="actions", **more):
    """A running clock of a record."""
    with database.transaction() as session:
        return service.start(
            session,
            kind=kind,
            resource=resource,
            record=record,
            reference=record.upper(),
            at=at,
            **more,
        )
