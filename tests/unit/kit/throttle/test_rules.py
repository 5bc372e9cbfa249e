"""How long the next guess waits, worked out by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from kit.throttle.model import NO_WAIT, RULES, Kind, wait
from kit.throttle.service import block_of

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
PASSWORD = RULES[Kind.PASSWORD]
LOCK = timedelta(minutes=15)


def tries(*seconds_ago):
    return [NOON - timedelta(seconds=ago) for ago in sorted(seconds_ago)]


@pytest.mark.parametrize(
    ("wrong", "pause"), [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 16)]
)
def test_after_five_wrong_guesses_each_wait_is_twice_the_one_before(wrong, pause):
    earlier = tries(*range(wrong))
    assert wait(earlier, moment=NOON, rule=PASSWORD) == timedelta(seconds=pause)


def test_a_wait_passes():
    assert wait(tries(3, 4, 5, 6, 7, 8), moment=NOON, rule=PASSWORD) == NO_WAIT


def test_ten_in_five_minutes_close_the_account_for_fifteen():
    assert wait(tries(*range(0, 300, 30)), moment=NOON, rule=PASSWORD) == LOCK
    later = NOON + timedelta(minutes=14, seconds=59)
    earlier = tries(*range(0, 300, 30))
    assert wait(earlier, moment=later, rule=PASSWORD) == timedelta(seconds=1)
    assert wait(earlier, moment=NOON + LOCK, rule=PASSWORD) == NO_WAIT


def test_ten_over_a_longer_time_do_not():
    spread = tries(*range(0, 310, 34))
    assert len(spread) == 10
    assert wait(spread, moment=NOON, rule=PASSWORD) < timedelta(minutes=1)


def test_five_wrong_codes_close_the_account_for_fifteen_minutes():
    assert wait(tries(*range(5)), moment=NOON, rule=RULES[Kind.CODE]) == LOCK
    assert wait(tries(*range(4)), moment=NOON, rule=RULES[Kind.CODE]) == NO_WAIT


def test_three_letters_an_hour_are_written_and_then_none():
    rule = RULES[Kind.RESET]
    asked = tries(10, 20, 30)
    assert wait(asked, moment=NOON, rule=rule) == timedelta(minutes=59, seconds=30)
    assert wait(asked[:2], moment=NOON, rule=rule) == NO_WAIT


@pytest.mark.parametrize(
    ("address", "block"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1234:5678::1", "2001:db8:1234::/48"),
        ("", "unknown"),
        (None, "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_neighbours_on_the_network_are_one(address, block):
    assert block_of(address) == block
