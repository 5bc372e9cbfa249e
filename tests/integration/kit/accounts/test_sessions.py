"""Sessions on both databases: how far they came, when and how they end."""

from datetime import timedelta

import pytest
import time_machine

from kit.accounts import service, sessions
from kit.accounts.model import SignInMethod, UserSession
from kit.db import SharedBase
from kit.errors import NotFound

START = "2026-11-21T09:00:00Z"
GOOD = "correct horse battery staple"


@pytest.fixture
def database(any_database):
    return any_database("havering", (SharedBase.metadata,))


@pytest.fixture
def user_id(database):
    with database.transaction() as session:
        return service.create_user(
            session, email="new@example.org", name="Somebody", role="analyst"
        )


def start(database, user_id, method=SignInMethod.PASSWORD):
    with database.transaction() as session:
        return sessions.start(session, user_id=user_id, method=method)


def standing(database, token):
    with database.reading() as session:
        return sessions.standing_of(session, token=token)


def see(database, token):
    with database.transaction() as session:
        sessions.see(session, token=token)


def test_a_session_that_only_began_says_so(database, user_id):
    begun = standing(database, start(database, user_id))
    assert begun.actor.name == "Somebody"
    assert begun.actor.role == "analyst"
    assert begun.actor.confirmed_at is None
    assert begun.second_step_at is None


@pytest.mark.parametrize("second_step", [True, False])
def test_a_proof_gives_the_session_a_new_id_and_the_old_one_opens_nothing(
    database, user_id, second_step
):
    first = start(database, user_id)
    with database.transaction() as session:
        second = sessions.confirm(session, token=first, second_step=second_step)
    assert second != first
    assert standing(database, first) is None
    found = standing(database, second)
    assert found.actor.confirmed_at is not None
    assert (found.second_step_at is not None) is second_step
    with pytest.raises(NotFound), database.transaction() as session:
        sessions.confirm(session, token=first, second_step=True)


def test_the_trail_knows_a_session_by_a_name_that_stays(database, user_id):
    first = start(database, user_id)
    name = standing(database, first).actor.session_id
    with database.transaction() as session:
        second = sessions.confirm(session, token=first, second_step=True)
    assert standing(database, second).actor.session_id == name
    assert name not in {first, second}


def test_no_token_is_kept(database, user_id):
    token = start(database, user_id)
    with database.reading() as session:
        (kept,) = session.query(UserSession)
        assert token not in {kept.id_hash, str(kept.public_id)}
        assert len(kept.id_hash) == 64


def test_a_session_ends_after_half_an_hour_of_rest(database, user_id):
    with time_machine.travel(START, tick=False) as time:
        token = start(database, user_id)
        time.shift(timedelta(minutes=29, seconds=59))
        assert standing(database, token).actor.name == "Somebody"
        time.shift(timedelta(seconds=1))
        assert standing(database, token) is None


def test_being_seen_keeps_a_session_for_ten_hours_and_no_longer(database, user_id):
    with time_machine.travel(START, tick=False) as time:
        token = start(database, user_id)
        for _ in range(39):
            time.shift(timedelta(minutes=15))
            assert standing(database, token).needs_to_be_seen
            see(database, token)
        last = standing(database, token)
        assert last.ends_at == last.ends_for_good_at
        time.shift(timedelta(minutes=15))
        assert standing(database, token) is None


def test_signing_out_ends_a_session(database, user_id):
    token = start(database, user_id)
    with database.transaction() as session:
        sessions.end(session, token=token)
    assert standing(database, token) is None


def test_a_closed_account_is_out_at_once_and_stays_out_when_opened_again(
    database, user_id
):
    token = start(database, user_id)
    with database.transaction() as session:
        link = service.issue_link(session, user_id=user_id)
        service.close_user(session, user_id=user_id)
    assert standing(database, token) is None
    with database.transaction() as session:
        assert not service.link_works(session, token=link)
        service.reopen_user(session, user_id=user_id)
    assert standing(database, token) is None
    with database.reading() as session:
        assert not service.link_works(session, token=link)


def test_a_new_password_ends_the_other_sessions(database, user_id):
    here, there = start(database, user_id), start(database, user_id)
    with database.transaction() as session:
        service.set_password(session, user_id=user_id, password=GOOD, keep=here)
    assert standing(database, here) is not None
    assert standing(database, there) is None


def test_people_see_their_own_sessions_and_end_one_of_them(database, user_id):
    here, there = start(database, user_id), start(database, user_id)
    with database.transaction() as session:
        stranger = service.create_user(
            session, email="else@example.org", name="Else", role="analyst"
        )
        theirs = sessions.start(session, user_id=stranger, method=SignInMethod.LINK)
    with database.reading() as session:
        mine = sessions.own(session, user_id=user_id, token=here)
        (other,) = sessions.own(session, user_id=stranger, token=theirs)
    assert [each.here for each in mine] == [True, False]
    with pytest.raises(NotFound), database.transaction() as session:
        sessions.end_one(session, user_id=user_id, session_id=other.session_id)
    with database.transaction() as session:
        sessions.end_one(session, user_id=user_id, session_id=mine[1].session_id)
    assert standing(database, there) is None
    assert standing(database, here) is not None
    assert standing(database, theirs) is not None


def test_the_present_password_may_be_left_out_only_just_after_a_link(database, user_id):
    with time_machine.travel(START, tick=False) as time:
        with database.transaction() as session:
            service.set_password(session, user_id=user_id, password=GOOD)
        by_link = start(database, user_id, SignInMethod.LINK)
        by_password = start(database, user_id)
        free = sessions.may_choose_freely
        with database.reading() as session:
            assert free(session, token=by_link)
            assert not free(session, token=by_password)
        time.shift(timedelta(minutes=15))
        with database.reading() as session:
            assert not free(session, token=by_link)


def test_only_a_session_that_time_ended_lately_is_known_afterwards(database, user_id):
    with time_machine.travel(START, tick=False) as time:
        full, begun, left = (start(database, user_id) for _ in range(3))
        with database.transaction() as session:
            full = sessions.confirm(session, token=full, second_step=True)
            left = sessions.confirm(session, token=left, second_step=True)
            sessions.end(session, token=left)

        def whose(token):
            with database.reading() as session:
                return sessions.lately_ran_out(session, token=token)

        assert whose(full) is None  # it lasts still
        time.shift(timedelta(minutes=31))
        assert whose(full) == user_id
        assert whose(begun) is None
        assert whose(left) is None
        assert whose("no token of ours") is None
        time.shift(timedelta(hours=12))
        assert whose(full) is None
