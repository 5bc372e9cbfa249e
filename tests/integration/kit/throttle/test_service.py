"""Guesses on both databases: counted one by one, stopped, forgiven."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine

from kit.db import SharedBase
from kit.throttle import model, service
from kit.throttle.model import Guess, Kind
from kit.throttle.service import TooManyGuesses

START = "2026-11-21T09:00:00Z"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def database(any_database):
    return any_database("havering", (SharedBase.metadata,))


@pytest.fixture
def time():
    with time_machine.travel(START, tick=False) as time:
        yield time


def guess(database, who="a", block="here", kind=Kind.PASSWORD):
    with database.transaction() as session:
        return service.note(session, kind=kind, who=who, block=block)


def guess_slowly(database, time, times, **where):
    """Guess that often, as fast as the waits allow."""
    done = []
    while len(done) < times:
        try:
            done.append(guess(database, **where))
        except TooManyGuesses as fault:
            time.shift(timedelta(seconds=fault.seconds))
    return done


def refused(database, **where):
    with pytest.raises(TooManyGuesses) as fault:
        guess(database, **where)
    return fault.value.seconds


def test_the_eleventh_guess_in_five_minutes_is_refused_and_others_are_not_touched(
    database, time
):
    made = guess_slowly(database, time, 10)
    assert [noted.last for noted in made] == [False] * 9 + [True]
    assert refused(database) == 15 * 60
    guess(database, who="somebody else")
    time.shift(15 * MINUTE)
    guess(database)


def test_what_was_refused_does_not_count(database, time):
    guess_slowly(database, time, 10)
    for _ in range(14):
        time.shift(MINUTE)
        refused(database)
    time.shift(MINUTE)
    guess(database)


def test_right_guesses_do_not_count(database, time):
    for _ in range(12):
        noted = guess(database)
        with database.transaction() as session:
            service.forgive(session, noted)


def test_a_new_password_opens_the_account_again(database, time):
    guess_slowly(database, time, 10)
    refused(database)
    with database.transaction() as session:
        service.clear(session, who="a")
    guess(database)


def test_kinds_are_counted_apart(database, time):
    for _ in range(5):
        guess(database, kind=Kind.CODE)
    assert refused(database, kind=Kind.CODE) == 15 * 60
    guess(database)


def test_one_part_of_the_network_cannot_try_account_after_account(database, time):
    for number in range(50):
        guess(database, who=f"account {number}")
    refused(database, who="one more")
    guess(database, who="one more", block="elsewhere")


def test_a_crowd_of_strangers_keeps_no_known_office_out(database, time, monkeypatch):
    monkeypatch.setattr(service, "MOST_FROM_ALL", 20)
    good = guess(database, who="worker", block="office")
    with database.transaction() as session:
        service.forgive(session, good)
    for number in range(20):
        guess(database, who=f"account {number}", block=f"bot {number}")
    refused(database, who="stranger", block="bot 21")
    guess(database, who="worker", block="office")
    time.shift(model.BLOCK_KNOWN_FOR)
    guess(database, who="stranger", block="bot 21")  # the crowd is long gone


def test_many_at_once_do_not_slip_by(database, time):
    together = Barrier(16)

    def try_one(_number):
        together.wait(timeout=10)
        try:
            guess(database)
        except TooManyGuesses:
            return False
        return True

    with ThreadPoolExecutor(16) as guesses:
        assert list(guesses.map(try_one, range(16))).count(True) == 5


def test_guesses_are_forgotten_after_a_day(database, time):
    guess(database)
    time.shift(timedelta(days=1, seconds=1))
    guess(database, who="b")
    with database.reading() as session:
        assert session.query(Guess).count() == 1


def test_two_first_good_guesses_from_one_place_at_once_are_no_fault(database, time):
    noted = [guess(database, who=str(number)) for number in range(4)]
    together = Barrier(4)

    def forgive(one):
        together.wait(timeout=10)
        with database.transaction() as session:
            service.forgive(session, one)

    with ThreadPoolExecutor(4) as good:
        list(good.map(forgive, noted))
    with database.reading() as session:
        assert session.query(Guess).count() == 0
