"""What forms about the learning of a review may carry."""

from marshmallow import Schema, fields, validate

from borough.reviews.model import Flag
from borough.reviews.schemas import a_day, a_text


class Flagged(Schema):
    """What happened to a review's learning, and when."""

    flag = fields.Enum(
        Flag,
        by_value=True,
        required=True,
        error_messages={"required": "Choose what happened"},
    )
    on = a_day("The day")
    body = fields.String(load_default=None, validate=validate.Length(max=60))


class Withdrawn(Schema):
    """Which of them is taken back and why, and the version that was seen."""

    flag = fields.Enum(
        Flag,
        by_value=True,
        required=True,
        error_messages={"required": "Choose what is withdrawn"},
    )
    reason = a_text("The reason", 2000)
    seen = fields.Integer(required=True)


class CopySent(Schema):
    """The day the final copy was sent."""

    on = a_day("The day")
