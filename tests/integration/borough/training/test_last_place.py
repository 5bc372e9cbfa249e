"""Fifty requests of two boroughs for the last place at once: one winner everywhere."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.places import HOMES, HOST, Places

EACH = 25


@pytest.fixture
def places(any_database):
    return Places.made(any_database)


def test_of_fifty_requests_at_once_one_has_the_last_place_in_every_database(places):
    made = places.offered(1)
    asked = [
        (home, places.ask(home, made, [number]))
        for number in range(EACH)
        for home in HOMES
    ]

    def apply(message):
        places.apply(HOST, message)

    with ThreadPoolExecutor(max_workers=8) as pool:
        every = [each for home in HOMES for each in places.said(home, HOST)]
        list(pool.map(apply, every))
    places.carry()
    truth = places.host.places(made)
    shown = {pair: places.asked(*pair).seats[0] for pair in asked}
    states = Counter(each.shown.value for each in shown.values())
    assert states == {"confirmed": 1, "waitlisted": 2 * EACH - 1}
    assert truth.taken == 1
    waiting = sorted(e.position for e in shown.values() if e.position is not None)
    assert waiting == list(range(1, 2 * EACH))
    for (home, request), seat in shown.items():
        log = f"{home}:{request}"
        assert truth.requests[log].seats[0].state is seat.shown
        assert truth.position(log) == seat.position
