"""Look at accounts: who has one, and how they sign in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit.accounts.model import User


@dataclass(frozen=True, kw_only=True)
class Person:
    """An account as it is listed."""

    user_id: UUID
    email: str
    name: str
    role: str
    active: bool
    has_password: bool
    created_at: datetime


def people(session: Session) -> list[Person]:
    """Every account, by name."""
    found = session.scalars(select(User).order_by(User.name, User.email))
    return [_person(user) for user in found]


def person(session: Session, *, email: str) -> Person | None:
    """The account of an e-mail address, or None."""
    address = email.strip().casefold()
    user = session.scalar(select(User).where(User.email == address))
    return _person(user) if user is not None else None


def _person(user: User) -> Person:
    return Person(
        user_id=user.id,
        email=user.email,
        name=user.name,
        role=user.role,
        active=user.active,
        has_password=user.password_hash is not None,
        created_at=user.created_at,
    )
