"""What forms about a position may carry."""

from marshmallow import Schema, fields, validate

from partnership.standards.model import Position
from partnership.standards.schemas import words


class Started(Schema):
    """The version that a position is recorded on."""

    version = fields.Integer(required=True, metadata={"label": "The version"})


class Said(Schema):
    """Where the borough stands, why, and who approved it."""

    position = fields.Enum(
        Position, by_value=True, required=True, metadata={"label": "The position"}
    )
    why = words("Why", 2000, needed=False)
    body = fields.String(load_default=None, validate=validate.Length(max=60))
    agreed_on = fields.Date(
        load_default=None, metadata={"label": "The day it was approved"}
    )
    review_on = fields.Date(
        load_default=None, metadata={"label": "The day it is looked at again"}
    )
    from_on = fields.Date(required=True, metadata={"label": "The day it counts from"})
    seen = fields.Integer(required=True)


class Seen(Schema):
    """The version of the record that was looked at."""

    seen = fields.Integer(required=True)


class SentBack(Schema):
    """Why it goes back."""

    because = words("What has to change", 500)


class Approved(Schema):
    """The digest of what was looked at, and that it can leave."""

    seen = fields.String(required=True)
    confirm = fields.String(
        required=True,
        validate=validate.Equal("yes"),
        error_messages={"required": "Tick the box to say that it can leave"},
    )
