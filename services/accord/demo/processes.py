"""The processes of a demonstration: started, watched, and stopped by their ids."""

import os
import signal
import threading
from collections import deque
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from multiprocessing import forkserver, get_context, resource_tracker
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic
from typing import Any, Self

from accord.demo import child
from accord.demo.ground import HOST, Ground, Place
from kit import errors

STOP_SECONDS = 8.0
LOOK_EVERY = 0.1
MOST_STARTS = 5  # within a minute; a process that dies more often will not recover
A_MINUTE = 60.0

CONTEXT = get_context("forkserver")


class WillNotStart(errors.AccordError):
    """A process of the demonstration will not start, or will not stay."""


@dataclass(kw_only=True)
class Keeper:
    """One command that is to run for as long as the demonstration does."""

    name: str
    arguments: list[str]
    log: Path
    starts: deque[float] = field(default_factory=lambda: deque(maxlen=MOST_STARTS))
    child: BaseProcess | None = None

    def start(self) -> None:
        """Start it, from a process that has imported everything already."""
        self.starts.append(monotonic())
        self.child = CONTEXT.Process(
            target=child.run, args=(self.arguments, self.log), name=self.name
        )
        self.child.start()

    def look(self) -> None:
        """Start it again if it has ended; raises WillNotStart when it keeps ending."""
        if self.child is None or self.child.is_alive():
            return
        if len(self.starts) == MOST_STARTS and monotonic() - self.starts[0] < A_MINUTE:
            raise WillNotStart(self.complaint())
        self.start()

    def complaint(self) -> str:
        """Why it is of no use, in a sentence with its last line of log."""
        status = self.child.exitcode if self.child else None
        lines = self.log.read_text(errors="replace").strip().splitlines()
        last = f" Its last words: {lines[-1]}" if lines else ""
        return f"{self.name} ended with status {status}; its log is {self.log}.{last}"

    def signal(self, number: signal.Signals) -> None:
        """Signal it and what it started, if it still runs."""
        if self.child is None or self.child.pid is None or not self.child.is_alive():
            return
        try:
            os.killpg(self.child.pid, number)
        except ProcessLookupError:  # it has not made its own group yet
            os.kill(self.child.pid, number)

    def wait(self, deadline: float) -> None:
        """Wait until it has ended, and kill it when that takes too long."""
        if self.child is None:
            return
        self.child.join(max(0.0, deadline - monotonic()))
        if self.child.is_alive():
            self.signal(signal.SIGKILL)
            self.child.join()


class Processes:
    """Web and exchange of each member, and each example's web; a context manager."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._keepers = {
            (place.part.slug, kind): _keeper(place, kind)
            for place in ground.places.values()
            for kind in ("web", "exchange")
        } | {
            (place.part.slug, "web"): _keeper(place, "web")
            for place in ground.examples.values()
        }
        self._ending = threading.Event()
        self._failed: WillNotStart | None = None
        self._watcher = threading.Thread(target=self._watch, name="watcher")

    def __enter__(self) -> Self:
        CONTEXT.set_forkserver_preload([child.__name__])
        try:
            for keeper in self._keepers.values():
                keeper.start()
            self._watcher.start()
        except BaseException:  # told to stop while starting: leave none behind
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self._ending.set()
        if self._watcher.is_alive():
            self._watcher.join()
        for keeper in self._keepers.values():
            keeper.signal(signal.SIGTERM)
        deadline = monotonic() + STOP_SECONDS
        for keeper in self._keepers.values():
            keeper.wait(deadline)
        _end_helpers()

    def check(self) -> None:
        """Raise WillNotStart when a process could not be kept running."""
        if self._failed is not None:
            raise self._failed

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self._keepers)

    def answering(self) -> bool:
        """Whether everybody's pages answer."""
        self.check()
        return all(_answers(place) for place in self._ground.all_places)

    def _watch(self) -> None:
        while not self._ending.wait(LOOK_EVERY):
            try:
                for keeper in self._keepers.values():
                    keeper.look()
            except WillNotStart as error:
                self._failed = error
                return


def _keeper(place: Place, kind: str) -> Keeper:
    part = place.part
    options = ["--settings", str(place.settings_file)]
    return Keeper(
        name=f"{part.short_name}'s {kind} process",
        arguments=[part.service, *options, kind],
        log=place.folder / f"{kind}.log",
    )


def _end_helpers() -> None:
    """End what multiprocessing started beside our children, and wait for it.

    Left alone, both helpers end by themselves, but a moment after us.
    """
    helpers: Any = (forkserver._forkserver, resource_tracker._resource_tracker)
    for helper in helpers:
        helper._stop()


def _answers(place: Place) -> bool:
    connection = HTTPConnection(HOST, place.port, timeout=2)
    try:
        connection.request("GET", "/ready")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
