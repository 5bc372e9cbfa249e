"""Send a browser to the provider, and receive it back with what the provider said."""

from typing import cast

from flask import current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kit import logs
from kit.accounts import proving
from kit.errors import NotFound
from kit.openid import attempts
from kit.openid.attempts import Attempt, Then
from kit.openid.provider import Provider, ProviderAway
from kit.openid.tokens import Identity, NotProved, Reason
from kit.trail.model import Outcome
from kit.trail.service import record_at_once
from kit.web import door, limits

_KEPT_AS = "accord-openid"
# Nobody set out: whoever calls the address so is not worth a row of the trail.
_NOT_TOLD = {Reason.BEGUN_ELSEWHERE}


def provider() -> Provider:
    """The provider of this instance; raises NotFound where settings name none."""
    settings = door.settings()
    if not settings.openid_issuer:
        raise NotFound
    kept = current_app.extensions
    if _KEPT_AS not in kept:  # two threads may make one each: the first stays
        kept.setdefault(_KEPT_AS, Provider(settings))
    return cast("Provider", kept[_KEPT_AS])


def name() -> str:
    """What people call the provider; empty where settings name none."""
    settings = door.settings()
    return settings.openid_name if settings.openid_issuer else ""


def send(*, then: Then, target: str) -> ResponseReturnValue:
    """Send the browser to the provider, to come back for ``target``."""
    found = provider()
    limits.spend(limits.PROVIDER)
    try:
        beginning = found.begin()
    except ProviderAway:
        return away()
    attempts.begin(beginning, then=then, target=target)
    return redirect(beginning.address, 303)


def receive() -> tuple[Attempt, Identity]:
    """Who came back, and what they had set out for.

    Raises NotProved for a return that does not fit or an answer that shows nothing,
    ProviderAway.
    """
    found = provider()
    attempt = attempts.come_back(request.args.get("state", ""))
    if attempt is None:
        raise NotProved(Reason.BEGUN_ELSEWHERE)
    code = request.args.get("code")
    if request.args.get("error") or not code:
        raise NotProved(Reason.STOPPED)
    limits.spend(limits.PROVIDER)
    identity = found.finish(
        code=code,
        issuer=request.args.get("iss"),
        nonce=attempt.nonce,
        verifier=attempt.verifier,
    )
    return attempt, identity


def away() -> ResponseReturnValue:
    """The page that says the provider does not answer, and what still works."""
    return render_template("kit/openid/templates/away.html"), ProviderAway.status


def refused(reason: Reason, identity: Identity | None = None) -> ResponseReturnValue:
    """The page that says why nobody was let in; the trail keeps it."""
    logs.get_logger(__name__).warning("sign-in refused", reason=reason.value)
    if reason not in _NOT_TOLD:
        detail = {"method": "provider", "reason": reason.value}
        if identity is not None:
            about = f"{identity.issuer} {identity.subject}"
            detail["address-hash"] = proving.whom(about)
        record_at_once(
            door,
            act="sign-in.refused",
            resource=proving.OWN_ACCOUNT,
            outcome=Outcome.REFUSED,
            detail=detail,
        )
    page = render_template(
        "kit/openid/templates/refused.html",
        reason=reason.value,
        contact=door.settings().contact,
    )
    return page, NotProved.status
