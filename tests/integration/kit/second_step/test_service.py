"""The second step on both databases: each code opens once, and only the right one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pyotp
import pytest
import time_machine

from kit.accounts import service as accounts
from kit.db import SharedBase
from kit.errors import Conflict, Invalid, NotFound
from kit.lockbox import Lockbox
from kit.second_step import queries, service
from kit.second_step.model import STEP, RecoveryCode, SecondStep
from kit.second_step.service import Proof
from tests.support.signing_in import code_of

START = "2026-11-21T09:00:00Z"
BOX = service.lockbox("only-for-tests-only-for-tests-only")


@pytest.fixture
def time():
    with time_machine.travel(START, tick=False) as time:
        yield time


@pytest.fixture
def database(any_database):
    return any_database("havering", (SharedBase.metadata,))


@pytest.fixture
def user_id(database):
    return a_user(database, "new@example.org")


def a_user(database, email):
    with database.transaction() as session:
        return accounts.create_user(
            session, email=email, name="Somebody", role="analyst"
        )


def begin(database, user_id, *, visit="here", may_replace=False):
    """Begin to set up; returns what an app would make of it."""
    with database.transaction() as session:
        service.begin(
            session, user_id=user_id, visit=visit, box=BOX, may_replace=may_replace
        )
    shown = for_app(database, user_id, visit)
    return pyotp.TOTP(shown.groups.replace(" ", ""))


def for_app(database, user_id, visit):
    with database.reading() as session:
        return queries.for_app(
            session,
            user_id=user_id,
            visit=visit,
            box=BOX,
            email="new@example.org",
            issuer="Accord",
        )


def finish(database, user_id, typed, *, visit="here", may_replace=False):
    with database.transaction() as session:
        service.finish(
            session,
            user_id=user_id,
            visit=visit,
            typed=typed,
            box=BOX,
            may_replace=may_replace,
        )


def take(database, user_id, typed, box=BOX):
    with database.transaction() as session:
        found = service.examine(session, user_id=user_id, typed=typed, box=box)
        if found is None:
            return None
        used = service.use_up(session, user_id=user_id, found=found)
        return found.proof if used else None


def at(app, drift=0):
    return code_of(app, drift=drift)


@pytest.fixture
def app(database, user_id, time):
    """A second step that is set up, and a step later."""
    app = begin(database, user_id)
    finish(database, user_id, at(app))
    time.shift(2 * STEP)
    return app


def test_nothing_counts_before_a_code_proved_that_the_app_has_the_secret(
    database, user_id, time
):
    app = begin(database, user_id)
    assert take(database, user_id, at(app)) is None
    with pytest.raises(Invalid) as refused:
        finish(database, user_id, "000000")
    assert "code" in refused.value.fields
    with database.reading() as session:
        assert not queries.state(session, user_id=user_id).is_set_up
    finish(database, user_id, at(app))
    with database.reading() as session:
        assert queries.state(session, user_id=user_id).is_set_up


def test_a_secret_being_set_up_is_seen_in_that_session_alone(database, user_id, time):
    app = begin(database, user_id)
    assert for_app(database, user_id, "here") is not None
    assert for_app(database, user_id, "a thief who knows the password") is None
    with pytest.raises(Invalid):
        finish(database, user_id, at(app), visit="a thief who knows the password")
    finish(database, user_id, at(app))


def test_a_code_opens_once(database, user_id, app, time):
    code = at(app)
    assert take(database, user_id, code) is Proof.APP
    assert take(database, user_id, code) is None
    time.shift(STEP)
    assert take(database, user_id, code) is None


def test_the_code_that_set_the_app_up_is_used_up_by_that(database, user_id, time):
    app = begin(database, user_id)
    finish(database, user_id, at(app))
    assert take(database, user_id, at(app)) is None


def test_of_the_step_before_and_after_a_code_counts_and_of_no_other(
    database, user_id, app, time
):
    assert take(database, user_id, at(app, -2)) is None
    assert take(database, user_id, at(app, 2)) is None
    assert take(database, user_id, at(app, -1)) is Proof.APP
    assert take(database, user_id, at(app, 1)) is Proof.APP
    # An earlier step's code is dead once a later one was used.
    assert take(database, user_id, at(app)) is None


def test_spaces_in_a_code_do_not_matter(database, user_id, app, time):
    code = at(app)
    assert take(database, user_id, f" {code[:3]} {code[3:]} ") is Proof.APP


def test_of_many_who_send_one_code_at_once_one_gets_in(database, user_id, app, time):
    code, together = at(app), Barrier(6)

    def send(_number):
        together.wait(timeout=10)
        return take(database, user_id, code)

    with ThreadPoolExecutor(6) as senders:
        assert list(senders.map(send, range(6))).count(Proof.APP) == 1


def test_a_code_of_another_persons_app_is_wrong(database, app, time):
    other = a_user(database, "other@example.org")
    begin(database, other)
    assert take(database, other, at(app)) is None


def test_no_secret_is_stored_as_it_is(database, user_id, app):
    with database.reading() as session:
        row = session.get(SecondStep, user_id)
        assert app.secret not in row.secret
        assert BOX.unlock(row.secret, about=str(user_id)) == app.secret


def test_a_secret_moved_to_another_person_opens_nothing(database, user_id, app, time):
    other = a_user(database, "other@example.org")
    with database.transaction() as session:
        stolen = session.get(SecondStep, user_id)
        session.add(
            SecondStep(user_id=other, secret=stolen.secret, set_up_at=stolen.set_up_at)
        )
    assert take(database, other, at(app)) is None


def test_with_another_secret_key_codes_are_wrong_and_recovery_codes_still_open(
    database, user_id, app, time
):
    (code,) = keep(database, user_id, 1)
    other = Lockbox("another-key-another-key-another-key", purpose=service.PURPOSE)
    assert take(database, user_id, at(app), box=other) is None
    assert take(database, user_id, code, box=other) is Proof.RECOVERY_CODE


def test_only_who_took_the_present_step_replaces_it(database, user_id, app, time):
    with pytest.raises(Conflict):
        begin(database, user_id)
    new = begin(database, user_id, may_replace=True)
    with pytest.raises(Conflict):
        finish(database, user_id, at(new))
    # Until the new app has shown a code the old one goes on.
    assert take(database, user_id, at(app)) is Proof.APP
    finish(database, user_id, at(new), may_replace=True)
    time.shift(STEP)
    assert take(database, user_id, at(app)) is None
    assert take(database, user_id, at(new)) is Proof.APP


def keep(database, user_id, count=10):
    made = service.make_codes()
    with database.transaction() as session:
        service.keep_codes(session, user_id=user_id, codes=made)
    return [each.code.shown for each in made[:count]]


def test_a_recovery_code_opens_once_and_each_of_the_ten_does(database, user_id, app):
    codes = keep(database, user_id)
    assert take(database, user_id, codes[3]) is Proof.RECOVERY_CODE
    assert take(database, user_id, codes[3]) is None
    assert take(database, user_id, codes[4].upper()) is Proof.RECOVERY_CODE
    with database.reading() as session:
        assert queries.state(session, user_id=user_id).codes_left == 8


def test_new_recovery_codes_put_an_end_to_the_earlier_ones(database, user_id, app):
    (old,) = keep(database, user_id, 1)
    (new,) = keep(database, user_id, 1)
    assert take(database, user_id, old) is None
    assert take(database, user_id, new) is Proof.RECOVERY_CODE


def test_recovery_codes_are_kept_as_argon2id_and_open_for_nobody_else(
    database, user_id, app
):
    (code,) = keep(database, user_id, 1)
    with database.reading() as session:
        rows = session.query(RecoveryCode).all()
        assert all(row.code_hash.startswith("$argon2id$") for row in rows)
    other = a_user(database, "other@example.org")
    assert take(database, other, code) is None


def test_what_is_forgotten_is_gone_and_can_be_set_up_again(
    database, user_id, app, time
):
    (code,) = keep(database, user_id, 1)
    with database.transaction() as session:
        service.forget(session, user_id=user_id)
    assert take(database, user_id, at(app)) is None
    assert take(database, user_id, code) is None
    with pytest.raises(NotFound), database.transaction() as session:
        service.forget(session, user_id=user_id)
    finish(database, user_id, at(begin(database, user_id)))


def test_the_picture_holds_the_whole_address():
    picture = queries.draw("otpauth://totp/Accord:a@example.org?secret=ABC")
    assert picture.side > 8
    assert picture.path.startswith("M4 4h1v1h-1z")
    assert queries.draw("another") != picture
