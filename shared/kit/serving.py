"""Serve one instance's pages with gunicorn: one worker process, several threads."""

from collections.abc import Callable
from socket import socket
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.http import wsgi
from gunicorn.http.errors import ParseException
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from kit import logs
from kit.web import ahead, headers

THREADS = 8
_BAD, _FAILED = "400 Bad Request", "500 Internal Server Error"


class _Pages(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn with our options instead of its command line."""

    def __init__(self, make: Callable[[], Flask], options: dict[str, Any]) -> None:
        self.make = make
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Make the app in the worker, so that no connection crosses the fork."""
        return ahead.prepare(self.make())


class _Lines(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """The server's own complaints, in our log's lines: no address, no traceback."""

    def critical(self, msg: str, *args: object, **_: object) -> None:
        _log().critical("server", reason=_said(msg, args))

    def error(self, msg: str, *args: object, **named: object) -> None:
        _log().error("server", reason=_said(msg, args), exc_info=named.get("exc_info"))

    def warning(self, msg: str, *args: object, **_: object) -> None:
        _log().warning("server", reason=_said(msg, args))

    def exception(self, msg: str, *_: object, **__: object) -> None:
        # What goes with it is a request's address: only the fault's kind is kept.
        _log().error("server", reason=msg, exc_info=True)

    def info(self, *_: object, **__: object) -> None:
        """Said of nothing that matters."""

    debug = info


class _Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """Answers what is no request as shortly as can be, with our headers."""

    # Whether our pages are read over TLS, as in the address people type.
    transport = "https"

    def handle_error(
        self, _request: object, client: socket, _address: object, error: Exception
    ) -> None:
        status = _BAD if isinstance(error, ParseException) else _FAILED
        _log().warning(
            "request not served", error=type(error).__qualname__, status=status[:3]
        )
        try:
            write_nonblock(client, _short(status, self.transport))
        except OSError:  # whoever sent it has gone
            return


def serve(make: Callable[[], Flask], *, host: str, port: int, transport: str) -> None:
    """Serve until SIGTERM or SIGINT; exits with status 1 when the port is taken.

    ``transport`` is what people's browsers speak: ``http`` or ``https``. Requests are
    logged by the pages themselves, so gunicorn's access log stays off, and so does
    its control socket, which would be one more door.
    """
    _Worker.transport = transport
    # Gunicorn would tell every stranger its name; nothing else sets this line.
    wsgi.Response.default_headers = _nameless(wsgi.Response.default_headers)
    options = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": 1,
        "worker_class": _Worker,
        "threads": THREADS,
        "logger_class": _Lines,
        "accesslog": None,
        "loglevel": "warning",
        "graceful_timeout": 5,
        "timeout": 60,
        "control_socket_disable": True,
        "worker_tmp_dir": None,
        "proc_name": "accord",
        # Proxies are believed by the pages, as many as the settings count.
        "forwarded_allow_ips": "",
        "forwarder_headers": "",
    }
    _Pages(make, options).run()


def _nameless(lines: Callable[[Any], list[str]]) -> Callable[[Any], list[str]]:
    def without_the_server(response: object) -> list[str]:
        return [line for line in lines(response) if not line.startswith("Server:")]

    return without_the_server


def _short(status: str, transport: str) -> bytes:
    text = "This cannot be read.\n" if status == _BAD else "Something went wrong.\n"
    lines = {
        **headers.always(transport=transport),
        "Cache-Control": "no-store",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(text)),
        "Connection": "close",
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n{text}".encode()


def _log() -> Any:  # noqa: ANN401 - structlog's own
    return logs.get_logger(__name__)


def _said(message: str, args: tuple[object, ...]) -> str:
    return message % args if args else message
