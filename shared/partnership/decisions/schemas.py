"""What forms about decisions may carry."""

from typing import Any

from marshmallow import Schema, fields

from partnership.agencies import STATUTORY, agency_name
from partnership.bodies.schemas import day_if_any, words
from partnership.decisions.model import Position, State
from partnership.meetings.schemas import time_of_day


def text_if_any(label: str, most: int) -> fields.String:
    """Words that may be left out: then an empty text."""
    found = words(label, most, "")
    found.required, found.load_default = False, ""
    return found


class Filter(Schema):
    """Which decisions to list."""

    body = fields.String(load_default="")
    state = fields.Enum(
        State,
        by_value=True,
        load_default=None,
        error_messages={"unknown": "Choose one of the states"},
    )
    since = day_if_any("From")
    until = day_if_any("Until")


class Decide(Schema):
    """A decision as it was taken."""

    text = words("The decision", 4000, "Write what was decided")
    parts = text_if_any("The parts", 8000)
    basis = words("The basis", 4000, "Say on which paper or reason it rests")
    conditions = text_if_any("The conditions", 2000)
    body = text_if_any("The body", 60)
    meeting_id = fields.UUID(load_default=None)
    item_id = fields.UUID(load_default=None)
    decided_on = day_if_any("The day")
    at = time_of_day("The time", required=False)
    review_on = day_if_any("The day of the review")


class Say(Schema):
    """Where partners stand, and the version that was seen."""

    seen = fields.Integer(required=True)


class Withdraw(Say):
    """Why a decision does not stand."""

    reason = words("The reason", 2000, "Say why it does not stand")


def with_positions(schema: type[Schema]) -> Schema:
    """The same form with a position and words for each partner."""
    asked: dict[str, Any] = {}
    for agency in STATUTORY:
        asked[f"position-{agency}"] = fields.Enum(
            Position,
            by_value=True,
            load_default=None,
            error_messages={"unknown": "Choose one of the four"},
        )
        asked[f"note-{agency}"] = text_if_any(f"What {agency_name(agency)} said", 2000)
    return schema.from_dict(asked, name=f"{schema.__name__}WithPositions")()
