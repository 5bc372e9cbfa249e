"""Look at links with accounts at providers: whose one is, and whether one has one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit.accounts.queries import roll
from kit.openid.model import OpenidIdentity
from kit.openid.tokens import Identity


@dataclass(frozen=True, kw_only=True)
class Linked:
    """Whose account an identity is linked with; a closed one is not ``active``."""

    user_id: UUID
    active: bool


def linked_with(session: Session, *, identity: Identity) -> Linked | None:
    """The account of an identity, or None."""
    account = roll()
    found = session.execute(
        select(account.c.id, account.c.active)
        .join(OpenidIdentity, OpenidIdentity.user_id == account.c.id)
        .where(OpenidIdentity.issuer == identity.issuer)
        .where(OpenidIdentity.subject == identity.subject)
    ).one_or_none()
    return Linked(user_id=found.id, active=found.active) if found is not None else None


def linked_since(session: Session, *, user_id: UUID, issuer: str) -> datetime | None:
    """Since when a person can sign in through this provider; None when not."""
    return session.scalar(
        select(OpenidIdentity.linked_at).where(
            OpenidIdentity.user_id == user_id, OpenidIdentity.issuer == issuer
        )
    )
