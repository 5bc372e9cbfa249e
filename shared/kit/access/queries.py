"""Which single records are open or closed to a person, and what waits for review."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    and_,
    bindparam,
    or_,
    select,
)
from sqlalchemy.orm import Session

from kit import clock, working_days
from kit.access.model import (
    REVIEW_WORKING_DAYS,
    Assignment,
    ConflictKind,
    DeclaredConflict,
    EmergencyAccess,
    Finding,
)
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.front.model import Item, Kind

EMERGENCIES = "/emergency-access"
_KNOWN = "access_known"


@dataclass(frozen=True, kw_only=True, slots=True)
class ConflictSeen:
    """One declared conflict of interest that still stands."""

    id: UUID
    user_id: UUID
    resource: str
    record: str
    kind: ConflictKind
    declared_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class AssignmentSeen:
    """One person to whom a record is open, and since when."""

    id: UUID
    user_id: UUID
    from_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class EmergencySeen:
    """One opening in an emergency; ``review_by`` is the last working day for it."""

    id: UUID
    user_id: UUID
    resource: str
    record: str
    reason: str
    opened_at: datetime
    ends_at: datetime
    review_by: date
    reviewed_at: datetime | None
    finding: Finding | None

    @property
    def late(self) -> bool:
        """Whether nobody looked at it in time."""
        return self.reviewed_at is None and clock.today() > self.review_by


def conflicted(session: Session, *, user_id: UUID, resource: str) -> frozenset[str]:
    """The records of a resource a person must not even know of; for lists and doors."""
    return _once(session, ("conflicted", user_id, resource), _conflicted)


def _conflicted(session: Session, user_id: UUID, resource: str) -> frozenset[str]:
    found = select(DeclaredConflict.record).where(
        DeclaredConflict.user_id == user_id,
        DeclaredConflict.resource == resource,
        DeclaredConflict.lifted_at.is_(None),
    )
    return frozenset(session.scalars(found))


def opened(session: Session, *, user_id: UUID, resource: str) -> frozenset[str]:
    """The records of a resource that assignments and emergencies open to a person."""
    return _once(session, ("opened", user_id, resource), _opened)


def _once(
    session: Session,
    about: tuple[str, UUID, str],
    ask: Callable[[Session, UUID, str], frozenset[str]],
) -> frozenset[str]:
    """The answer; asked once within a reading, which is one consistent look."""
    if not session.info.get("reading"):
        return ask(session, *about[1:])
    known: dict[object, frozenset[str]] = session.info.setdefault(_KNOWN, {})
    if about not in known:
        known[about] = ask(session, *about[1:])
    return known[about]


def _opened(session: Session, user_id: UUID, resource: str) -> frozenset[str]:
    given = {"user_id": user_id, "resource": resource, "moment": clock.now()}
    return frozenset(session.scalars(_opens_to_one(), given))


@cache
def _opens_to_one() -> CompoundSelect[str]:
    """Every page about cases asks this: to put it together takes longer than to ask."""
    user_id: BindParameter[UUID] = bindparam("user_id")
    resource: BindParameter[str] = bindparam("resource")
    moment: BindParameter[datetime] = bindparam("moment")
    assigned = select(Assignment.record).where(
        Assignment.user_id == user_id,
        Assignment.resource == resource,
        Assignment.from_at <= moment,
        or_(Assignment.until_at.is_(None), Assignment.until_at > moment),
    )
    urgent = select(EmergencyAccess.record).where(
        EmergencyAccess.user_id == user_id,
        EmergencyAccess.resource == resource,
        EmergencyAccess.opened_at <= moment,
        EmergencyAccess.ends_at > moment,
    )
    return assigned.union(urgent)


def open_to(session: Session, *, user_id: UUID) -> frozenset[str]:
    """The records of every resource that are open to a person now, save conflicts."""
    moment = clock.now()
    found = select(Assignment.record).where(
        Assignment.user_id == user_id,
        Assignment.from_at <= moment,
        or_(Assignment.until_at.is_(None), Assignment.until_at > moment),
    )
    urgent = select(EmergencyAccess.record).where(
        EmergencyAccess.user_id == user_id,
        EmergencyAccess.opened_at <= moment,
        EmergencyAccess.ends_at > moment,
    )
    hidden = select(DeclaredConflict.record).where(
        DeclaredConflict.user_id == user_id, DeclaredConflict.lifted_at.is_(None)
    )
    opened = frozenset(session.scalars(found.union(urgent)))
    return opened - frozenset(session.scalars(hidden))


def assigned(session: Session, *, resource: str, record: str) -> frozenset[UUID]:
    """The people to whom assignments open one record now."""
    moment = clock.now()
    found = select(Assignment.user_id).where(
        Assignment.resource == resource,
        Assignment.record == record,
        Assignment.from_at <= moment,
        or_(Assignment.until_at.is_(None), Assignment.until_at > moment),
    )
    return frozenset(session.scalars(found))


def taken(session: Session, *, resource: str) -> frozenset[str]:
    """The records of a resource that an assignment opens to anybody now.

    An assignment of somebody with a conflict of interest opens nothing.
    """
    found = select(Assignment.record).where(
        _opens_now(), Assignment.resource == resource
    )
    return frozenset(session.scalars(found.distinct()))


def given(session: Session, *, resource: str, record: str) -> Sequence[AssignmentSeen]:
    """The assignments that open one record now, the earliest first; as above."""
    rows = session.scalars(
        select(Assignment)
        .where(
            _opens_now(), Assignment.resource == resource, Assignment.record == record
        )
        .order_by(Assignment.from_at, Assignment.id)
    )
    return [
        AssignmentSeen(id=row.id, user_id=row.user_id, from_at=row.from_at)
        for row in rows
    ]


def _opens_now() -> ColumnElement[bool]:
    moment = clock.now()
    conflict = select(DeclaredConflict.id).where(
        DeclaredConflict.user_id == Assignment.user_id,
        DeclaredConflict.resource == Assignment.resource,
        DeclaredConflict.record == Assignment.record,
        DeclaredConflict.lifted_at.is_(None),
    )
    return and_(
        Assignment.from_at <= moment,
        or_(Assignment.until_at.is_(None), Assignment.until_at > moment),
        ~conflict.exists(),
    )


def conflicts(
    session: Session, *, user_id: UUID | None = None
) -> Sequence[ConflictSeen]:
    """The conflicts that stand, the latest first: one person's, or everybody's."""
    wanted = select(DeclaredConflict).where(DeclaredConflict.lifted_at.is_(None))
    if user_id is not None:
        wanted = wanted.where(DeclaredConflict.user_id == user_id)
    rows = session.scalars(wanted.order_by(DeclaredConflict.declared_at.desc()))
    return [
        ConflictSeen(
            id=row.id,
            user_id=row.user_id,
            resource=row.resource,
            record=row.record,
            kind=row.kind,
            declared_at=row.declared_at,
        )
        for row in rows
    ]


def emergencies(session: Session) -> Sequence[EmergencySeen]:
    """Every opening in an emergency, those without a review first, then the latest."""
    rows = session.scalars(
        select(EmergencyAccess).order_by(
            EmergencyAccess.reviewed_at.is_not(None), EmergencyAccess.opened_at.desc()
        )
    )
    return [_seen(row) for row in rows]


def on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Openings in an emergency that wait for this person's review."""
    return [
        Item(
            kind=Kind.MINE,
            tag="To review",
            text="A record was opened in an emergency",
            href=f"{EMERGENCIES}/{each.id}/review",
            at=each.opened_at,
            due=each.review_by,
        )
        for each in emergencies(session)
        if each.reviewed_at is None and each.user_id != actor.user_id
    ]


def emergency(session: Session, emergency_id: UUID) -> EmergencySeen:
    """One opening in an emergency; raises NotFound."""
    row = session.get(EmergencyAccess, emergency_id)
    if row is None:
        raise NotFound
    return _seen(row)


def _seen(row: EmergencyAccess) -> EmergencySeen:
    return EmergencySeen(
        id=row.id,
        user_id=row.user_id,
        resource=row.resource,
        record=row.record,
        reason=row.reason,
        opened_at=row.opened_at,
        ends_at=row.ends_at,
        review_by=working_days.after(row.opened_at, REVIEW_WORKING_DAYS),
        reviewed_at=row.reviewed_at,
        finding=row.finding,
    )
