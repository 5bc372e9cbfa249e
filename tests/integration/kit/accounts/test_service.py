"""Accounts on both databases: links open once, passwords are kept safe."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from argon2 import PasswordHasher

from kit.accounts import queries, service
from kit.accounts.model import User
from kit.db import SharedBase
from kit.errors import Conflict, Invalid, NotFound

START = "2026-11-21T09:00:00Z"
GOOD = "correct horse battery staple"


@pytest.fixture
def database(any_database):
    return any_database("havering", (SharedBase.metadata,))


@pytest.fixture
def user_id(database):
    with database.transaction() as session:
        return service.create_user(
            session, email=" New@Example.org ", name="Somebody", role="analyst"
        )


def test_an_account_begins_without_a_password(database, user_id):
    with database.reading() as session:
        person = queries.person(session, email="NEW@example.org")
    assert person.user_id == user_id
    assert person.email == "new@example.org"
    assert not person.has_password


def test_one_address_has_one_account(database, user_id):
    with pytest.raises(Conflict), database.transaction() as session:
        service.create_user(session, email="new@example.ORG", name="x", role="y")


def test_an_account_needs_an_address(database):
    with pytest.raises(Invalid) as refused, database.transaction() as session:
        service.create_user(session, email="nobody", name="x", role="y")
    assert "email" in refused.value.fields


def test_a_link_opens_once(database, user_id):
    with database.transaction() as session:
        token = service.issue_link(session, user_id=user_id)
    with database.reading() as session:
        assert service.link_works(session, token=token)
    with database.transaction() as session:
        assert service.use_link(session, token=token) == user_id
    with pytest.raises(NotFound), database.transaction() as session:
        service.use_link(session, token=token)


def test_a_link_grows_old(database, user_id):
    with time_machine.travel(START, tick=False) as time:
        with database.transaction() as session:
            token = service.issue_link(session, user_id=user_id)
        time.shift(timedelta(hours=24))
        with pytest.raises(NotFound), database.transaction() as session:
            service.use_link(session, token=token)


def test_a_password_is_this_persons_alone_and_counts_no_more_once_they_left(
    database, user_id
):
    with database.transaction() as session:
        service.set_password(session, user_id=user_id, password=GOOD)
        check = service.check_password
        assert check(session, email="new@example.org", password=GOOD) == user_id
        assert check(session, email="new@example.org", password=GOOD + "r") is None
        assert check(session, email="who@example.org", password=GOOD) is None
        service.close_user(session, user_id=user_id)
        assert check(session, email="new@example.org", password=GOOD) is None


@pytest.mark.parametrize(
    "easy", ["Somebody-2026!", "Havering12345", "new@example.org1", "Redbridge!2026"]
)
def test_a_password_out_of_the_persons_or_the_places_names_is_refused(
    database, user_id, easy
):
    with pytest.raises(Invalid), database.transaction() as session:
        service.set_password(session, user_id=user_id, password=easy)


@pytest.mark.usefixtures("strong_passwords")
def test_an_old_hash_is_made_stronger_when_the_password_is_at_hand(database, user_id):
    old = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(GOOD)
    with database.transaction() as session:
        session.get(User, user_id).password_hash = old
        service.strengthen(session, user_id=user_id, password=GOOD)
    with database.reading() as session:
        assert "m=65536,t=3" in session.get(User, user_id).password_hash


def test_of_many_who_press_at_once_one_gets_in(database, user_id):
    with database.transaction() as session:
        token = service.issue_link(session, user_id=user_id)
    together = Barrier(6)

    def press(_number):
        together.wait(timeout=10)
        try:
            with database.transaction() as session:
                return service.use_link(session, token=token)
        except NotFound:
            return None

    with ThreadPoolExecutor(6) as people:
        got_in = list(people.map(press, range(6)))
    assert got_in.count(user_id) == 1
