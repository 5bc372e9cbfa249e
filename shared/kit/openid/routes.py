"""Sign in through the provider, and come back from it.

What a provider says about roles grants nothing: hats are given here. And whatever it
says about a second factor (``acr``, ``amr``), our own second step is asked: two
organisations' words for strong enough differ, and only one of them is checked here.
"""

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from kit.accounts import access, arrival
from kit.accounts.model import SignInMethod
from kit.openid import attempts, journey, queries
from kit.openid.attempts import Then
from kit.openid.provider import BACK, ProviderAway
from kit.openid.tokens import Identity, NotProved, Reason
from kit.web import door

pages = Blueprint("openid", __name__)


@pages.get("/sign-in/provider")
@access.public
def start() -> ResponseReturnValue:
    """Send the browser to the provider.

    By GET: a form's redirect would not leave our pages, by their own policy. Nothing
    is stored, and who is sent here by a stranger signs in as nobody but themselves.
    """
    target = access.local_path(request.args.get("next"))
    if door.actor_or_nobody() is not None:
        return redirect(target)
    return journey.send(then=Then.LET_IN, target=target)


@pages.get(BACK)
@access.public
def back() -> ResponseReturnValue:
    """Where the provider sends the browser: let in, or hold who it is."""
    try:
        attempt, identity = journey.receive()
    except NotProved as fault:
        return journey.refused(fault.reason)
    except ProviderAway:
        return journey.away()
    if attempt.then is Then.LET_IN:
        return _let_in(identity, target=attempt.target)
    attempts.hold(identity)
    return redirect(attempt.target, 303)


@pages.app_context_processor
def _name() -> dict[str, str]:
    """For every page: what people call the provider, or nothing."""
    return {"provider_name": journey.name()}


def _let_in(identity: Identity, *, target: str) -> ResponseReturnValue:
    """Only whose account is linked: nobody gets an account by coming."""
    with door.reading() as session:
        found = queries.linked_with(session, identity=identity)
    if found is None or not found.active:
        reason = Reason.CLOSED if found else Reason.UNKNOWN
        return journey.refused(reason, identity)
    return arrival.let_in(found.user_id, method=SignInMethod.PROVIDER, target=target)
