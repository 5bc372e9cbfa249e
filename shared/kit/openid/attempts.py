"""What a browser carries while its person is away at the provider.

It travels in the signed cookie of forms, locked, and not in a table: a stranger who
begins a thousand sign-ins must not make the database write. The cookie ties the
attempt to one browser; it is given up at the first return, and no use after ten
minutes. That a code counts once is for the provider to see to (RFC 6749, 4.1.2, 2012).
"""

import hmac
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from flask import session as form_session

from kit import clock
from kit.lockbox import CannotUnlock, Lockbox
from kit.openid.provider import Beginning
from kit.openid.tokens import Identity
from kit.web import door

GOOD_FOR = 600  # seconds
_BEGUN, _HELD = "provider-begun", "provider-held"


class Then(StrEnum):
    """What happens when the person is back."""

    LET_IN = "let in"
    SHOW = "show"


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A person on their way; ``target`` is the page to go on to."""

    then: Then
    target: str
    state: str
    nonce: str
    verifier: str


def begin(beginning: Beginning, *, then: Then, target: str) -> None:
    """Remember in this browser what it set out for; an earlier attempt is over."""
    _put(
        _BEGUN,
        then=then,
        target=target,
        state=beginning.state,
        nonce=beginning.nonce,
        verifier=beginning.verifier,
    )


def come_back(state: str) -> Attempt | None:
    """What this browser set out for, once; None for another state or too late."""
    found = _look(_BEGUN)
    form_session.pop(_BEGUN, None)
    if found is None:
        return None
    attempt = Attempt(**found | {"then": Then(found["then"])})
    same = hmac.compare_digest(attempt.state.encode(), state.encode())
    return attempt if same else None


def hold(identity: Identity) -> None:
    """Keep who came back, for the page on which they say what to do with it."""
    _put(_HELD, **asdict(identity))


def held() -> Identity | None:
    """Who came back in this browser in the last ten minutes."""
    found = _look(_HELD)
    return Identity(**found) if found is not None else None


def let_go() -> None:
    """Forget who came back."""
    form_session.pop(_HELD, None)


def _put(place: str, **what: str) -> None:
    until = int(clock.now().timestamp()) + GOOD_FOR
    form_session[place] = _box().lock(json.dumps([until, what]), about=place)


def _look(place: str) -> dict[str, Any] | None:
    try:
        until, what = json.loads(_box().unlock(form_session[place], about=place))
    except (KeyError, CannotUnlock):
        return None
    return what if clock.now().timestamp() < until else None


def _box() -> Lockbox:
    return Lockbox(door.settings().secret_key, purpose="sign-in through a provider")
