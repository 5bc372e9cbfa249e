"""What stands on the broker and who may use it, read from ``contracts/topology.json``.

The file has one entry per member and a few rules; this module repeats the rules for
the members. A member may publish only keys that begin with its own slug, read only its
own queues and configure nothing.
"""

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from kit.exchange import contracts

MEMBER = "member"
SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
RESERVED = frozenset({"accord", "all", "guest"})
NOTHING = "^$"
HASHING = "rabbit_password_hashing_sha256"


@dataclass(frozen=True, kw_only=True)
class Member:
    """One organisation that connects; ``kind`` is ``borough`` or ``leadership``."""

    slug: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Binding:
    """Messages to ``exchange`` whose key fits the pattern ``key`` come to a queue."""

    exchange: str
    key: str


@dataclass(frozen=True, kw_only=True)
class Queue:
    """One queue, the only member who may read it, and what comes to it."""

    name: str
    reader: str
    bindings: tuple[Binding, ...]


@dataclass(frozen=True, kw_only=True)
class Topology:
    """Everything on the broker. Names are exact; binding keys are topic patterns."""

    vhost: str
    members: tuple[Member, ...]
    exchanges: tuple[str, ...]
    dead_letters: str
    delivery_limit: int
    queues: tuple[Queue, ...]

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """Read the contract (or the file at ``path``).

        Raises ValueError where the file contradicts itself.
        """
        file = path or contracts.folder() / "topology.json"
        return cls.expand(json.loads(file.read_text(encoding="utf-8")))

    @classmethod
    def expand(cls, rules: Mapping[str, Any]) -> Self:
        """Repeat the rules of the contract for its members; raises ValueError."""
        members = tuple(Member(**entry) for entry in rules["members"])
        _check_slugs(members)
        return cls(
            vhost=rules["vhost"],
            members=members,
            exchanges=tuple(rules["exchanges"]),
            dead_letters=rules["dead_letters"],
            delivery_limit=rules["delivery_limit"],
            queues=tuple(
                queue for rule in rules["queues"] for queue in _repeat(rule, members)
            ),
        )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read back what :meth:`dump` wrote."""
        known = json.loads(text)
        known["members"] = tuple(Member(**entry) for entry in known["members"])
        known["exchanges"] = tuple(known["exchanges"])
        known["queues"] = tuple(_queue(entry) for entry in known["queues"])
        return cls(**known)

    def dump(self) -> str:
        """The expanded topology as JSON."""
        return json.dumps(asdict(self))

    @property
    def slugs(self) -> tuple[str, ...]:
        """Every member's slug, in the order of the contract."""
        return tuple(member.slug for member in self.members)

    def peers_of(self, member: str) -> tuple[str, ...]:
        """Every other member; nobody for an instance that is not on the broker."""
        if member not in self.slugs:
            return ()
        return tuple(slug for slug in self.slugs if slug != member)

    def may_publish(self, user: str, exchange: str, key: str) -> bool:
        """Whether the broker lets this user publish with this key."""
        return (
            user in self.slugs
            and exchange in self.exchanges
            and key.startswith(f"{user}.")
        )

    def may_read(self, user: str, queue: str) -> bool:
        """Whether the broker lets this user consume from this queue."""
        found = self._by_name.get(queue)
        return found is not None and found.reader == user

    def queues_of(self, member: str) -> tuple[str, ...]:
        """The names of the queues this member reads."""
        return tuple(queue.name for queue in self.queues if queue.reader == member)

    def queues_for(self, exchange: str, key: str) -> tuple[str, ...]:
        """The names of the queues a message with this key comes to."""
        words = tuple(key.split("."))
        return tuple(
            queue.name
            for queue in self.queues
            if any(
                binding.exchange == exchange
                and _fits(tuple(binding.key.split(".")), words)
                for binding in queue.bindings
            )
        )

    def definitions(
        self, passwords: Mapping[str, str], *, vhost: str | None = None
    ) -> dict[str, Any]:
        """What RabbitMQ's ``load_definitions`` reads, with salted password hashes.

        ``passwords`` has one for every member, by slug; raises ValueError when one is
        missing. No user made here has a tag: an administrator is made by hand.
        """
        missing = sorted(set(self.slugs) - set(passwords))
        if missing:
            raise ValueError(f"No password for {', '.join(missing)}")
        place = vhost or self.vhost
        return {
            "vhosts": [{"name": place}],
            "users": [_user(slug, passwords[slug]) for slug in self.slugs],
            "permissions": [self._permission(slug, place) for slug in self.slugs],
            "topic_permissions": [
                self._topic_permission(slug, exchange, place)
                for slug in self.slugs
                for exchange in self.exchanges
            ],
            "exchanges": [
                _exchange(name, place) for name in (*self.exchanges, self.dead_letters)
            ],
            "queues": [*self._queues(place)],
            "bindings": [*self._bindings(place)],
        }

    @cached_property
    def _by_name(self) -> Mapping[str, Queue]:
        return {queue.name: queue for queue in self.queues}

    def _permission(self, slug: str, vhost: str) -> dict[str, Any]:
        exchanges = "|".join(re.escape(name) for name in self.exchanges)
        return {
            "user": slug,
            "vhost": vhost,
            "configure": NOTHING,
            "write": f"^({exchanges})$",
            "read": rf"^{re.escape(slug)}\..+$",
        }

    def _topic_permission(self, slug: str, exchange: str, vhost: str) -> dict[str, Any]:
        return {
            "user": slug,
            "vhost": vhost,
            "exchange": exchange,
            "write": rf"^{re.escape(slug)}\.",
            "read": NOTHING,
        }

    def _queues(self, vhost: str) -> Iterator[dict[str, Any]]:
        for queue in self.queues:
            arguments = self._arguments(queue.name)
            yield {"name": queue.name, "vhost": vhost, **DURABLE, **arguments}
        arguments = {"arguments": {"x-queue-type": "quorum"}}
        yield {"name": self.dead_letters, "vhost": vhost, **DURABLE, **arguments}

    def _arguments(self, queue: str) -> dict[str, Any]:
        return {
            "arguments": {
                "x-queue-type": "quorum",
                "x-single-active-consumer": True,
                "x-delivery-limit": self.delivery_limit,
                "x-overflow": "reject-publish",
                "x-dead-letter-exchange": self.dead_letters,
                "x-dead-letter-routing-key": queue,
                "x-dead-letter-strategy": "at-least-once",
            }
        }

    def _bindings(self, vhost: str) -> Iterator[dict[str, Any]]:
        for queue in self.queues:
            for binding in queue.bindings:
                yield _binding(binding.exchange, queue.name, binding.key, vhost)
        yield _binding(self.dead_letters, self.dead_letters, "#", vhost)


DURABLE = {"durable": True, "auto_delete": False}


def hash_password(password: str, *, salt: bytes | None = None) -> str:
    """RabbitMQ's salted hash: base64 of the salt (4 bytes) and SHA-256 of both."""
    grain = secrets.token_bytes(4) if salt is None else salt
    digest = hashlib.sha256(grain + password.encode()).digest()
    return base64.b64encode(grain + digest).decode()


def password_fits(password: str, hashed: str) -> bool:
    """Whether this password gives this hash."""
    salt = base64.b64decode(hashed)[:4]
    return secrets.compare_digest(hash_password(password, salt=salt), hashed)


def _check_slugs(members: tuple[Member, ...]) -> None:
    slugs = [member.slug for member in members]
    for slug in slugs:
        # A slug is the first word of keys and queue names, so it holds no dot.
        if not SLUG.fullmatch(slug) or slug in RESERVED:
            raise ValueError(f"{slug!r} cannot be a member's slug")
    if len(set(slugs)) < len(slugs):
        raise ValueError("Two members have the same slug")


def _repeat(rule: Mapping[str, Any], members: tuple[Member, ...]) -> Iterator[Queue]:
    text = json.dumps(rule)
    for member in members:
        if rule["for"] in {MEMBER, member.kind}:
            queue = _queue(json.loads(text.replace("{each}", member.slug)))
            if not queue.name.startswith(f"{queue.reader}."):
                raise ValueError(f"{queue.name} must begin with its reader's slug")
            yield queue


def _queue(entry: Mapping[str, Any]) -> Queue:
    return Queue(
        name=entry["name"],
        reader=entry["reader"],
        bindings=tuple(Binding(**binding) for binding in entry["bindings"]),
    )


def _fits(pattern: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Topic matching: ``*`` is exactly one word, ``#`` is any number of words."""
    if not pattern:
        return not words
    first, rest = pattern[0], pattern[1:]
    if first == "#":
        return any(_fits(rest, words[skip:]) for skip in range(len(words) + 1))
    return bool(words) and first in {"*", words[0]} and _fits(rest, words[1:])


def _user(slug: str, password: str) -> dict[str, Any]:
    return {
        "name": slug,
        "password_hash": hash_password(password),
        "hashing_algorithm": HASHING,
        "tags": [],
    }


def _exchange(name: str, vhost: str) -> dict[str, Any]:
    kind = {"type": "topic", "internal": False, "arguments": {}}
    return {"name": name, "vhost": vhost, **DURABLE, **kind}


def _binding(source: str, queue: str, key: str, vhost: str) -> dict[str, Any]:
    return {
        "source": source,
        "vhost": vhost,
        "destination": queue,
        "destination_type": "queue",
        "routing_key": key,
        "arguments": {},
    }
