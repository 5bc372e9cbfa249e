"""Let somebody in who gave a password or used a link, as far as that goes."""

from uuid import UUID

from flask import make_response, redirect, request, url_for
from flask import session as form_session
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from structlog.stdlib import BoundLogger
from werkzeug.wrappers import Response as AnyResponse

from kit import logs
from kit.accounts import cookie, sessions
from kit.accounts.actor import Actor
from kit.accounts.model import SignInMethod
from kit.accounts.proving import OWN_ACCOUNT
from kit.errors import NotAllowed
from kit.second_step import queries as second_step
from kit.second_step.service import Proof
from kit.trail.service import record
from kit.web import door

# What browsers say of themselves, the telling word first: Edge says Chrome too.
_BROWSERS = {
    "Edg": "Edge", "OPR/": "Opera", "Firefox": "Firefox", "Chrom": "Chrome",
    "Safari": "Safari",
}  # fmt: skip
_SYSTEMS = {
    "Windows": "Windows", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad",
    "Mac OS": "Mac", "CrOS": "Chromebook", "Linux": "Linux",
}  # fmt: skip


def let_in(user_id: UUID, *, method: SignInMethod, target: str) -> ResponseReturnValue:
    """Begin a session and lead on: to the second step, or to ``target``.

    The session of before ends; the cookie carries a new id.
    """
    old = cookie.token() or ""
    with door.transaction() as session:
        came_back = sessions.lately_ran_out(session, token=old) == user_id
        sessions.end(session, token=old)
        token, arrived = _begin(session, user_id, method)
    # Who comes back after a rest goes on with the forms of her other tabs.
    if not came_back:
        form_session.clear()
    _log().info("signed in", user_id=str(user_id), reason=method.value)
    if not arrived:
        target = url_for("second_step.challenge", next=target)
    return cookie.hand_out(make_response(redirect(target, 303)), token=token)


def go_on(actor: Actor, *, proof: Proof | None, target: str) -> AnyResponse:
    """A proof was right: on to ``target`` with a new session id."""
    token = confirm(actor, proof=proof)
    return cookie.hand_out(make_response(redirect(target, 303)), token=token)


def confirm(actor: Actor, *, proof: Proof | None) -> str:
    """Store that the person proved who they are; returns the session's new token.

    ``proof`` is the kind of second step, None for a password given once more.
    """
    with door.transaction() as session:
        token = sessions.confirm(
            session, token=cookie.token() or "", second_step=proof is not None
        )
        record(
            session,
            act="sign-in.confirmed",
            resource=OWN_ACCOUNT,
            record=actor.user_id,
            detail={"method": proof.value if proof else SignInMethod.PASSWORD.value},
            by=actor,
        )
    return token


def _begin(session: Session, user_id: UUID, method: SignInMethod) -> tuple[str, bool]:
    """A new session's token, and whether signing in is over with it."""
    token = sessions.start(session, user_id=user_id, method=method, device=_device())
    begun = sessions.standing_of(session, token=token)
    if begun is None:
        raise NotAllowed("This account is closed.")
    asked_for = second_step.state(session, user_id=user_id).is_set_up
    arrived = not asked_for and cookie.may_skip_step(begun.actor.role)
    if arrived:
        token = sessions.confirm(session, token=token, second_step=False)
    record(
        session,
        act="sign-in.done" if arrived else "sign-in.begun",
        resource=OWN_ACCOUNT,
        record=user_id,
        detail={"method": method.value},
        by=begun.actor,
    )
    return token, arrived


def _device() -> str:
    """The browser and system in two words, so that people know their own again."""
    said = request.user_agent.string
    browser = next((name for word, name in _BROWSERS.items() if word in said), "")
    system = next((name for word, name in _SYSTEMS.items() if word in said), "")
    return " on ".join(filter(None, (browser, system)))


def _log() -> BoundLogger:
    return logs.get_logger(__name__)
