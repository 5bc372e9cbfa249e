"""Fifty requests for the last place on a real broker; the host's exchange is killed."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import func, select

from borough.offered_events import queries as offered
from borough.place_answers.model import RequestRow
from borough.wiring import SERVICE
from kit.exchange.model import Refusal, WaitingEvent
from partnership.places.model import State
from tests.support.pair import a_pair
from tests.support.peers import PeerProcess
from tests.support.places import HOMES, HOST, Places
from tests.support.training import Training

# A test cannot wait a minute to see that a lost tail is noticed.
QUICK = {"head_every": 1.0, "ask_again_after": 2.0, "look_for_gaps_every": 0.2}
EACH, BEFORE = 25, 10  # requests of each borough; those it makes before the kill
PATIENCE = 60  # seconds; everything is over in a third of that


@dataclass
class Race:
    """Three boroughs' databases, and the processes that carry between them."""

    places: Places
    processes: dict[str, PeerProcess]

    @property
    def host(self):
        return self.processes[HOST]

    def heard(self):
        """How many requests the host has decided on."""
        with self.places.host.database.reading() as session:
            return session.scalar(select(func.count()).select_from(RequestRow))

    def known(self, home):
        with self.places.boroughs[home].database.reading() as session:
            return offered.events(session)

    def waiting(self, asked):
        """Those of these requests that their borough shows as not answered."""
        return [each for each in asked if self.places.asked(*each).waits_for_host]


@pytest.fixture
def race(rabbitmq, tmp_path):
    def database_url(slug):
        return f"sqlite:///{tmp_path}/{slug}.sqlite"

    pair = a_pair(
        tmp_path,
        database_url=database_url,
        broker_url=rabbitmq.url,
        passwords=rabbitmq.passwords,
        pace=QUICK,
    )
    peers = {HOST: pair.source}
    for slug in HOMES:
        peers[slug] = replace(
            pair.source,
            member=slug,
            database_url=database_url(slug),
            broker_url=rabbitmq.url(slug),
            broker_password=rabbitmq.password(slug),
            keys_dir=str(tmp_path / slug),
        )
    databases = {slug: peer.database() for slug, peer in peers.items()}
    processes = {slug: PeerProcess(peer) for slug, peer in peers.items()}
    for slug in HOMES:
        databases[slug].create_tables(SERVICE.metadatas)
    try:
        with ThreadPoolExecutor(len(processes)) as pool:
            list(pool.map(PeerProcess.start, processes.values()))
        yield Race(Places({s: Training(d) for s, d in databases.items()}), processes)
    finally:
        for process in processes.values():
            process.kill()
        for database in databases.values():
            database.dispose()
        pair.dispose()


@pytest.mark.rabbitmq
def test_one_has_the_last_place_though_the_hosts_exchange_is_killed(race):
    places = race.places
    made = places.host.event(1)
    places.offer(made)
    until(lambda: all(race.known(home) for home in HOMES))

    asked = ask_while_the_host_is_killed(race, made)

    until(lambda: not race.waiting(asked))
    shown = {each: places.asked(*each).seats[0] for each in asked}
    states = Counter(seat.shown for seat in shown.values())
    assert states == {State.CONFIRMED: 1, State.WAITLISTED: 2 * EACH - 1}
    until(lambda: told_alike(race, made, asked))
    truth = places.host.places(made)
    assert truth.taken == 1
    positions = [truth.position(f"{home}:{request}") for home, request in asked]
    waits = sorted(each for each in positions if each is not None)
    assert waits == list(range(1, 2 * EACH))
    assert race.heard() == 2 * EACH
    assert all(at_rest(each.database) for each in places.boroughs.values())


def ask_while_the_host_is_killed(race, event_id):
    """Both boroughs ask at once; the host dies under it, and again on waking."""
    dead = threading.Event()

    def ask(home):
        early = [race.places.ask(home, event_id, [n]) for n in range(BEFORE)]
        assert dead.wait(PATIENCE)
        late = [race.places.ask(home, event_id, [n]) for n in range(BEFORE, EACH)]
        return [(home, each) for each in early], [(home, each) for each in late]

    with ThreadPoolExecutor(len(HOMES)) as pool:
        running = [pool.submit(ask, home) for home in HOMES]
        until(lambda: race.heard() > 0, every=0.01)
        race.host.kill()
        dead.set()
        (early_one, late_one), (early_other, late_other) = (
            each.result() for each in running
        )
    late = [*late_one, *late_other]
    # A host that is away has answered nothing: nobody is shown a place it never gave.
    assert race.waiting(late) == late
    assert {race.places.states(*each)[0] for each in late} == {State.REQUESTED.value}
    before = race.heard()
    race.host.start()
    until(lambda: race.heard() > before, every=0.01)
    race.host.kill()
    race.host.start()
    return [*early_one, *early_other, *late]


def told_alike(race, event_id, asked):
    """Whether a borough shows of each request what the host's log holds of it."""
    truth = race.places.host.places(event_id)
    return all(
        (seat.shown, seat.position)
        == (
            truth.requests[f"{home}:{request}"].seats[0].state,
            truth.position(f"{home}:{request}"),
        )
        for home, request in asked
        for seat in race.places.asked(home, request).seats
    )


def at_rest(database):
    """Nothing waits to be applied, and nothing was refused but what came again."""
    with database.reading() as session:
        waiting = session.scalar(select(func.count()).select_from(WaitingEvent))
        refused = set(session.scalars(select(Refusal.reason)))
    return waiting == 0 and refused <= {"seen-again"}


def until(true, every=0.1):
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(every)
