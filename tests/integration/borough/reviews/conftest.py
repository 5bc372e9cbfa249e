"""A borough's reviews, as tests need them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from borough.reviews import service
from borough.reviews.model import ReviewKind
from borough.wiring import SERVICE
from kit.db import Database
from tests.support.plans import MANAGER, a_person
from tests.support.settings import some_settings

OTHER_MANAGER = a_person("business_manager", 7)
SCRUTINEER = a_person("scrutineer", 8)
OPENED = datetime(2026, 1, 12, 12, tzinfo=UTC)


@dataclass
class Reviews:
    """A database's reviews, with verbs that read well in tests."""

    database: Database

    def open(self, title="Leo", *, kind=ReviewKind.LOCAL, **more) -> UUID:
        given = {
            "lead_agency": "local-authority",
            "lead_post": "Head of safeguarding",
            "opened_at": OPENED,
            "by": MANAGER,
            **more,
        }
        with self.database.transaction() as session:
            return service.open_review(session, kind=kind, title=title, **given)

    def do(self, verb, *, by=MANAGER, **given):
        """One verb of a service, in a transaction of its own."""
        with self.database.transaction() as session:
            return verb(session, by=by, **given)

    def look(self, query, *args, **given):
        """One query of any slice, in a reading of its own."""
        with self.database.reading() as session:
            return query(session, *args, **given)


@pytest.fixture
def reviews(any_database) -> Reviews:
    """A borough's reviews, on each database."""
    return Reviews(any_database("havering", SERVICE.metadatas))


@pytest.fixture
def app(sqlite_database, tmp_path):
    database = sqlite_database("havering", SERVICE.metadatas)
    return SERVICE.create_app(some_settings("havering", tmp_path), database)


@pytest.fixture
def filled(app) -> Reviews:
    """The reviews of an application."""
    return Reviews(app.extensions["accord"].database)


def day(name: str, on: date) -> dict[str, int]:
    """A date as a form sends it."""
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}
