"""Three boroughs that share cases, with keys in files and the messages in hand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select

from borough.case_people import service as people
from borough.case_shares import queries as shares
from borough.case_shares import service as sharing
from borough.case_shares.model import LegalBasis, Part, Purpose
from borough.case_shares.queries import ShareSeen
from borough.coordinators import queries as coordinators
from borough.coordinators import service as telling
from borough.death_facts import queries as reading_facts
from borough.death_facts import service as facts
from borough.death_facts.model import Death, Ethnicity, Identity, PlaceKind, Sex
from borough.deaths import service as deaths
from borough.pins import queries as pins
from borough.pins import service as pinning
from borough.pins.model import How
from borough.share_files.service import File
from borough.shared_cases import queries as copies
from borough.shared_cases import service as copying
from borough.shared_cases.queries import SharedSeen
from borough.wiring import SERVICE
from kit import clock
from kit.accounts.actor import Actor
from kit.accounts.service import create_user
from kit.db import Database
from kit.exchange import event, keys, sealing_keys, trust
from kit.exchange.event import Event
from kit.exchange.keys import SigningKey, public_jwk
from kit.exchange.membership import Membership
from kit.exchange.model import OutboxEvent, RegistryVersion
from partnership.access import Role
from partnership.death_rules.scope import Facts
from tests.support.databases import DatabaseFactory
from tests.support.federation import a_key
from tests.support.vaults import with_vault

AREAS = {
    "havering": "E09000016",
    "barking-and-dagenham": "E09000002",
    "redbridge": "E09000026",
}
HERE, THERE, THIRD = "havering", "redbridge", "barking-and-dagenham"
_NEWEST = select(RegistryVersion.raw).order_by(RegistryVersion.version.desc())
STORY = "Found in the morning by a neighbour"
EVERYTHING = frozenset({Part.IDENTITY, Part.CIRCUMSTANCES, Part.REVIEW})


def a_child(**more: Any) -> Identity:
    """Who a made-up child was."""
    given: dict[str, Any] = {
        "given": "Ella", "family": "Testname", "born_on": date(2024, 3, 1),
        "number": "9990000018", "sex": Sex.FEMALE, "ethnicity": Ethnicity.UNKNOWN,
    }  # fmt: skip
    return Identity(**{**given, **more})


@dataclass
class Borough:
    """One borough: its tables, its keys, two coordinators and what was brought."""

    slug: str
    database: Database
    folder: Path
    one: Actor = field(init=False)
    other: Actor = field(init=False)

    def __post_init__(self) -> None:
        with_vault(self.database, self.folder)
        self.database.info["keys_folder"] = self.folder
        keys.create_missing_keys(self.folder)
        sealing_keys.create(self.folder)
        self.one, self.other = self.person(), self.person()

    def person(self, role: Role = Role.CDOP_COORDINATOR) -> Actor:
        """Somebody with a role."""
        email = f"{clock.new_id()}@example.org"
        with self.database.transaction() as session:
            made = create_user(session, email=email, name="A", role=role)
        return Actor(user_id=made, name="A", role=role, email=email)

    def do(self, verb: Any, *, by: Actor | None = None, **given: Any) -> Any:
        """One verb, in a transaction of its own."""
        with self.database.transaction() as session:
            return verb(session, by=by or self.one, **given)

    def look(self, query: Any, *args: Any, **given: Any) -> Any:
        """One query, in a reading of its own."""
        with self.database.reading() as session:
            return query(session, *args, **given)

    def run(self, verb: Any, *args: Any) -> Any:
        """Something that nobody does, in a transaction of its own."""
        with self.database.transaction() as session:
            return verb(session, *args)

    def sweep(self) -> None:
        """What the loops do."""
        for verb in (telling.tell, sharing.sweep, copying.sweep):
            self.run(verb)

    def entry(self) -> dict[str, Any]:
        """This borough as leadership's registry names it."""
        signing = keys.load_signing_key(self.folder)
        told = sealing_keys.own_word(self.folder, member=self.slug, signing=signing)
        return {
            "slug": self.slug, "name": self.slug.title(), "status": "active",
            "area_code": AREAS[self.slug],
            "keys": [
                {"use": "signing", "kid": signing.kid, "jwk": public_jwk(signing)}
            ],
            "sealing": {
                "kid": told.kid, "jwk": dict(told.jwk), "cross_sig": told.cross_sig,
            },
        }  # fmt: skip

    def case(self, *, who: Identity | None = None, **death: Any) -> UUID:
        """A case with its details, open to both coordinators."""
        now = clock.now()
        case_id: UUID = self.do(
            deaths.notify, facts=Facts(signs_of_life=True), received_at=now,
            notifier="health-provider", home=THERE, died_in=self.slug,
        )  # fmt: skip
        found = Death(
            **{
                "died_at": now - timedelta(hours=6), "place": PlaceKind.HOME,
                "story": STORY, **death,
            }
        )  # fmt: skip
        for verb, given in (
            (facts.write_identity, {"who": who or a_child(), "another": True}),
            (facts.write_death, {"death": found}),
        ):
            seen = self.look(reading_facts.facts, case_id).version
            self.do(verb, case_id=case_id, seen=seen, **given)
        self.run(_open_to, case_id, self.other, self.one)
        return case_id

    def shares(self, case_id: UUID) -> Sequence[ShareSeen]:
        """The shares of a case."""
        found: Sequence[ShareSeen] = self.look(shares.shares, case_id)
        return found

    def copies(self, by: Actor | None = None) -> Sequence[SharedSeen]:
        """What was shared with somebody here."""
        found: Sequence[SharedSeen] = self.look(copies.shared, by or self.one)
        return found


@dataclass
class Sharing:
    """The three, and a registry that they all learned."""

    boroughs: dict[str, Borough]
    root: SigningKey = field(default_factory=a_key)
    version: int = 0
    brought: dict[str, int] = field(default_factory=dict)

    @classmethod
    def made(cls, factory: DatabaseFactory, folder: Path) -> "Sharing":
        """All three with confirmed keys, who know each other's coordinators."""
        made = cls(
            {
                slug: Borough(slug, factory(slug, SERVICE.metadatas), folder / slug)
                for slug in AREAS
            }
        )
        made.publish()
        for one in made.boroughs.values():
            for slug in AREAS.keys() - {one.slug}:
                made.confirm(one, slug)
            one.run(telling.tell)
        made.carry()
        return made

    @property
    def here(self) -> Borough:
        """The borough that shares."""
        return self.boroughs[HERE]

    @property
    def there(self) -> Borough:
        """The borough it is shared with."""
        return self.boroughs[THERE]

    def publish(self, *, to: Sequence[str] = tuple(AREAS)) -> None:
        """Leadership signs what the boroughs' hosts told, and these learn it."""
        self.version += 1
        entries = [one.entry() for one in self.boroughs.values()]
        payload = {
            "version": self.version, "issued_at": "2026-11-22", "members": entries,
        }  # fmt: skip
        raw = trust.sign_registry(payload, self.root)
        for slug in to:
            self.boroughs[slug].run(Membership(self.root.key).learn, raw)

    def repeat(self) -> None:
        """Leadership says the registry in force again, as it does all the time."""
        for one in self.boroughs.values():
            with one.database.transaction() as session:
                raw = session.scalars(_NEWEST).first() or b""
                Membership(self.root.key).learn(session, raw, said_at=clock.now())

    def confirm(self, one: Borough, peer: str) -> None:
        """A coordinator confirms a peer's number by voice."""
        offer = one.look(pins.offered, peer)
        group = offer.groups[0]
        one.do(pinning.confirm, peer=peer, at=0, group=group, how=How.TELEPHONE)

    def prepared(
        self, case_id: UUID, *, to: Borough | None = None, **more: Any
    ) -> UUID:
        """A share of a case for the first coordinator of another borough."""
        there = to or self.there
        code = there.look(coordinators.own_code, there.one.user_id)
        known = self.here.look(coordinators.elsewhere)
        named = next(e for e in known if e.code == code and e.borough == there.slug)
        given: dict[str, Any] = {
            "coordinator_id": named.id, "purpose": Purpose.HOME,
            "legal_basis": LegalBasis.REVIEW, "agreement": "Joint panel agreement",
            "expires_on": clock.today() + timedelta(days=100), "parts": EVERYTHING,
        }  # fmt: skip
        made: UUID = self.here.do(sharing.prepare, case_id=case_id, **{**given, **more})
        return made

    def sent(self, case_id: UUID, *, files: Sequence[File] = (), **more: Any) -> UUID:
        """The same, approved by a second person."""
        made = self.prepared(case_id, **more)
        for file in files:
            self.here.do(sharing.add_file, case_id=case_id, share_id=made, file=file)
        seen = self.share(case_id, made).digest
        self.here.do(
            sharing.approve, case_id=case_id, share_id=made, seen=seen,
            by=self.here.other,
        )  # fmt: skip
        return made

    def share(self, case_id: UUID, share_id: UUID) -> ShareSeen:
        """A share as the borough that shares sees it."""
        found: ShareSeen = self.here.look(shares.share, case_id, share_id)
        return found

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

    def apply(self, audience: str, message: Event) -> None:
        """One message to the handler of whoever it is for."""
        with self.boroughs[audience].database.transaction() as session:
            SERVICE.handlers[message.type](session, [message])

    def streams(self) -> Iterator[tuple[str, str]]:
        """Every pair of boroughs."""
        return ((a, b) for a in AREAS for b in AREAS if a != b)

    def carry(self, *, away: frozenset[str] = frozenset()) -> None:
        """Bring everything to all who are not away, until nobody says more."""
        moved = True
        while moved:
            moved = False
            for source, audience in self.streams():
                if {source, audience} & away:
                    continue
                stream = f"{source}/{audience}"
                for message in self.said(source, audience):
                    if message.sequence > self.brought.get(stream, 0):
                        self.apply(audience, message)
                        self.brought[stream] = message.sequence
                        moved = True


def _open_to(session: Any, case_id: UUID, person: Actor, by: Actor) -> None:
    people.assign(session, case_id=case_id, user_id=person.user_id, by=by)
