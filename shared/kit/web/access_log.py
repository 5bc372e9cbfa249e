"""One log line per request, tied to everything the request caused."""

import time
from contextlib import ExitStack

from flask import Flask, Response, g, request

from kit import logs
from kit.web import door


def register(app: Flask) -> None:
    """Give each request a correlation id, and write its line when it was answered."""
    app.before_request(_begin)
    app.after_request(_write)
    app.teardown_request(_end)


def _begin() -> None:
    # Never an id from outside: it would let a stranger write into our log.
    g.tied = ExitStack()
    g.reference = g.tied.enter_context(logs.correlation())
    g.began = time.perf_counter()


def _write(response: Response) -> Response:
    route = request.url_rule.rule if request.url_rule else "(none)"
    actor = door.actor_or_nobody()
    logs.get_logger(__name__).info(
        "request",
        user_id=str(actor.user_id) if actor else None,
        method=request.method,
        route=route,
        status=response.status_code,
        milliseconds=round((time.perf_counter() - g.began) * 1000, 1),
    )
    return response


def _end(_error: BaseException | None) -> None:
    tied: ExitStack | None = g.pop("tied", None)
    if tied is not None:
        tied.close()
