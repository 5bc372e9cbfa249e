"""Look at letters: which are due, which were given up. Never at their words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kit import clock
from kit.accounts.actor import Actor
from kit.front.model import Item, Kind
from kit.mail.model import Fault, Letter

SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class Due:
    """A letter to send now."""

    id: UUID
    attempts: int


@dataclass(frozen=True, kw_only=True)
class LetterView:
    """A letter as it is listed."""

    id: UUID
    recipient: str
    subject: str
    created_at: datetime
    attempts: int
    next_try_at: datetime | None
    failed_at: datetime | None
    fault: Fault | None


def due(session: Session, *, limit: int) -> list[Due]:
    """What is to be sent now, the oldest first."""
    query = (
        select(Letter.id, Letter.attempts)
        .where(Letter.next_try_at <= clock.now())
        .order_by(Letter.next_try_at, Letter.id)
        .limit(limit)
    )
    return [Due(id=row.id, attempts=row.attempts) for row in session.execute(query)]


def troubled(session: Session) -> list[LetterView]:
    """Letters given up, and those that failed and are tried again; latest first."""
    rows = session.scalars(
        select(Letter)
        .where(Letter.fault.is_not(None))
        .order_by(Letter.created_at.desc())
        .limit(SHOWN)
    )
    return [_view(row) for row in rows]


def on_front_page(session: Session, _actor: Actor) -> list[Item]:
    """Whether letters were given up."""
    number = given_up(session)
    if not number:
        return []
    letters = "1 letter" if number == 1 else f"{number} letters"
    text = f"{letters} could not be sent"
    return [Item(kind=Kind.LATE, tag="Not sent", text=text, href="/letters/")]


def waiting(session: Session) -> int:
    """How many letters are still to be sent."""
    query = select(func.count()).where(Letter.next_try_at.is_not(None))
    return session.scalar(query) or 0


def given_up(session: Session) -> int:
    """How many letters were given up and are still listed."""
    query = select(func.count()).where(Letter.failed_at.is_not(None))
    return session.scalar(query) or 0


def last_sent(session: Session) -> datetime | None:
    """When the last letter was handed over."""
    return session.scalar(select(func.max(Letter.sent_at)))


def _view(row: Letter) -> LetterView:
    return LetterView(
        id=row.id,
        recipient=row.recipient,
        subject=row.subject,
        created_at=row.created_at,
        attempts=row.attempts,
        next_try_at=row.next_try_at,
        failed_at=row.failed_at,
        fault=row.fault,
    )
