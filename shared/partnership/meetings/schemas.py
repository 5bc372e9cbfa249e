"""What forms about meetings may carry."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from marshmallow import Schema, fields, validate

from partnership.bodies.schemas import choice, day, words
from partnership.meetings.model import Coming, Every, Interest, Purpose, Then


def time_of_day(label: str, *, required: bool = True) -> fields.Time:
    """A time of day as people type it: 14:30."""
    wrong = "Enter a time such as 14:30"
    needed: dict[str, Any] = {"required": True} if required else {"load_default": None}
    return fields.Time(
        "%H:%M",
        error_messages={"required": wrong, "invalid": wrong},
        metadata={"label": label},
        **needed,
    )


class Filter(Schema):
    """Which meetings to list."""

    body = fields.String(load_default="")
    which = fields.String(
        load_default="coming",
        validate=validate.OneOf(["coming", "past"], error="Choose one of the two"),
    )


class When(Schema):
    """When and where a meeting is."""

    title = words("The title", 120, "Give the meeting a title")
    starts_on = day("The day")
    at = time_of_day("The time")
    minutes = fields.Integer(required=True, metadata={"label": "How long it lasts"})
    place = words("The place", 200, "Say where it is")


class Plan(When):
    """A new meeting, or with ``every`` a series of ``count``."""

    body = words("The body", 60, "Choose the body that meets")
    every = fields.Enum(
        Every,
        by_value=True,
        load_default=None,
        error_messages={"unknown": "Choose how often it meets"},
    )
    count = fields.Integer(load_default=1, metadata={"label": "How many meetings"})


class Move(When):
    """Another time or place, and the version that was seen."""

    seen = fields.Integer(required=True)


class Reason(Schema):
    """Why a meeting is cancelled or an item withdrawn."""

    reason = words("The reason", 1000, "Say why")


class AddItem(Schema):
    """An item for the agenda."""

    title = words("The title", 200, "Give the item a title")
    purpose = choice(Purpose, "Say what the body is asked to do")
    presenter = words("The presenter", 120, "Give the post that presents it")
    minutes = fields.Integer(
        load_default=None,
        validate=validate.Range(1, 600, error="Enter 1 to 600 minutes"),
        metadata={"label": "Minutes"},
    )


class Declare(Schema):
    """An interest, and what the meeting made of it."""

    post_id = fields.UUID(
        required=True, error_messages={"required": "Choose who declares it"}
    )
    item_id = fields.UUID(load_default=None)
    interest = choice(Interest, "Say what kind of interest it is")
    text = words("The interest", 2000, "Say what the interest is")
    then = choice(Then, "Say what the meeting made of it")


def attendance(post_ids: Iterable[UUID]) -> Schema:
    """A form that asks of each post whether it came and when it left."""
    asked: dict[str, fields.Field[Any]] = {}
    for post_id in post_ids:
        asked[f"coming-{post_id}"] = fields.Enum(
            Coming,
            by_value=True,
            load_default=None,
            error_messages={"unknown": "Choose one of the three"},
        )
        asked[f"left-{post_id}"] = time_of_day("When it left", required=False)
    return Schema.from_dict(asked, name="AttendanceForm")()
