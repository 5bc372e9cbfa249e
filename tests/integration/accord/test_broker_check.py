"""``accord broker``: definitions that load, and a check that finds every hole."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from accord.broker import broker
from accord.private_rabbitmq import PrivateRabbitMQ
from kit.exchange.topology import Topology, password_fits
from tests.support.broker import RabbitServer

Check = Callable[..., Result]


@pytest.fixture
def passwords(tmp_path: Path) -> Path:
    for slug in Topology.load().slugs:
        (tmp_path / f"{slug}.password").write_text(f"secret of {slug}\n")
    return tmp_path


@pytest.fixture
def check(rabbitmq: RabbitServer, tmp_path: Path) -> Check:
    for slug in rabbitmq.topology.slugs:
        (tmp_path / f"{slug}.password").write_text(rabbitmq.password(slug))

    def run(*words: str) -> Result:
        url = rabbitmq.url("").replace("@", "")
        arguments = ["check", "--passwords", str(tmp_path), "--url", url, *words]
        return CliRunner().invoke(broker, arguments)

    return run


@pytest.fixture
def exported(rabbitmq: RabbitServer, tmp_path: Path) -> Callable[[], str]:
    def write() -> str:
        known = rabbitmq.node.exported()
        name = rabbitmq.administrator.name
        known["users"] = [user for user in known["users"] if user["name"] != name]
        for part in ("permissions", "topic_permissions"):
            known[part] = [row for row in known[part] if row["user"] != name]
        file = tmp_path / "exported.json"
        file.write_text(json.dumps(known))
        return str(file)

    return write


def test_definitions_carry_hashes_of_the_passwords_in_the_files(
    passwords: Path,
) -> None:
    result = CliRunner().invoke(broker, ["definitions", "--passwords", str(passwords)])
    assert result.exit_code == 0
    users = json.loads(result.output)["users"]
    assert all(
        password_fits(f"secret of {user['name']}", user["password_hash"])
        for user in users
    )
    assert "secret" not in result.output


def test_a_missing_password_is_named(passwords: Path) -> None:
    (passwords / "redbridge.password").unlink()
    result = CliRunner().invoke(broker, ["definitions", "--passwords", str(passwords)])
    assert result.exit_code == 1
    assert "redbridge" in result.output


@pytest.mark.rabbitmq
def test_a_broker_made_from_the_contract_has_no_hole(
    check: Check, exported: Callable[[], str]
) -> None:
    result = check("--exported", exported())
    assert "0 holes" in result.output, result.output
    assert result.exit_code == 0


@pytest.mark.rabbitmq
def test_nothing_that_is_tried_leaves_a_trace(
    rabbitmq: RabbitServer, check: Check
) -> None:
    before = sorted(map(str, rabbitmq.node.exported()["queues"]))
    check()
    assert sorted(map(str, rabbitmq.node.exported()["queues"])) == before
    assert all(not rabbitmq.waiting(queue.name) for queue in rabbitmq.topology.queues)


@pytest.mark.rabbitmq
@pytest.mark.parametrize(
    ("words", "finding"),
    [
        (
            ("set_topic_permissions", "redbridge", "accord.events", ".*", "^$"),
            "havering.nobody",
        ),
        (
            ("set_permissions", "redbridge", "^$", "^accord.*$", ".*"),
            "read havering.in",
        ),
        (
            ("set_permissions", "redbridge", ".*", "^accord.*$", "^redbridge"),
            "declare a queue",
        ),
    ],
    ids=["writes any key", "reads any queue", "configures"],
)
def test_a_right_too_many_is_found(
    rabbitmq: RabbitServer, check: Check, words: tuple[str, ...], finding: str
) -> None:
    if not isinstance(rabbitmq.node, PrivateRabbitMQ):
        pytest.skip("Only a private node's rights are changed by a test")
    vhost = rabbitmq.topology.vhost
    rabbitmq.node.control(words[0], "-p", vhost, *words[1:])
    try:
        result = check()
    finally:
        rabbitmq.node.load(rabbitmq.topology.definitions(rabbitmq.passwords))
    assert result.exit_code == 1
    assert finding in result.output


@pytest.mark.rabbitmq
def test_a_spys_queue_and_a_lost_one_are_found(
    rabbitmq: RabbitServer, check: Check, exported: Callable[[], str]
) -> None:
    with rabbitmq.channel() as administrator:
        administrator.queue_declare("spy", durable=True)
        administrator.queue_bind("spy", "accord.events", "#")
        administrator.queue_delete("havering.in")
    try:
        result = check("--exported", exported())
    finally:
        with rabbitmq.channel() as administrator:
            administrator.queue_delete("spy")
        rabbitmq.repair()
    assert result.exit_code == 1
    assert "spy" in result.output
    assert "havering.in" in result.output


@pytest.mark.rabbitmq
def test_a_broker_that_is_away_is_said_to_be(check: Check) -> None:
    result = check("--url", "amqp://127.0.0.1:1/accord")
    assert result.exit_code == 1
    assert "cannot be reached" in result.output
