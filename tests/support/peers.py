"""Exchange processes of real members, which tests and benchmarks start and kill.

Each is forked from a process that has imported everything already: they are started
by the dozen, and to import takes longer than what most of them do.
"""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from accord.cli import load
from accord.demo import child
from kit import logs
from kit.db import Database
from kit.exchange import keys, membership
from kit.exchange.broker import Broker
from kit.exchange.brokers import connect
from kit.exchange.desk import Pace
from kit.exchange.event import Handlers
from kit.exchange.process import Exchange
from kit.exchange.topology import Topology
from tests.support.federation import NOTED, Notes

CONTEXT = get_context("forkserver")
CONTEXT.set_forkserver_preload([child.__name__, __name__])
READY = "ready"


@dataclass(frozen=True, kw_only=True)
class Peer:
    """One member's exchange: what its process is told."""

    member: str
    database_url: str
    broker_url: str
    broker_password: str
    keys_dir: str
    anchor_file: str
    registry_file: str
    pace: dict[str, float] = field(default_factory=dict)
    notes: bool = False

    def database(self) -> Database:
        return Database(self.database_url, member=self.member)

    def broker(self) -> Broker:
        return connect(self)

    def exchange(self, stop: threading.Event, handlers: Handlers) -> Exchange:
        return Exchange(
            database=Database(self.database_url, member=self.member, patient=True),
            broker=self.broker(),
            queues=Topology.load().queues_of(self.member),
            key=keys.load_signing_key(Path(self.keys_dir)),
            anchor=membership.read_anchor(Path(self.anchor_file)),
            registry_file=Path(self.registry_file),
            handlers=handlers,
            stop=stop,
            pace=Pace(**self.pace),
            trail_key=keys.load_key_if_there(Path(self.keys_dir), keys.Use.TRAIL),
        )

    @contextmanager
    def running(self) -> Iterator["PeerProcess"]:
        process = PeerProcess(self)
        process.start()
        try:
            yield process
        finally:
            process.kill()


class PeerProcess:
    """A peer in a process of its own."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self._process: BaseProcess | None = None

    def start(self) -> None:
        """Start it, and wait until it is about to run its loops."""
        hears, says = CONTEXT.Pipe(duplex=False)
        self._process = CONTEXT.Process(target=run, args=(self.peer, says))
        self._process.start()
        says.close()  # so that the end of a process that says nothing is heard
        with hears:
            assert hears.recv() == READY

    def kill(self) -> None:
        """SIGKILL: no goodbye to broker or database."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
            self._process = None

    def wait(self, seconds: float) -> int:
        """Wait for it to end by itself; returns the exit code."""
        assert self._process is not None
        self._process.join(seconds)
        assert self._process.exitcode is not None
        return self._process.exitcode


def handlers_of(peer: Peer) -> Handlers:
    """The member's real handlers, or notes for tests of the protocol alone."""
    if peer.notes:
        return {NOTED: Notes()}
    name = "leadership" if peer.member == "leadership" else "borough"
    return load(name).handlers


def run(peer: Peer, says: Connection) -> None:
    """Be one peer, and say so once its loops are about to run; ends the process."""
    with Path(os.devnull).open("wb") as nothing:
        for number in (1, 2):
            os.dup2(nothing.fileno(), number)
    logs.configure(member=peer.member, process="exchange", level="WARNING")
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    exchange = peer.exchange(stop, handlers_of(peer))
    with says:
        says.send(READY)
    exchange.run()
