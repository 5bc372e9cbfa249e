"""An opening in an emergency is told at once, and waits on the reviewers' pages."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from kit import clock
from kit.access import queries, service
from kit.access.model import Finding
from kit.accounts.actor import Actor
from kit.accounts.service import create_user
from kit.db import SharedBase
from kit.front.model import Kind
from kit.mail.model import Letter
from kit.mail.service import open_office
from kit.notices import queries as notices
from kit.notices import service as telling
from kit.notices.model import Delivery
from partnership.access import Role, policy
from tests.support.settings import some_settings


@pytest.fixture
def database(any_database, tmp_path):
    made = any_database("havering", (SharedBase.metadata,))
    settings = some_settings("havering", tmp_path, mail_url="file:///nowhere")
    open_office(made, settings)
    return made


def person(database, role):
    email = f"{role}@example.org"
    with database.transaction() as session:
        user_id = create_user(session, email=email, name="A", role=role)
    return Actor(
        user_id=user_id, name="A", role=role, email=email, confirmed_at=clock.now()
    )


@pytest.fixture
def coordinator(database):
    return person(database, Role.CDOP_COORDINATOR)


@pytest.fixture
def manager(database):
    return person(database, Role.BUSINESS_MANAGER)


def open_in_emergency(database, actor):
    with database.transaction() as session:
        return service.open_in_emergency(
            session,
            policy(),
            by=actor,
            resource="death_identifiers",
            record="H-1",
            reason="A sibling may be at risk tonight",
        ).id


def test_who_reviews_is_told_by_letter_whatever_they_chose(
    database, coordinator, manager
):
    with database.transaction() as session:
        telling.choose(session, user_id=manager.user_id, delivery=Delivery.ON_PAGES)
    open_in_emergency(database, coordinator)
    with database.reading() as session:
        assert notices.unread(session, manager.user_id) == 1
        assert notices.unread(session, coordinator.user_id) == 0
        (letter,) = session.scalars(select(Letter))
        recipient, body = letter.recipient, letter.body
    assert recipient == manager.email
    assert "H-1" not in body
    assert "sibling" not in body


def test_it_waits_on_the_front_page_until_it_is_reviewed(
    database, coordinator, manager
):
    opened = open_in_emergency(database, coordinator)
    with database.reading() as session:
        (item,) = queries.on_front_page(session, manager)
        assert queries.on_front_page(session, coordinator) == []
    assert item.href == f"/emergency-access/{opened}/review"
    with time_machine.travel(clock.now() + timedelta(days=20)):
        assert item.kind_on(clock.today()) is Kind.LATE
    with database.transaction() as session:
        service.review_emergency(
            session, emergency_id=opened, by=manager, finding=Finding.JUSTIFIED
        )
    with database.reading() as session:
        assert queries.on_front_page(session, manager) == []
