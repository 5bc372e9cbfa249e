"""Answers that need nothing: no template, no database, not even a request."""

import sys
from collections.abc import Iterable
from html import escape
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import UUID

from kit import clock, logs
from kit.web import headers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HTML = "text/html; charset=utf-8"
_FAILED = HTTPStatus.INTERNAL_SERVER_ERROR
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>{title}</h1><p>{advice}</p>
<p><a href="/">Go to the front page</a></p>
<p>Reference: {reference}</p></main></body>
</html>
"""


def page(*, title: str, advice: str, reference: str) -> str:
    """A page in plain HTML, without styles, for when nothing else can be drawn."""
    return _PAGE.format(
        title=escape(title), advice=escape(advice), reference=escape(reference)
    )


class LastResort:
    """Around an application: whatever escapes it is logged and answered in words.

    A fault while a request is taken down has left the application's own handlers
    behind; the server would answer without our headers and log a traceback.
    """

    def __init__(self, app: "WSGIApplication", *, transport: str) -> None:
        self._app = app
        self._headers = headers.always(transport=transport)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Serve one request."""
        try:
            return self._app(environ, start_response)
        except Exception:
            # The edge of the application: what is not answered here is shown raw.
            return self._answer(start_response, clock.new_id())

    def _answer(
        self, start_response: "StartResponse", reference: UUID
    ) -> Iterable[bytes]:
        with logs.correlation(str(reference)):
            logs.get_logger(__name__).error(
                "request failed", status=_FAILED.value, exc_info=True
            )
        body = page(
            title="Sorry, something went wrong",
            advice="Look at how things stand before you do it again. If it happens "
            "again, give your administrator the reference below.",
            reference=str(reference),
        ).encode()
        start_response(
            f"{_FAILED.value} {_FAILED.phrase}",
            [
                *self._headers.items(),
                ("Content-Type", HTML),
                ("Content-Length", str(len(body))),
                ("Cache-Control", "no-store"),
            ],
            sys.exc_info(),
        )
        return [body]
