"""Look at somebody's notices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from kit.notices.model import Delivery, Notice, Preference

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class NoticeView:
    """A notice as it is listed."""

    id: UUID
    kind: str
    text: str
    href: str
    at: datetime
    read_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Inbox:
    """One page of somebody's notices: unread first, then the latest."""

    notices: Sequence[NoticeView]
    unread: int
    page: int
    pages: int


def unread(session: Session, user_id: UUID) -> int:
    """How many notices somebody has not read."""
    return session.scalar(_counted(user_id).where(Notice.read_at.is_(None))) or 0


def counted_unread(user_id: InstrumentedAttribute[UUID]) -> ScalarSelect[int]:
    """The same for whoever a statement of others is about."""
    return (
        select(func.count())
        .select_from(Notice)
        .where(Notice.user_id == user_id, Notice.read_at.is_(None))
        .scalar_subquery()
    )


def who_chose_otherwise(session: Session) -> frozenset[UUID]:
    """The people who want no weekly letter."""
    chosen = Preference.delivery != Delivery.WEEKLY
    return frozenset(session.scalars(select(Preference.user_id).where(chosen)))


def inbox(session: Session, user_id: UUID, *, page: int = 1) -> Inbox:
    """One page of notices; a page that is not there is the last one."""
    total = session.scalar(_counted(user_id)) or 0
    pages = max(1, -(-total // PAGE))
    here = min(max(page, 1), pages)
    rows = _listed(session, user_id, skip=(here - 1) * PAGE, limit=PAGE)
    return Inbox(notices=rows, unread=unread(session, user_id), page=here, pages=pages)


def everything(session: Session, user_id: UUID) -> list[NoticeView]:
    """All of somebody's notices, in the inbox's order."""
    return _listed(session, user_id, skip=0, limit=None)


def _listed(
    session: Session, user_id: UUID, *, skip: int, limit: int | None
) -> list[NoticeView]:
    query = (
        select(Notice)
        .where(Notice.user_id == user_id)
        .order_by(Notice.read_at.is_not(None), Notice.at.desc(), Notice.id)
        .offset(skip)
        .limit(limit)
    )
    return [_view(row) for row in session.scalars(query)]


def _counted(user_id: UUID) -> Select[int]:
    return select(func.count()).select_from(Notice).where(Notice.user_id == user_id)


def _view(row: Notice) -> NoticeView:
    return NoticeView(
        id=row.id,
        kind=row.kind,
        text=row.text,
        href=row.href,
        at=row.at,
        read_at=row.read_at,
    )
