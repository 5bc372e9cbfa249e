"""Programs that come from the operating system: which are here, and how to get them."""

import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes.util import find_library
from functools import cache
from pathlib import Path

NO_START = Path("/usr/sbin/policy-rc.d")
RABBITMQ = ("/usr/lib/rabbitmq/bin/rabbitmq-server", "/usr/sbin/rabbitmq-server")
# The shell is Chromium without its own windows, which nobody sees in a test.
CHROMIUM = (
    "chromium-headless-shell",
    *("chromium", "chromium-browser", "google-chrome"),
)


class CannotSetUp(Exception):
    """Something this machine lacks and that cannot be put right from here."""


def say(sentence: str) -> None:
    """One plain sentence for the person who waits."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


@contextmanager
def step(sentence: str) -> Iterator[None]:
    """Say what happens now, and afterwards how long it took."""
    sys.stdout.write(f"{sentence} ... ")
    sys.stdout.flush()
    started = time.monotonic()
    try:
        yield
    except BaseException:
        say("failed.")
        raise
    say(f"done in {time.monotonic() - started:.0f} s.")


def ensure_for_tests() -> None:
    """Have RabbitMQ, PostgreSQL and Chromium, or say which tests will be skipped."""
    missing = [] if docker_answers() else [[name] for name in _missing_servers()]
    if not _any_of(CHROMIUM):
        missing.append(["chromium-headless-shell", "chromium"])
    if find_library("pangoft2-1.0") is None:
        missing.append(["libpangoft2-1.0-0"])  # what PDF files are written with
    for packages in missing:
        if not any(apt_install(package) for package in packages):
            say(
                f"{packages[-1]} is not here and cannot be installed from here: "
                "the tests that need it are skipped, and each says so."
            )


def ensure_rabbitmq() -> None:
    """Have RabbitMQ for the demonstration, or raise CannotSetUp."""
    if docker_answers() or "rabbitmq-server" not in _missing_servers():
        return
    if not apt_install("rabbitmq-server"):
        raise CannotSetUp(
            "RabbitMQ is not installed here. On Debian or Ubuntu:\n"
            "    sudo apt-get install rabbitmq-server\n"
            "or run the demonstration without it: make demo"
        )


def docker_answers() -> bool:
    """Whether a Docker engine, not only its command, is there."""
    return shutil.which("docker") is not None and _succeeds(["docker", "info"])


def apt_install(package: str) -> bool:
    """Install one package when we are root on Debian or Ubuntu; whether it worked."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    if package == "chromium" and _distribution() == "ubuntu":
        return False  # there it is a snap, which needs a running snapd
    with step(f"Installing {package} with apt-get"), _nothing_started():
        _refresh_package_lists()
        return _apt_get("install", "-y", "--no-install-recommends", package)


@cache
def _refresh_package_lists() -> None:
    _apt_get("update")


def _apt_get(*words: str) -> bool:
    # Another program may hold the lock for a while; then we wait.
    return _succeeds(["apt-get", "-o", "DPkg::Lock::Timeout=300", *words])


@contextmanager
def _nothing_started() -> Iterator[None]:
    """Debian starts a service it installs, unless this file says not to."""
    if NO_START.exists():
        yield
        return
    NO_START.write_text("#!/bin/sh\nexit 101\n")
    NO_START.chmod(0o755)
    try:
        yield
    finally:
        NO_START.unlink(missing_ok=True)


def _missing_servers() -> list[str]:
    missing = []
    if not any(Path(program).exists() for program in RABBITMQ):
        missing.append("rabbitmq-server")
    debian = list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not debian and shutil.which("initdb") is None:
        missing.append("postgresql")
    return missing


def _any_of(names: Sequence[str]) -> bool:
    return any(shutil.which(name) for name in names)


def _distribution() -> str:
    try:
        return platform.freedesktop_os_release().get("ID", "")
    except OSError:
        return ""


def _succeeds(command: list[str]) -> bool:
    surroundings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            command, env=surroundings, capture_output=True, check=False, timeout=900
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
