"""Loops of the instance beside those of the exchange: in the same process, as one."""

import threading
from functools import partial

import pytest
from sqlalchemy.exc import OperationalError

from borough.wiring import SERVICE
from kit.exchange import brokers
from kit.exchange.process import Exchange
from kit.exchange.topology import Topology
from tests.support.federation import Trusted
from tests.support.settings import some_settings


@pytest.fixture
def exchange_with(sqlite_database, tmp_path):
    """``exchange_with(loop, stop)`` is an exchange that runs one more loop."""
    trusted, registry = Trusted(), tmp_path / "registry.jws"
    registry.write_bytes(trusted.signed())

    def make(loop, stop):
        return Exchange(
            database=sqlite_database("havering", SERVICE.metadatas),
            broker=brokers.connect(some_settings("havering", tmp_path)),
            queues=Topology.load().queues_of("havering"),
            key=trusted.keys["havering"],
            anchor=trusted.anchor,
            registry_file=registry,
            handlers={},
            stop=stop,
            further={"more": partial(loop, stop)},
        )

    return make


def test_a_further_loop_runs_until_the_exchange_is_stopped(exchange_with):
    stop, ran = threading.Event(), []

    def loop(stop):
        ran.append(threading.current_thread().name)
        stop.set()

    exchange_with(loop, stop).run()
    assert ran == ["more"]


def test_a_further_loop_waits_for_a_database_that_was_away(exchange_with):
    stop, tries = threading.Event(), []

    def loop(stop):
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("", {}, Exception())
        stop.set()

    exchange_with(loop, stop).run()
    assert len(tries) == 3


def test_a_further_loop_that_fails_for_good_is_heard_of(exchange_with):
    def loop(_stop):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        exchange_with(loop, threading.Event()).run()


def test_every_instance_sends_letters_watches_and_writes_weekly():
    assert set(SERVICE.loops) >= {"postman", "digest", "watch"}
