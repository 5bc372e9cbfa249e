"""What forms about the forward plan may carry."""

from marshmallow import Schema, fields, validate

from partnership.bodies.schemas import day_if_any, words
from partnership.decisions.schemas import text_if_any


class Filter(Schema):
    """Which items to list."""

    body = fields.String(load_default="")
    which = fields.String(
        load_default="coming",
        validate=validate.OneOf(["coming", "over"], error="Choose one of the two"),
    )


class When(Schema):
    """The meeting, or the day where none is set yet."""

    meeting_id = fields.UUID(load_default=None)
    due_on = day_if_any("The day")


class Plan(When):
    """A new item."""

    body = words("The body", 60, "Choose the body that hears it")
    title = words("The title", 200, "Say what comes")
    owner_post = words("The post", 120, "Give the post that brings it")
    because = text_if_any("The reason", 1000)


class Seen(Schema):
    """Why, and the version that was seen."""

    seen = fields.Integer(required=True)
    because = words("The reason", 1000, "Say why")


class PutOff(When, Seen):
    """A later meeting or day."""


class BringBack(PutOff):
    """Another body, or the same one again."""

    body = words("The body", 60, "Choose the body it comes to")
