"""What a chair's word on the actions to close may carry."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from marshmallow import Schema, fields

from partnership.decisions.schemas import text_if_any, with_positions
from partnership.meeting_actions.model import Choice

_VERSION = re.compile(r"version-([0-9a-f-]{36})")


class Settle(Schema):
    """The partners' positions are added to it, and each action's choice."""


def about(names: Iterable[str]) -> tuple[list[UUID], Schema]:
    """The actions a form was about by its fields' names, and its schema.

    An action that somebody closed meanwhile is in the form still, and the verb says so.
    """
    found = [match[1] for name in names if (match := _VERSION.fullmatch(name))]
    ids = [UUID(each) for each in found if _is_one(each)]
    asked: dict[str, Any] = {}
    for each in ids:
        asked[f"version-{each}"] = fields.Integer(required=True)
        asked[f"choice-{each}"] = fields.Enum(
            Choice,
            by_value=True,
            load_default=None,
            error_messages={"unknown": "Choose one of the two"},
        )
        asked[f"note-{each}"] = text_if_any("What the body found", 2000)
    return ids, with_positions(Settle.from_dict(asked, name="SettleForm"))


def _is_one(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
