"""Real servers for tests: containers where Docker answers, else private programs.

Where neither can be had, the tests that need one are skipped with one loud line;
ACCORD_TESTS_REQUIRE_SERVICES=1 makes that a failure instead.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import pytest

from accord.private_postgres import PrivatePostgres
from accord.private_programs import LOOPBACK, CannotRun
from accord.private_rabbitmq import PrivateRabbitMQ
from kit.exchange.topology import Topology
from tests.support import containers
from tests.support.broker import (
    Administrator,
    Node,
    RabbitServer,
    definitions_for_tests,
)

REQUIRED = "ACCORD_TESTS_REQUIRE_SERVICES"


class PostgresServer(Protocol):
    """What the database fixtures need of a server."""

    def url(self, database: str = "postgres") -> str: ...
    def kill(self) -> None: ...
    def restart(self) -> None: ...
    def remove(self) -> None: ...
    def __enter__(self) -> Any: ...


def unavailable(what: str, why: str) -> None:
    """Skip in one loud line, or fail where the services are required."""
    line = f"NO {what.upper()} ON THIS MACHINE, TESTS LEFT OUT: {why}"
    if os.environ.get(REQUIRED) == "1":
        pytest.fail(line, pytrace=False)
    pytest.skip(line)


@contextmanager
def rabbitmq() -> Iterator[RabbitServer]:
    """A RabbitMQ with the contract's topology and an administrator for the tests."""
    topology = Topology.load()
    passwords = {slug: secrets.token_urlsafe(12) for slug in topology.slugs}
    administrator = Administrator(password=secrets.token_urlsafe(12))
    definitions = definitions_for_tests(topology, passwords, administrator)
    try:
        node: Node = (
            containers.RabbitContainer(definitions)
            if containers.possible()
            else PrivateRabbitMQ(definitions)
        )
        node.__enter__()
    except CannotRun as why:
        unavailable("RabbitMQ", str(why))
        raise
    try:
        yield RabbitServer(
            node=node,
            topology=topology,
            passwords=passwords,
            administrator=administrator,
            host=LOOPBACK,
        )
    finally:
        node.remove()


@contextmanager
def postgresql() -> Iterator[PostgresServer]:
    """A PostgreSQL whose databases are the tests' own."""
    try:
        server: PostgresServer = (
            containers.PostgresContainer()
            if containers.possible()
            # Tests make hundreds of databases and need none after a power cut.
            else PrivatePostgres(fsync="off", max_connections="200")
        )
        server.__enter__()
    except CannotRun as why:
        unavailable("PostgreSQL", str(why))
        raise
    try:
        yield server
    finally:
        server.remove()
