"""Serve one instance's pages with gunicorn: one worker process, several threads."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

THREADS = 8


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
        return self.make()


def serve(make: Callable[[], Flask], *, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; exits with status 1 when the port is taken.

    Requests are logged by the pages themselves, so gunicorn's access log stays off,
    and so does its control socket, which would be one more door.
    """
    options = {
        "bind": f"{host}:{port}",
        "workers": 1,
        "worker_class": "gthread",
        "threads": THREADS,
        "accesslog": None,
        "loglevel": "warning",
        "graceful_timeout": 5,
        "timeout": 60,
        "control_socket_disable": True,
        "worker_tmp_dir": None,
        "proc_name": "accord",
    }
    _Pages(make, options).run()
