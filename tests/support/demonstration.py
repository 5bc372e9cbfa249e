"""A running demonstration for tests of pages with real figures on them."""

import os
import re
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

SECONDS = 240
_LINK = re.compile(r"^ +(\S.*?) +(http://\S+/sign-in/link/\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Demonstration:
    """Where it runs, and the first sign-in link it printed for each role."""

    folder: Path
    links: dict[str, str]

    def another_link(self, member: str, role: str) -> str:
        """A fresh one-time link for a person of ``member``, as the command makes it."""
        service = "leadership" if member == "leadership" else "borough"
        done = subprocess.run(
            [
                *(sys.executable, "-m", "accord", service),
                *("--settings", self.folder / member / "settings.env"),
                *("accounts", "link", f"{role}@{member}.example.org"),
            ],
            capture_output=True,
            text=True,
            check=True,
        )
        [link] = re.findall(r"http://\S+", done.stdout)
        return str(link)


@contextmanager
def running(
    folder: Path,
    *,
    broker: str = "local",
    short: bool = True,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Demonstration]:
    """Start it in ``folder`` on free ports, wait until it is ready, stop it after.

    ``short`` leaves boroughs without positions, audits and training. ``environment``
    is what its processes find beside what this one has.
    """
    said = folder / "said"
    command = [sys.executable, "-m", "accord", "demo", "--directory", folder / "demo"]
    command += ["--broker", broker, *(["--short"] if short else [])]
    with said.open("w") as output:
        process = subprocess.Popen(
            [*command, "--first-port", str(free_run_of_ports(6))],
            stdout=output,
            stderr=output,
            env={**os.environ, **(environment or {})},
        )
    try:
        deadline = monotonic() + SECONDS
        while "Ready." not in said.read_text():
            assert process.poll() is None, said.read_text()
            assert monotonic() < deadline, said.read_text()
            sleep(0.2)
        links: dict[str, str] = {}
        for role, link in _LINK.findall(said.read_text()):
            links.setdefault(role, link)
        yield Demonstration(folder / "demo", links)
    finally:
        process.terminate()
        process.wait(timeout=60)


def free_run_of_ports(number: int) -> int:
    """The first of ``number`` neighbouring ports nobody uses.

    Below those that private servers and the system take, and begun anywhere: tests
    beside this one look for theirs at the same moment.
    """
    for _ in range(1_000):
        first = secrets.choice(range(10_000, 15_000 - number, number))
        if all(_is_free(first + each) for each in range(number)):
            return first
    raise AssertionError("no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as attempt:
        try:
            attempt.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
