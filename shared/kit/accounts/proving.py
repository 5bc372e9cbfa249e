"""Prove at a page's door who somebody is: count the guess, look, and tell of it.

Every guess is counted before it is looked at. It is looked at outside the write,
because a slow hash must not keep others waiting. What was refused is told to the
trail, and the owner hears of it when an account closes itself for a while.
"""

from uuid import UUID

from flask import make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as AnyResponse

from kit import logs
from kit.accounts import queries, service
from kit.accounts.actor import Actor
from kit.lockbox import fingerprint
from kit.notices.model import SECURITY
from kit.notices.service import Words, tell
from kit.second_step import service as second_step
from kit.second_step.service import Proof
from kit.throttle import service as throttle
from kit.throttle.model import Kind
from kit.throttle.service import Noted, TooManyGuesses
from kit.trail import service as trail
from kit.trail.model import Outcome
from kit.web import door

OWN_ACCOUNT = "own_account"

_LOCKED = Words(
    kind=SECURITY,
    text=(
        "Wrong passwords or codes were tried for your account: it takes none for "
        "fifteen minutes. If it was not you, tell your administrator."
    ),
    href="/account/sessions",
)


def password_of(*, email: str, given: str) -> UUID | None:
    """Whose password this is, or None; raises TooManyGuesses."""
    address = email.strip().casefold()
    noted = count(Kind.PASSWORD, about=address)
    with door.reading() as session:
        user_id = service.check_password(session, email=address, password=given)
    if user_id is None:
        _refused(noted, act="sign-in.refused", about=address)
        return None
    with door.transaction() as session:
        throttle.forgive(session, noted)
        service.strengthen(session, user_id=user_id, password=given)
    return user_id


def second_step_of(actor: Actor, typed: str) -> Proof | None:
    """Whether a code is this person's, which uses it up; raises TooManyGuesses."""
    noted = count(Kind.CODE, about=str(actor.user_id))
    box = second_step.lockbox(door.settings().secret_key)
    with door.reading() as session:
        found = second_step.examine(
            session, user_id=actor.user_id, typed=typed, box=box
        )
    if found is not None:
        with door.transaction() as session:
            if second_step.use_up(session, user_id=actor.user_id, found=found):
                throttle.forgive(session, noted)
                return found.proof
    _refused(noted, act="second-step.refused", about=actor.email, by=actor)
    return None


def count(kind: Kind, *, about: str) -> Noted:
    """Count a try about an account, from where it comes; raises TooManyGuesses."""
    key = door.settings().secret_key
    block = throttle.block_of(request.remote_addr)
    with door.transaction() as session:
        return throttle.note(
            session,
            kind=kind,
            who=whom(about),
            block=fingerprint(key, purpose="part of the network", text=block),
        )


def whom(about: str) -> str:
    """The fingerprint by which guesses about an account are counted."""
    key = door.settings().secret_key
    return fingerprint(key, purpose="account that is guessed at", text=about)


def later(page: ResponseReturnValue, fault: TooManyGuesses) -> AnyResponse:
    """The page as an answer that says when to try again."""
    answer = make_response(page)
    answer.status_code = fault.status
    answer.headers["Retry-After"] = str(fault.seconds)
    return answer


def _refused(noted: Noted, *, act: str, about: str, by: Actor | None = None) -> None:
    """Tell of a wrong guess: what was tried is a fingerprint, for it may be a name."""
    reason = "locked" if noted.last else "wrong"
    logs.get_logger(__name__).warning("sign-in refused", reason=reason, state=act)
    with door.transaction() as session:
        person = queries.person(session, email=about)
        if noted.last and person is not None and person.active:
            tell(session, user_id=person.user_id, **_LOCKED)
        trail.record(
            session,
            act=act,
            resource=OWN_ACCOUNT,
            record=person.user_id if person else None,
            outcome=Outcome.REFUSED,
            detail={"reason": reason, "address-hash": whom(about)},
            by=by,
        )
