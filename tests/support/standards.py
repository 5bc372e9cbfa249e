"""Standards as leadership publishes them, received in a borough."""

from datetime import UTC, datetime
from importlib import resources
from typing import Any
from uuid import uuid4

import orjson

from borough.standards.consumers import ITEMS_PUBLISHED, standards_published
from kit.exchange.event import Event


def shipped(name: str) -> dict[str, Any]:
    """A standard the product ships, as its file has it."""
    file = resources.files("leadership.standards") / "shipped" / f"{name}.json"
    found: dict[str, Any] = orjson.loads(file.read_bytes())
    return found


def an_item(number: int, text: str = "", **more: Any) -> dict[str, Any]:
    """A question of an audit tool."""
    return {
        "id": f"A{number:02}",
        "section": "One",
        "text": text or f"Question {number}",
        "help": "",
        "details": {"scale": "four_words"},
        **more,
    }


def published(
    name: str = "case-audit",
    version: int = 1,
    *items: dict[str, Any],
    kind: str = "audit_tool",
    removed: tuple[dict[str, str], ...] = (),
) -> Event:
    """The message of a published version; of the shipped one without items."""
    found = {"title": "Case audit", "summary": "How we audit.", "items": list(items)}
    if not items:
        found = shipped(name)
        kind = found["kind"]
    return Event(
        id=str(uuid4()),
        source="leadership",
        type=ITEMS_PUBLISHED,
        subject=name,
        version=version,
        time=datetime(2026, 11, 21, 9, 0, tzinfo=UTC),
        data={
            "standard": name,
            "kind": kind,
            "version": version,
            "title": found["title"],
            "summary": found["summary"],
            "effective_from": "2026-12-01",
            "published_at": "2026-11-21T09:00:00.000000Z",
            "items": found["items"],
            "removed": list(removed),
        },
        correlation_id="c",
        causation_id=None,
        stream="leadership/all",
        epoch=1,
        sequence=version,
    )


def receive(database: Any, *events: Event) -> None:
    """Take published versions in, as the exchange would."""
    with database.transaction() as session:
        standards_published(session, events)
