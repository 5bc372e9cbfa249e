"""The headers every response carries, errors and files included."""

import secrets
from collections.abc import Mapping

from flask import Flask, Response, g

ONE_YEAR = 31_536_000
REPORTS = "/csp-report"

# No inline script or style anywhere. The one inline line of the GOV.UK page template
# is let in by its nonce; without it all the components' scripts stay off.
_POLICY = (
    "default-src 'none'; script-src 'self'{nonce}; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; object-src 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'; "
    f"report-uri {REPORTS}"
)

# Not "no-referrer": browsers would then send "Origin: null" with our own forms.
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
    ),
}
_ONLY_TLS = f"max-age={ONE_YEAR}; includeSubDomains"


def csp_nonce() -> str:
    """This response's nonce, made when the page first asks for it."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def always(*, transport: str, nonce: str | None = None) -> Mapping[str, str]:
    """What every response carries; ``transport`` is ``http`` or ``https``."""
    policy = _POLICY.format(nonce=f" 'nonce-{nonce}'" if nonce else "")
    found = {"Content-Security-Policy": policy, **_ALWAYS}
    if transport == "https":
        found["Strict-Transport-Security"] = _ONLY_TLS
    return found


def register(app: Flask, *, transport: str) -> None:
    """Put the headers on every response; ``transport`` is ``http`` or ``https``."""

    def add(response: Response) -> Response:
        nonce = g.get("csp_nonce")
        response.headers.update(always(transport=transport, nonce=nonce))
        if not g.get("may_be_kept"):
            response.headers["Cache-Control"] = "no-store"
        return response

    app.after_request(add)
    app.jinja_env.globals["csp_nonce"] = csp_nonce


def keep_for_a_year(response: Response) -> Response:
    """Let browsers keep a file whose name changes with its content."""
    g.may_be_kept = True
    response.headers["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable"
    return response
