"""Boroughs that ask each other for places, with the messages between them in hand."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select

from borough.offers import queries as offers
from borough.offers import service as offering
from borough.places_elsewhere import queries as asked
from borough.places_elsewhere import service as asking
from borough.places_elsewhere.queries import AskSeen
from borough.wiring import SERVICE
from kit import clock
from kit.accounts.actor import Actor
from kit.exchange import event
from kit.exchange.event import Event
from kit.exchange.model import OutboxEvent
from tests.support.databases import DatabaseFactory
from tests.support.plans import MANAGER
from tests.support.training import Training

HOST, HOMES = "havering", ("barking-and-dagenham", "redbridge")
ANOTHER = Actor(
    user_id=clock.new_id(), name="Sample Second", role="business_manager",
    email="second@example.org",
)  # fmt: skip


class Lost(Exception):
    """The process died between the inbox and the end of applying."""


@dataclass
class Places:
    """A host and two homes; ``carry`` brings what was said and not brought yet."""

    boroughs: dict[str, Training]
    brought: dict[str, int] = field(default_factory=dict)

    @classmethod
    def made(cls, factory: DatabaseFactory) -> "Places":
        """All three, with nothing in them."""
        slugs = (HOST, *HOMES)
        made = {s: Training(factory(s, SERVICE.metadatas)) for s in slugs}
        return cls(made)

    @property
    def host(self) -> Training:
        """The borough that teaches."""
        return self.boroughs[HOST]

    def offered(self, capacity: int = 1, **offer: Any) -> UUID:
        """An event that every borough knows of."""
        made = self.host.event(capacity, **offer)
        self.offer(made)
        self.carry()
        return made

    def offer(self, event_id: UUID) -> None:
        """Propose an event, and let a second person approve it."""
        self.host.do(offering.propose, event_id=event_id, by=MANAGER)
        with self.host.database.reading() as session:
            seen = offers.offer(session, event_id).digest
        self.host.do(offering.approve, event_id=event_id, seen=seen, by=ANOTHER)

    def ask(
        self, home: str, event_id: UUID, numbers: Iterable[int], *,
        partly: bool = False, agency: str = "education", done: bool = True,
    ) -> UUID:  # fmt: skip
        """Ask for places for people by number, and approve it."""
        there = self.boroughs[home]
        staff = [replaced(each, home, done) for each in there.staff(*numbers)]
        made: UUID = there.do(
            asking.ask, host=HOST, event_id=event_id, staff=staff, agency=agency,
            partly=partly, by=MANAGER,
        )  # fmt: skip
        self.deed(home, asking.approve, made, by=ANOTHER)
        return made

    def deed(
        self, home: str, verb: Callable[..., Any], ask_id: UUID, *,
        by: Actor = MANAGER, **more: Any,
    ) -> None:  # fmt: skip
        """A verb on a request as it stands."""
        seen = self.asked(home, ask_id).version
        self.boroughs[home].do(verb, ask_id=ask_id, seen=seen, by=by, **more)

    def asked(self, home: str, ask_id: UUID) -> AskSeen:
        """A request as its borough sees it."""
        with self.boroughs[home].database.reading() as session:
            return asked.ask(session, ask_id)

    def states(self, home: str, ask_id: UUID) -> list[str]:
        """Where its places stand, as its borough sees it."""
        return [each.shown.value for each in self.asked(home, ask_id).seats]

    def said(self, source: str, audience: str) -> list[Event]:
        """All that one said to another, oldest first."""
        stream = f"{source}/{audience}"
        with self.boroughs[source].database.reading() as session:
            query = select(OutboxEvent.body).where(OutboxEvent.stream == stream)
            bodies = session.scalars(query.order_by(OutboxEvent.id)).all()
        return [
            event.read(orjson.loads(body), stream=stream, epoch=1, sequence=number)
            for number, body in enumerate(bodies, start=1)
        ]

    def apply(self, audience: str, message: Event, *, dies: bool = False) -> None:
        """One message to the handler of whoever it is for, which may die on the way."""
        with self.boroughs[audience].database.transaction() as session:
            SERVICE.handlers[message.type](session, [message])
            if dies:
                raise Lost

    def carry(self) -> None:
        """Bring everything, until nobody says more."""
        pairs = [(HOST, home) for home in HOMES] + [(home, HOST) for home in HOMES]
        moved = True
        while moved:
            moved = False
            for source, audience in pairs:
                stream = f"{source}/{audience}"
                for message in self.said(source, audience):
                    if message.sequence > self.brought.get(stream, 0):
                        self.apply(audience, message)
                        self.brought[stream] = message.sequence
                        moved = True


def replaced(staff: Any, home: str, done: bool) -> Any:
    """Somebody of a borough: their address is one of it."""
    email = f"{home}.{staff.email}"
    return type(staff)(name=staff.name, email=email, elsewhere=done)
