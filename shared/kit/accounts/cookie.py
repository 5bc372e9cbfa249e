"""The cookie that carries a session's token, and who stands behind it."""

from flask import g, request
from werkzeug.wrappers import Response as AnyResponse

from kit.accounts import service
from kit.web import door


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
    """Before each request: who is asking, and that the session is in use."""
    g.actor = None
    sent = token()
    if not sent or request.endpoint in {"assets.file", "assets.colours"}:
        return
    with door.reading() as session:
        g.actor = service.actor_of(session, token=sent)
        seen_long_ago = g.actor is not None and service.needs_to_be_seen(
            session, token=sent
        )
    if seen_long_ago:
        with door.transaction() as session:
            service.see(session, token=sent)
