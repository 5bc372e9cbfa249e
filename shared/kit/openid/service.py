"""Link an account here with one at a provider, and take the link away."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kit.accounts import service as accounts
from kit.errors import NotFound
from kit.invitations import service as invitations
from kit.notices.model import SECURITY
from kit.notices.service import Words, tell
from kit.openid import queries
from kit.openid.model import LinkedAlready, OnlyWayIn, OpenidIdentity, TakenAlready
from kit.openid.tokens import Identity
from kit.trail.service import record

OWN_ACCOUNT = "own_account"
PAGE = "/account/provider"

_LINKED = Words(
    kind=SECURITY,
    text="An account at another organisation can now sign in as you",
    href=PAGE,
)
_UNLINKED = Words(
    kind=SECURITY,
    text="An account at another organisation can no longer sign in as you",
    href=PAGE,
)


def link(session: Session, *, user_id: UUID, identity: Identity) -> None:
    """Let an identity sign in as this person; the person is told.

    Linking what is linked already changes nothing. Raises TakenAlready for another
    person's identity, LinkedAlready for a second one of the same provider.
    """
    known = queries.linked_with(session, identity=identity)
    if known is not None:
        if known.user_id == user_id:
            return
        raise TakenAlready
    row = OpenidIdentity(
        issuer=identity.issuer, subject=identity.subject, user_id=user_id
    )
    session.add(row)
    try:
        with session.begin_nested():
            session.flush()
    except IntegrityError as fault:
        raise LinkedAlready from fault
    tell(session, user_id=user_id, **_LINKED)
    record(session, act="provider.linked", resource=OWN_ACCOUNT, record=user_id)


def accept_invitation(
    session: Session, *, token: str, name: str, identity: Identity
) -> UUID:
    """Make the account of an invitation, with a link in place of a password.

    Returns the person. Raises TakenAlready, and what ``kit.invitations`` raises when
    the invitation is no longer good or is for somebody who has an account.
    """
    user_id = invitations.accept(session, token=token, name=name, password=None)
    link(session, user_id=user_id, identity=identity)
    return user_id


def unlink(session: Session, *, user_id: UUID, issuer: str) -> None:
    """Let nobody sign in as this person through a provider any more.

    Raises OnlyWayIn for who has no password, NotFound when there is no link.
    """
    if not accounts.has_password(session, user_id=user_id):
        raise OnlyWayIn
    gone = session.execute(
        delete(OpenidIdentity)
        .where(OpenidIdentity.user_id == user_id, OpenidIdentity.issuer == issuer)
        .returning(OpenidIdentity.subject)
    ).one_or_none()
    if gone is None:
        raise NotFound("Your account is not linked.")
    tell(session, user_id=user_id, **_UNLINKED)
    record(session, act="provider.unlinked", resource=OWN_ACCOUNT, record=user_id)
