"""A limit counts one person's or one network's asking within a minute."""

import pytest

from kit.web import limits
from kit.web.limits import Limit, Spent, TooOften

TWO = Limit(name="two", most=2)


@pytest.fixture
def clock(monkeypatch):
    """``clock(seconds)`` sets how far time has gone."""
    now = [1000.0]
    monkeypatch.setattr(limits.time, "monotonic", lambda: now[0])

    def go(seconds):
        now[0] = 1000.0 + seconds

    return go


@pytest.fixture
def spent(clock):
    return Spent(swept=1000.0)


def refused(spent, limit=TWO, who="a"):
    with pytest.raises(TooOften) as refusal:
        spent.spend(limit, who)
    return refusal.value.retry_after


def test_one_more_than_the_limit_waits_for_the_first_to_pass(spent, clock):
    spent.spend(TWO, "a")
    clock(20)
    spent.spend(TWO, "a")
    clock(50.5)
    assert refused(spent) == 10
    clock(60)
    spent.spend(TWO, "a")
    assert refused(spent) == 20


def test_being_refused_costs_nothing(spent, clock):
    spent.spend(TWO, "a")
    spent.spend(TWO, "a")
    for second in range(1, 60):
        clock(second)
        refused(spent)
    clock(60)
    spent.spend(TWO, "a")


def test_each_person_and_each_limit_is_counted_apart(spent):
    for who in ("a", "a", "b", "b"):
        spent.spend(TWO, who)
    spent.spend(Limit(name="other", most=1), "a")
    refused(spent)


def test_those_who_went_are_forgotten(spent, clock):
    for number in range(1000):
        spent.spend(TWO, str(number))
    clock(59)
    spent.spend(TWO, "late")
    clock(61)
    spent.spend(TWO, "last")
    assert {who for _, who in spent.moments} == {"late", "last"}


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.17", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("nobody", "?"),
        (None, "?"),
    ],
)
def test_neighbours_share_a_count(address, network):
    assert limits.network(address) == network


def test_it_says_when_to_try_again():
    assert str(TooOften(seconds=42)).endswith("Try again in 42 seconds.")
    assert str(TooOften(seconds=1)).endswith("Try again in 1 second.")
