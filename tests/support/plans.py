"""People who work on plans, and actions that came to their states as rules ask."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from kit import clock
from kit.accounts.actor import Actor
from kit.db import Database
from partnership.actions import service
from partnership.agencies import STATUTORY
from partnership.bodies import service as bodies
from partnership.bodies.model import BodyKind
from partnership.brag.model import Brag, Shows
from partnership.decisions import service as decisions
from partnership.decisions.model import Position, Said


def a_person(role: str, number: int, **place: str) -> Actor:
    return Actor(
        user_id=UUID(int=number),
        name=f"The {role}",
        role=role,
        email="a@example.org",
        **place,
    )


MANAGER = a_person("business_manager", 1)
POLICE = a_person("partner_representative", 2, agency="police")
ICB = a_person("partner_representative", 3, agency="icb")
CHAIR = a_person("group_chair", 4, body="learning")
LEADER = a_person("leadership_member", 5)
OTHER_LEADER = a_person("leadership_member", 6)
FOUNDED = date(2019, 9, 1)
AGREED = dict.fromkeys(STATUTORY, Said(Position.AGREE))


@dataclass
class Plans:
    """A database's plans and actions, with verbs that read well in tests."""

    database: Database
    by: Actor = MANAGER

    def plan(self, ref="CRG", **more) -> UUID:
        given = {"title": f"Plan {ref}", "source": "review", "by": self.by, **more}
        with self.database.transaction() as session:
            return service.make_plan(session, ref=ref, **given)

    def action(self, plan_id, **more) -> UUID:
        given = {
            "title": "Train everybody",
            "owner_post": "Head of training",
            "agency": "police",
            "by": self.by,
            **more,
        }
        with self.database.transaction() as session:
            return service.add_action(session, plan_id=plan_id, **given)

    def do(self, verb, action_id, *, by=None, **more):
        """One verb of the service, in a transaction of its own."""
        with self.database.transaction() as session:
            return getattr(service, verb)(
                session, action_id=action_id, by=by or self.by, **more
            )

    def body(self, slug="learning", name="Case Review Group") -> UUID:
        """A group on which each safeguarding partner has a post."""
        with self.database.transaction() as session:
            made = bodies.found(
                session,
                slug=slug,
                kind=BodyKind.THEMATIC,
                stand=bodies.Stand(name=name, purpose="To learn from cases"),
                from_on=FOUNDED,
                by="Business manager",
            )
            for agency in STATUTORY:
                bodies.add_post(
                    session,
                    body_id=made,
                    title=f"Head of {agency}",
                    agency=agency,
                    from_on=FOUNDED,
                )
            return made

    def decision(self, body_id, *, positions=AGREED) -> UUID:
        """A decision outside a meeting; it stands where all three agree."""
        with self.database.transaction() as session:
            return decisions.decide(
                session,
                body_id=body_id,
                text="Close what is done",
                basis="The evidence",
                positions=positions,
                by=self.by,
            )

    def embed(self, action_id, *, at=None) -> None:
        """Take a green action of the police to blue, as the rules ask."""
        at = at or clock.now()
        self.do(
            "add_evidence",
            action_id,
            shows=Shows.RE_AUDIT,
            dated_on=clock.london_day(at) - timedelta(days=1),
            text="Re-audit, in the folder",
            at=at,
        )
        self.do("propose", action_id, asked="icb", at=at)
        self.do("confirm", action_id, by=ICB, at=at)

    def fill(self, plan_id, *, blue=0, green=0, amber=0, red=0) -> None:
        """Actions of the police at these states; ambers have both dates."""
        for _ in range(red):
            self.action(plan_id, brag=Brag.RED)
        for _ in range(amber):
            self.action(plan_id, due=date(2099, 1, 1), forecast=date(2099, 1, 1))
        for number in range(green + blue):
            made = self.action(plan_id, brag=Brag.GREEN)
            if number < blue:
                self.embed(made)
