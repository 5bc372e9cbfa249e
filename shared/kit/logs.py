"""One JSON line per event, by allow-list, tied together by a correlation id."""

import logging
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, cast

import structlog
from structlog.contextvars import bind_contextvars, bound_contextvars, get_contextvars

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


def _only_allowed(
    _logger: object, _method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    return {key: value for key, value in line.items() if key in ALLOWED}


def _name_the_error(
    _logger: object, _method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Replace a traceback by the error's type and place: locals may hold records."""
    if line.pop("exc_info", None):
        kind, error, trace = sys.exc_info()
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        if kind is not None and error is not None:
            line["error"] = kind.__qualname__
        if trace is not None:
            code = trace.tb_frame.f_code
            line["where"] = f"{code.co_qualname}:{trace.tb_lineno}"
    return line


def configure(*, member: str, process: str, level: str = "INFO") -> None:
    """Send every log line of this process to standard error as allow-listed JSON."""
    structlog.configure(
        processors=[
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
    bind_contextvars(member=member, process=process)


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
