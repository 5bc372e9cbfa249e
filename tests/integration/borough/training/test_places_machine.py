"""Two boroughs and a host under any order, repetition and death: one truth in the end.

Messages wait in the order they were said; the machine takes any of them, again and
again, and lets the process die before the end of applying. In the end everything is
brought, and each side must say the same.
"""

import random
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from functools import partial

import time_machine
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from borough.bookings import service as bookings
from borough.places_elsewhere import service as asking
from kit import clock
from kit.errors import Conflict
from partnership.places.model import OUTCOMES, TAKING, State
from tests.support.places import HOMES, HOST, Lost, Places

CAPACITY, QUOTA = 3, {HOMES[0]: 1, HOMES[1]: 1}
EXAMPLES, STEPS = 12, 25
PAIRS = [(HOST, home) for home in HOMES] + [(home, HOST) for home in HOMES]


class Boroughs(RuleBasedStateMachine):
    """``bundles`` are messages by stream; any may be taken at any time."""

    def __init__(self, databases):
        super().__init__()
        self.places = Places.made(databases)
        self.requests = []
        self.number = 0
        self.travel = time_machine.travel(clock.now(), tick=False)
        self.now = self.travel.start()

    @initialize()
    def offers(self):
        release = clock.today() + timedelta(days=5)
        self.event = self.places.offered(CAPACITY, quotas=QUOTA, release_on=release)

    def teardown(self):
        try:
            self.sweep()
            self.bring_everything()
            self.agree()
        finally:
            self.travel.stop()

    @rule(home=st.sampled_from(HOMES), size=st.integers(1, 3), partly=st.booleans())
    def asks(self, home, size, partly):
        numbers = range(self.number, self.number + size)
        self.number += size
        with suppress(Conflict):
            made = self.places.ask(home, self.event, numbers, partly=partly)
            self.requests.append((home, made, size))

    @rule(
        data=st.data(), verb=st.sampled_from([asking.accept, asking.give_up]),
        seat=st.integers(1, 3),
    )  # fmt: skip
    def wishes(self, data, verb, seat):
        if self.requests:
            home, made, _ = data.draw(st.sampled_from(self.requests))
            # A borough may try what cannot be done any more; it is told so.
            with suppress(Conflict):
                self.places.deed(home, verb, made, seat=seat)

    @rule(data=st.data(), dies=st.booleans())
    def brings(self, data, dies):
        source, audience = data.draw(st.sampled_from(PAIRS))
        messages = self.places.said(source, audience)
        if messages:
            message = data.draw(st.sampled_from(messages))
            with suppress(Lost):
                self.places.apply(audience, message, dies=dies)

    @rule(days=st.integers(1, 4))
    def time_passes(self, days):
        self.now.shift(timedelta(days=days))
        self.sweep()

    @rule()
    def somebody_here_books(self):
        self.number += 1
        host = self.places.host
        with suppress(Conflict):
            host.do(
                bookings.book_staff, event_id=self.event, agency="education",
                staff=host.staff(self.number), partly=False,
            )  # fmt: skip

    @invariant()
    def never_oversold(self):
        if self.requests:
            assert self.places.host.places(self.event).taken <= CAPACITY

    def bring_everything(self):
        """All there is, shuffled, until nobody has more to say."""
        known, shuffled = -1, random.Random(self.number)  # noqa: S311 - no secret
        while True:
            everything = [
                (audience, message)
                for source, audience in PAIRS
                for message in self.places.said(source, audience)
            ]
            if len(everything) == known:
                return
            known = len(everything)
            shuffled.shuffle(everything)
            for audience, message in everything:
                self.places.apply(audience, message)

    def sweep(self):
        with self.places.host.database.transaction() as session:
            bookings.sweep(session)

    def agree(self):
        truth = self.places.host.places(self.event)
        told = Counter()
        for home, made, size in self.requests:
            seen = self.places.asked(home, made)
            assert not seen.waits_for_host
            asked = truth.requests.get(f"{home}:{made}")
            if asked is None:
                assert self.places.states(home, made) == ["declined"] * size
                continue
            here = [each.state.value for each in asked.seats]
            assert self.places.states(home, made) == here
            told[home] += sum(State(each) in TAKING - OUTCOMES for each in here)
            waits = truth.position(asked.id)
            assert {each.position for each in seen.seats} <= {waits, None}
        assert sum(told.values()) <= CAPACITY
        for home, number in told.items():
            assert truth.used(home) == number


def test_boroughs_and_host_agree_in_the_end_and_nothing_is_oversold(sqlite_database):
    run_state_machine_as_test(
        partial(Boroughs, sqlite_database),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
