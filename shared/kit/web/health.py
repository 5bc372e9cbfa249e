"""Two answers for machines: the process lives; it can serve."""

from collections.abc import Callable, Mapping
from typing import cast

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from kit import logs
from kit.accounts.access import public
from kit.exchange import lease
from kit.web import door

pages = Blueprint("health", __name__)

# A check answers with what it found (a number of waiting events, say), or raises.
Check = Callable[[], object]


@pages.get("/health")
@public
def alive() -> ResponseReturnValue:
    """The process lives."""
    return {"status": "alive"}


@pages.get("/ready")
@public
def ready() -> ResponseReturnValue:
    """Whether the parts this instance needs answer; 503 when one does not."""
    checks: Mapping[str, Check] = {
        "database": _database,
        "exchange": _exchange,
        **_further_checks(),
    }
    found = {name: _ask(name, check) for name, check in checks.items()}
    well = all(answer != "away" for answer in found.values())
    return {"status": "ready" if well else "not ready", **found}, 200 if well else 503


def _further_checks() -> Mapping[str, Check]:
    return cast("Mapping[str, Check]", current_app.extensions["accord-checks"])


def _database() -> str:
    with door.reading() as session:
        session.execute(text("SELECT 1"))
    return "answers"


def _exchange() -> str:
    """Told, but no reason to be not ready: pages work without the exchange."""
    with door.reading() as session:
        ago = lease.seconds_since(session)
    return "not running" if ago is None else f"seen {ago} seconds ago"


def _ask(name: str, check: Check) -> object:
    try:
        return check()
    except (SQLAlchemyError, OSError):
        logs.get_logger(__name__).warning("check failed", where=name, exc_info=True)
        return "away"
