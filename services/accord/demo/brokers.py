"""The broker of a demonstration: a file on this machine, or a private RabbitMQ."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote

from accord.private_programs import CannotRun
from accord.private_rabbitmq import PrivateRabbitMQ
from kit import errors
from kit.exchange import local
from kit.exchange.topology import Topology


class BrokerKind(StrEnum):
    """What carries the messages."""

    LOCAL = "local"
    RABBITMQ = "rabbitmq"


@dataclass(frozen=True, kw_only=True)
class Running:
    """A broker that runs: each member's address and password, by slug."""

    urls: Mapping[str, str]
    passwords: Mapping[str, str]


@contextmanager
def running(kind: BrokerKind, *, folder: Path) -> Iterator[Running]:
    """Run the broker for as long as the context is open.

    Raises Unavailable where RabbitMQ cannot be run here.
    """
    topology = Topology.load()
    passwords = {slug: secrets.token_urlsafe(24) for slug in topology.slugs}
    if kind is BrokerKind.LOCAL:
        yield _local(topology, passwords, folder / "broker.sqlite")
        return
    if not PrivateRabbitMQ.possible():
        raise errors.Unavailable(
            "RabbitMQ is not on this machine. Install it (Debian and Ubuntu: apt-get "
            "install rabbitmq-server), or use --broker local."
        )
    try:
        with PrivateRabbitMQ(topology.definitions(passwords)) as node:
            urls = {
                slug: node.url(slug, vhost=topology.vhost) for slug in topology.slugs
            }
            yield Running(urls=urls, passwords=passwords)
    except CannotRun as error:
        raise errors.Unavailable(f"RabbitMQ does not start here: {error}") from error


def _local(topology: Topology, passwords: Mapping[str, str], file: Path) -> Running:
    local.create(file, topology=topology, passwords=passwords)
    urls = dict.fromkeys(topology.slugs, f"local://{quote(str(file))}")
    return Running(urls=urls, passwords=passwords)
