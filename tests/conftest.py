"""What every test may ask for: databases, and a RabbitMQ, each found empty."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import structlog
from argon2 import PasswordHasher
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser
from werkzeug.routing import Rule

from kit import db
from kit.accounts import passwords
from tests.support import containers, services
from tests.support.broker import RabbitServer
from tests.support.browsing import launched
from tests.support.databases import (
    DatabaseFactory,
    Engines,
    PostgresDatabases,
    PostgresShelf,
    SqliteDatabases,
)
from tests.support.loopback import only_this_machine
from tests.support.order import by_length

# A busy machine is no fault: nothing here is judged by the time it takes.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

SQLITE, POSTGRESQL = "sqlite", "postgresql"
# What an address becomes when it is read, and the programs written from it.
_READ = ("_parts", "_trace", "_converters", "arguments")
_WRITTEN = ("_build", "_build_unknown")


def pytest_configure() -> None:
    """Collecting makes a million objects that stay: nothing to look for in them."""
    gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = by_length(items)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """From here on what tests leave is collected, and what was there is not walked."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _only_this_machine() -> Iterator[None]:
    """No test reaches out, unless a container engine elsewhere runs its servers."""
    if containers.possible():
        yield
        return
    with only_this_machine() as tried:
        yield
    assert tried == []


@pytest.fixture(scope="session", autouse=True)
def _templates_are_compiled_once(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """For every application of this run; most tests make one of their own."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # all workers share it
    compiled = folder / "compiled-templates"
    compiled.mkdir(exist_ok=True)
    cache = FileSystemBytecodeCache(str(compiled))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": cache})
        yield


@pytest.fixture(scope="session", autouse=True)
def _addresses_are_compiled_once() -> Iterator[None]:
    """Reading each address and writing its program is most of what an app costs."""
    compiled: dict[object, tuple[dict[str, Any], dict[str, Any]]] = {}
    compile_one = Rule.compile

    def compile_once(rule: Rule) -> None:
        defaults = tuple(sorted((rule.defaults or {}).items()))
        key = (rule.rule, rule.subdomain, rule.host, defaults, rule.merge_slashes)
        if key not in compiled:
            compile_one(rule)
            compiled[key] = (
                {name: getattr(rule, name) for name in _READ},
                {name: getattr(rule, name).__func__ for name in _WRITTEN},
            )
        read, written = compiled[key]
        vars(rule).update(read)
        for name, program in written.items():
            setattr(rule, name, program.__get__(rule, None))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "compile", compile_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _statements_are_compiled_once() -> Iterator[None]:
    """For all databases of a kind; most tests have one of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db, "create_engine", Engines())
        yield


@pytest.fixture(scope="session", autouse=True)
def _passwords_cost_little() -> Iterator[PasswordHasher]:
    """To keep one well takes 64 MiB and a tenth of a second, and tests keep many."""
    as_in_use = passwords._hasher
    with pytest.MonkeyPatch.context() as patch:
        quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
        patch.setattr(passwords, "_hasher", quick)
        yield as_in_use


@pytest.fixture
def strong_passwords(
    _passwords_cost_little: PasswordHasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Passwords are kept as they are in use."""
    monkeypatch.setattr(passwords, "_hasher", _passwords_cost_little)


@pytest.fixture(scope="session", autouse=True)
def _faults_are_logged_briefly() -> None:
    """What a test provokes takes seconds to draw with its source and every value."""
    console = structlog.dev.ConsoleRenderer.get_active()
    console.exception_formatter = structlog.dev.plain_traceback


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a worker, which has room for one at a time."""
    with launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def postgresql() -> Iterator[services.PostgresServer]:
    """A PostgreSQL server; one for each worker of a parallel run."""
    with services.postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def rabbitmq_node() -> Iterator[RabbitServer]:
    with services.rabbitmq() as server:
        yield server


@pytest.fixture
def rabbitmq(rabbitmq_node: RabbitServer) -> RabbitServer:
    """A RabbitMQ with the contract's topology, running, and every queue empty."""
    return rabbitmq_node.fresh()


@pytest.fixture(scope="session")
def _sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("templates")


@pytest.fixture(scope="session")
def postgres_shelf(postgresql: services.PostgresServer) -> PostgresShelf:
    """The server's databases, used by one test after the other."""
    return PostgresShelf(server=postgresql)


@pytest.fixture
def sqlite_database(
    _sqlite_templates: Path, tmp_path: Path
) -> Iterator[DatabaseFactory]:
    """``sqlite_database(member, metadatas)`` gives an empty SQLite database."""
    databases = SqliteDatabases(templates=_sqlite_templates, folder=tmp_path)
    yield databases
    databases.close()


@pytest.fixture
def postgresql_database(postgres_shelf: PostgresShelf) -> Iterator[DatabaseFactory]:
    """``postgresql_database(member, metadatas)`` gives an empty PostgreSQL one."""
    databases = PostgresDatabases(shelf=postgres_shelf)
    yield databases
    databases.close()


@pytest.fixture(params=[SQLITE, pytest.param(POSTGRESQL, marks=pytest.mark.postgresql)])
def any_database(request: pytest.FixtureRequest) -> DatabaseFactory:
    """``any_database(member, metadatas)``: the test runs once on each database."""
    factory: DatabaseFactory = request.getfixturevalue(f"{request.param}_database")
    return factory
