"""What people see when something fails: what happened, what to do, a reference."""

from dataclasses import dataclass

from flask import Flask, g, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from kit import logs
from kit.errors import AccordError, Invalid


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
        "Too many attempts",
        "Wait five minutes, then try again.",
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


def register(app: Flask) -> None:
    """Answer every failure of ``app`` with a page for people."""
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(AccordError, _said)
    app.register_error_handler(OperationalError, _database_away)
    # Flask would write a traceback, whose messages can quote what people typed.
    app.logger.disabled = True


def _said(error: AccordError) -> ResponseReturnValue:
    if error.status >= 500:
        _log(error.status)
    details = error.fields if isinstance(error, Invalid) else {}
    return _page(error.status, str(error), details=list(details.values()))


def _refused(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if error.response is not None or status < 400:
        return error
    if status >= 500:
        _log(status)
    return _page(status)


def _stale_form(_error: CSRFError) -> ResponseReturnValue:
    return _page(400, words=_STALE_FORM)


def _database_away(_error: OperationalError) -> ResponseReturnValue:
    _log(503)
    return _page(503)


def _log(status: int) -> None:
    logs.get_logger(__name__).error("request failed", status=status, exc_info=True)


def _page(
    status: int,
    message: str = "",
    *,
    details: list[str] | None = None,
    words: Words | None = None,
) -> ResponseReturnValue:
    # A status without words of its own is told as the nearest of its kind.
    chosen = words or _WORDS.get(status) or _WORDS[500 if status >= 500 else 400]
    page = render_template(
        "kit/web/templates/error.html",
        words=chosen,
        message=message,
        details=details or [],
        reference=g.get("reference"),
    )
    return page, status
