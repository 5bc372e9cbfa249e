"""The deployed RabbitMQ configuration, on a private node: TLS with both sides shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from accord.private_programs import free_ports
from accord.private_rabbitmq import PrivateRabbitMQ
from kit.exchange.broker import BrokerAway, Outcome
from kit.exchange.rabbit.broker import RabbitBroker
from kit.exchange.topology import Topology
from tests.support import containers, services
from tests.support.brokers import a_message
from tests.support.certificates import Authority

pytestmark = pytest.mark.rabbitmq
DEPLOYED = Path(__file__).parents[4] / "deploy" / "rabbitmq" / "rabbitmq.conf"
# What a private node says for itself, and what only a real machine has.
OTHERWISE = ("listeners.tcp", "load_definitions", "loopback", "disk_free", "vm_memory")


@dataclass(frozen=True)
class Secure:
    """A node with TLS, and the files to reach it."""

    address: str
    authority: Authority

    def broker(self, *, authority: Path, shows: str | None) -> RabbitBroker:
        files = f"cacertfile={authority}"
        if shows is not None:
            certificate, key = self.authority.issue(shows)
            files += f"&certfile={certificate}&keyfile={key}"
        return RabbitBroker(f"{self.address}?{files}", password="x", patience=0.2)


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secure]:
    if containers.possible() or not PrivateRabbitMQ.possible():
        services.unavailable("private RabbitMQ", "TLS is tried on a private node only")
    authority = Authority.made(tmp_path_factory.mktemp("tls"), "authority")
    certificate, key = authority.issue("server")
    (port,) = free_ports(1)
    deployed = (
        DEPLOYED.read_text()
        .replace("= 5671", f"= 127.0.0.1:{port}")
        .replace("/etc/rabbitmq/tls/ca.pem", str(authority.certificate))
        .replace("/etc/rabbitmq/tls/server.pem", str(certificate))
        .replace("/etc/rabbitmq/tls/server.key", str(key))
    )
    lines = [line for line in deployed.splitlines() if not line.startswith(OTHERWISE)]
    topology = Topology.load()
    definitions = topology.definitions(dict.fromkeys(topology.slugs, "x"))
    with PrivateRabbitMQ(definitions, configuration=lines):
        yield Secure(f"amqps://havering@127.0.0.1:{port}/accord", authority)


def test_a_member_that_shows_its_certificate_publishes(secure: Secure) -> None:
    known = secure.authority.certificate
    publisher = secure.broker(authority=known, shows="havering").publisher()
    messages = [a_message("havering.leadership", body=b"x" * 300_000)] * 30
    assert set(publisher.publish(messages)) == {Outcome.CONFIRMED}
    publisher.close()


def test_a_member_that_shows_none_is_not_let_in(secure: Secure) -> None:
    broker = secure.broker(authority=secure.authority.certificate, shows=None)
    with pytest.raises(BrokerAway):
        broker.publisher()


def test_a_broker_of_an_unknown_authority_is_not_spoken_to(
    secure: Secure, tmp_path: Path
) -> None:
    stranger = Authority.made(tmp_path, "stranger")
    broker = secure.broker(authority=stranger.certificate, shows="havering")
    with pytest.raises(BrokerAway):
        broker.publisher()


def test_a_message_too_large_is_refused_and_not_tried_for_ever(
    secure: Secure,
) -> None:
    known = secure.authority.certificate
    publisher = secure.broker(authority=known, shows="havering").publisher()
    messages = [
        a_message("havering.leadership", body=b"x" * 17_000_000, message_id="1"),
        a_message("havering.leadership", message_id="2"),
    ]
    assert publisher.publish(messages) == [Outcome.REFUSED, Outcome.CONFIRMED]
    publisher.close()
