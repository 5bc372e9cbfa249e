"""Which single records are open or closed to a person, and what waits for review."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    and_,
    bindparam,
    literal_column,
    or_,
    select,
    union_all,
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
from kit.db import read_rows
from kit.errors import NotFound
from kit.front.model import Item, Kind

EMERGENCIES = "/emergency-access"
_KNOWN = "access_known"
# As numbers: truth values would be made of them one by one.
_HIDDEN, _OPENED = literal_column("0", Integer), literal_column("1", Integer)


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How one person stands to the records of a resource.

    ``hidden`` they must not even know of; ``opened`` assignments and emergencies open
    to them.
    """

    hidden: frozenset[str]
    opened: frozenset[str]


def standing(
    session: Session, *, user_id: UUID, resource: str, record: str | None = None
) -> Standing:
    """How a person stands to all records of a resource, or to one; one question.

    It is asked once within a reading, which is one consistent look.
    """
    if not session.info.get("reading"):
        return _standing(session, user_id, resource, record)
    known: dict[object, Standing] = session.info.setdefault(_KNOWN, {})
    of_all, about = (user_id, resource), (user_id, resource, record)
    if of_all in known:
        return known[of_all]
    key = of_all if record is None else about
    if key not in known:
        known[key] = _standing(session, user_id, resource, record)
    return known[key]


def conflicted(session: Session, *, user_id: UUID, resource: str) -> frozenset[str]:
    """The records of a resource a person must not even know of; for lists and doors."""
    asked = {"user_id": user_id, "resource": resource}
    return frozenset(read_rows(session, _conflicts(), asked).scalars().all())


def _standing(
    session: Session, user_id: UUID, resource: str, record: str | None
) -> Standing:
    given = {
        "user_id": user_id, "resource": resource, "record": record,
        "moment": clock.now(),
    }  # fmt: skip
    hidden: set[str] = set()
    opened: set[str] = set()
    rows = read_rows(session, _stands(record is not None), given).all()
    for is_open, found in rows:
        (opened if is_open else hidden).add(found)
    return Standing(hidden=frozenset(hidden), opened=frozenset(opened))


@cache
def _conflicts() -> Select[str]:
    return select(DeclaredConflict.record).where(
        *_theirs(DeclaredConflict, to_one=False), DeclaredConflict.lifted_at.is_(None)
    )


@cache
def _stands(to_one: bool) -> CompoundSelect[int, str]:
    """Every page about cases asks this: to put it together takes longer than to ask."""
    moment: BindParameter[datetime] = bindparam("moment")
    conflict = select(_HIDDEN, DeclaredConflict.record).where(
        *_theirs(DeclaredConflict, to_one), DeclaredConflict.lifted_at.is_(None)
    )
    assigned = select(_OPENED, Assignment.record).where(
        *_theirs(Assignment, to_one),
        Assignment.from_at <= moment,
        or_(Assignment.until_at.is_(None), Assignment.until_at > moment),
    )
    urgent = select(_OPENED, EmergencyAccess.record).where(
        *_theirs(EmergencyAccess, to_one),
        EmergencyAccess.opened_at <= moment,
        EmergencyAccess.ends_at > moment,
    )
    return union_all(conflict, assigned, urgent)


def _theirs(
    table: type[DeclaredConflict | Assignment | EmergencyAccess], to_one: bool
) -> list[ColumnElement[bool]]:
    user_id: BindParameter[UUID] = bindparam("user_id")
    found = [table.user_id == user_id, table.resource == bindparam("resource")]
    return [*found, table.record == bindparam("record")] if to_one else found


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
    asked = {"resource": resource, "moment": clock.now()}
    return frozenset(read_rows(session, _taken(), asked).scalars().all())


@cache
def _taken() -> Select[str]:
    return select(Assignment.record).where(
        _opens_now(), Assignment.resource == bindparam("resource")
    )


def given(session: Session, *, resource: str, record: str) -> Sequence[AssignmentSeen]:
    """The assignments that open one record now, the earliest first; as above."""
    asked = {"resource": resource, "record": record, "moment": clock.now()}
    rows = read_rows(session, _given(), asked)
    return [AssignmentSeen(**row._mapping) for row in rows]


@cache
def _given() -> Select[UUID, UUID, datetime]:
    return (
        select(Assignment.id, Assignment.user_id, Assignment.from_at)
        .where(
            _opens_now(),
            Assignment.resource == bindparam("resource"),
            Assignment.record == bindparam("record"),
        )
        .order_by(Assignment.from_at, Assignment.id)
    )


def _opens_now() -> ColumnElement[bool]:
    moment: BindParameter[datetime] = bindparam("moment")
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
