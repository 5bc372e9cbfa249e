"""What people see when something fails: what happened, what to do, a reference.

Programs that ask for JSON are told the same in JSON.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Flask, Response, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from werkzeug.exceptions import HTTPException

from kit import logs
from kit.errors import AccordError, Invalid
from kit.trail import denials
from kit.web import bare
from kit.web.limits import TooOften
from kit.web.origins import Elsewhere


@dataclass(frozen=True)
class Words:
    """The heading of an error page and what to do next."""

    title: str
    advice: str


_WORDS = {
    400: Words(
        "Your browser sent something this page cannot read",
        "Go back, load the page again and try once more.",
    ),
    403: Words(
        "You cannot open this page",
        "If you need it for your work, ask your administrator to change your role.",
    ),
    404: Words(
        "Page not found",
        "If you typed the address, check that it is right. If you pasted it, check "
        "that you copied all of it.",
    ),
    405: Words(
        "This page cannot be used that way",
        "Go back and use the links and buttons on the page.",
    ),
    409: Words(
        "This has changed since you opened it",
        "Go back, load the page again to see how it stands now, and repeat your "
        "change if it is still needed.",
    ),
    413: Words(
        "The file is too large",
        "Files can be up to 10 MB. Split the file, or save it without pictures, and "
        "try again.",
    ),
    422: Words(
        "What was entered cannot be used",
        "Go back, correct it and send it again.",
    ),
    429: Words(
        "Too many attempts in a short time",
        "What you did before is kept. Wait, then go back and try again.",
    ),
    500: Words(
        "Sorry, something went wrong",
        "Nothing you did caused this, and nothing half-done was stored. Try again in "
        "a few minutes. If it happens again, give your administrator the reference "
        "below.",
    ),
    503: Words(
        "Sorry, this is not available just now",
        "Nothing was lost. Try again in a few minutes.",
    ),
}
_STALE_FORM = Words(
    "This page was open for too long",
    "For safety a form works only while you stay signed in. Go back, load the page "
    "again and send it once more.",
)
_FROM_ELSEWHERE = Words(
    "This was not sent from one of our own pages",
    "Nothing was changed. If a link or a message led you here, tell your "
    "administrator.",
)
# What of a refusal's own headers is for the caller (RFC 9110, 15.5.6 and 10.2.3).
_HELPFUL = ("Allow", "Retry-After")


@dataclass(frozen=True, kw_only=True)
class Failure:
    """What is told about one failure, to people or to programs."""

    status: int
    code: str
    words: Words
    message: str = ""
    details: Sequence[str] = ()
    reference: str = ""


def register(app: Flask, *, transport: str) -> None:
    """Answer every failure of ``app`` in words; ``transport`` is http or https."""
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(AccordError, _said)
    for away in (OperationalError, InterfaceError, PoolExhausted):
        app.register_error_handler(away, _database_away)
    # Flask would write a traceback, whose messages can quote what people typed.
    app.logger.disabled = True
    app.wsgi_app = bare.LastResort(  # type: ignore[method-assign]  # Flask's own advice
        app.wsgi_app, transport=transport
    )


def _said(error: AccordError) -> ResponseReturnValue:
    if error.status >= 500:
        _log(error.status)
    denials.note(error)
    failure = Failure(
        status=error.status,
        code=error.code,
        words=_FROM_ELSEWHERE if isinstance(error, Elsewhere) else _words(error.status),
        message=str(error),
        details=list(error.fields.values()) if isinstance(error, Invalid) else [],
        reference=_reference(),
    )
    if isinstance(error, TooOften):
        return _answer(failure, {"Retry-After": str(error.retry_after)})
    return _answer(failure)


def _refused(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if error.response is not None or status < 400:
        return error
    if status >= 500:
        _log(status)
    own = dict(error.get_headers())
    kept = {name: own[name] for name in _HELPFUL if name in own}
    return _answer(_plain(status, code=_code(error.name)), kept)


def _stale_form(_error: CSRFError) -> ResponseReturnValue:
    return _answer(_plain(400, code="form-stale", words=_STALE_FORM))


def _database_away(_error: Exception) -> ResponseReturnValue:
    _log(503)
    return _answer(_plain(503, code="unavailable"))


def _log(status: int) -> None:
    logs.get_logger(__name__).error("request failed", status=status, exc_info=True)


def _plain(status: int, *, code: str, words: Words | None = None) -> Failure:
    chosen = words or _words(status)
    return Failure(status=status, code=code, words=chosen, reference=_reference())


def _words(status: int) -> Words:
    # A status without words of its own is told as the nearest of its kind.
    return _WORDS.get(status) or _WORDS[500 if status >= 500 else 400]


def _code(name: str) -> str:
    return name.lower().replace(" ", "-")


def _reference() -> str:
    return str(g.get("reference", ""))


def _answer(
    failure: Failure, extra: Mapping[str, str] | None = None
) -> ResponseReturnValue:
    headers = dict(extra or {})
    if not _wants_json():
        return Response(_page(failure), failure.status, headers)
    said = {
        "error": failure.code,
        "message": failure.message or failure.words.title,
        "details": list(failure.details),
        "reference": failure.reference,
    }
    return said, failure.status, headers


def _wants_json() -> bool:
    """Whether a program asks: it sent JSON, or would rather have it than a page."""
    if request.is_json:
        return True
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]


def _page(failure: Failure) -> str:
    try:
        return render_template(
            "kit/web/templates/error.html",
            words=failure.words,
            message=failure.message,
            details=failure.details,
            reference=failure.reference,
        )
    except Exception:
        # Whatever broke may be what a page is drawn with; people are told all the same.
        logs.get_logger(__name__).error("error page failed", exc_info=True)
        return bare.page(
            title=failure.words.title,
            advice=failure.words.advice,
            reference=failure.reference,
        )
