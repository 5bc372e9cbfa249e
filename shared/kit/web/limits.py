"""How often one person or address may ask for what is costly or could be abused.

Kept in the memory of the one process that serves an instance: a stranger who asks too
often must not make the database write, and what a restart forgets is a minute old.
Guesses of passwords are counted in the database, by ``kit.accounts``.
"""

import time
from collections import deque
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from math import ceil
from threading import Lock
from typing import cast

from flask import Flask, current_app, request

from kit.errors import AccordError
from kit.web import door

A_MINUTE = 60.0
# Neighbours share a bucket: one host often has a whole network of addresses.
_BUCKETS = {4: 24, 6: 64}


@dataclass(frozen=True, kw_only=True)
class Limit:
    """At most ``most`` a minute of what ``name`` says."""

    name: str
    most: int


# All the numbers in one place.
SEARCH = Limit(name="search", most=30)
EXPORT = Limit(name="export", most=30)
UPLOAD = Limit(name="upload", most=20)
INVITE = Limit(name="invite", most=10)
RESET = Limit(name="reset", most=10)
REPORT = Limit(name="report", most=20)
# A whole organisation may stand behind one address when its day begins.
PROVIDER = Limit(name="provider", most=60)


class TooOften(AccordError):
    """Somebody asked for this more often than a person would."""

    status = 429
    code = "too-often"

    def __init__(self, *, seconds: int) -> None:
        unit = "second" if seconds == 1 else "seconds"
        super().__init__(
            f"This was asked for too often. Try again in {seconds} {unit}."
        )
        self.retry_after = seconds


@dataclass
class Spent:
    """When each limit was spent, by whom, in the last minute."""

    lock: Lock = field(default_factory=Lock)
    moments: dict[tuple[str, str], deque[float]] = field(default_factory=dict)
    swept: float = field(default_factory=time.monotonic)

    def spend(self, limit: Limit, who: str) -> None:
        """Count one; raises TooOften with the whole seconds to wait."""
        now = time.monotonic()
        with self.lock:
            self._sweep(now)
            mine = self.moments.setdefault((limit.name, who), deque())
            while mine and now - mine[0] >= A_MINUTE:
                mine.popleft()
            if len(mine) >= limit.most:
                raise TooOften(seconds=ceil(A_MINUTE - (now - mine[0])))
            mine.append(now)

    def _sweep(self, now: float) -> None:
        """Forget once a minute those who came and went, so memory stays bounded."""
        if now - self.swept < A_MINUTE:
            return
        self.swept = now
        gone = [key for key, mine in self.moments.items() if now - mine[-1] >= A_MINUTE]
        for key in gone:
            del self.moments[key]


def register(app: Flask) -> None:
    """Give ``app`` a count of its own."""
    app.extensions["accord-limits"] = Spent()


def spend(limit: Limit) -> None:
    """Count this request; raises TooOften (429) when there were too many a minute.

    Counted by the signed-in person, or else by the network the request came from.
    """
    cast("Spent", current_app.extensions["accord-limits"]).spend(limit, _who())


def _who() -> str:
    actor = door.actor_or_nobody()
    if actor is not None:
        return str(actor.user_id)
    return network(request.remote_addr)


def network(address: str | None) -> str:
    """The /24 or /64 an address lies in; one bucket for what is no address."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return "?"
    return str(ip_network((found, _BUCKETS[found.version]), strict=False))
