"""Make accounts, let people in by password or one-time link, and see them out.

No verb sends anything and none commits. Tokens leave as return values once; what is
stored is their SHA-256.
"""

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kit import clock
from kit.accounts import passwords, sessions
from kit.accounts.model import LINK_LIFE, SignInLink, User
from kit.errors import Conflict, Invalid, NotFound
from kit.exchange.topology import Topology
from kit.hats.service import grant


def create_user(
    session: Session,
    *,
    email: str,
    name: str,
    role: str,
    agency: str | None = None,
    body: str | None = None,
) -> UUID:
    """Make an account without a password, and its first hat; returns the person's id.

    The hat counts from today, limited to ``agency`` and ``body`` where given.
    Raises Invalid for an address that is not one, Conflict for one that is taken.
    """
    user_id = open_account(session, email=email, name=name)
    grant(session, user_id=user_id, role=role, agency=agency, body=body, by=None)
    return user_id


def open_account(session: Session, *, email: str, name: str) -> UUID:
    """Make an account without password and hat; returns the person's id.

    Raises Invalid for an address that is not one, Conflict for one that is taken.
    """
    address = check_address(email)
    user = User(email=address, name=name.strip())
    session.add(user)
    try:
        with session.begin_nested():
            session.flush()
    except IntegrityError as error:
        raise Conflict(f"There is already an account for {address}") from error
    return user.id


def check_address(email: str) -> str:
    """The address as accounts know it; raises Invalid for one that is not one."""
    address = _address(email)
    if address.count("@") != 1 or address.startswith("@") or address.endswith("@"):
        fault = "Enter an e-mail address such as name@example.org"
        raise Invalid(fault, fields={"email": fault})
    return address


def set_password(
    session: Session, *, user_id: UUID, password: str, keep: str | None = None
) -> None:
    """Give a person a new password and end their sessions, save the one of ``keep``.

    ``keep`` is a session token. Raises Invalid for a password that is too easy and
    NotFound for nobody.
    """
    user = _user(session, user_id)
    words = _words_about(session, user)
    passwords.check_choice(password, email=user.email, words=words)
    user.password_hash = passwords.hash_password(password)
    sessions.end_all(session, user_id=user_id, keep=keep)


def strengthen(session: Session, *, user_id: UUID, password: str) -> None:
    """Make a hash of weaker settings than today's again, the password being at hand."""
    user = _user(session, user_id)
    if user.password_hash is not None and passwords.outdated(user.password_hash):
        user.password_hash = passwords.hash_password(password)


def check_password(session: Session, *, email: str, password: str) -> UUID | None:
    """The person whose password this is, or None; as slow for an unknown address."""
    user = session.scalar(select(User).where(User.email == _address(email)))
    right = passwords.matches(password, user.password_hash if user else None)
    return user.id if user is not None and right and user.active else None


def issue_link(session: Session, *, user_id: UUID, life: timedelta = LINK_LIFE) -> str:
    """A token that signs the person in once within ``life``; keep it nowhere.

    Raises NotFound for nobody or an account that was closed.
    """
    user = _user(session, user_id)
    token = secrets.token_urlsafe(32)
    moment = clock.now()
    session.add(
        SignInLink(
            token_hash=sessions.hash_of(token),
            user_id=user.id,
            created_at=moment,
            expires_at=moment + life,
        )
    )
    return token


def link_works(session: Session, *, token: str) -> bool:
    """Whether the link would sign somebody in; looking does not use it up."""
    link = session.get(SignInLink, sessions.hash_of(token))
    return link is not None and link.usable(clock.now())


def use_link(session: Session, *, token: str) -> UUID:
    """Use the link up; returns the person.

    Raises NotFound when it is no longer good.
    """
    moment = clock.now()
    link = session.get(SignInLink, sessions.hash_of(token))
    if link is None or not link.usable(moment):
        raise NotFound("This sign-in link was used already or is too old.")
    # The database decides between two who press at once.
    won = session.execute(
        update(SignInLink)
        .where(SignInLink.token_hash == link.token_hash, SignInLink.used_at.is_(None))
        .values(used_at=moment)
        .returning(SignInLink.token_hash)
    ).one_or_none()
    if won is None:
        raise NotFound("This sign-in link was used already or is too old.")
    return link.user_id


def has_password(session: Session, *, user_id: UUID) -> bool:
    """Whether the person ever set a password."""
    return _user(session, user_id).password_hash is not None


def close_user(session: Session, *, user_id: UUID) -> None:
    """Close an account; its sessions and links stop at once, and for good."""
    _user(session, user_id).active = False
    sessions.end_all(session, user_id=user_id)
    session.execute(
        update(SignInLink)
        .where(SignInLink.user_id == user_id, SignInLink.used_at.is_(None))
        .values(used_at=clock.now())
    )


def reopen_user(session: Session, *, user_id: UUID) -> None:
    """Open a closed account again; raises NotFound for nobody."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("There is no such account.")
    user.active = True


def _user(session: Session, user_id: UUID) -> User:
    user = session.get(User, user_id)
    if user is None or not user.active:
        raise NotFound("There is no such account.")
    return user


def _address(email: str) -> str:
    return email.strip().casefold()


def _words_about(session: Session, user: User) -> list[str]:
    """Words that come to mind for a person here: their name, and the places."""
    slugs = [session.info["member"], *Topology.load().slugs]
    return [*user.name.split(), *(word for slug in slugs for word in slug.split("-"))]
