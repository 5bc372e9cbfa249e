"""What a borough's bodies did before somebody opens a page, by the slices' verbs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from borough.recommendations import service as recommendations
from borough.recommendations.model import Answer
from borough.reviews import service as reviews
from borough.reviews.model import ReviewKind
from kit.accounts import queries as accounts
from kit.accounts.actor import Actor
from kit.clock import LONDON
from kit.db import Database
from partnership.agencies import STATUTORY
from partnership.bodies import queries as bodies
from partnership.bodies import service as seating
from partnership.brag.model import Brag
from partnership.meetings import service as meetings
from partnership.meetings.model import Coming, Purpose
from tests.support.plans import MANAGER, Plans

DIRECTOR = "Director of Children's Services"


def london(year: int, month: int, day: int, hour: int = 9) -> datetime:
    """A moment by the clocks of London."""
    return datetime.combine(date(year, month, day), time(hour), LONDON)


@dataclass
class Governance:
    """A borough's database, with verbs that read well in tests."""

    database: Database
    by: Actor = MANAGER

    @property
    def plans(self) -> Plans:
        """Its plans and actions."""
        return Plans(self.database, by=self.by)

    def do(self, verb: Callable[..., Any], **given: Any) -> Any:
        """One verb of any slice, in a transaction of its own."""
        with self.database.transaction() as session:
            return verb(session, **given)

    def account(self, email: str) -> UUID:
        """The account of somebody who has come in before."""
        with self.database.reading() as session:
            found = accounts.person(session, email=email)
        assert found is not None
        return found.user_id

    def body(self, slug: str) -> UUID:
        """A body that is there today."""
        with self.database.reading() as session:
            return bodies.body(session, slug).id

    def seat_partners(self, slug: str, since: date) -> None:
        """Seat a post of each safeguarding partner on a body."""
        for agency in STATUTORY:
            self.do(
                seating.add_post,
                body_id=self.body(slug),
                title=f"Head of {agency}",
                agency=agency,
                from_on=since,
            )

    def posts(self, slug: str, on: date) -> dict[str, UUID]:
        """The posts that sit on a body on a day, by title."""
        with self.database.reading() as session:
            found = bodies.posts(session, bodies.body(session, slug).id, on)
        return {each.title: each.id for each in found}

    def meeting(self, slug: str, title: str, at: datetime) -> UUID:
        """A meeting in the calendar, with one item to decide."""
        made: UUID = self.do(
            meetings.plan,
            body_id=self.body(slug),
            title=title,
            starts_at=at,
            minutes=120,
            place="Town Hall",
        )
        self.do(
            meetings.add_item,
            meeting_id=made,
            title="Action log",
            purpose=Purpose.DECIDE,
            presenter="Business manager",
        )
        return made

    def held(self, slug: str, title: str, at: datetime) -> UUID:
        """A meeting that has been, to which every post came."""
        made = self.meeting(slug, title, at)
        for post_id in self.posts(slug, at.date()).values():
            self.do(
                meetings.attend,
                meeting_id=made,
                post_id=post_id,
                coming=Coming.PRESENT,
            )
        self.do(meetings.hold, meeting_id=made)
        return made

    def plan(self, ref: str, split: Sequence[int], **more: Any) -> list[UUID]:
        """A plan with so many blue, green and amber actions; the actions in order."""
        plan_id = self.plans.plan(ref, **more)
        blue, green, amber = split
        done = [
            self.plans.action(plan_id, brag=Brag.GREEN) for _ in range(blue + green)
        ]
        for each in done[:blue]:
            self.plans.embed(each)
        dated = {"due": date(2099, 1, 1), "forecast": date(2099, 1, 1)}
        return [*done, *(self.plans.action(plan_id, **dated) for _ in range(amber))]

    def recommended(self, title: str, text: str, at: datetime) -> UUID:
        """A peer review with one recommendation that was accepted; the review's id."""
        review_id: UUID = self.do(
            reviews.open_review,
            kind=ReviewKind.PEER,
            title=title,
            lead_agency="local-authority",
            lead_post="Business manager",
            opened_at=at,
            by=self.by,
        )
        made = self.do(
            recommendations.add,
            review_id=review_id,
            text=text,
            owner=DIRECTOR,
            by=self.by,
        )
        self.do(
            recommendations.answer,
            recommendation_id=made,
            seen=1,
            answer=Answer.ACCEPTED,
            reason="",
            by=self.by,
        )
        return review_id
