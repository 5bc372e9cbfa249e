"""The same servers from containers, where a Docker engine answers."""

import json
import os
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Self

from accord.private_programs import LOOPBACK, free_ports, wait_until
from accord.private_rabbitmq import WRITE_DIRECTORY

RABBITMQ_IMAGE = "rabbitmq:4"
POSTGRES_IMAGE = "postgres:17"
WORD = "accord"


@cache
def possible() -> bool:
    """Whether a Docker engine answers."""
    if not _engine_is_set_up():
        return False
    import docker
    from docker.errors import DockerException

    try:
        client = docker.from_env()
        client.ping()
    except DockerException:
        return False
    client.close()
    return True


def _engine_is_set_up() -> bool:
    # Asking the client library where there is no engine leaves a socket open.
    return "DOCKER_HOST" in os.environ or Path("/var/run/docker.sock").exists()


class _Container:
    """A container on one fixed port of this machine, that can be killed."""

    def __init__(self, image: str, inner: int) -> None:
        from testcontainers.core.container import DockerContainer

        (self.port,) = free_ports(1)
        self._container = DockerContainer(image).with_bind_ports(inner, self.port)

    def __enter__(self) -> Self:
        self._container.start()
        self._wait()
        return self

    def kill(self) -> None:
        self._container.get_wrapped_container().kill()

    def restart(self) -> None:
        self._container.get_wrapped_container().start()
        self._wait()

    def remove(self) -> None:
        self._container.stop()

    def _run(self, *words: str) -> tuple[int, str]:
        code, output = self._container.exec(list(words))
        return code, output.decode(errors="replace")

    def _ready(self) -> bool:
        raise NotImplementedError

    def _wait(self) -> None:
        wait_until(self._ready, seconds=120, what="Starting the container")


class RabbitContainer(_Container):
    """RabbitMQ from its official image, with definitions loaded at start."""

    def __init__(self, definitions: Mapping[str, Any]) -> None:
        super().__init__(RABBITMQ_IMAGE, 5672)
        folder = Path(tempfile.mkdtemp(prefix="accord-rabbitmq-"))
        (folder / "definitions.json").write_text(json.dumps(definitions))
        (folder / "99-accord.conf").write_text(
            "loopback_users = none\n"
            "load_definitions = /etc/rabbitmq/accord/definitions.json\n"
        )
        self._container.with_volume_mapping(str(folder), "/etc/rabbitmq/accord")
        self._container.with_env(
            "RABBITMQ_CONFIG_FILES", "/etc/rabbitmq/accord/99-accord.conf"
        )

    def kill(self) -> None:
        # As in PrivateRabbitMQ: a queue made moments ago would not come back.
        self._run("rabbitmqctl", "-q", "eval", WRITE_DIRECTORY)
        super().kill()

    def _ready(self) -> bool:
        return (
            self._run("rabbitmq-diagnostics", "-q", "check_port_connectivity")[0] == 0
        )

    def exported(self) -> dict[str, Any]:
        """Everything the node has now, in the shape of definitions."""
        _code, text = self._run("rabbitmqctl", "-q", "export_definitions", "-")
        return dict(json.loads(text))


class PostgresContainer(_Container):
    """PostgreSQL from its official image."""

    def __init__(self) -> None:
        super().__init__(POSTGRES_IMAGE, 5432)
        self._container.with_env("POSTGRES_USER", WORD)
        self._container.with_env("POSTGRES_PASSWORD", WORD)
        self._container.with_command("postgres -c fsync=off -c max_connections=200")

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://{WORD}:{WORD}@{LOOPBACK}:{self.port}/{database}"

    def _ready(self) -> bool:
        # The image starts once without network to set itself up; ask over TCP.
        return self._run("pg_isready", "-h", LOOPBACK, "-U", WORD)[0] == 0
