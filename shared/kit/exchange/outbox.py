"""Announce an event: a row in the outbox, in the transaction of the change itself."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from kit import clock, logs
from kit.exchange import event
from kit.exchange.model import OutboxEvent, Unsealed

NOTIFY_CHANNEL = "accord_outbox"


def announce(
    session: Session,
    *,
    audience: str,
    type: str,
    subject: str,
    version: int,
    data: Mapping[str, Any],
    causation_id: str | None = None,
) -> UUID:
    """Write one event for ``audience`` (a slug, or ``all``); returns its id.

    Nothing is sent here: the dispatcher seals what this transaction commits. ``data``
    holds JSON values only and fits the type's schema in ``contracts/``.
    """
    member = session.info["member"]
    event_id = clock.new_id()
    correlation_id = logs.correlation_id()
    session.add(
        OutboxEvent(
            event_id=event_id,
            stream=f"{member}/{audience}",
            type=type,
            subject=subject,
            body=event.write(
                event_id=event_id,
                source=member,
                type=type,
                subject=subject,
                version=version,
                data=data,
                correlation_id=correlation_id,
                causation_id=causation_id,
            ),
            correlation_id=correlation_id,
            written_at=clock.now(),
            unsealed=Unsealed(),
        )
    )
    _wake_the_dispatcher(session)
    return event_id


def _wake_the_dispatcher(session: Session) -> None:
    """PostgreSQL tells the dispatcher at commit; on SQLite it looks by itself."""
    if session.get_bind().dialect.name == "postgresql" and not session.info.get(
        "woken"
    ):
        session.execute(text(f"NOTIFY {NOTIFY_CHANNEL}"))
        session.info["woken"] = True
