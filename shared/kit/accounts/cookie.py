"""The cookie that carries a session's token, and who stands behind it."""

from typing import cast

from flask import g, request
from werkzeug.wrappers import Response as AnyResponse

from kit.accounts import sessions
from kit.accounts.actor import Actor
from kit.settings import SecondStep
from kit.web import door

_FILES = frozenset({"assets.file", "assets.colours"})
# Asking how long the session still lasts must not make it last longer.
_NOT_SEEN = frozenset({"account.time_left"})


def prefix(address: str) -> str:
    """``__Host-`` over TLS: the browser then takes the cookie from this host alone.

    Browsers refuse that prefix over plain HTTP, which is for this machine only.
    """
    return "__Host-" if address.startswith("https") else ""


def _name() -> str:
    # The slug: instances on one machine share its cookies, whatever their port.
    settings = door.settings()
    return f"{prefix(settings.public_url)}accord-{settings.member}"


def token() -> str | None:
    """The session token the browser sent, if any."""
    return request.cookies.get(_name())


def hand_out(response: AnyResponse, *, token: str) -> AnyResponse:
    """Give the browser a session's token, until it is closed or signed out."""
    response.set_cookie(
        _name(),
        token,
        secure=door.settings().public_url.startswith("https"),
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response


def take_back(response: AnyResponse) -> AnyResponse:
    """Make the browser forget the token, and over TLS all it kept of this site."""
    secure = door.settings().public_url.startswith("https")
    response.delete_cookie(
        _name(), secure=secure, httponly=True, samesite="Lax", path="/"
    )
    if secure:  # on one machine it would sign out of every instance there
        response.headers["Clear-Site-Data"] = '"cache","cookies","storage"'
    return response


def recognise() -> None:
    """Before each request: who is asking, and that the session is in use.

    A session that has not come to the end of signing in opens nothing: for all other
    pages its person is nobody, and only those of the second step know who it is.
    """
    g.actor = g.halfway = g.standing = None
    sent = token()
    if not sent or request.endpoint in _FILES:
        return
    with door.reading() as session:
        standing = sessions.standing_of(session, token=sent)
    if standing is None:
        return
    g.standing = standing
    if _came_to_the_end(standing):
        g.actor = standing.actor
    else:
        g.halfway = standing.actor
    if standing.needs_to_be_seen and request.endpoint not in _NOT_SEEN:
        with door.transaction() as session:
            sessions.see(session, token=sent)
        g.standing = standing.seen()


def standing() -> sessions.Standing | None:
    """The session this request came with, while it lasts."""
    return cast("sessions.Standing | None", g.get("standing"))


def halfway() -> Actor | None:
    """Who gave a password, or used a link, and has yet to take the second step."""
    return cast("Actor | None", g.get("halfway"))


def may_skip_step(role: str) -> bool:
    """Whether people of this role sign in without a second step here."""
    if door.settings().second_step is SecondStep.WAIVED:
        return True
    known = door.policy().roles.get(role)
    return known is not None and known.may_skip_step


def _came_to_the_end(standing: sessions.Standing) -> bool:
    if standing.actor.confirmed_at is None:
        return False
    # Asked of the hat worn now: another hat may need more than the first one did.
    return standing.second_step_at is not None or may_skip_step(standing.actor.role)
