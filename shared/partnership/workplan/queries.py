"""Look at priorities, delivery plans, programmes and how their milestones stand."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import clock
from kit.access.service import Reach, Scope
from kit.errors import NotFound
from kit.front.model import Item, Kind
from kit.search.model import Hit, Term
from partnership.joint.queries import name_of
from partnership.workplan.model import (
    DeliveryRow,
    MilestoneRow,
    PriorityRow,
    ProgrammeRow,
)

# So long before its day a milestone is on the front page.
LOOK_AHEAD = timedelta(days=28)


@dataclass(frozen=True, kw_only=True, slots=True)
class PrioritySeen:
    """One priority; shared ones name the standard they come from."""

    id: UUID
    title: str
    reference: str | None
    body: str | None
    from_on: date
    until_on: date | None
    is_shared: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class MilestoneSeen:
    """One milestone, with the names of its programme and priority."""

    id: UUID
    programme_id: UUID
    programme: str
    body: str | None
    priority: str | None
    title: str
    owner_post: str
    due_on: date
    forecast_on: date | None
    done_on: date | None
    note: str
    lead: str | None
    others: Sequence[str]
    version: int
    changed_at: datetime
    changed_post: str
    may_be_shared: bool

    @property
    def lead_name(self) -> str:
        """The borough that leads it, as people say it; empty for one's own."""
        return name_of(self.lead or "")

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


@dataclass(frozen=True, kw_only=True, slots=True)
class ProgrammeSeen:
    """One year's programme; no progress where no milestone is set: not none."""

    id: UUID
    title: str
    body: str | None
    from_on: date
    until_on: date
    milestones: Sequence[MilestoneSeen]

    @property
    def done(self) -> int:
        """How many of its milestones are done."""
        return sum(each.done_on is not None for each in self.milestones)

    @property
    def late(self) -> int:
        """How many of its milestones are late."""
        return sum(each.is_late for each in self.milestones)

    @property
    def progress(self) -> float | None:
        """The milestones that are done, in per cent; None of none."""
        return 100 * self.done / len(self.milestones) if self.milestones else None


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliverySeen:
    """One delivery plan with its programmes, the earliest first."""

    id: UUID
    title: str
    note: str
    body: str | None
    from_on: date
    until_on: date
    programmes: Sequence[ProgrammeSeen]


def priorities(session: Session, on: date | None = None) -> Sequence[PrioritySeen]:
    """The priorities, shared ones first; those of a day where one is named."""
    rows = session.scalars(select(PriorityRow).order_by(PriorityRow.title))
    seen = [
        PrioritySeen(
            id=row.id,
            title=row.title,
            reference=row.reference,
            body=row.body,
            from_on=row.from_on,
            until_on=row.until_on,
            is_shared=row.is_shared,
        )
        for row in rows
        if on is None or (row.from_on <= on and (row.until_on or on) >= on)
    ]
    return sorted(seen, key=lambda each: not each.is_shared)


def deliveries(session: Session) -> Sequence[DeliverySeen]:
    """Every delivery plan with its programmes and the milestones this member sees."""
    inside: dict[UUID, list[ProgrammeSeen]] = defaultdict(list)
    by_programme: dict[UUID, list[MilestoneSeen]] = defaultdict(list)
    for each in milestones(session):
        by_programme[each.programme_id].append(each)
    for row in session.scalars(select(ProgrammeRow).order_by(ProgrammeRow.from_on)):
        inside[row.delivery_id].append(
            ProgrammeSeen(
                id=row.id,
                title=row.title,
                body=row.body,
                from_on=row.from_on,
                until_on=row.until_on,
                milestones=by_programme[row.id],
            )
        )
    rows = session.scalars(select(DeliveryRow).order_by(DeliveryRow.from_on))
    return [_delivery(row, inside[row.id]) for row in rows]


def milestones(
    session: Session, *, programme_id: UUID | None = None, stands: str | None = None
) -> Sequence[MilestoneSeen]:
    """Milestones by due date: those this member leads, shares in, or has alone.

    ``stands`` takes those that stand so: "done", "late" or "to do".
    """
    programmes = {row.id: row for row in session.scalars(select(ProgrammeRow))}
    titles = {row.id: row.title for row in session.scalars(select(PriorityRow))}
    wanted = select(MilestoneRow).order_by(MilestoneRow.due_on, MilestoneRow.id)
    if programme_id is not None:
        wanted = wanted.where(MilestoneRow.programme_id == programme_id)
    member = session.info["member"]
    seen = [
        _milestone(row, programmes[row.programme_id], titles, member)
        for row in session.scalars(wanted)
        if row.is_seen_by(member)
    ]
    return [each for each in seen if stands in (None, each.stands.lower())]


def milestone(session: Session, milestone_id: UUID) -> MilestoneSeen:
    """One milestone; raises NotFound where it is not for this member."""
    found = [each for each in milestones(session) if each.id == milestone_id]
    if not found:
        raise NotFound
    return found[0]


def on_front_page(session: Session) -> list[Item]:
    """The milestones that are late."""
    return [
        Item(
            kind=Kind.LATE,
            tag="Milestone late",
            text=f"{each.title}, {each.programme}",
            href=f"/workplan/milestones/{each.id}",
            due=each.due_on,
        )
        for each in milestones(session, stands="late")
    ]


def coming(session: Session, theirs: Reach) -> list[Item]:
    """The milestones due within four weeks that somebody may speak for."""
    until = clock.today() + LOOK_AHEAD
    return [
        Item(
            kind=Kind.MINE,
            tag="Milestone to do",
            text=f"{each.title}, {each.owner_post}",
            href=f"/workplan/milestones/{each.id}",
            due=each.due_on,
        )
        for each in milestones(session, stands="to do")
        if each.due_on <= until
        and theirs.covers(Scope(record=str(each.id), body=each.body))
    ]


def find(session: Session, term: Term) -> list[Hit]:
    """Milestones and priorities by their words."""
    hits = [
        Hit(
            text=each.title,
            href=f"/workplan/milestones/{each.id}",
            about=f"Milestone of {each.programme}, {each.stands.lower()}",
        )
        for each in milestones(session)
        if term.in_(each.title, each.owner_post)
    ]
    return hits + [
        Hit(text=each.title, href="/workplan/", about="Priority")
        for each in priorities(session)
        if term.in_(each.title)
    ]


def _delivery(row: DeliveryRow, inside: Sequence[ProgrammeSeen]) -> DeliverySeen:
    return DeliverySeen(
        id=row.id,
        title=row.title,
        note=row.note,
        body=row.body,
        from_on=row.from_on,
        until_on=row.until_on,
        programmes=inside,
    )


def _milestone(
    row: MilestoneRow, programme: ProgrammeRow, titles: Mapping[UUID, str], member: str
) -> MilestoneSeen:
    names = (
        "id", "programme_id", "title", "owner_post", "due_on", "forecast_on", "done_on",
        "note", "lead", "others", "version", "changed_at", "changed_post",
    )  # fmt: skip
    return MilestoneSeen(
        programme=programme.title,
        body=programme.body,
        priority=titles[row.priority_id] if row.priority_id else None,
        may_be_shared=row.may_be_shared_by(member),
        **{name: getattr(row, name) for name in names},
    )
