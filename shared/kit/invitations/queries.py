"""Look at invitations: who is invited, by whom, and where it stands."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from kit import clock
from kit.accounts.queries import roll
from kit.errors import NotFound
from kit.invitations.model import Invitation, InvitationState, standing

SHOWN = 200
UNFINISHED = (
    InvitationState.WAITING,
    InvitationState.OPEN,
    InvitationState.EXPIRED,
)


@dataclass(frozen=True, kw_only=True)
class InvitationSeen:
    """An invitation as it is listed; ``invited_by`` is None for the host.

    Without ``role`` it brings somebody back to an account they have; ``for_newcomer``
    is whether accepting it makes an account.
    """

    invitation_id: UUID
    email: str
    name: str
    role: str | None
    agency: str | None
    body: str | None
    state: InvitationState
    invited_by: UUID | None
    inviter: str
    invited_at: datetime
    expires_at: datetime | None
    for_newcomer: bool = True


def invitations(
    session: Session, *, states: Collection[InvitationState]
) -> list[InvitationSeen]:
    """The latest 200 invitations in one of ``states``, the newest first."""
    moment = clock.now()
    wanted = or_(*(standing(state, moment) for state in states))
    order = (Invitation.invited_at.desc(), Invitation.id.desc())
    found = session.execute(_with_inviter().where(wanted).order_by(*order).limit(SHOWN))
    return [_seen(invitation, name, moment) for invitation, name in found]


def invitation(session: Session, *, invitation_id: UUID) -> InvitationSeen:
    """One invitation; raises NotFound when there is none."""
    found = session.execute(
        _with_inviter().where(Invitation.id == invitation_id)
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such invitation.")
    return _seen(found.Invitation, found.name, clock.now())


def waiting(session: Session) -> list[InvitationSeen]:
    """The invitations that wait for a second person, the oldest first."""
    return invitations(session, states=[InvitationState.WAITING])[::-1]


def of_token(session: Session, *, token: str) -> InvitationSeen | None:
    """The invitation that a token opens; None when it opens nothing."""
    token_hash = sha256(token.encode()).hexdigest()
    moment = clock.now()
    found = session.execute(
        _with_inviter().where(Invitation.token_hash == token_hash)
    ).one_or_none()
    if found is None or not found.Invitation.usable(moment):
        return None
    return _seen(found.Invitation, found.name, moment)


def _with_inviter() -> Select[Invitation, str | None]:
    account = roll()
    return select(Invitation, account.c.name).outerjoin(
        account, account.c.id == Invitation.invited_by
    )


def _seen(
    invitation: Invitation, inviter: str | None, moment: datetime
) -> InvitationSeen:
    return InvitationSeen(
        invitation_id=invitation.id,
        email=invitation.email,
        name=invitation.name,
        role=invitation.role,
        agency=invitation.agency,
        body=invitation.body,
        state=invitation.state(moment),
        invited_by=invitation.invited_by,
        inviter=inviter or "the host",
        invited_at=invitation.invited_at,
        expires_at=invitation.expires_at,
        for_newcomer=invitation.user_id is None,
    )
