"""What one person prepared and another one let go: words that may leave as they are.

The page for the second person shows every word of it. Whatever else leaves a member
takes no typed word along.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"
# By table: what of its rows stands in a message under the same names.
_CONTENT = {
    "sharing_share": "SELECT content FROM sharing_share"
    " WHERE state = 'released' AND proposed_by <> decided_by",
    # Leadership releases none.
    "governance_return": "SELECT json_set(content, '$.as_at', as_at)"
    " FROM governance_return"
    " WHERE state = 'released' AND prepared_by <> decided_by",
    "adoptions_position": "SELECT content FROM adoptions_position"
    " WHERE state = 'recorded' AND prepared_by <> decided_by",
    # A response keeps the post of who approved it; that it was another is its rule.
    "consultations_draft_received": "SELECT json_object('comments', json(content))"
    " FROM consultations_response WHERE state = 'made'",
    "audit_summaries_summary": "SELECT content FROM audit_summaries_summary"
    " WHERE state = 'released' AND prepared_by <> decided_by",
    "section_returns_share": "SELECT json_object('consented_by', consented_post,"
    " 'core', json(core)) FROM section_returns_share"
    " WHERE number IS NOT NULL AND consented_by <> decided_by",
}
_OFFERED = (
    "SELECT event_id, words FROM offers_offer"
    " WHERE words IS NOT NULL AND proposed_by <> approved_by"
)


@dataclass
class ReadByTwo:
    """By content of messages, and by event that is offered: what two people read."""

    contents: list[dict[str, Any]] = field(default_factory=list)
    offered: dict[UUID, dict[str, Any]] = field(default_factory=dict)


def read_by_two(database: Path) -> ReadByTwo:
    """Everything of a member that two people read."""
    found = ReadByTwo()
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        tables = {name for (name,) in connection.execute(_TABLES)}
        for table in _CONTENT.keys() & tables:
            found.contents += [
                _but_for_whom(orjson.loads(content))
                for (content,) in connection.execute(_CONTENT[table])
            ]
        if "offers_offer" in tables:
            found.offered = {
                UUID(event_id): orjson.loads(words)
                for event_id, words in connection.execute(_OFFERED)
            }
    return found


def without_public_words(event: dict[str, Any], read: ReadByTwo) -> dict[str, Any]:
    """An event without the words that were written to be read elsewhere.

    The note of a return and the reason for a restatement are shown beside the figures
    before a second person lets them go; a standard, and the draft of one with the
    question about it, is sent out by a second person word for word. Of all else it is
    what is in ``read``, from ``read_by_two``.
    """
    if ".standard.published." in event["type"] or ".draft.circulated." in event["type"]:
        return {**event, "data": {}}
    data = {k: v for k, v in event["data"].items() if k not in {"note", "reason"}}
    for each in read.contents:
        if all(event["data"].get(k) == v for k, v in each.items()):
            data = {k: v for k, v in data.items() if k not in each}
    if ".event.offered." in event["type"]:
        words = read.offered.get(UUID(data["event_id"]), {})
        data = dict(_but_for_words(data, words))
    if "history" in data:
        data["history"] = [{**past, "reason": None} for past in data["history"]]
    return {**event, "data": data}


def _but_for_whom(content: dict[str, Any]) -> dict[str, Any]:
    """For whom a milestone is can become less: it is told again to be withdrawn."""
    return {k: v for k, v in content.items() if k != "shared_with"}


def _but_for_words(
    data: dict[str, Any], words: dict[str, Any]
) -> Iterator[tuple[str, Any]]:
    """An event as it is offered, without the words that were approved for it."""
    rooms = words.get("rooms", {})
    for key, value in data.items():
        if key == "trainer_post" and value == words.get(key):
            continue
        if key == "course" and value["title"] == words.get("title"):
            yield key, {**value, "title": ""}
        elif key == "sessions":
            yield (
                key,
                [
                    {**each, "room": ""}
                    if each["room"] == rooms.get(each["session_id"])
                    else each
                    for each in value
                ],
            )
        else:
            yield key, value
