"""Make accounts, let people in by password or one-time link, and see them out.

No verb sends anything and none commits. Tokens leave as return values once; what is
stored is their SHA-256.
"""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import case, delete, func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kit import clock
from kit.accounts import passwords
from kit.accounts.actor import Actor
from kit.accounts.model import (
    LINK_LIFE,
    Guess,
    SignInLink,
    SignInMethod,
    User,
    UserSession,
)
from kit.errors import AccordError, Conflict, Invalid, NotFound
from kit.hats import queries as hats
from kit.hats.service import grant

# Cyber Essentials (Requirements for IT infrastructure v3.2, 2025): no more than ten
# guesses in five minutes.
MOST_GUESSES = 10
GUESS_WINDOW = timedelta(minutes=5)
_GUESSES_KEPT = timedelta(days=1)
# Being seen is stored at most this often, so that reading a page seldom writes.
_SEEN_STEP = timedelta(minutes=1)


class TooManyGuesses(AccordError):
    """There were too many wrong passwords. Wait five minutes, then try again."""

    status = 429
    code = "too-many-guesses"


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
    passwords.check_choice(password, about=user.email)
    user.password_hash = passwords.hash_password(password)
    end_sessions(session, user_id=user_id, keep=keep)


def note_guess(session: Session, *, email: str) -> UUID:
    """Count a password about to be tried; returns the guess, to be forgiven if right.

    Counted before the password is looked at, so that many at once cannot slip by.
    Raises TooManyGuesses when ten in five minutes went before, right or wrong.
    """
    account = _hash(_address(email))
    if session.get_bind().dialect.name == "postgresql":
        session.execute(
            text("SELECT pg_advisory_xact_lock(hashtext(:account))"),
            {"account": account},
        )
    moment = clock.now()
    session.execute(delete(Guess).where(Guess.tried_at < moment - _GUESSES_KEPT))
    tried = session.scalar(
        select(func.count())
        .select_from(Guess)
        .where(Guess.address_hash == account, Guess.tried_at > moment - GUESS_WINDOW)
    )
    if tried is not None and tried >= MOST_GUESSES:
        raise TooManyGuesses
    guess = Guess(address_hash=account)
    session.add(guess)
    session.flush()
    return guess.id


def forgive_guess(
    session: Session, *, guess: UUID, user_id: UUID, password: str
) -> None:
    """The guess was right: it does not count.

    A hash of weaker settings than today's is made again, now that the password is
    at hand.
    """
    session.execute(delete(Guess).where(Guess.id == guess))
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
            token_hash=_hash(token),
            user_id=user.id,
            created_at=moment,
            expires_at=moment + life,
        )
    )
    return token


def link_works(session: Session, *, token: str) -> bool:
    """Whether the link would sign somebody in; looking does not use it up."""
    link = session.get(SignInLink, _hash(token))
    return link is not None and link.usable(clock.now())


def use_link(session: Session, *, token: str) -> UUID:
    """Use the link up; returns the person.

    Raises NotFound when it is no longer good.
    """
    moment = clock.now()
    link = session.get(SignInLink, _hash(token))
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


def start_session(session: Session, *, user_id: UUID, method: SignInMethod) -> str:
    """Begin a session with a new id; returns the token for the cookie."""
    token = secrets.token_urlsafe(32)
    moment = clock.now()
    session.add(
        UserSession(
            id_hash=_hash(token),
            user_id=user_id,
            method=method,
            created_at=moment,
            last_seen_at=moment,
        )
    )
    return token


def end_session(session: Session, *, token: str) -> None:
    """Sign out; a token of no session is no fault."""
    session.execute(
        update(UserSession)
        .where(UserSession.id_hash == _hash(token), UserSession.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def end_sessions(session: Session, *, user_id: UUID, keep: str | None = None) -> None:
    """End all a person's sessions at once, save the one of the token ``keep``."""
    others = update(UserSession).where(
        UserSession.user_id == user_id, UserSession.ended_at.is_(None)
    )
    if keep is not None:
        others = others.where(UserSession.id_hash != _hash(keep))
    session.execute(others.values(ended_at=clock.now()))


def actor_of(session: Session, *, token: str) -> Actor | None:
    """The person of a session that is still good, wearing a hat; or None.

    The hat is the one chosen in this session while it counts, else the person's
    first that does. With none, ``role`` is empty and ``hat_id`` None.
    """
    # Asked with every page, so session, person and hat come in one question.
    hat = hats.counting(clock.today())
    found = session.execute(
        select(UserSession, hat.c.id, hat.c.role, hat.c.agency, hat.c.body)
        .outerjoin(hat, hat.c.user_id == UserSession.user_id)
        .where(UserSession.id_hash == _hash(token))
        .order_by(
            case((hat.c.id == UserSession.hat_id, 0), else_=1),
            hat.c.from_on,
            hat.c.granted_at,
        )
        .limit(1)
    ).one_or_none()
    if found is None or not found.UserSession.lasts(clock.now()):
        return None
    user: User = found.UserSession.user
    return Actor(
        user_id=user.id,
        name=user.name,
        role=found.role or "",
        email=user.email,
        hat_id=found.id,
        agency=found.agency,
        body=found.body,
    )


def wear(session: Session, *, token: str, hat_id: UUID) -> None:
    """Change the hat worn in a session.

    Raises NotFound for a hat that does not count today or is another person's.
    """
    hat = hats.counting(clock.today())
    found = session.get(UserSession, _hash(token))
    owner = session.scalar(select(hat.c.user_id).where(hat.c.id == hat_id))
    if found is None or owner != found.user_id:
        raise NotFound("This role is not yours to use today.")
    found.hat_id = hat_id


def needs_to_be_seen(session: Session, *, token: str) -> bool:
    """Whether the session was last seen long enough ago to store it again."""
    found = session.get(UserSession, _hash(token))
    return found is not None and clock.now() - found.last_seen_at > _SEEN_STEP


def see(session: Session, *, token: str) -> None:
    """Store that the session was used now."""
    session.execute(
        update(UserSession)
        .where(UserSession.id_hash == _hash(token), UserSession.ended_at.is_(None))
        .values(last_seen_at=clock.now())
    )


def may_choose_freely(session: Session, *, token: str) -> bool:
    """Whether this session may set a password without giving the present one.

    So it is with no password yet, and shortly after coming in by a link.
    """
    found = session.get(UserSession, _hash(token))
    if found is None:
        return False
    return found.user.password_hash is None or found.trusted_by_link(clock.now())


def has_password(session: Session, *, user_id: UUID) -> bool:
    """Whether the person ever set a password."""
    return _user(session, user_id).password_hash is not None


def close_user(session: Session, *, user_id: UUID) -> None:
    """Close an account; its sessions and links stop at once, and for good."""
    _user(session, user_id).active = False
    end_sessions(session, user_id=user_id)
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


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
