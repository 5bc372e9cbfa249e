"""Look at accounts: who has one, and how they sign in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, Subquery, select
from sqlalchemy.orm import Session

from kit import clock
from kit.accounts.model import User
from kit.errors import NotFound
from kit.hats.queries import counting


@dataclass(frozen=True, kw_only=True)
class Person:
    """An account as it is listed; ``role`` is of the first hat that counts today.

    It is empty for a person who has none.
    """

    user_id: UUID
    email: str
    name: str
    role: str
    active: bool
    has_password: bool
    created_at: datetime


def people(session: Session) -> list[Person]:
    """Every account, by name."""
    found = session.execute(_with_first_role().order_by(User.name, User.email))
    return [_person(user, role) for user, role in found]


def roll() -> Subquery:
    """Every account, for statements of others to join.

    Columns: ``id``, ``email``, ``name``, ``active``, ``has_password``, ``created_at``.
    """
    has_password = User.password_hash.is_not(None).label("has_password")
    columns = (User.id, User.email, User.name, User.active, User.created_at)
    return select(*columns, has_password).subquery("roll")


def person(session: Session, *, email: str) -> Person | None:
    """The account of an e-mail address, or None."""
    address = email.strip().casefold()
    found = session.execute(
        _with_first_role().where(User.email == address)
    ).one_or_none()
    return _person(*found) if found is not None else None


def account(session: Session, *, user_id: UUID) -> Person:
    """The account of a person; raises NotFound for nobody."""
    found = session.execute(_with_first_role().where(User.id == user_id)).one_or_none()
    if found is None:
        raise NotFound("There is no such account.")
    return _person(*found)


def address_of(session: Session, *, user_id: UUID) -> str:
    """The e-mail address of an account; raises NotFound for nobody."""
    address = session.scalar(select(User.email).where(User.id == user_id))
    if address is None:
        raise NotFound("There is no such account.")
    return address


def _with_first_role() -> Select[User, str | None]:
    hat = counting(clock.today())
    first = (
        select(hat.c.role)
        .where(hat.c.user_id == User.id)
        .order_by(hat.c.from_on, hat.c.granted_at)
        .limit(1)
    )
    return select(User, first.scalar_subquery())


def _person(user: User, role: str | None) -> Person:
    return Person(
        user_id=user.id,
        email=user.email,
        name=user.name,
        role=role or "",
        active=user.active,
        has_password=user.password_hash is not None,
        created_at=user.created_at,
    )
