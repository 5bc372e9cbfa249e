"""The checks of a live broker against the contract's topology."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from kit.exchange.broker import BrokerRefuses, Message, Outcome
from kit.exchange.rabbit.broker import RabbitBroker
from kit.exchange.rabbit.probe import Probe
from kit.exchange.topology import Topology

DENIED = "denied"
ALLOWED = "allowed"
NOBODY = "nobody"
EVERYONE = "everyone"
# Kept out of the comparison: RabbitMQ fills these in by itself.
COMPARED: Mapping[str, tuple[str, ...]] = {
    "users": ("name", "tags"),
    "permissions": ("user", "vhost", "configure", "write", "read"),
    "topic_permissions": ("user", "vhost", "exchange", "write", "read"),
    "exchanges": ("name", "vhost", "type", "durable", "auto_delete"),
    "queues": ("name", "vhost", "durable", "auto_delete", "arguments"),
    "bindings": ("source", "vhost", "destination", "destination_type", "routing_key"),
}


@dataclass(frozen=True)
class Where:
    """Where the broker is: an address without a user, as an operator types it."""

    address: str

    @property
    def vhost(self) -> str:
        """The virtual host in the address."""
        return unquote(urlsplit(self.address).path.removeprefix("/"))

    def url(self, user: str) -> str:
        """The address one user connects to."""
        own = self.address.replace("{member}", user)
        return own.replace("://", f"://{user}@", 1)


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing tried, what should have come of it and what did."""

    member: str
    tried: str
    expected: str
    found: str

    @property
    def well(self) -> bool:
        """Whether the broker did as the contract says."""
        return self.expected == self.found


def live(
    topology: Topology, where: Where, passwords: Mapping[str, str]
) -> Iterator[Check]:
    """Try everything as every member; nothing that is tried leaves a trace.

    What must be allowed is tried with a key no queue is bound for. Raises BrokerAway.
    """
    for member in topology.slugs:
        password = passwords[member]
        broker = RabbitBroker(where.url(member), password=password)
        yield _wrong_password(where, member)
        publisher = broker.publisher()
        try:
            yield from _publishing(topology, member, publisher.publish)
        finally:
            publisher.close()
        with Probe.connected(where.url(member), password) as probe:
            yield from _forging(topology, member, probe)
            yield from _reading(topology, member, probe)
            yield from _configuring(topology, member, probe)


def compared(
    topology: Topology, where: Where, found: Mapping[str, Any]
) -> Iterator[Check]:
    """Compare exported definitions with the contract, both ways.

    Another user is a hole only if it has rights on this virtual host.
    """
    placeholder = dict.fromkeys(topology.slugs, "")
    wanted = topology.definitions(placeholder, vhost=where.vhost)
    for part, fields in COMPARED.items():
        here = {_row(entry, fields) for entry in _ours(found, part, where.vhost)}
        should = {_row(entry, fields) for entry in wanted[part]}
        for row in sorted(should | here):
            yield Check(
                member=EVERYONE,
                tried=f"{part}: {row}",
                expected="there" if row in should else "not there",
                found="there" if row in here else "not there",
            )


def _wrong_password(where: Where, member: str) -> Check:
    wrong = f"not the password of {member}"
    try:
        RabbitBroker(where.url(member), password=wrong).publisher().close()
    except BrokerRefuses:
        found = DENIED
    else:
        found = ALLOWED
    return _check(member, "sign in with a wrong password", DENIED, found)


def _publishing(
    topology: Topology,
    member: str,
    publish: Callable[[Sequence[Message]], Sequence[Outcome]],
) -> Iterator[Check]:
    exchanges = (*topology.exchanges, topology.dead_letters, "", "amq.topic")
    for exchange in exchanges:
        for source in (*topology.slugs, f"{member}-x", NOBODY):
            key = f"{source}.{NOBODY}"
            allowed = topology.may_publish(member, exchange, key)
            (outcome,) = publish([_nothing(exchange, key)])
            yield _check(
                member,
                f"publish {key} to {exchange or 'the default exchange'}",
                ALLOWED if allowed else DENIED,
                # Returned: it was taken, and there was no queue for it.
                {Outcome.RETURNED: ALLOWED, Outcome.REFUSED: DENIED}.get(
                    outcome, outcome
                ),
            )


def _forging(topology: Topology, member: str, probe: Probe) -> Iterator[Check]:
    for other in topology.slugs:
        if other != member:
            found = probe.publish_as(other, topology.exchanges[0], f"{member}.{NOBODY}")
            yield _check(member, f"publish in the name of {other}", DENIED, found)


def _reading(topology: Topology, member: str, probe: Probe) -> Iterator[Check]:
    for queue in topology.queues:
        found = probe.exists(queue.name)
        yield _check(member, f"queue {queue.name}", "there", found)
        if not topology.may_read(member, queue.name):
            yield _check(
                member, f"read {queue.name}", DENIED, probe.consume(queue.name)
            )
    dead = topology.dead_letters
    yield _check(member, f"queue {dead}", "there", probe.exists(dead))
    yield _check(member, f"read {dead}", DENIED, probe.consume(dead))


def _configuring(topology: Topology, member: str, probe: Probe) -> Iterator[Check]:
    own = topology.queues_of(member)[0]
    events = topology.exchanges[0]
    for tried, found in (
        ("declare a queue", probe.declare_queue(f"{member}.spy")),
        ("declare a queue without a name", probe.declare_queue("")),
        ("declare an exchange", probe.declare_exchange(f"{member}.own")),
        ("bind its own queue to everything", probe.bind(own, events)),
        ("declare its own queue anew", probe.declare_anew(own)),
    ):
        yield _check(member, tried, DENIED, found)


def _ours(
    found: Mapping[str, Any], part: str, vhost: str
) -> Iterator[Mapping[str, Any]]:
    """Entries of this virtual host; users who have rights on it."""
    if part == "users":
        present = {row["user"] for row in _ours(found, "permissions", vhost)}
        yield from (row for row in found[part] if row["name"] in present)
        return
    for row in found.get(part, ()):
        if row["vhost"] == vhost:
            yield row


def _row(entry: Mapping[str, Any], fields: Sequence[str]) -> str:
    return ", ".join(f"{field}={_plain(entry[field])}" for field in fields)


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return " ".join(f"{key}:{value[key]}" for key in sorted(value))
    return str(value)


def _nothing(exchange: str, key: str) -> Message:
    return Message(exchange=exchange, key=key, body=b"", message_id="check")


def _check(member: str, tried: str, expected: str, found: str) -> Check:
    return Check(member=member, tried=tried, expected=expected, found=found)
