"""Look at the register as at a day, and at what a file would change in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.agencies.model import (
    SCHOOLS,
    AgencyRow,
    Entry,
    Kind,
    LeadRow,
    State,
    Step,
    UploadRow,
    steps,
)
from kit import clock
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.search.model import Hit, Term

# What a filter calls every kind of school and college together.
ALL_SCHOOLS = "schools"


@dataclass(frozen=True, kw_only=True, slots=True)
class LeadSeen:
    """A post that leads on safeguarding in an agency."""

    post: str
    from_on: date
    until_on: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class AgencySeen:
    """An agency; ``lead`` is the post of the day asked for, ``leads`` those of all."""

    id: UUID
    name: str
    kind: Kind
    urn: str | None
    from_on: date
    until_on: date | None
    version: int
    lead: str
    leads: Sequence[LeadSeen]

    @property
    def entry(self) -> Entry:
        """What the register says of it."""
        return Entry(
            name=self.name,
            kind=self.kind,
            urn=self.urn,
            lead=self.lead,
            from_on=self.from_on,
            until_on=self.until_on,
        )

    def holds(self, day: date) -> bool:
        """Whether it is in the arrangements on a day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True, kw_only=True, slots=True)
class UploadSeen:
    """A file that was read: what is wrong with it, or what storing it would do."""

    id: UUID
    file_name: str
    state: State
    problems: Sequence[Sequence[object]]
    entries: int
    new: Sequence[Step]
    changed: Sequence[Step]
    same: int


def register(session: Session, on: date) -> list[AgencySeen]:
    """Every agency of any time, by name; the lead is that of the day."""
    leads: dict[UUID, list[LeadRow]] = {}
    for lead in session.scalars(select(LeadRow).order_by(LeadRow.from_on, LeadRow.id)):
        leads.setdefault(lead.agency_id, []).append(lead)
    rows = session.scalars(select(AgencyRow).order_by(AgencyRow.name, AgencyRow.id))
    return [_seen(row, leads.get(row.id, []), on) for row in rows]


def agencies(
    session: Session,
    on: date,
    *,
    kind: str = "",
    words: str = "",
    lead: str = "",
) -> list[AgencySeen]:
    """The agencies of a day, by name.

    ``kind`` is a kind's word or ``ALL_SCHOOLS``; ``words`` are looked for in name,
    URN and lead; ``lead`` "none" gives those without one.
    """
    term = Term.read(words)
    return [
        each
        for each in register(session, on)
        if each.holds(on)
        and _is_of(each, kind)
        and term.in_(each.name, each.urn, each.lead)
        and not (lead == "none" and each.lead)
    ]


def agency(session: Session, agency_id: UUID, on: date) -> AgencySeen:
    """One agency; raises NotFound."""
    row = session.get(AgencyRow, agency_id)
    if row is None:
        raise NotFound
    found = select(LeadRow).where(LeadRow.agency_id == agency_id)
    leads = session.scalars(found.order_by(LeadRow.from_on, LeadRow.id)).all()
    return _seen(row, leads, on)


def upload(session: Session, upload_id: UUID) -> UploadSeen:
    """A file that was read, held against the register of now; raises NotFound."""
    row = session.get(UploadRow, upload_id)
    if row is None:
        raise NotFound
    entries = [Entry.unpacked(said) for said in row.entries]
    ahead = row.state is State.READY
    found = list(steps(entries, register(session, clock.today()))) if ahead else []
    new = [step for step in found if step.was is None]
    changed = [step for step in found if step.changes]
    return UploadSeen(
        id=row.id,
        file_name=row.file_name,
        state=row.state,
        problems=row.problems,
        entries=len(entries),
        new=new,
        changed=changed,
        same=len(found) - len(new) - len(changed),
    )


def find(session: Session, _actor: Actor, term: Term) -> list[Hit]:
    """Agencies of any time whose name, URN or lead has the words."""
    return [
        Hit(
            text=each.name,
            href=f"/agencies/{each.id}",
            about=each.kind.value.capitalize(),
        )
        for each in register(session, clock.today())
        if term.in_(each.name, each.urn, each.lead)
    ]


def _is_of(each: AgencySeen, kind: str) -> bool:
    if kind == ALL_SCHOOLS:
        return each.kind in SCHOOLS
    return kind in ("", each.kind.value)


def _seen(row: AgencyRow, leads: Sequence[LeadRow], on: date) -> AgencySeen:
    return AgencySeen(
        id=row.id,
        name=row.name,
        kind=row.kind,
        urn=row.urn,
        from_on=row.from_on,
        until_on=row.until_on,
        version=row.version,
        lead=next((each.post for each in reversed(leads) if each.holds(on)), ""),
        leads=[
            LeadSeen(post=each.post, from_on=each.from_on, until_on=each.until_on)
            for each in leads
        ],
    )
