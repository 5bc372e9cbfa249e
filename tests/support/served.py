"""One application behind the real web server, as a process: ``python -m`` this."""

import sys
from pathlib import Path

from flask import Flask, request, stream_with_context

from kit import logs, serving
from kit.accounts.access import public
from kit.db import Database
from tests.support.apps import MEMBERS, SERVICES
from tests.support.settings import some_settings

SECRET = "canary of a message"


def main() -> None:
    name, url, port = sys.argv[1:]
    settings = some_settings(MEMBERS[name], Path(), port=int(port))
    logs.configure(member=settings.member, process="web")

    def make() -> Flask:
        database = Database(url, member=settings.member)
        return with_faults(SERVICES[name].create_app(settings, database))

    serving.serve(make, host="127.0.0.1", port=settings.port, transport="http")


def with_faults(app: Flask) -> Flask:
    """Pages that fail where the application can no longer answer."""

    @app.get("/streams")
    @public
    def streams():
        def lines():
            yield "first"
            raise RuntimeError(SECRET)

        return stream_with_context(lines())

    @app.get("/scheme")
    @public
    def scheme():
        return request.scheme

    @app.teardown_request
    def fail(_error):
        if request.path == "/teardown":
            raise RuntimeError(SECRET)

    return app


if __name__ == "__main__":
    main()
