"""Look at panel meetings and at the part of their agenda a person may know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.deaths import queries as cases
from borough.deaths.model import CASE
from borough.panels.model import PACK, ItemRow, MeetingRow, Outcome
from kit.access import queries as opening
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import NotFound
from partnership.access import authorise, may, reach
from partnership.death_rules.lanes import Lane, Theme


@dataclass(frozen=True, kw_only=True, slots=True)
class MeetingSeen:
    """One meeting of the panel."""

    id: UUID
    at: datetime
    theme: Theme | None
    kept_days: int
    ended_at: datetime | None
    closes_on: date
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemSeen:
    """One case on an agenda; ``code`` only for who may open the case."""

    id: UUID
    case_id: UUID
    code: str
    lane: Lane
    outcome: Outcome


@dataclass(frozen=True, kw_only=True, slots=True)
class Agenda:
    """A person's own cases on an agenda, and how many others there are."""

    items: Sequence[ItemSeen]
    others: int


def meetings(session: Session, actor: Actor) -> Sequence[MeetingSeen]:
    """The meetings a person may know of, the latest first; raises NotAllowed.

    A panel member knows those they are invited to.
    """
    seen = reach(session, actor, Action.READ, PACK)
    rows = session.scalars(select(MeetingRow).order_by(MeetingRow.at.desc()))
    return [_seen(row) for row in rows if seen.covers(Scope(record=str(row.id)))]


def meeting(
    session: Session, actor: Actor, meeting_id: UUID, action: Action = Action.READ
) -> MeetingSeen:
    """One meeting; raises NotAllowed, and NotFound for one that is not theirs."""
    row = session.get(MeetingRow, meeting_id)
    authorise(session, actor, action, PACK, Scope(record=str(meeting_id)))
    if row is None:
        raise NotFound
    return _seen(row)


def agenda(session: Session, actor: Actor, meeting_id: UUID) -> Agenda:
    """The agenda as far as a person may open its cases; the others only counted.

    A case under a declared conflict of interest is not even counted. Whether the
    meeting may be read, the caller asks.
    """
    rows = items(session, actor, meeting_id)
    ids = [row.case_id for row in rows]
    mine = may(actor.role, CASE, Action.READ)
    codes = cases.codes(session, actor, ids) if mine else {}
    seen = [
        ItemSeen(
            id=row.id,
            case_id=row.case_id,
            code=codes[row.case_id],
            lane=row.lane,
            outcome=row.outcome,
        )
        for row in rows
        if row.case_id in codes
    ]
    return Agenda(items=seen, others=len(rows) - len(seen))


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """One case on an agenda, for slices that work on all of them."""

    id: UUID
    case_id: UUID
    lane: Lane
    outcome: Outcome


def items(session: Session, actor: Actor, meeting_id: UUID) -> Sequence[Listed]:
    """The agenda by lane, without what this person must not know of.

    Hidden is what they declared a conflict in, be it as a case or as a page of a pack.
    """
    hidden = opening.conflicted(session, user_id=actor.user_id, resource=CASE)
    pages = opening.conflicted(session, user_id=actor.user_id, resource=PACK)
    rows = session.scalars(
        select(ItemRow)
        .where(ItemRow.meeting_id == meeting_id)
        .order_by(ItemRow.added_at, ItemRow.id)
    )
    order = list(Lane)
    found = [
        Listed(id=row.id, case_id=row.case_id, lane=row.lane, outcome=row.outcome)
        for row in rows
        if str(row.case_id) not in hidden and str(row.id) not in pages
    ]
    return sorted(found, key=lambda each: order.index(each.lane))


def invited(session: Session, meeting_id: UUID) -> Sequence[opening.AssignmentSeen]:
    """The panel members to whom a meeting's pack is open."""
    return opening.given(session, resource=PACK, record=str(meeting_id))


def closes_on(session: Session, meeting_id: UUID) -> date:
    """The first day on which nobody reads a meeting's pack any more."""
    return session.get_one(MeetingRow, meeting_id).closes_on


def _seen(row: MeetingRow) -> MeetingSeen:
    names = ("id", "at", "theme", "kept_days", "ended_at", "closes_on", "version")
    return MeetingSeen(**{name: getattr(row, name) for name in names})
