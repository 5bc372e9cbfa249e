"""Answers that need nothing: no template, no database, not even a request."""

from collections.abc import Callable, Iterable
from html import escape
from http import HTTPStatus
from typing import TYPE_CHECKING

from kit import clock, logs
from kit.web import headers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Write = Callable[[bytes], object]

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
        """Serve one request; nothing is sent before the application is done."""
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def hold(status: str, lines: list[tuple[str, str]], *_: object) -> Write:
            begun[:] = [(status, lines)]
            return _refuse

        try:
            body = self._app(environ, hold)
        except Exception:
            # The edge of the application: what is not answered here is shown raw.
            status, lines, body = self._answer(str(clock.new_id()))
        else:
            ((status, lines),) = begun
        start_response(status, lines)
        return body

    def _answer(self, reference: str) -> tuple[str, list[tuple[str, str]], list[bytes]]:
        with logs.correlation(reference):
            logs.get_logger(__name__).error(
                "request failed", status=_FAILED.value, exc_info=True
            )
        body = page(
            title="Sorry, something went wrong",
            advice="Look at how things stand before you do it again. If it happens "
            "again, give your administrator the reference below.",
            reference=reference,
        ).encode()
        lines = [
            *self._headers.items(),
            ("Content-Type", HTML),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
        ]
        return f"{_FAILED.value} {_FAILED.phrase}", lines, [body]


def _refuse(_: bytes) -> object:
    """WSGI's old way of sending, which would send too early."""
    raise RuntimeError("Return what is to be sent")
