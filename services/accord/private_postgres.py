"""A private PostgreSQL on this machine, for the demo, benchmarks and tests."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Self

from accord.private_programs import (
    LOOPBACK,
    CannotRun,
    Guard,
    alive,
    children,
    end,
    find,
    free_ports,
)

PLACES = ("/usr/local/bin", "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")
USER = "accord"
# PostgreSQL refuses to run as root, so root runs it as the machine's nobody.
NOBODY = "nobody"


class PrivatePostgres:
    """One cluster in a folder of its own, on a free port of the loopback address.

    A context manager; the folder is removed at the end. Raises CannotRun where
    PostgreSQL's programs are missing or fail.
    """

    def __init__(self, **settings: str) -> None:
        self._settings = settings
        self._folder: Path | None = None
        self._guard: Guard | None = None
        self.password = secrets.token_urlsafe(18)
        self.port = 0

    @staticmethod
    def possible() -> bool:
        """Whether the programs are on this machine."""
        return find("initdb", PLACES) is not None

    def url(self, database: str = "postgres") -> str:
        """The SQLAlchemy address of one database, with its password."""
        place = f"{LOOPBACK}:{self.port}/{database}"
        return f"postgresql://{USER}:{self.password}@{place}"

    def start(self) -> Self:
        """Make the cluster if need be, and start it."""
        if self._folder is None:
            self._make()
        self._run("pg_ctl", "start", "--wait", "--silent", f"--log={self._log}")
        return self

    def stop(self) -> None:
        """End it in order, without waiting for clients."""
        if self._pid() is not None:
            self._run("pg_ctl", "stop", "--wait", "--silent", "--mode=fast")

    def kill(self) -> None:
        """End it as a power cut would: SIGKILL, to the server and its children."""
        pid = self._pid()
        if pid is not None:
            for each in (pid, *children(pid)):
                end(each, first=signal.SIGKILL, seconds=5)
            # Where nothing reaps orphans, the id looks taken and bars the next start.
            (self._home / "data" / "postmaster.pid").unlink()

    def restart(self) -> None:
        """Start again after stop or kill, on the same port and data."""
        self.start()

    def remove(self) -> None:
        """Stop and leave nothing behind."""
        if self._folder is not None:
            self.stop()
            if self._guard is not None:
                self._guard.dismiss()
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = self._guard = None

    def __enter__(self) -> Self:
        try:
            return self.start()
        except CannotRun:
            self.remove()
            raise

    def __exit__(self, *_error: object) -> None:
        self.remove()

    @property
    def _home(self) -> Path:
        if self._folder is None:
            raise CannotRun("This PostgreSQL has not been made")
        return self._folder

    @property
    def _log(self) -> Path:
        return self._home / "log"

    def _make(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="accord-postgres-"))
        self._guard = Guard(self._home, self._home / "data" / "postmaster.pid")
        (self.port,) = free_ports(1)
        secret = self._home / "password"
        secret.write_text(self.password)
        if os.geteuid() == 0:
            shutil.chown(self._home, NOBODY)
            shutil.chown(secret, NOBODY)
        words = ("--auth=scram-sha-256", f"--username={USER}", f"--pwfile={secret}")
        self._run("initdb", *words, "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        with (self._home / "data" / "postgresql.conf").open("a") as conf:
            conf.writelines(
                f"{name} = '{value}'\n" for name, value in self._configuration().items()
            )

    def _configuration(self) -> dict[str, str]:
        own = {
            "listen_addresses": LOOPBACK,
            "port": str(self.port),
            "unix_socket_directories": "",
            "shared_buffers": "64MB",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        return own | self._settings

    def _pid(self) -> int | None:
        file = self._folder and self._folder / "data" / "postmaster.pid"
        if file is None or not file.exists():
            return None
        pid = int(file.read_text().splitlines()[0])
        return pid if alive(pid) else None

    def _run(self, program: str, *words: str) -> None:
        path = find(program, PLACES)
        if path is None:
            raise CannotRun(f"PostgreSQL's {program} is not on this machine")
        done = subprocess.run(
            [str(path), f"--pgdata={self._home / 'data'}", *words],
            cwd=self._home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            **_as_nobody(),
        )
        if done.returncode != 0:
            raise CannotRun(f"{program} failed: {done.stderr.strip()}")


def _as_nobody() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    group = pwd.getpwnam(NOBODY).pw_gid
    return {"user": NOBODY, "group": group, "extra_groups": []}
