"""Look at what waits to be destroyed, what holds records, and what is gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from borough.disposals.model import Hold, HoldRow, Kind, Retained, hidden_from
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.front import model as front

PAGE = "/disposals/"
_DONE_SHOWN = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class RetainedSeen:
    """One record by its neutral code; ``agreed_by`` is who agreed first, if anybody."""

    record: UUID
    kind: Kind
    code: str
    began_on: date
    due_on: date
    proposed_on: date | None
    agreed_by: UUID | None
    destroyed_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldSeen:
    """One hold that counts; ``code`` is empty while no period of its record runs."""

    id: UUID
    record: UUID
    code: str
    why: Hold
    placed_at: datetime


def waiting(session: Session, actor: Actor) -> Sequence[RetainedSeen]:
    """What waits for two people, the longest first; none they have a conflict in."""
    asked = Retained.proposed_on.is_not(None) & Retained.destroyed_at.is_(None)
    return _rows(session, actor, asked, Retained.due_on.asc())


def destroyed(session: Session, actor: Actor) -> Sequence[RetainedSeen]:
    """The last hundred tombstones, the latest first."""
    gone = Retained.destroyed_at.is_not(None)
    return _rows(session, actor, gone, Retained.destroyed_at.desc())[:_DONE_SHOWN]


def destroyed_since(session: Session, moment: datetime) -> bool:
    """Whether any record was destroyed after a moment."""
    gone = exists().where(Retained.destroyed_at > moment)
    return bool(session.scalar(select(gone)))


def one(session: Session, actor: Actor, record: UUID) -> RetainedSeen:
    """One record whose period runs or ended; raises NotFound."""
    found = _rows(session, actor, Retained.record == record, Retained.due_on.asc())
    if not found:
        raise NotFound
    return found[0]


def holds(session: Session, actor: Actor) -> Sequence[HoldSeen]:
    """Every hold that counts, the oldest first."""
    hidden = hidden_from(session, actor)
    rows = session.execute(
        select(
            HoldRow.id, HoldRow.record, HoldRow.why, HoldRow.placed_at, Retained.code
        )
        .outerjoin(Retained, Retained.record == HoldRow.record)
        .where(HoldRow.lifted_at.is_(None))
        .order_by(HoldRow.placed_at)
    )
    return [
        HoldSeen(id=id_, record=record, code=code or "", why=why, placed_at=at)
        for id_, record, why, at, code in rows
        if str(record) not in hidden
    ]


def on_front_page(session: Session, actor: Actor) -> list[front.Item]:
    """That records wait for this person's yes."""
    mine = [each for each in waiting(session, actor) if each.agreed_by != actor.user_id]
    text = "A record whose time is over waits for two people"
    return [
        front.Item(kind=front.Kind.MINE, tag="To agree", text=text, href=PAGE)
        for _ in mine[:1]
    ]


def _rows(
    session: Session,
    actor: Actor,
    wanted: ColumnElement[bool],
    order: ColumnElement[Any],
) -> list[RetainedSeen]:
    hidden = hidden_from(session, actor)
    rows = session.scalars(select(Retained).where(wanted).order_by(order))
    return [_seen(row) for row in rows if str(row.record) not in hidden]


def _seen(row: Retained) -> RetainedSeen:
    return RetainedSeen(
        record=row.record,
        kind=row.kind,
        code=row.code,
        began_on=row.began_on,
        due_on=row.due_on,
        proposed_on=row.proposed_on,
        agreed_by=row.first_by,
        destroyed_at=row.destroyed_at,
    )
