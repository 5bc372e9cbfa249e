"""A private RabbitMQ node on this machine, for the demo, benchmarks and tests."""

import json
import os
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from accord.private_programs import (
    LOOPBACK,
    CannotRun,
    Guard,
    alive,
    end,
    find,
    free_ports,
    wait_until,
)

# The program of the same name in /usr/sbin changes user first; this one does not.
PLACES = (
    "/usr/lib/rabbitmq/bin",
    "/opt/rabbitmq/sbin",
    "/opt/homebrew/sbin",
    "/usr/local/sbin",
)
ERLANG = ("/usr/bin", "/usr/local/lib/erlang/bin", "/opt/homebrew/bin")
GREETING = b"AMQP\x00\x00\x09\x01"
START_SECONDS = 120
NO_PLUGINS = "[]."
WRITE_DIRECTORY = "dets:sync(ra_directory_reverse), dets:sync(ra_log_meta)."


class PrivateRabbitMQ:
    """One node with its own ports, name, cookie, data and epmd; no plugins.

    ``definitions`` is what RabbitMQ loads at start (see ``kit.exchange.topology``);
    ``configuration`` is added to the node's own ``rabbitmq.conf``. A context manager;
    everything is removed at the end. Raises CannotRun where RabbitMQ is missing or
    does not start.
    """

    def __init__(
        self, definitions: Mapping[str, Any], *, configuration: Sequence[str] = ()
    ) -> None:
        self._definitions = definitions
        self._more = configuration
        self._folder: Path | None = None
        self._guard: Guard | None = None
        self._wrapper: subprocess.Popen[bytes] | None = None
        self.port = 0
        self._other_ports: tuple[int, int] = (0, 0)
        self._name = f"accord{secrets.token_hex(4)}@localhost"

    @staticmethod
    def possible() -> bool:
        """Whether the programs are on this machine."""
        return find("rabbitmq-server", PLACES) is not None

    def url(self, user: str, *, vhost: str) -> str:
        """The address one user connects to; the password travels apart."""
        return f"amqp://{user}@{LOOPBACK}:{self.port}/{vhost}"

    @property
    def pid(self) -> int:
        """The id of the node's own process."""
        return int((self._home / "pid").read_text())

    def start(self) -> Self:
        """Start the node and wait until it greets clients."""
        if self._folder is None:
            self._make()
        with (self._home / "output").open("ab") as output:
            self._wrapper = subprocess.Popen(
                [str(_program("rabbitmq-server"))],
                env=self._environment(),
                cwd=self._home,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(self._up, seconds=START_SECONDS, what="Starting RabbitMQ")
        return self

    def stop(self) -> None:
        """End the node in order."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the node as a power cut would: SIGKILL.

        Whatever was confirmed survives, but a quorum queue declared in the last
        seconds may not (RabbitMQ writes its directory of queues behind), so that is
        written first. Messages are not touched by this.
        """
        self.control("eval", WRITE_DIRECTORY)
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Start again after stop or kill, on the same port and data."""
        self.start()

    def control(self, *words: str) -> str:
        """Run ``rabbitmqctl``; gives what it printed. Raises CannotRun."""
        done = subprocess.run(
            [str(_program("rabbitmqctl")), "--quiet", *words],
            env=self._environment(),
            cwd=self._home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise CannotRun(f"rabbitmqctl failed: {done.stderr.strip()}")
        return done.stdout

    def exported(self) -> dict[str, Any]:
        """Everything the node has now, in the shape of definitions."""
        file = self._home / "exported.json"
        self.control("export_definitions", str(file))
        return dict(json.loads(file.read_text()))

    def load(self, definitions: Mapping[str, Any]) -> None:
        """Add definitions to a running node."""
        file = self._home / "more.json"
        file.write_text(json.dumps(definitions))
        self.control("import_definitions", str(file))

    def remove(self) -> None:
        """Stop the node and its epmd, and leave nothing behind."""
        if self._folder is None:
            return
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
            raise CannotRun("This RabbitMQ node has not been made")
        return self._folder

    def _make(self) -> None:
        self._folder = home = Path(tempfile.mkdtemp(prefix="accord-rabbitmq-"))
        self.port, dist, epmd = free_ports(3)
        self._other_ports = (dist, epmd)
        self._guard = Guard(home, home / "pid", _end_of_mapper(epmd))
        cookie = home / ".erlang.cookie"
        cookie.write_text(secrets.token_hex(20))
        cookie.chmod(0o400)
        (home / "enabled_plugins").write_text(NO_PLUGINS)
        (home / "definitions.json").write_text(json.dumps(self._definitions))
        (home / "definitions.json").chmod(0o600)
        (home / "rabbitmq.conf").write_text("\n".join(self._configuration()) + "\n")

    def _configuration(self) -> list[str]:
        return [
            f"listeners.tcp.1 = {LOOPBACK}:{self.port}",
            "loopback_users = none",
            "log.console = false",
            "disk_free_limit.absolute = 100MB",
            "vm_memory_high_watermark.absolute = 1GB",
            f"load_definitions = {self._home / 'definitions.json'}",
            *self._more,
        ]

    def _environment(self) -> dict[str, str]:
        home, (dist, epmd) = self._home, self._other_ports
        files = {
            "MNESIA_BASE": "mnesia",
            "LOG_BASE": "log",
            "LOGS": "log/rabbit.log",
            "PID_FILE": "pid",
            "CONFIG_FILE": "rabbitmq.conf",
            "ADVANCED_CONFIG_FILE": "advanced.config",
            "CONF_ENV_FILE": "none.conf",
            "ENABLED_PLUGINS_FILE": "enabled_plugins",
            "GENERATED_CONFIG_DIR": "config",
            "FEATURE_FLAGS_FILE": "feature_flags",
        }
        return {
            **{f"RABBITMQ_{name}": str(home / file) for name, file in files.items()},
            "HOME": str(home),
            "PATH": os.defpath + ":/usr/sbin:/usr/local/bin:/opt/homebrew/bin",
            "LANG": "C.UTF-8",
            "RABBITMQ_NODENAME": self._name,
            "RABBITMQ_USE_LONGNAME": "false",
            "RABBITMQ_NODE_IP_ADDRESS": LOOPBACK,
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(dist),
            "ERL_EPMD_PORT": str(epmd),
            "ERL_EPMD_ADDRESS": LOOPBACK,
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
                "+S 2:2 -kernel inet_dist_use_interface {127,0,0,1}"
            ),
        }

    def _up(self) -> bool:
        if self._wrapper is not None and self._wrapper.poll() is not None:
            tail = (self._home / "output").read_text(errors="replace")[-600:]
            raise CannotRun(f"RabbitMQ ended while starting: {tail}")
        try:
            with socket.create_connection((LOOPBACK, self.port), timeout=1) as line:
                line.sendall(GREETING)
                return len(line.recv(8)) == 8
        except OSError:
            return False

    def _end(self, sign: signal.Signals) -> None:
        """Signal the node itself; the shell script around it then ends as well."""
        file = self._home / "pid"
        if file.exists():
            if alive(self.pid):
                end(self.pid, first=sign, seconds=30)
            file.unlink(missing_ok=True)
        if self._wrapper is not None:
            self._wrapper.kill()
            self._wrapper.wait()
            self._wrapper = None
        wait_until(lambda: not self._up(), seconds=10, what="Stopping RabbitMQ")


def _program(name: str) -> Path:
    path = find(name, PLACES)
    if path is None:
        raise CannotRun(f"RabbitMQ's {name} is not on this machine")
    return path


def _end_of_mapper(port: int) -> str:
    """A shell command: the port mapper is a daemon and would outlive the node.

    It refuses to end for a moment, until it has seen that the node is gone.
    """
    mapper = shlex.quote(str(find("epmd", ERLANG) or "epmd"))
    ending = f"{mapper} -port {port} -kill"
    return f"for _ in 1 2 3 4 5 6; do {ending} && break; sleep 0.5; done"
