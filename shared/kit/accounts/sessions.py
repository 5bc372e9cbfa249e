"""Begin sessions, carry them forward, and end them.

A token leaves as a return value once; what is stored is its SHA-256. A session that
only began opens nothing: ``confirm`` makes it good, and gives it another token.
"""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Row, bindparam, case, select, update
from sqlalchemy.orm import Session

from kit import clock
from kit.accounts.actor import Actor
from kit.accounts.model import (
    IDLE_LIMIT,
    LATELY,
    SignInMethod,
    User,
    UserSession,
    ends,
    ends_for_good,
)
from kit.db import read_rows
from kit.errors import NotFound
from kit.hats import queries as hats
from kit.notices.queries import counted_unread

# Being seen is stored at most this often, so that reading a page seldom writes.
_SEEN_STEP = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A session that lasts: whose it is, how far it came, and until when.

    ``actor.confirmed_at`` is None while the session only began; ``second_step_at`` is
    None where no second step was taken. It ends at ``ends_at`` when no page is opened
    until then, and at ``ends_for_good_at`` in any case. ``unread`` counts the person's
    notices, which every page shows.
    """

    actor: Actor
    second_step_at: datetime | None
    ends_at: datetime
    ends_for_good_at: datetime
    needs_to_be_seen: bool
    unread: int

    def seen(self) -> "Standing":
        """The same once ``see`` stored that it is in use."""
        ends_at = min(clock.now() + IDLE_LIMIT, self.ends_for_good_at)
        return replace(self, ends_at=ends_at, needs_to_be_seen=False)


@dataclass(frozen=True, kw_only=True)
class OwnSession:
    """A session as its owner sees it listed; ``device`` is what the browser said."""

    session_id: UUID
    method: SignInMethod
    device: str
    began_at: datetime
    last_seen_at: datetime
    here: bool


def start(
    session: Session, *, user_id: UUID, method: SignInMethod, device: str = ""
) -> str:
    """Begin a session with a new id; returns the token for the cookie."""
    token = secrets.token_urlsafe(32)
    moment = clock.now()
    session.add(
        UserSession(
            id_hash=hash_of(token),
            user_id=user_id,
            method=method,
            device=device[:60],
            created_at=moment,
            last_seen_at=moment,
        )
    )
    return token


def confirm(session: Session, *, token: str, second_step: bool) -> str:
    """The person just proved who they are; returns the session's new token.

    ``second_step`` is whether it was with more than a password or a link. The old
    token opens nothing any more. Raises NotFound for a session that does not last.
    """
    moment, renewed = clock.now(), secrets.token_urlsafe(32)
    found = session.get(UserSession, hash_of(token))
    if found is None or not found.lasts(moment):
        raise NotFound("You are not signed in any more.")
    changes: dict[str, object] = {
        "id_hash": hash_of(renewed),
        "confirmed_at": moment,
    }
    if second_step:
        changes["second_step_at"] = moment
    # Of two proofs at once, the second finds the old id gone.
    won = session.execute(
        update(UserSession)
        .where(UserSession.id_hash == hash_of(token), UserSession.ended_at.is_(None))
        .values(last_seen_at=moment, **changes)
        .returning(UserSession.public_id)
    ).one_or_none()
    if won is None:
        raise NotFound("You are not signed in any more.")
    return renewed


def standing_of(session: Session, *, token: str) -> Standing | None:
    """The session of a token while it lasts, its person wearing a hat; or None.

    The hat is the one chosen in this session while it counts, else the person's
    first that does. With none, ``role`` is empty and ``hat_id`` None.
    """
    asked = {"today": clock.today(), "id_hash": hash_of(token)}
    row = read_rows(session, _STANDING, asked).one_or_none()
    moment = clock.now()
    if row is None or row.ended_at is not None or not row.active:
        return None
    ends_at = ends(row.created_at, row.last_seen_at)
    if moment >= ends_at:
        return None
    return Standing(
        actor=_actor(row),
        second_step_at=row.second_step_at,
        ends_at=ends_at,
        ends_for_good_at=ends_for_good(row.created_at),
        needs_to_be_seen=moment - row.last_seen_at > _SEEN_STEP,
        unread=row.unread,
    )


# Asked with every page, so session, person, hat and unread notices come in one
# question, and the question is made once.
_hat = hats.counting(bindparam("today", type_=Date()))
_STANDING = (
    select(UserSession.public_id, UserSession.created_at, UserSession.last_seen_at)
    .add_columns(UserSession.ended_at, UserSession.confirmed_at)
    .add_columns(UserSession.second_step_at)
    .add_columns(User.id.label("user_id"), User.name, User.email, User.active)
    .add_columns(_hat.c.id.label("hat_id"), _hat.c.role, _hat.c.agency, _hat.c.body)
    .add_columns(counted_unread(UserSession.user_id).label("unread"))
    .join(User, User.id == UserSession.user_id)
    .outerjoin(_hat, _hat.c.user_id == UserSession.user_id)
    .where(UserSession.id_hash == bindparam("id_hash"))
    .order_by(
        case((_hat.c.id == UserSession.hat_id, 0), else_=1),
        _hat.c.from_on,
        _hat.c.granted_at,
    )
    .limit(1)
)


def see(session: Session, *, token: str) -> None:
    """Store that the session was used now."""
    session.execute(
        update(UserSession)
        .where(UserSession.id_hash == hash_of(token), UserSession.ended_at.is_(None))
        .values(last_seen_at=clock.now())
    )


def wear(session: Session, *, token: str, hat_id: UUID) -> None:
    """Change the hat worn in a session.

    Raises NotFound for a hat that does not count today or is another person's.
    """
    hat = hats.counting(clock.today())
    found = session.get(UserSession, hash_of(token))
    owner = session.scalar(select(hat.c.user_id).where(hat.c.id == hat_id))
    if found is None or owner != found.user_id:
        raise NotFound("This role is not yours to use today.")
    found.hat_id = hat_id


def end(session: Session, *, token: str) -> None:
    """Sign out; a token of no session is no fault."""
    session.execute(
        update(UserSession)
        .where(UserSession.id_hash == hash_of(token), UserSession.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def end_one(session: Session, *, user_id: UUID, session_id: UUID) -> None:
    """End one of a person's own sessions; raises NotFound where it is not theirs."""
    ended = session.execute(
        update(UserSession)
        .where(UserSession.public_id == session_id, UserSession.user_id == user_id)
        .where(UserSession.ended_at.is_(None))
        .values(ended_at=clock.now())
        .returning(UserSession.public_id)
    ).one_or_none()
    if ended is None:
        raise NotFound("This session has ended already.")


def end_all(session: Session, *, user_id: UUID, keep: str | None = None) -> None:
    """End all a person's sessions at once, save the one of the token ``keep``."""
    others = update(UserSession).where(
        UserSession.user_id == user_id, UserSession.ended_at.is_(None)
    )
    if keep is not None:
        others = others.where(UserSession.id_hash != hash_of(keep))
    session.execute(others.values(ended_at=clock.now()))


def own(session: Session, *, user_id: UUID, token: str) -> list[OwnSession]:
    """A person's sessions that last, the one of ``token`` first, then the latest."""
    rows = session.scalars(
        select(UserSession)
        .where(UserSession.user_id == user_id, UserSession.ended_at.is_(None))
        .order_by(UserSession.last_seen_at.desc())
    )
    moment, here = clock.now(), hash_of(token)
    found = [
        OwnSession(
            session_id=row.public_id,
            method=row.method,
            device=row.device or "",
            began_at=row.created_at,
            last_seen_at=row.last_seen_at,
            here=row.id_hash == here,
        )
        for row in rows
        if row.public_id is not None and row.lasts(moment)
    ]
    return sorted(found, key=lambda each: not each.here)


def may_choose_freely(session: Session, *, token: str) -> bool:
    """Whether this session may set a password without giving the present one.

    So it is with no password yet, and shortly after coming in by a link.
    """
    found = session.get(UserSession, hash_of(token))
    if found is None:
        return False
    return found.user.password_hash is None or found.trusted_by_link(clock.now())


def lately_ran_out(session: Session, *, token: str) -> UUID | None:
    """Whose session it was, if time alone ended it, in the last twelve hours."""
    found = session.get(UserSession, hash_of(token))
    moment = clock.now()
    if found is None or found.confirmed_at is None or not found.ran_out(moment):
        return None
    return found.user_id if moment - found.ends_at < LATELY else None


def hash_of(token: str) -> str:
    """What is stored in place of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _actor(row: Row[*tuple[Any, ...]]) -> Actor:
    return Actor(
        user_id=row.user_id,
        name=row.name,
        role=row.role or "",
        email=row.email,
        hat_id=row.hat_id,
        agency=row.agency,
        body=row.body,
        session_id=str(row.public_id or ""),
        confirmed_at=row.confirmed_at,
    )
