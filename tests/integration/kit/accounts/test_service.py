"""Accounts on both databases: links open once, guesses run out, sessions end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from argon2 import PasswordHasher

from kit import clock
from kit.accounts import queries, service
from kit.accounts.model import SignInMethod, User, UserSession
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


def start(database, user_id, method=SignInMethod.PASSWORD):
    with database.transaction() as session:
        return service.start_session(session, user_id=user_id, method=method)


def actor(database, token):
    with database.reading() as session:
        return service.actor_of(session, token=token)


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


def test_no_token_is_kept(database, user_id):
    token = start(database, user_id)
    with database.reading() as session:
        (kept,) = session.query(UserSession)
        assert token not in {kept.id_hash}
        assert len(kept.id_hash) == 64


def test_a_session_ends_after_half_an_hour_of_rest(database, user_id):
    with time_machine.travel(START, tick=False) as time:
        token = start(database, user_id)
        time.shift(timedelta(minutes=29, seconds=59))
        assert actor(database, token).name == "Somebody"
        time.shift(timedelta(seconds=1))
        assert actor(database, token) is None


def test_being_seen_keeps_a_session_for_ten_hours_and_no_longer(database, user_id):
    with time_machine.travel(START, tick=False) as time:
        token = start(database, user_id)
        for _ in range(39):
            time.shift(timedelta(minutes=15))
            with database.transaction() as session:
                assert service.needs_to_be_seen(session, token=token)
                service.see(session, token=token)
        assert actor(database, token) is not None
        time.shift(timedelta(minutes=15))
        assert actor(database, token) is None


def test_signing_out_ends_a_session(database, user_id):
    token = start(database, user_id)
    with database.transaction() as session:
        service.end_session(session, token=token)
    assert actor(database, token) is None


def test_a_closed_account_is_out_at_once(database, user_id):
    token = start(database, user_id)
    with database.transaction() as session:
        link = service.issue_link(session, user_id=user_id)
        service.close_user(session, user_id=user_id)
    assert actor(database, token) is None
    with database.reading() as session:
        assert not service.link_works(session, token=link)


def test_a_new_password_ends_the_other_sessions(database, user_id):
    here, there = start(database, user_id), start(database, user_id)
    with database.transaction() as session:
        service.set_password(session, user_id=user_id, password=GOOD, keep=here)
    assert actor(database, here) is not None
    assert actor(database, there) is None
    with database.reading() as session:
        check = service.check_password
        assert check(session, email="new@example.org", password=GOOD) == user_id
        assert check(session, email="new@example.org", password=GOOD + "r") is None
        assert check(session, email="who@example.org", password=GOOD) is None


def test_the_present_password_may_be_left_out_only_just_after_a_link(database, user_id):
    with time_machine.travel(START, tick=False) as time:
        with database.transaction() as session:
            service.set_password(session, user_id=user_id, password=GOOD)
        by_link = start(database, user_id, SignInMethod.LINK)
        by_password = start(database, user_id)
        free = service.may_choose_freely
        with database.reading() as session:
            assert free(session, token=by_link)
            assert not free(session, token=by_password)
        time.shift(timedelta(minutes=15))
        with database.reading() as session:
            assert not free(session, token=by_link)


def guess(database):
    with database.transaction() as session:
        return service.note_guess(session, email="New@example.org")


def test_ten_guesses_in_five_minutes_and_then_none(database, user_id):
    with time_machine.travel(START, tick=False) as time:
        for _ in range(10):
            guess(database)
            time.shift(timedelta(seconds=1))
        with pytest.raises(service.TooManyGuesses):
            guess(database)
        with database.transaction() as session:  # another account is not touched
            service.note_guess(session, email="other@example.org")
        time.move_to(clock.parse_iso(START) + timedelta(minutes=5))
        guess(database)
        with pytest.raises(service.TooManyGuesses):
            guess(database)


def test_right_guesses_do_not_count(database, user_id):
    for _ in range(12):
        right = guess(database)
        with database.transaction() as session:
            service.forgive_guess(session, guess=right, user_id=user_id, password=GOOD)


def test_an_old_hash_is_made_stronger_when_the_password_is_at_hand(database, user_id):
    old = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(GOOD)
    with database.transaction() as session:
        session.get(User, user_id).password_hash = old
        right = service.note_guess(session, email="new@example.org")
        service.forgive_guess(session, guess=right, user_id=user_id, password=GOOD)
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


def test_many_guesses_at_once_do_not_slip_by(database, user_id):
    together = Barrier(16)

    def try_one(_number):
        together.wait(timeout=10)
        try:
            guess(database)
        except service.TooManyGuesses:
            return False
        return True

    with ThreadPoolExecutor(16) as guesses:
        assert list(guesses.map(try_one, range(16))).count(True) == 10
