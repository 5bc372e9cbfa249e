"""The envelope every event travels in: CloudEvents 1.0 with Accord's extensions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from kit import clock

URN = "urn:accord:"
SCHEMA_BASE = "urn:accord:schema:"


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One event as a consumer sees it: the envelope, and where it stood.

    ``version`` is the version of the record (``subject``), not of the event's type;
    the last version wins. ``epoch`` and ``sequence`` are its place in ``stream``.
    """

    id: str
    source: str
    type: str
    subject: str
    version: int
    time: datetime
    data: Mapping[str, Any]
    correlation_id: str
    causation_id: str | None
    stream: str
    epoch: int
    sequence: int


Handler = Callable[[Session, Sequence[Event]], None]
"""Folds a batch of events of one type, in stream order, into a read model.

Called inside a transaction it must not end. It must be safe to call twice with the
same events. Raising refuses the batch; the exchange then tries one by one.
"""

Handlers = Mapping[str, Handler]


def write(
    *,
    event_id: UUID,
    source: str,
    type: str,
    subject: str,
    version: int,
    data: Mapping[str, Any],
    correlation_id: str,
    causation_id: str | None = None,
    traceparent: str | None = None,
) -> bytes:
    """The event as UTF-8 JSON; ``data`` must hold JSON values only."""
    envelope: dict[str, Any] = {
        "specversion": "1.0",
        "id": str(event_id),
        "source": f"{URN}{source}",
        "type": type,
        "subject": subject,
        "time": clock.iso(clock.now()),
        "datacontenttype": "application/json",
        "dataschema": f"{SCHEMA_BASE}{type}",
        "recordversion": version,
        "correlationid": correlation_id,
    }
    if causation_id is not None:
        envelope["causationid"] = causation_id
    if traceparent is not None:
        envelope["traceparent"] = traceparent
    envelope["data"] = data
    return orjson.dumps(envelope)


def read(
    envelope: Mapping[str, Any], *, stream: str, epoch: int, sequence: int
) -> Event:
    """Turn one parsed envelope into an Event; raises ValueError when it is not one."""
    try:
        return Event(
            id=str(envelope["id"]),
            source=str(envelope["source"]).removeprefix(URN),
            type=str(envelope["type"]),
            subject=str(envelope["subject"]),
            version=int(envelope["recordversion"]),
            time=clock.parse_iso(envelope["time"]),
            data=envelope["data"],
            correlation_id=str(envelope["correlationid"]),
            causation_id=envelope.get("causationid"),
            stream=stream,
            epoch=epoch,
            sequence=sequence,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"Not an event of Accord: {error!r}") from error
