"""Taking in a published standard and working to it."""

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from borough.standards.model import INDICATOR_SET, StandardReceived
from kit import clock
from kit.exchange.event import Event
from kit.trail import service as trail
from partnership.figures import service as figures


def take_in(session: Session, event: Event) -> None:
    """Keep a published version; work to it when it is the newest indicator set.

    A version already here is left as it is: what is published never changes.
    """
    name = str(event.data["standard"])
    if session.get(StandardReceived, (name, event.version)) is not None:
        return
    newest = _newest(session, name)
    session.add(_received(name, event))
    session.flush()
    trail.record(
        session,
        act="standard.received",
        resource="standards",
        record=name,
        detail={"version": event.version},
    )
    if name == INDICATOR_SET and event.version > newest:
        figures.learn_indicators(
            session, event.data["indicators"], version=event.version
        )


def _newest(session: Session, standard: str) -> int:
    query = select(func.max(StandardReceived.version)).where(
        StandardReceived.standard == standard
    )
    return session.scalar(query) or 0


def _received(standard: str, event: Event) -> StandardReceived:
    data: Any = event.data
    return StandardReceived(
        standard=standard,
        version=event.version,
        kind=data["kind"],
        title=data["title"],
        summary=data["summary"],
        effective_from=date.fromisoformat(data["effective_from"]),
        published_at=clock.parse_iso(data["published_at"]),
        indicators=list(data.get("indicators", ())),
        items=list(data.get("items", ())),
        removed=list(data.get("removed", ())),
        received_at=clock.now(),
    )
