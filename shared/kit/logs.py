"""One JSON line per event, by allow-list, tied together by a correlation id."""

import logging
import sys
import threading
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any, cast
from uuid import UUID

import structlog
from structlog.contextvars import bound_contextvars, get_contextvars

from kit import clock

# Only these keys are ever written. Values that describe people, cases or figures
# have no key here, so a careless log call cannot leak them.
ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "member", "process", "correlation_id",
        "method", "route", "status", "milliseconds", "stream", "epoch", "first", "last",
        "count", "queue", "reason", "event_type", "event_id", "attempt", "wait",
        "error", "where", "address", "version", "command", "user_id", "state",
    }
)  # fmt: skip

_WORDS = (str, int, float, UUID, type(None))


def _only_allowed(
    _logger: object, _method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    return {key: _plain(value) for key, value in line.items() if key in ALLOWED}


def _plain(value: object) -> object:
    """Words, numbers and ids; of anything else its kind, for it may be a record."""
    return value if isinstance(value, _WORDS) else type(value).__qualname__


def _name_the_error(
    _logger: object, _method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Replace a traceback by the error's type and place: locals may hold records."""
    if line.pop("exc_info", None):
        kind, _error, trace = sys.exc_info()
        line.update(_named(kind, trace))
    return line


def _named(
    kind: type[BaseException] | None, trace: TracebackType | None
) -> dict[str, str]:
    found = {"error": kind.__qualname__} if kind is not None else {}
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is not None:
        code = trace.tb_frame.f_code
        found["where"] = f"{code.co_qualname}:{trace.tb_lineno}"
    return found


def configure(*, member: str, process: str, level: str = "INFO") -> None:
    """Send every log line of this process to standard error as allow-listed JSON."""

    # Not bound to the context: threads begin with an empty one.
    def sign(
        _logger: object, _method: str, line: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        return {**line, "member": member, "process": process}

    structlog.configure(
        processors=[
            sign,
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _name_the_error,
            _only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelName(level)
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def take_over() -> None:
    """Let nothing of this process reach standard error but our lines.

    Other libraries' loggers, warnings and errors that nobody caught are told by their
    kind and place: their words may quote what a person typed or a row of the database.
    """
    logging.captureWarnings(capture=True)
    logging.basicConfig(handlers=[_Others()], level=logging.WARNING, force=True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda told: _uncaught(
        told.exc_type, told.exc_value, told.exc_traceback
    )
    sys.unraisablehook = lambda told: _uncaught(
        told.exc_type, told.exc_value, told.exc_traceback
    )


class _Others(logging.Handler):
    """What other libraries log through the standard library's loggers."""

    def emit(self, record: logging.LogRecord) -> None:
        kind, _error, trace = record.exc_info or (None, None, None)
        place = {"where": f"{record.name}:{record.lineno}", **_named(kind, trace)}
        structlog.get_logger().log(record.levelno, "library", **place)


def _uncaught(
    kind: type[BaseException],
    _error: BaseException | None,
    trace: TracebackType | None,
) -> None:
    # The rest are people and programs asking it to end.
    if issubclass(kind, Exception):
        structlog.get_logger().critical("error nobody caught", **_named(kind, trace))


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger that says which part of the house speaks."""
    return cast("structlog.stdlib.BoundLogger", structlog.get_logger(where=name))


@contextmanager
def correlation(identifier: str | None = None) -> Iterator[str]:
    """Tie all that happens inside to one id: a request's, a message's, a command's."""
    chosen = identifier or str(clock.new_id())
    with bound_contextvars(correlation_id=chosen):
        yield chosen


def correlation_id() -> str:
    """The id that ties this work to what caused it; a new one where there is none."""
    known = get_contextvars().get("correlation_id")
    return str(known) if known else str(clock.new_id())
