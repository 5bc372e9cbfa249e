"""Whose requests are answered: our own host's, from our own pages.

The token in each form shows that a form is ours; what the browser itself says about
where a request comes from shows it again, and cannot be copied out of a page
(OWASP, "Cross-Site Request Forgery Prevention", 2025: verifying origin).
"""

from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from kit.errors import NotAllowed
from kit.settings import Settings
from kit.web import door

THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})
_CHANGES_NOTHING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_PORTS = {"http": 80, "https": 443}
_FROM_HERE = frozenset({"same-origin", "none"})


class Elsewhere(NotAllowed):
    """This was sent from another site. Open the page here and send it again."""

    code = "sent-from-elsewhere"


def register(app: Flask, settings: Settings) -> None:
    """Answer only for our own host, behind exactly the proxies there are."""
    app.config["TRUSTED_HOSTS"] = sorted(hosts(settings))
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's own advice
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    app.before_request(check)


def hosts(settings: Settings) -> frozenset[str]:
    """The names this instance answers to; on this machine, all names of it."""
    host = urlsplit(settings.public_url).hostname or ""
    return THIS_MACHINE if host in THIS_MACHINE else frozenset({host})


def check() -> None:
    """Raise Elsewhere (403) for a change that a page of another site asked for.

    Browsers that say nothing at all are left to the form's token.
    """
    if request.method in _CHANGES_NOTHING:
        return
    origin = request.headers.get("Origin")
    if origin is not None and not is_ours(origin, door.settings()):
        raise Elsewhere
    if request.headers.get("Sec-Fetch-Site", "none") not in _FROM_HERE:
        raise Elsewhere


def is_ours(origin: str, settings: Settings) -> bool:
    """Whether ``Origin`` names this instance: scheme, host and port."""
    try:
        said, mine = urlsplit(origin), urlsplit(settings.public_url)
        if said.path or said.query or said.fragment or said.username is not None:
            return False
        return (
            said.scheme == mine.scheme
            and said.hostname in hosts(settings)
            and (said.port or _PORTS[said.scheme]) == (mine.port or _PORTS[mine.scheme])
        )
    except ValueError:  # a port that is no number
        return False
