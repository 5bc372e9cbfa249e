"""Write the letter, and let its link set one new password."""

import hashlib
import secrets
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from kit import clock
from kit.accounts import queries as accounts
from kit.accounts import service as account_service
from kit.errors import NotFound
from kit.mail import service as mail
from kit.password_reset.model import KEPT, LIFE, ResetLink

_GONE = "This link was used already or is too old. Ask for a new one."


def ask(session: Session, *, email: str) -> UUID | None:
    """Post a letter to the person of an address; returns who it is.

    None, and no letter, for an address without an open account, and where no mail is
    set up.
    """
    moment = clock.now()
    session.execute(delete(ResetLink).where(ResetLink.created_at < moment - KEPT))
    person, office = accounts.person(session, email=email), mail.office(session)
    if person is None or not person.active or office is None:
        return None
    token = secrets.token_urlsafe(32)
    session.add(
        ResetLink(token_hash=_hash(token), user_id=person.user_id, created_at=moment)
    )
    mail.post(
        session,
        to=person.email,
        subject=f"Choose a new password for {office.name}",
        body=_letter(office, token),
    )
    return person.user_id


def works(session: Session, *, token: str) -> bool:
    """Whether the link would set a password; looking does not use it up."""
    link = session.get(ResetLink, _hash(token))
    return link is not None and link.usable(clock.now())


def reset(session: Session, *, token: str, password: str) -> UUID:
    """Set the password of the link's person and end all their sessions.

    All their other links are used up with it. Raises NotFound for a link that works
    no more or a closed account, Invalid for a password that is too easy: then the
    link still works.
    """
    moment = clock.now()
    link = session.get(ResetLink, _hash(token))
    if link is None or not link.usable(moment):
        raise NotFound(_GONE)
    user_id = link.user_id
    account_service.set_password(session, user_id=user_id, password=password)
    used = session.execute(
        update(ResetLink)
        .where(ResetLink.user_id == user_id, ResetLink.used_at.is_(None))
        .values(used_at=moment)
        .returning(ResetLink.token_hash)
    ).all()
    # The database decides between two who press at once.
    if link.token_hash not in {row.token_hash for row in used}:
        raise NotFound(_GONE)
    return user_id


def _letter(office: mail.Office, token: str) -> str:
    minutes = int(LIFE.total_seconds()) // 60
    return (
        f"Somebody, most likely you, asked for a new password for {office.name}.\n\n"
        f"To choose one, open this page within {minutes} minutes:\n\n"
        f"{office.link(f'/password-reset/{token}')}\n\n"
        "If it was not you, do nothing: your password stays as it is. If it happens "
        "again, tell your administrator.\n"
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
