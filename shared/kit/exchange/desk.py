"""The control desk: what must be said to other members, and when.

The receiver and the applier leave notes here from their threads; the dispatcher,
which owns the publishing connection, speaks them.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from kit import clock, logs
from kit.db import Database
from kit.exchange import control
from kit.exchange.broker import Message, Outcome, Publisher
from kit.exchange.bundle import ALL, Sealed
from kit.exchange.control import Kind, Wish
from kit.exchange.keys import SigningKey
from kit.exchange.membership import Membership
from kit.exchange.model import ReceivedStream, SentStream
from kit.trail import witness

log = logs.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How often control messages are spoken, in seconds.

    A trail's head is signed ``trail_every`` seconds or ``trail_rows`` rows.
    """

    head_every: float = 60.0
    receipt_after: float = 0.05
    receipt_every: float = 0.25
    look_for_gaps_every: float = 1.0
    ask_again_after: float = 30.0
    registry_every: float = 600.0
    look_at_trail_every: float = 30.0
    trail_every: float = 900.0
    trail_rows: int = 1000


class ControlDesk:
    """Collects what is due and publishes it; every method may be called by a thread."""

    def __init__(
        self,
        *,
        database: Database,
        key: SigningKey,
        membership: Membership,
        pace: Pace | None = None,
        trail_key: SigningKey | None = None,
    ) -> None:
        self._database = database
        self._member = database.member
        self._key = key
        self._membership = membership
        self._pace = pace or Pace()
        self._lock = threading.Lock()
        self._receipts: set[str] = set()
        self._receipts_at = 0.0
        self._wishes: list[Wish] = []
        self._heads_at = 0.0
        self._gaps_at = 0.0
        self._stood_at: dict[str, int] = {}
        self._registry_at = 0.0
        self._registry_said = 0
        self._trail_key = trail_key
        self._trail_at = 0.0
        self._trail_said = 0
        self._showed: set[str] = set()
        self._wake: Callable[[], None] = lambda: None

    def on_work(self, wake: Callable[[], None]) -> None:
        """Call ``wake`` whenever there is something new to say."""
        self._wake = wake

    def stored(self, stream: str) -> None:
        """A stream was stored or applied further: its source gets a receipt.

        It waits a moment, so that one receipt tells both and nothing is held up by it.
        """
        with self._lock:
            if not self._receipts:
                soon = time.monotonic() + self._pace.receipt_after
                self._receipts_at = max(self._receipts_at, soon)
            new = stream not in self._receipts
            self._receipts.add(stream)
        if new:
            self._wake()

    def wish(self, wish: Wish) -> None:
        """A receiver asked for a range again."""
        with self._lock:
            if wish not in self._wishes:
                self._wishes.append(wish)
        self._wake()

    def wishes(self) -> Sequence[Wish]:
        """The ranges still to be sent again."""
        with self._lock:
            return tuple(self._wishes)

    def served(self, wish: Wish, *, through: int) -> None:
        """A range was sent again up to ``through``; the rest, if any, stays due."""
        with self._lock:
            self._wishes.remove(wish)
            if 0 < through < wish.last:
                self._wishes.append(replace(wish, first=through + 1))

    def sent(self, _sealed: Sealed) -> None:
        """Something was sent, so heads are not needed for a while."""
        self._heads_at = time.monotonic() + self._pace.head_every

    def shown(self, source: str) -> None:
        """A member showed the head of its trail: it is told which one we keep."""
        with self._lock:
            self._showed.add(source)
        self._wake()

    def next_due(self) -> float:
        """Seconds until there may be something to say."""
        due = [self._heads_at, self._gaps_at]
        with self._lock:
            if self._receipts:
                due.append(self._receipts_at)
            if self._wishes or self._showed:
                return 0.0
        return max(0.0, min(due) - time.monotonic())

    def speak(self, publisher: Publisher) -> None:
        """Publish what is due; what the broker does not confirm is due again."""
        now = time.monotonic()
        messages = [*self._receipts_due(now), *self._kept_heads()]
        if now >= self._gaps_at:
            self._gaps_at = now + self._pace.look_for_gaps_every
            messages += self._asks()
            messages += self._registry_due(now)
            messages += self._trail_due(now)
        if now >= self._heads_at:
            self._heads_at = now + self._pace.head_every
            messages += self._heads()
        if not messages:
            return
        outcomes = publisher.publish(messages)
        failed = sum(outcome != Outcome.CONFIRMED for outcome in outcomes)
        if failed:
            self._heads_at = now + min(5.0, self._pace.head_every)
            self._registry_said = self._trail_said = 0
            log.warning("control messages not confirmed", count=failed)

    def _say(self, kind: Kind, audience: str, body: dict[str, object]) -> Message:
        return control.message(
            kind, source=self._member, audience=audience, body=body, key=self._key
        )

    def _peers(self) -> list[str]:
        members = self._membership.current.members.values()
        return [
            member.slug
            for member in members
            if member.slug != self._member and member.status == "active"
        ]

    def _receipts_due(self, now: float) -> Iterator[Message]:
        with self._lock:
            if not self._receipts or now < self._receipts_at:
                return
            streams, self._receipts = self._receipts, set()
            self._receipts_at = now + self._pace.receipt_every
        with self._database.reading() as session:
            rows = session.scalars(
                select(ReceivedStream).where(ReceivedStream.stream.in_(streams))
            )
            bodies = {row.stream: _receipt(row) for row in rows}
        for stream, body in bodies.items():
            yield self._say(Kind.RECEIPT, stream.partition("/")[0], body)

    def _heads(self) -> list[Message]:
        with self._database.reading() as session:
            rows = session.scalars(select(SentStream)).all()
            heads = {
                row.stream: {
                    "stream": row.stream,
                    "epoch": row.epoch,
                    "last": row.sealed_through,
                    "hash": row.sealed_hash,
                }
                for row in rows
            }
        messages = []
        for peer in self._peers():
            names = (f"{self._member}/{peer}", f"{self._member}/{ALL}")
            told = [heads[name] for name in names if name in heads]
            if told:
                messages.append(self._say(Kind.HEAD, peer, {"streams": told}))
        return messages

    def _asks(self) -> list[Message]:
        """Ask for what is missing, once per gap, when it does not come by itself."""
        with self._database.reading() as session:
            behind = session.scalars(
                select(ReceivedStream).where(
                    ReceivedStream.head > ReceivedStream.stored_through,
                    ReceivedStream.frozen.is_(None),
                )
            ).all()
            asks = [row.stream for row in behind if self._stands_still(row)]
        if not asks:
            return []
        with self._database.transaction() as session:
            return [
                self._ask(session.get_one(ReceivedStream, stream)) for stream in asks
            ]

    def _stands_still(self, row: ReceivedStream) -> bool:
        """Whether a gap was there at the last look too and was not just asked for."""
        still = self._stood_at.get(row.stream) == row.stored_through
        self._stood_at[row.stream] = row.stored_through
        asked = row.resend_asked_at
        if asked is not None:
            waited = (clock.now() - asked).total_seconds()
            return still and waited >= self._pace.ask_again_after
        return still

    def _ask(self, row: ReceivedStream) -> Message:
        row.resend_asked_at = clock.now()
        log.warning("asking for a resend", stream=row.stream, last=row.head)
        body: dict[str, object] = {
            "stream": row.stream,
            "epoch": row.epoch,
            "first": row.stored_through + 1,
            "last": row.head,
        }
        return self._say(Kind.RESEND, row.stream.partition("/")[0], body)

    def _registry_due(self, now: float) -> list[Message]:
        """Leadership tells every member the registry: at start, when new, and often."""
        if self._membership.anchor.thumbprint() != self._key.kid:
            return []
        self._membership.refresh(self._database)
        version = self._membership.current.version
        if version == self._registry_said and now < self._registry_at:
            return []
        self._registry_said = version
        self._registry_at = now + self._pace.registry_every
        body: dict[str, object] = {"registry": self._membership.raw.decode()}
        return [self._say(Kind.REGISTRY, peer, body) for peer in self._peers()]

    def _trail_due(self, now: float) -> list[Message]:
        """Our trail's head to all: when it is newly signed, and once after a start."""
        key = self._trail_key
        if key is None or now < self._trail_at:
            return []
        self._trail_at = now + self._pace.look_at_trail_every
        own = self._membership.current.members.get(self._member)
        if own is None or key.kid not in own.trail_keys:
            return []  # no other member could tell whose it is
        self._sign_when_due(key)
        with self._database.reading() as session:
            last = witness.last_signed(session)
            if last is None or last.n == self._trail_said:
                return []
            self._trail_said = last.n
            return [self._say(Kind.TRAIL, ALL, {"head": last.raw})]

    def _sign_when_due(self, key: SigningKey) -> None:
        rows, seconds = self._pace.trail_rows, self._pace.trail_every
        with self._database.reading() as session:
            if not witness.due(session, rows=rows, seconds=seconds):
                return
        with self._database.transaction() as session:
            witness.sign(session, member=self._member, key=key)

    def _kept_heads(self) -> list[Message]:
        """To each who showed a head: the one of theirs that we keep."""
        with self._lock:
            showed, self._showed = self._showed, set()
        if not showed:
            return []
        with self._database.reading() as session:
            kept = [witness.last_kept(session, source) for source in sorted(showed)]
            return [
                self._say(Kind.WITNESS, head.member, {"head": head.raw})
                for head in kept
                if head is not None
            ]


def _receipt(row: ReceivedStream) -> dict[str, object]:
    now = clock.now()
    return {
        "stream": row.stream,
        "epoch": row.epoch,
        "stored_through": row.stored_through,
        "stored_hash": row.stored_hash,
        "applied_through": row.applied_through,
        "stored_at": clock.iso(row.stored_at or now),
        "applied_at": clock.iso(row.applied_at or now),
    }
