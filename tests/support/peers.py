"""Exchange processes of real members, which tests and benchmarks start and kill.

Run as a module it is one such process: its settings are one JSON line on the command
line, and it prints ``ready`` once its loops run.
"""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path

from kit import collector, logs
from kit.db import Database
from kit.exchange import keys, membership
from kit.exchange.broker import Broker
from kit.exchange.brokers import connect
from kit.exchange.desk import Pace
from kit.exchange.event import Handlers
from kit.exchange.process import Exchange
from kit.exchange.topology import Topology
from tests.support.federation import NOTED, Notes

ROOT = Path(__file__).parents[2]


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
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, json.dumps(asdict(self.peer))],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=ROOT,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline().strip() == "ready"

    def kill(self) -> None:
        """SIGKILL: no goodbye to broker or database."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    def wait(self, seconds: float) -> int:
        """Wait for it to end by itself; returns the exit code."""
        assert self._process is not None
        return self._process.wait(seconds)


def handlers_of(peer: Peer) -> Handlers:
    """The member's real handlers, or notes for tests of the protocol alone."""
    if peer.notes:
        return {NOTED: Notes()}
    name = "leadership" if peer.member == "leadership" else "borough"
    with collector.starts():
        wiring = import_module(f"{name}.wiring")
    handlers: Handlers = wiring.SERVICE.handlers
    return handlers


def main() -> None:
    told: Mapping[str, object] = json.loads(sys.argv[1])
    peer = Peer(**told)  # type: ignore[arg-type]  # what asdict() wrote
    logs.configure(member=peer.member, process="exchange", level="WARNING")
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    exchange = peer.exchange(stop, handlers_of(peer))
    print("ready", flush=True)  # noqa: T201 - what the parent waits for
    exchange.run()


if __name__ == "__main__":
    main()
