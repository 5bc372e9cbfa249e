"""Milestones that others lead and share with this member."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import clock
from kit.front.model import Item, Kind
from partnership.joint.model import JointMilestone

RECENT = timedelta(days=14)


@dataclass(frozen=True, kw_only=True, slots=True)
class JointSeen:
    """One milestone of another member, as it was last shared."""

    source: str
    lead: str
    others: Sequence[str]
    title: str
    programme: str
    owner_post: str
    due_on: date
    forecast_on: date | None
    done_on: date | None
    note: str
    changed_at: datetime
    changed_by: str

    @property
    def lead_name(self) -> str:
        """The borough that leads it, as people say it."""
        return name_of(self.lead)

    @property
    def other_names(self) -> str:
        """The boroughs it is shared with, as people say them."""
        return ", ".join(name_of(each) for each in self.others)

    @property
    def is_late(self) -> bool:
        """Whether it was due before today and is not done."""
        return self.done_on is None and self.due_on < clock.today()

    @property
    def stands(self) -> str:
        """How it stands, in a word or two."""
        if self.done_on is not None:
            return "Done"
        return "Late" if self.is_late else "To do"


def name_of(borough: str) -> str:
    """A borough's name from its slug."""
    return borough.replace("-", " ").title().replace(" And ", " and ")


def joint(session: Session) -> Sequence[JointSeen]:
    """Every milestone of others that names this member, by due date."""
    member = session.info["member"]
    rows = session.scalars(
        select(JointMilestone).order_by(JointMilestone.due_on, JointMilestone.title)
    )
    return [_seen(row) for row in rows if member in (row.lead, *row.others)]


def on_front_page(session: Session) -> list[Item]:
    """What others changed lately in milestones they share with us."""
    return [
        Item(
            kind=Kind.CHANGED,
            tag=f"Shared: {each.stands.lower()}",
            text=f"{each.title}, led by {each.lead_name}",
            href="/workplan/#shared",
            at=each.changed_at,
        )
        for each in joint(session)
        if clock.now() - each.changed_at <= RECENT
    ]


def _seen(row: JointMilestone) -> JointSeen:
    return JointSeen(
        source=row.source,
        lead=row.lead,
        others=row.others,
        title=row.title,
        programme=row.programme,
        owner_post=row.owner_post,
        due_on=row.due_on,
        forecast_on=row.forecast_on,
        done_on=row.done_on,
        note=row.note,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
    )
