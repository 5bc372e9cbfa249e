"""What private servers need: free ports, programs to be found, and a sure end."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from pathlib import Path
from time import monotonic, sleep

LOOPBACK = "127.0.0.1"
OWN_PORTS = range(15000, 32000)


class CannotRun(Exception):
    """A private server cannot be run here; the message says why."""


def find(name: str, folders: Iterable[str]) -> Path | None:
    """The program in one of the folders (glob patterns under /) or on the PATH."""
    for pattern in folders:
        for folder in sorted(Path("/").glob(pattern.lstrip("/")), reverse=True):
            if os.access(folder / name, os.X_OK):
                return folder / name
    found = shutil.which(name)
    return Path(found) if found else None


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on now, all different.

    Below those that the system gives to outgoing connections (32768 and more on
    Linux): while a server is away for a restart, one that knocks at its port could
    otherwise be given that very number and keep it.
    """
    found: list[int] = []
    with ExitStack() as held:
        while len(found) < count:
            one = held.enter_context(socket.socket())
            with suppress(OSError):
                one.bind((LOOPBACK, secrets.choice(OWN_PORTS)))
                found.append(one.getsockname()[1])
    return found


def wait_until(ready: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Look every 20 ms until it is so; raises CannotRun when time is up."""
    deadline = monotonic() + seconds
    while not ready():
        if monotonic() > deadline:
            raise CannotRun(f"{what} took more than {seconds:g} seconds")
        sleep(0.02)


def alive(pid: int) -> bool:
    """Whether the process runs (one that has ended but not been read does not)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False if Path("/proc/self").exists() else _answers(pid)
    return state != "Z"


def _answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def children(pid: int) -> list[int]:
    """The processes this one has started, where the system tells."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except FileNotFoundError:
        return []
    return [int(child) for child in text.split()]


class Guard:
    """Ends a server and removes its folder if this process goes without doing so.

    A small shell waits at the end of a pipe that the system closes with this process,
    however it ended; then it kills the process whose id is in ``pid_file``, runs
    ``command`` and removes ``folder``.
    """

    def __init__(self, folder: Path, pid_file: Path, command: str = "true") -> None:
        script = (
            "trap '' INT TERM HUP; read -r _; "
            '[ -f "$1" ] && kill -9 "$(head -n 1 "$1")" 2>/dev/null; '
            f'{{ {command}; }} >/dev/null 2>&1; rm -rf "$2"'
        )
        self._shell = subprocess.Popen(
            ["/bin/sh", "-c", script, "guard", str(pid_file), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def dismiss(self) -> None:
        """Let it go once the server has been ended; it removes the folder."""
        if self._shell.stdin is not None:
            self._shell.stdin.close()
        self._shell.wait()


def end(pid: int, *, first: signal.Signals, seconds: float) -> None:
    """Signal a process by its id, wait, and kill it if it has not gone."""
    for sign in (first, signal.SIGKILL):
        try:
            os.kill(pid, sign)
            wait_until(lambda: not alive(pid), seconds=seconds, what="Stopping")
        except ProcessLookupError:
            return
        except CannotRun:
            continue
        return
